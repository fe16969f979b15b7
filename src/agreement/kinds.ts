// What may stand under a key: each kind reads a piece of the tree, says in our words what is wrong with it, and describes itself to editors.
// One table made of these (`keys.ts`) gives the reading, the JSON Schema and the list of known keys, so that they cannot disagree.
import { closest, distance } from 'fastest-levenshtein';
import type { Duration } from '../core/time.ts';
import type { Extras, Found, Place, Source, Words } from './found.ts';
import type { Parsed } from './spans.ts';
import type { MapNode, Tree } from './tree.ts';
import { quoteIt, trapWords } from './yamlTraps.ts';

export type JsonSchema = { readonly [key: string]: unknown };

/** One pass over one file: where each key stands, and what was found. */
export class Reading {
  readonly source: Source;
  readonly problems: Found[] = [];
  readonly places = new Map<string, Place>();
  /** Length of a working day; read before everything else. */
  readonly dailyHours: Duration;
  /** Where each key of the whole table belongs, to say "it belongs under people". */
  readonly homes: ReadonlyMap<string, string>;
  constructor(source: Source, dailyHours: Duration, homes: ReadonlyMap<string, string>) {
    this.source = source;
    this.dailyHours = dailyHours;
    this.homes = homes;
  }

  problem(at: Place, path: string, words: Words, extras: Extras = {}): undefined {
    this.problems.push(this.source.found(at, path, words, extras));
    return undefined;
  }

  /** Where a key stands; else the nearest key above it that stands in the file. */
  placeOf(path: string): Place {
    for (let at = path; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('.')))) {
      const place = this.places.get(at);
      if (place !== undefined) return place;
    }
    return { offset: 0, length: 0 };
  }
}

export interface Kind<T> {
  readonly schema: JsonSchema;
  /** What it is called in a sentence: "a length of time". */
  readonly called: string;
  /** `undefined`: not readable, and said so. */
  read(tree: Tree, path: string, reading: Reading): T | undefined;
}

export interface Key<T> {
  readonly kind: Kind<T>;
  readonly says: string;
  readonly example: unknown;
}
export const key = <T>(kind: Kind<T>, says: string, example: unknown): Key<T> => ({ kind, says, example });

const lettersOf = (word: string): string => [...word.toLowerCase()].sort().join('');

/** The nearest of the known words, when it is near enough to be meant. */
export function nearest(word: string, known: readonly string[]): string | null {
  if (known.length === 0) return null;
  const lower = word.toLowerCase();
  const same = known.find((one) => one.toLowerCase() === lower);
  if (same !== undefined) return same;
  const swapped = known.find((one) => one.length === word.length && lettersOf(one) === lettersOf(word));
  if (swapped !== undefined) return swapped;
  const found = closest(word, known);
  return distance(word, found) <= Math.max(1, Math.min(3, Math.floor(word.length / 3))) ? found : null;
}

/** Whatever is not what was asked for. Braces and colons are the usual reason, and they are named. */
export function wrongForm(tree: Tree, path: string, reading: Reading, called: string): undefined {
  if (tree.kind === 'unreadable') return undefined;
  if (tree.kind === 'nothing') {
    return reading.problem(tree.at, path, {
      code: 'no-value',
      message: 'Nothing stands here.',
      why: `${called} is expected.`,
      do: 'Write a value, or remove the key.',
    });
  }
  const text = reading.source.text.slice(tree.at.offset, tree.at.offset + tree.at.length).split('\n')[0] ?? '';
  if (tree.kind === 'map' && !tree.braces) {
    return reading.problem({ offset: tree.at.offset, length: text.length }, path, {
      code: 'yaml-colon',
      message: 'A colon followed by a space makes this a key with a value; a text is expected.',
      why: 'YAML reads what stands before the colon as the name of a value.',
      do: 'Put it in quotes, if you mean the text.',
      instead: quoteIt(text),
    });
  }
  if (tree.kind === 'map') return reading.problem(tree.at, path, { ...trapWords.braces, instead: quoteIt(text) });
  const words = { code: 'wrong-form', message: `This is not ${called}.`, why: 'The form of a value says what it means.' };
  if (tree.kind === 'list') return reading.problem(tree.at, path, { ...words, do: `Write ${called} instead of a list.` });
  return reading.problem(tree.at, path, { ...words, message: `"${tree.text}" is not ${called}.`, do: `Write ${called}.` });
}

/** A text that a small grammar understands. */
export function scalar<T>(called: string, parse: (text: string, reading: Reading) => Parsed<T>, schema: JsonSchema = { type: 'string' }): Kind<T> {
  return {
    called,
    schema,
    read(tree, path, reading) {
      if (tree.kind !== 'text') return wrongForm(tree, path, reading, called);
      const parsed = parse(tree.text, reading);
      if (parsed.ok) return parsed.value;
      const { ok: _, ...words } = parsed;
      return reading.problem(tree.at, path, words);
    },
  };
}

/** One word of a few; misspelt, the nearest is offered. */
export function oneOf<const T extends string>(words: readonly T[], called = `one of: ${words.join(', ')}`): Kind<T> {
  return scalar<T>(
    called,
    (text) => {
      const found = words.find((word) => word === text);
      if (found !== undefined) return { ok: true, value: found };
      const near = nearest(text, words);
      const said = { code: 'unknown-word', message: `"${text}" is not possible here.`, why: 'Only a few words have a meaning here.' };
      return { ok: false, ...said, do: `Write ${called}.`, ...(near === null ? {} : { instead: near }) };
    },
    { enum: words },
  );
}

export const text: Kind<string> = scalar('a text', (value) =>
  value.trim() === ''
    ? { ok: false, code: 'no-value', message: 'This text is empty.', why: 'People read it.', do: 'Write a text, or remove the key.' }
    : { ok: true, value },
);

/** Yes or no, as people write it; true and false are read too. */
export const yesNo: Kind<boolean> = scalar(
  'yes or no',
  (value) => {
    if (value === 'yes' || value === 'true') return { ok: true, value: true };
    if (value === 'no' || value === 'false') return { ok: true, value: false };
    return {
      ok: false,
      code: 'not-yes-or-no',
      message: `"${value}" is neither yes nor no.`,
      why: 'There is no third answer.',
      do: 'Write yes or no.',
    };
  },
  { enum: ['yes', 'no', true, false] },
);

export function list<T>(of: Kind<T>, called = `a list: ${of.called} per line`, min = 0): Kind<readonly T[]> {
  return {
    called,
    schema: { type: 'array', items: of.schema, ...(min === 0 ? {} : { minItems: min }) },
    read(tree, path, reading) {
      if (tree.kind !== 'list') return wrongForm(tree, path, reading, called);
      const items: T[] = [];
      for (const [index, item] of tree.items.entries()) {
        reading.places.set(`${path}.${index}`, item.at);
        const read = of.read(item, `${path}.${index}`, reading);
        if (read !== undefined) items.push(read);
      }
      return items;
    },
  };
}

/** Reads by the form of what stands there: a text one way, anything else another way. */
export function shortOr<T>(short: Kind<T>, long: Kind<T>): Kind<T> {
  return {
    called: `${short.called}, or ${long.called}`,
    schema: { anyOf: [short.schema, long.schema] },
    read: (tree, path, reading) => (tree.kind === 'text' ? short : long).read(tree, path, reading),
  };
}

/** What is read, made into something else. `undefined` and the words go through unchanged. */
export function changed<A, B>(from: Kind<A>, make: (value: A, path: string) => B): Kind<B> {
  return {
    called: from.called,
    schema: from.schema,
    read(tree, path, reading) {
      const value = from.read(tree, path, reading);
      return value === undefined ? undefined : make(value, path);
    },
  };
}

export type Keys = Readonly<Record<string, Key<unknown>>>;
export type Read<S extends Keys> = { readonly [K in keyof S]?: S[K] extends Key<infer T> ? T | undefined : never };

export interface ObjectKind<S extends Keys> extends Kind<Read<S>> {
  readonly keys: S;
}

function unknownKey(tree: MapNode, name: string, at: Place, value: Tree, path: string, keys: readonly string[], reading: Reading): void {
  if (tree.braces && value.kind === 'nothing' && /\s/.test(name)) {
    const words = { code: 'yaml-comma', message: 'A comma inside a text in braces starts a new key.', why: 'YAML ends a value at the comma.' };
    reading.problem(at, path, { ...words, do: 'Put the whole text in quotes.' });
    return;
  }
  const near = nearest(name, keys);
  const home = reading.homes.get(name);
  const where = path === '' ? 'an agreement' : path;
  const doing = near !== null ? `Write ${near}.` : home !== undefined ? `It belongs under ${home}.` : `Known here are: ${keys.join(', ')}.`;
  reading.problem(at, path === '' ? name : `${path}.${name}`, {
    code: 'unknown-key',
    message: `"${name}" is not a key of ${where}.`,
    why: 'It would have no effect, and the owner would believe that it has.',
    do: doing,
    ...(near === null ? {} : { instead: near }),
  });
}

export function object<const S extends Keys>(called: string, keys: S, required: readonly (keyof S & string)[] = []): ObjectKind<S> {
  const names = Object.keys(keys);
  const properties = Object.fromEntries(
    names.map((name) => {
      const one = keys[name] as Key<unknown>;
      return [name, { description: one.says, ...one.kind.schema, examples: [one.example] }];
    }),
  );
  return {
    called,
    keys,
    schema: { type: 'object', additionalProperties: false, properties, ...(required.length === 0 ? {} : { required }) },
    read(tree, path, reading) {
      const result: Record<string, unknown> = {};
      if (tree.kind === 'nothing') return result as Read<S>;
      if (tree.kind !== 'map') return wrongForm(tree, path, reading, called);
      for (const { key: name, keyAt, value } of tree.entries) {
        const one = Object.hasOwn(keys, name) ? keys[name] : undefined;
        if (one === undefined) {
          unknownKey(tree, name, keyAt, value, path, names, reading);
          continue;
        }
        if (value.kind === 'nothing') continue;
        const at = path === '' ? name : `${path}.${name}`;
        reading.places.set(at, value.kind === 'text' ? value.at : keyAt);
        result[name] = one.kind.read(value, at, reading);
      }
      return result as Read<S>;
    },
  };
}

const names = {
  id: { form: /^[A-Za-z][A-Za-z0-9_-]{0,63}$/, says: 'Use letters, digits, - and _, starting with a letter.' },
  any: { form: /^[^\p{Cc}]{1,100}$/u, says: 'Use 1 to 100 visible characters.' },
} as const;
const forbidden: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Says so when a name of the owner's choosing cannot be used. */
export function nameWorks(name: string, at: Place, path: string, reading: Reading, form: keyof typeof names): boolean {
  if (names[form].form.test(name) && !forbidden.has(name)) return true;
  const words = { code: 'bad-name', message: `"${name}" cannot be a name here.`, why: 'Programs that send and read cases use this name.' };
  reading.problem(at, path, { ...words, do: forbidden.has(name) ? 'Use another word.' : names[form].says });
  return false;
}

/** A map whose keys the owner chooses. `list`: a list of names is allowed too, each with nothing said about it. */
export function named<T>(
  of: Kind<T>,
  called: string,
  options: { readonly form?: 'id' | 'any'; readonly list?: boolean } = {},
): Kind<ReadonlyMap<string, T>> {
  const { form = 'id', list: asList = false } = options;
  const map: JsonSchema = { type: 'object', additionalProperties: of.schema };
  return {
    called,
    schema: asList ? { anyOf: [map, { type: 'array', items: { type: 'string' } }] } : map,
    read(tree, path, reading) {
      const read = new Map<string, T>();
      const add = (name: string, at: Place, value: Tree): void => {
        const place = `${path}.${name}`;
        if (!nameWorks(name, at, place, reading, form)) return;
        if (read.has(name)) {
          const words = { code: 'duplicate-key', message: `"${name}" stands here twice.`, why: 'Only one of the two could count.' };
          reading.problem(at, place, { ...words, do: 'Keep one of them.' });
        }
        reading.places.set(place, at);
        const one = of.read(value, place, reading);
        if (one !== undefined) read.set(name, one);
      };
      if (tree.kind === 'map') {
        for (const entry of tree.entries) {
          if (tree.braces && entry.value.kind === 'nothing' && /\s/.test(entry.key)) {
            unknownKey(tree, entry.key, entry.keyAt, entry.value, path, [], reading);
          } else add(entry.key, entry.keyAt, entry.value);
        }
        return read;
      }
      if (tree.kind !== 'list' || !asList) return wrongForm(tree, path, reading, called);
      for (const [index, item] of tree.items.entries()) {
        if (item.kind !== 'text') wrongForm(item, `${path}.${index}`, reading, 'a text');
        else add(item.text, item.at, { kind: 'nothing', at: item.at });
      }
      return read;
    },
  };
}
