// The hash chain: each line is the RFC 8785 form of an entry with `hash`, the lower-case hex SHA-256 of the same line without it,
// and `prev`, the hash of the line before. Lines are written in canonical order by hand, since this is the hottest text of all.
import { createHash } from 'node:crypto';
import { canonicalJson } from '../core/canonical.ts';
import type { JournalKind } from '../core/journal.ts';
import { type Instant, isoOf } from '../core/time.ts';

export interface ChainHead {
  readonly seq: number;
  readonly hash: string;
}

/** An entry as it may be recorded: personal values are already replaced by their keyed hashes. */
export interface SealedEntry {
  readonly kind: JournalKind;
  readonly by: string;
  readonly case: string | null;
  readonly key: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const text = JSON.stringify;

/** Lines for one process at one moment; `end()` is the head after them. */
export class Chain {
  readonly #process: string;
  readonly #at: string;
  #seq: number;
  #hash: string;
  readonly #lines: string[] = [];

  constructor(process: string, head: ChainHead, at: Instant) {
    this.#process = text(process);
    this.#at = isoOf(at);
    this.#seq = head.seq;
    this.#hash = head.hash;
  }

  /** Appends an entry and says its number. */
  add(entry: SealedEntry): number {
    this.#seq += 1;
    const id = entry.case === null ? '' : `,"case":${text(entry.case)}`;
    const front = `{"at":"${this.#at}","by":${text(entry.by)}${id},"data":${canonicalJson(entry.data)}`;
    const key = entry.key === null ? '' : `,"key":${text(entry.key)}`;
    const back = `${key},"kind":"${entry.kind}","prev":"${this.#hash}","process":${this.#process},"seq":${this.#seq}}`;
    this.#hash = sha256(front + back);
    this.#lines.push(`${front},"hash":"${this.#hash}"${back}\n`);
    return this.#seq;
  }

  get seq(): number {
    return this.#seq;
  }

  end(): ChainHead & { readonly lines: string } {
    return { seq: this.#seq, hash: this.#hash, lines: this.#lines.join('') };
  }
}
