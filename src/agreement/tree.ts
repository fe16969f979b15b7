// The file as a tree of texts, lists and maps with places, once the traps of YAML are out of the way.
// A trap is a text that YAML quietly reads as something else. We refuse it at the value instead of guessing.
import { isAlias, isMap, isScalar, isSeq, LineCounter, type ParsedNode, parseDocument, type Scalar } from 'yaml';
import { type Found, type Place, Source, type Words } from './found.ts';
import { fatalCodes, quoteIt, syntaxWords, trapWords } from './yamlTraps.ts';

export interface TextNode {
  readonly kind: 'text';
  /** As written, without quotes. */
  readonly text: string;
  /** A plain number or truth value is one; everything else is a text. */
  readonly value: string | number | boolean;
  readonly at: Place;
}
export interface ListNode {
  readonly kind: 'list';
  readonly items: readonly Tree[];
  readonly at: Place;
}
export interface Entry {
  readonly key: string;
  readonly keyAt: Place;
  readonly value: Tree;
}
export interface MapNode {
  readonly kind: 'map';
  readonly entries: readonly Entry[];
  readonly braces: boolean;
  readonly at: Place;
}
/** A key without a value. */
export interface NothingNode {
  readonly kind: 'nothing';
  readonly at: Place;
}
/** What was already refused as a trap: nothing more is said about it. */
export interface UnreadableNode {
  readonly kind: 'unreadable';
  readonly at: Place;
}
export type Tree = UnreadableNode | TextNode | ListNode | MapNode | NothingNode;

export interface TreeReading {
  readonly source: Source;
  /** null when the text cannot be read far enough to say anything else about it. */
  readonly tree: Tree | null;
  readonly problems: readonly Found[];
  /** The data as plain values, for the hash. Only when there are no problems. */
  readonly data: unknown;
  /** Where the form itself is broken; what is said about keys there would mislead. */
  readonly broken: readonly Place[];
  /** Texts that were read as if they stood in quotes. */
  readonly repaired: readonly Place[];
}

class Builder {
  readonly problems: Found[] = [];
  readonly #source: Source;
  constructor(source: Source) {
    this.#source = source;
  }

  trap(place: Place, words: Words): void {
    this.problems.push(this.#source.found(place, '', words));
  }

  build(node: ParsedNode | null | undefined, at: Place): Tree {
    if (node === null || node === undefined) return { kind: 'nothing', at };
    const place = this.#placeOf(node.range ?? [at.offset, at.offset + at.length]);
    if (isAlias(node)) {
      this.trap(place, trapWords.alias);
      return { kind: 'unreadable', at: place };
    }
    const properties =
      this.#source.text
        .slice(Math.max(0, place.offset - 40), place.offset)
        .split('\n')
        .at(-1) ?? '';
    if (node.anchor !== undefined) this.trap(before(place, properties, `&${node.anchor}`), trapWords.anchor);
    if (node.tag !== undefined) this.trap(before(place, properties, '!'), trapWords.tag);
    if (isScalar(node)) return this.#text(node, place);
    if (isSeq(node)) return { kind: 'list', items: node.items.map((item) => this.build(item as ParsedNode, place)), at: place };
    if (!isMap(node)) throw new Error('A YAML node is an alias, a scalar, a sequence or a map.');
    const entries: Entry[] = [];
    const braces = this.#source.text.charAt(place.offset) === '{';
    for (const pair of node.items) {
      const key: unknown = pair.key;
      if (!isScalar(key)) {
        const inner = this.#source.text.slice(place.offset, place.offset + place.length);
        this.trap(place, { ...trapWords.braces, ...(inner.includes('"') ? {} : { instead: quoteIt(inner) }) });
        return { kind: 'unreadable', at: place };
      }
      const read = this.#text(key as Scalar.Parsed, this.#placeOf(key.range ?? [place.offset, place.offset]));
      const name = read.kind === 'text' ? read.text : (key.source ?? '');
      if (name === '<<') this.trap(read.at, trapWords.merge);
      else if (entries.some((entry) => entry.key === name)) this.trap(read.at, duplicate(name));
      else entries.push({ key: name, keyAt: read.at, value: this.build(pair.value as ParsedNode | null, read.at) });
    }
    return { kind: 'map', entries, braces, at: place };
  }

  #placeOf(range: readonly number[]): Place {
    const offset = range[0] ?? 0;
    return { offset, length: Math.max(0, (range[1] ?? offset) - offset) };
  }

  #text(node: Scalar, at: Place): Tree {
    const plain = node.type === 'PLAIN';
    const source = node.source ?? '';
    const value: unknown = node.value;
    if (value === null) return { kind: 'nothing', at };
    if (plain && typeof value !== 'string' && source !== String(value)) {
      this.trap(at, { ...trapWords.changed(source, String(value)), instead: quoteIt(source) });
      return { kind: 'unreadable', at };
    }
    const text = typeof value === 'string' ? value : source;
    const known = typeof value === 'number' || typeof value === 'boolean' ? value : text;
    return { kind: 'text', text, value: known, at };
  }
}

const before = (at: Place, line: string, mark: string): Place => {
  const last = line.lastIndexOf(mark);
  const index = mark === '!' && line.charAt(last - 1) === '!' ? last - 1 : last;
  return index === -1 ? at : { offset: at.offset - line.length + index, length: line.length - index + at.length };
};

const duplicate = (name: string): Words => ({
  code: 'duplicate-key',
  message: `"${name}" stands here twice.`,
  why: 'Only one of the two could count, and nobody would see which.',
  do: 'Keep one of them.',
});

/** Longest chain of repairs; each repairs every such line of one reading. */
const roundsMax = 20;

/** Reads the text as YAML 1.2. Everything that is wrong is said at once, in our own words. */
export function readTree(file: string, text: string): TreeReading {
  const lines = new LineCounter();
  const source = new Source(file, text, lines);
  const builder = new Builder(source);
  const read = (now: string, lineCounter?: LineCounter) =>
    parseDocument(now, {
      uniqueKeys: false,
      prettyErrors: false,
      merge: false,
      version: '1.2',
      logLevel: 'error',
      ...(lineCounter === undefined ? {} : { lineCounter }),
    });
  let document = read(text, lines);
  if (document.directives.yaml.explicit === true) builder.trap({ offset: 0, length: Math.max(1, text.indexOf('\n')) }, trapWords.directive);
  // A line with one of the usual mistakes is said, then read as the text that it was meant to be, so that the rest can be checked too.
  const said = new Set<number>();
  const repaired: Place[] = [];
  let now = text;
  for (let round = 0; round < roundsMax; round += 1) {
    const before = now;
    for (const error of document.errors) {
      const { place, words, repair } = syntaxWords(error.code, error.pos, text);
      if (repair === undefined || said.has(source.lineOf(place.offset))) continue;
      said.add(source.lineOf(place.offset));
      builder.trap(place, words);
      repaired.push(place);
      now = now.slice(0, place.offset) + repair + now.slice(place.offset + repair.length);
    }
    if (now === before) break;
    document = read(now);
  }
  const broken: Place[] = [];
  let fatal = false;
  for (const error of document.errors) {
    const { place, words } = syntaxWords(error.code, error.pos, text);
    if (!said.has(source.lineOf(place.offset))) builder.trap(place, words);
    said.add(source.lineOf(place.offset));
    broken.push(place);
    if (fatalCodes.has(error.code)) fatal = true;
  }
  const tree = fatal ? null : builder.build(document.contents, { offset: 0, length: 0 });
  const sound = builder.problems.length === 0;
  return { source, tree, problems: builder.problems, data: sound ? document.toJS() : null, broken, repaired };
}
