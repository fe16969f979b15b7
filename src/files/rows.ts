// The door for files: what kind a file is (by its first bytes, then its name), and its rows under the names of its header.
import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { type Result, refuse } from '../core/problems.ts';
import { readCsv } from './csv.ts';
import type { Delimiter } from './delimiter.ts';
import { firstBytes } from './encoding.ts';
import { readJsonLines } from './jsonLines.ts';
import { nearestFile } from './nearest.ts';
import { limits } from './sheetScan.ts';
import type { Rows } from './table.ts';
import { readWorkbook } from './workbook.ts';

export interface ReadOptions {
  /** CSV only; guessed when left out. */
  readonly delimiter?: Delimiter;
  /** XLSX only; the first when left out. */
  readonly sheet?: string;
}

/** Opens a CSV, XLSX or JSONL file. What the world did wrong is a value; a disk that fails is a throw. */
export async function readRows(path: string, options: ReadOptions = {}): Promise<Result<Rows>> {
  const found = await stat(path).catch(() => null);
  if (found === null) {
    const nearest = await nearestFile(path);
    return refuse('not-found', `There is no file ${path}.${nearest === null ? '' : ` Did you mean ${nearest}?`}`);
  }
  if (!found.isFile()) return refuse('file-unreadable', `${path} is not a file.`);
  if (found.size === 0) return refuse('file-unreadable', `${path} is empty.`);
  const extension = extname(path).toLowerCase();
  const [a, b, c, d] = await firstBytes(path, 4);
  if ((a === 0x50 && b === 0x4b) || (a === 0xd0 && b === 0xcf && c === 0x11 && d === 0xe0) || extension === '.xlsx' || extension === '.xlsm') {
    if (found.size > limits.packedBytes) {
      return refuse('too-large', `${path} is larger than ${limits.packedBytes / 1024 / 1024} MB. Save it as CSV.`);
    }
    return readWorkbook(path, options.sheet);
  }
  if (extension === '.jsonl' || extension === '.ndjson') return readJsonLines(path);
  if (extension === '.json') return refuse('file-unreadable', `${path} is one JSON value. Write one object per line and call it .jsonl.`);
  return readCsv(path, options.delimiter);
}
