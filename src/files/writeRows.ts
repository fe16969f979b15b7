// Decisions out, as CSV or XLSX that a spreadsheet opens without computing what a text says. Numbers stay numbers. A file appears whole or
// not at all: it is written beside its place and then renamed.
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { extname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import writeXlsxFile from 'write-excel-file/node';
import { NumberText } from '../core/input.ts';
import { type Result, refuse } from '../core/problems.ts';
import type { Delimiter } from './delimiter.ts';
import { marked } from './formulaMark.ts';
import { limits } from './sheetScan.ts';

export type OutCell = string | number | boolean | NumberText | null;
export type OutRows = Iterable<readonly OutCell[]> | AsyncIterable<readonly OutCell[]>;

export interface WriteOptions {
  /** CSV only: `;` opens by a double click where the comma is the decimal mark. */
  readonly delimiter?: Delimiter;
}

/** What Excel can hold in one cell; it calls a longer one damage. */
const cellLettersMax = 32_767;

function csvCell(cell: OutCell, delimiter: Delimiter): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  if (cell instanceof NumberText) return cell.text;
  const text = typeof cell === 'boolean' ? (cell ? 'yes' : 'no') : marked(cell);
  return /["\r\n]|^\s|\s$/.test(text) || text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text;
}

async function* csvText(header: readonly string[], rows: OutRows, delimiter: Delimiter): AsyncGenerator<string> {
  const line = (cells: readonly OutCell[]): string => `${cells.map((cell) => csvCell(cell, delimiter)).join(delimiter)}\r\n`;
  // Without the mark Excel takes UTF-8 for Windows-1252.
  let held = `\ufeff${line(header)}`;
  for await (const row of rows) {
    held += line(row);
    if (held.length > 64 * 1024) {
      yield held;
      held = '';
    }
  }
  yield held;
}

/** In Excel's own writing, `_x0001_`, one for each half of a letter outside the basic plane. */
const escaped = (letter: string): string =>
  letter.replace(/[\s\S]/g, (half) => `_x${half.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`);

/** Letters that XML cannot hold or that the package would drop without a word, and a text that looks like such an escape. */
function xlsxText(text: string): string {
  const safe = text.replace(/_(?=x[0-9A-Fa-f]{4}_)|(?![\t\n])[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}\ufffd]/gu, escaped);
  // The package looks texts up in a plain object, where `constructor` and `__proto__` are found without having been written.
  return safe in Object.prototype ? escaped(safe.charAt(0)) + safe.slice(1) : safe;
}

type SheetCell = { readonly value: string; readonly type: typeof String } | { readonly value: number; readonly type: typeof Number } | null;

function xlsxCell(cell: OutCell): SheetCell {
  if (cell === null || cell === '') return null;
  if (typeof cell === 'number') return Number.isFinite(cell) ? { value: cell, type: Number } : { value: String(cell), type: String };
  if (cell instanceof NumberText) {
    const number = Number(cell.text);
    const exact = cell.text.replace(/^-?0*|\./g, '').length <= 15 && Number.isFinite(number);
    return exact ? { value: number, type: Number } : { value: cell.text, type: String };
  }
  if (typeof cell === 'boolean') return { value: cell ? 'yes' : 'no', type: String };
  return { value: xlsxText(cell), type: String };
}

async function xlsxBytes(header: readonly string[], rows: OutRows): Promise<Result<Buffer>> {
  const sheet: SheetCell[][] = [header.map(xlsxCell)];
  for await (const row of rows) {
    const long = row.findIndex((cell) => typeof cell === 'string' && cell.length > cellLettersMax);
    if (long >= 0) {
      return refuse('too-large', `Row ${sheet.length + 1}, column ${long + 1} has more than 32,767 letters, which no workbook holds. Write CSV.`);
    }
    sheet.push(row.map(xlsxCell));
    if (sheet.length > limits.rows)
      return refuse('too-large', `A workbook is written with at most ${limits.rows.toLocaleString('en')} rows. Write CSV.`);
  }
  return { ok: true, value: await writeXlsxFile(sheet).toBuffer() };
}

/** Writes a table; `.xlsx` is a workbook, any other name CSV. */
export async function writeRows(path: string, header: readonly string[], rows: OutRows, options: WriteOptions = {}): Promise<Result<null>> {
  const beside = `${path}.part`;
  try {
    if (extname(path).toLowerCase() === '.xlsx') {
      const bytes = await xlsxBytes(header, rows);
      if (!bytes.ok) return bytes;
      await pipeline(Readable.from([bytes.value]), createWriteStream(beside, { flush: true }));
    } else {
      await pipeline(Readable.from(csvText(header, rows, options.delimiter ?? ',')), createWriteStream(beside, { flush: true }));
    }
    await rename(beside, path);
    return { ok: true, value: null };
  } finally {
    await rm(beside, { force: true });
  }
}
