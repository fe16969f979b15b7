// JSONL (NDJSON): one object per line. A broken line is a bad row and the rest goes on; numbers keep every digit. `{key, input: {...}}`, as
// a case is posted, is read as the members of `input` beside `key`.
import { createReadStream } from 'node:fs';
import type { Result } from '../core/problems.ts';
import { refuse } from '../core/problems.ts';
import { encodingOf, textOf } from './encoding.ts';
import { readJson } from './json.ts';
import type { Row, Rows } from './table.ts';

/** A case with its files is at most 10 MB, in base64 a third more. */
const lineBytesMax = 16 * 1024 * 1024;
/** Later lines may have other names; they are read all the same. */
const linesForHeader = 100;

async function* bytesOf(path: string): AsyncGenerator<Buffer> {
  const encoding = await encodingOf(path);
  if (encoding.startsWith('utf-16')) for await (const text of textOf(path, encoding)) yield Buffer.from(text);
  else yield* createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>;
}

/** The lines of a file; null for one that is too long to hold. */
async function* byteLines(path: string): AsyncGenerator<Buffer | null> {
  let held: Buffer[] = [];
  let size = 0;
  let first = true;
  const line = (): Buffer | null => {
    const all = size > lineBytesMax ? null : Buffer.concat(held);
    held = [];
    size = 0;
    const marked = first && all !== null && all[0] === 0xef && all[1] === 0xbb && all[2] === 0xbf;
    first = false;
    return marked ? all.subarray(3) : all;
  };
  const hold = (piece: Buffer): void => {
    size += piece.length;
    if (size > lineBytesMax) held = [];
    else held.push(piece);
  };
  for await (const chunk of bytesOf(path)) {
    let from = 0;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
      hold(chunk.subarray(from, at));
      yield line();
      from = at + 1;
    }
    hold(chunk.subarray(from));
  }
  if (size > 0) yield line();
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

function rowOf(number: number, line: Buffer | null): Row {
  const bad = (problem: string): Row => ({ number, values: new Map(), problem });
  if (line === null) return bad(`Line ${number} is larger than 16 MB.`);
  const reading = readJson(line);
  if (!reading.ok) return bad(`Line ${number}: ${reading.detail}.`);
  if (!isObject(reading.value)) return bad(`Line ${number} is not an object with fields.`);
  const { input, ...rest } = reading.value;
  const values = new Map(Object.entries(isObject(input) ? { ...rest, ...input } : reading.value).filter(([, value]) => value !== null));
  return { number, values, problem: null };
}

export async function readJsonLines(path: string): Promise<Result<Rows>> {
  let emptyRows = 0;
  async function* rows(): AsyncGenerator<Row> {
    emptyRows = 0;
    let number = 0;
    for await (const line of byteLines(path)) {
      number += 1;
      if (line !== null && /^\s*$/.test(line.subarray(0, 64).toString('latin1')) && line.toString('latin1').trim() === '') emptyRows += 1;
      else yield rowOf(number, line);
    }
  }
  const names = new Set<string>();
  let seen = 0;
  let bad: string | null = null;
  for await (const row of rows()) {
    seen += 1;
    bad ??= row.problem;
    for (const name of row.values.keys()) names.add(name);
    if (seen === linesForHeader) break;
  }
  if (names.size === 0) return refuse('file-unreadable', bad ?? 'The file has no lines.');
  return {
    ok: true,
    value: {
      format: 'jsonl',
      header: [...names],
      notes: ['JSON lines.'],
      get emptyRows() {
        return emptyRows;
      },
      [Symbol.asyncIterator]: rows,
    },
  };
}
