// Checks an exported journal line by line, without a database: every hash, every number, and every entry that a signed root names.
// Memory does not grow with the journal. The first line that cannot be right ends it: what stands after it proves nothing.
import { firstPrev, installation } from '../core/journal.ts';
import { readLine } from './verifyLine.ts';
import { type Pinned, type ReadRoots, readRootLines } from './verifyRoots.ts';

export interface Bad {
  /** For a root: `installation`, and the number of the root in its file. */
  readonly process: string;
  readonly seq: number;
  readonly what: string;
  /** Where it was noticed in the file. */
  readonly line: number;
}

export interface Verification {
  readonly ok: boolean;
  readonly entries: number;
  readonly firstBad?: Bad;
  readonly rootsChecked: number;
  /** The keys that roots were signed with, or may be. */
  readonly keys: readonly string[];
  readonly processes: Readonly<Record<string, number>>;
  /** Chains that roots name and that are not in the file, where it holds some processes only. */
  readonly absent: readonly string[];
  /** Entries after the last root: their end could be cut off unseen. */
  readonly afterLastRoot: number;
}

export interface VerifyOptions {
  readonly roots?: readonly string[];
  /** Public keys that are trusted (`publicKeysIn`); without any, the key of the first root. */
  readonly keys?: readonly string[];
}

const none: ReadRoots = { count: 0, keys: [], pinned: new Map() };

export async function verifyJournal(lines: AsyncIterable<string>, options: VerifyOptions = {}): Promise<Verification> {
  const reading = options.roots === undefined ? null : readRootLines(options.roots, options.keys);
  if (reading?.ok === false) {
    const { root, what } = reading;
    const firstBad = { process: installation, seq: root, what: `root ${root}: ${what}`, line: root };
    return { ok: false, entries: 0, firstBad, rootsChecked: root - 1, keys: options.keys ?? [], processes: {}, absent: [], afterLastRoot: 0 };
  }
  const roots = reading?.value ?? none;
  const check = new Check(roots.pinned);
  let firstBad: Bad | null = null;
  for await (const line of lines) {
    firstBad = check.take(line);
    if (firstBad !== null) break;
  }
  firstBad ??= check.end();
  const { entries, absent, afterLastRoot } = check;
  const processes = Object.fromEntries(check.lengths);
  const told = { entries, rootsChecked: roots.count, keys: roots.keys, processes, absent, afterLastRoot };
  return firstBad === null ? { ok: true, ...told } : { ok: false, firstBad, ...told };
}

class Check {
  entries = 0;
  afterLastRoot = 0;
  absent: string[] = [];
  /** How many entries each chain has. */
  readonly lengths = new Map<string, number>();
  readonly #pinned: ReadonlyMap<string, readonly Pinned[]>;
  #line = 0;
  #process: string | null = null;
  #seq = 0;
  #hash = firstPrev;
  #heads: readonly Pinned[] = [];
  #met = 0;

  constructor(pinned: ReadonlyMap<string, readonly Pinned[]>) {
    this.#pinned = pinned;
  }

  take(text: string): Bad | null {
    this.#line += 1;
    if (text.trim() === '') return null;
    const read = readLine(text);
    if (read === null) return this.#unreadable(text);
    const { process, seq, prev, hash, wrong } = read;
    if (wrong !== null) return this.#changed(process, seq, wrong);
    if (process !== this.#process) {
      const left = this.#leave() ?? this.#enter(process, seq);
      if (left !== null) return left;
    }
    const expected = this.#seq + 1;
    if (seq > expected || !Number.isSafeInteger(seq)) return this.#bad(process, expected, `it is missing: entry ${seq} stands in its place`);
    if (seq < expected) return this.#bad(process, seq, `a second entry with this number stands where ${expected} belongs`);
    if (prev !== this.#hash) return this.#bad(process, seq, 'it does not follow the entry before it: one of the two was changed');
    this.#seq = seq;
    this.#hash = hash;
    this.entries += 1;
    this.lengths.set(process, seq);
    for (let head = this.#heads[this.#met]; head?.seq === seq; head = this.#heads[this.#met]) {
      if (head.hash !== hash) {
        const since = this.#heads[this.#met - 1]?.seq ?? 0;
        return this.#bad(process, seq, `it is not the entry that the root of ${head.at} names: it, or one after ${since}, was computed anew`);
      }
      this.#met += 1;
    }
    return null;
  }

  end(): Bad | null {
    const left = this.#leave();
    if (left !== null) return left;
    this.absent = [...new Set([installation, ...this.#pinned.keys()])].filter((process) => this.#pinned.has(process) && !this.lengths.has(process));
    // An export of everything holds the chain of the installation; without it, the file may be that of some processes.
    const gone = this.lengths.size === 0 || this.lengths.has(installation) ? this.absent[0] : undefined;
    return gone === undefined ? null : this.#bad(gone, 1, 'the whole chain is missing, and a root names it');
  }

  /** What cannot be read is named by what it still seems to say of itself, else by its place. */
  #unreadable(text: string): Bad {
    const process = [...text.matchAll(/"process": ?"([^"\\]*)"/g)].at(-1)?.[1] ?? this.#process ?? '?';
    const seq = [...text.matchAll(/"seq": ?(\d+)/g)].at(-1)?.[1];
    return this.#changed(process, seq === undefined ? this.#seq + 1 : Number(seq), 'this is no line of a journal');
  }

  /** A line that was changed is named by its place, since what it says of itself may be what was changed. */
  #changed(process: string, seq: number, what: string): Bad {
    const expected = this.#seq + 1;
    if (process === this.#process || (this.#process !== null && seq === expected)) return this.#bad(this.#process ?? process, expected, what);
    return this.#bad(process, this.lengths.has(process) ? seq : 1, what);
  }

  #enter(process: string, seq: number): Bad | null {
    if (this.lengths.has(process)) return this.#bad(process, seq, `it stands apart from the other entries of "${process}"`);
    this.#process = process;
    this.#seq = 0;
    this.#hash = firstPrev;
    this.#heads = this.#pinned.get(process) ?? [];
    this.#met = 0;
    return null;
  }

  /** A chain ends here: a root must not name an entry after its end. */
  #leave(): Bad | null {
    if (this.#process === null) return null;
    const next = this.#heads[this.#met];
    if (next !== undefined) {
      const what = `it is missing: the root of ${next.at} names entry ${next.seq}`;
      return this.#bad(this.#process, this.#seq + 1, what);
    }
    this.afterLastRoot += this.#seq - (this.#heads.at(-1)?.seq ?? 0);
    return null;
  }

  #bad(process: string, seq: number, what: string): Bad {
    return { process, seq, what, line: this.#line };
  }
}

/** The lines of a text that comes in pieces, ended by a line feed alone: other line ends may stand inside a line. */
export async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of pieces) {
    const all = (rest + piece).split('\n');
    rest = all.pop() ?? '';
    if (rest.length > lineMax) throw new Error('A line is longer than 16 million characters.');
    yield* all;
  }
  if (rest !== '') yield rest;
}

/** No entry is nearly as long; without an end, a file without line ends would fill the memory. */
const lineMax = 16_000_000;
