// What is said about a file: where, what, why it matters, what to do. Problems and notes have the same form.
// The words are written where the mistake is recognised; this file only knows how a place in the text becomes line and column.
import type { LineCounter } from 'yaml';

/** The pieces that a process needs before it can run without the people who built it. */
export type Piece = 'owner' | 'fallback' | 'evaluation' | 'monitoring' | 'documentation' | 'trust-rule' | 'decisions-blocked' | 'used-every-week';

/** A stretch of the text, in UTF-16 code units. */
export interface Place {
  readonly offset: number;
  readonly length: number;
}

export interface Words {
  readonly code: string;
  readonly message: string;
  readonly why: string;
  readonly do: string;
  /** What should stand at the place instead. The person sees the whole corrected line. */
  readonly instead?: string;
}

export interface Found {
  readonly code: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** How many characters are meant; 0 when something is missing here. */
  readonly length: number;
  /** The key, such as `people.owner`; empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
  readonly why: string;
  readonly do: string;
  /** The whole corrected line. */
  readonly suggestion?: string;
  /** Well-formed, yet it contradicts itself: `check` refuses it, a drill still runs it. */
  readonly absurd?: true;
  /** Missing: which piece, who can name it, and in how many minutes. */
  readonly piece?: Piece;
  readonly who?: string;
  readonly minutes?: number;
}

export interface Extras {
  readonly absurd?: true;
  readonly piece?: Piece;
  readonly who?: string;
  readonly minutes?: number;
}

/** One file, and how its offsets become lines. */
export class Source {
  readonly file: string;
  readonly text: string;
  readonly #lines: LineCounter;
  #placeOf: (path: string) => Place = () => ({ offset: 0, length: 0 });
  constructor(file: string, text: string, lines: LineCounter) {
    this.file = file;
    this.text = text;
    this.#lines = lines;
  }

  /** From now on, `foundAt` knows where keys stand. */
  foundBy(placeOf: (path: string) => Place): void {
    this.#placeOf = placeOf;
  }

  /** Something about a key, wherever that stands. */
  readonly foundAt = (path: string, words: Words, extras?: Extras): Found => this.found(this.#placeOf(path), path, words, extras);

  lineOf(offset: number): number {
    return Math.max(1, this.#lines.linePos(offset).line);
  }

  found(place: Place, path: string, words: Words, extras: Extras = {}): Found {
    const { line, col } = this.#lines.linePos(place.offset);
    const { instead, ...said } = words;
    const corrected = instead === undefined ? null : this.#corrected(place, instead);
    return {
      ...said,
      file: this.file,
      line: Math.max(1, line),
      column: Math.max(1, col),
      length: place.length,
      path,
      ...(corrected === null ? {} : { suggestion: corrected }),
      ...extras,
    };
  }

  /** The line with `instead` at the place; null when the place runs over several lines. */
  #corrected(place: Place, instead: string): string | null {
    const end = place.offset + place.length;
    if (this.text.slice(place.offset, end).includes('\n')) return null;
    const start = this.text.lastIndexOf('\n', place.offset - 1) + 1;
    const next = this.text.indexOf('\n', end);
    const rest = this.text.slice(end, next === -1 ? undefined : next);
    return `${this.text.slice(start, place.offset)}${instead}${rest}`.trim();
  }
}
