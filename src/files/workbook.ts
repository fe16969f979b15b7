// XLSX: the stored values of one sheet. Formulas are not computed and macros and links not touched; what is too large is refused before it
// is unpacked. Real dates become ISO texts, numbers what the sheet shows of them (15 digits, as Excel keeps).
import { readFile } from 'node:fs/promises';
import { readSheet } from 'read-excel-file/universal';
import { type Refusal, type Result, refuse } from '../core/problems.ts';
import type { Cell, Line } from './header.ts';
import { type Rows, tableOf } from './table.ts';
import { entriesOf, limits, partTooLarge, unpackEntry } from './zip.ts';

const megabytes = (n: number): string => `${Math.round(n / (1024 * 1024))} MB`;

function trouble(zip: Buffer): Refusal | null {
  if (zip.length > limits.packedBytes) {
    return refuse('too-large', `The workbook has ${megabytes(zip.length)}; at most ${megabytes(limits.packedBytes)} are read. Save it as CSV.`);
  }
  if (zip.readUInt32BE(0) === 0xd0cf11e0) {
    const encrypted = zip.includes(Buffer.from('EncryptedPackage', 'utf16le'));
    const words = encrypted ? 'The workbook is protected with a password. Save it without one.' : 'This is an old .xls workbook. Save it as .xlsx.';
    return refuse('file-unreadable', words);
  }
  const entries = entriesOf(zip);
  if (entries === null) return refuse('file-unreadable', 'The workbook is damaged or is no .xlsx file.');
  const size = entries.reduce((sum, entry) => sum + entry.unpacked, 0);
  if (size > limits.unpackedBytes) {
    return refuse('too-large', `The workbook would unpack to ${megabytes(size)}; at most ${megabytes(limits.unpackedBytes)} are read.`);
  }
  // The parts that the package reads, wherever they lie: what unpacks to more than it declares is refused here.
  for (const entry of entries.filter(({ name }) => name.endsWith('.xml') || name.endsWith('.xml.rels'))) {
    const xml = unpackEntry(zip, entry);
    if (xml === null) return refuse('file-unreadable', `The workbook is damaged: ${entry.name} does not unpack to the size it declares.`);
    const why = partTooLarge(xml);
    if (why !== null) return refuse('too-large', `The workbook ${why} (${entry.name}). Save it as CSV.`);
  }
  return null;
}

/** Excel keeps 15 digits; what a double holds beyond them is noise (0.1 + 0.2). */
const shown = (number: number): number => Number(number.toPrecision(15));

/** A date without a time of day is a day; both without a zone, as the sheet has none. */
function isoOf(date: Date): string {
  const text = date.toISOString();
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text.slice(0, 19);
}

function cellOf(value: unknown): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return shown(value);
  if (typeof value === 'boolean' || typeof value === 'string') return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : isoOf(value);
  return String(value);
}

function whyNotRead(error: unknown): Refusal {
  const message = error instanceof Error ? error.message : String(error);
  const place = /row (\d+), col (\d+): VALUE_MISSING/.exec(message);
  const words =
    place === null
      ? `The workbook cannot be read: ${message}.`
      : `Row ${place[1]}, column ${place[2]} holds a formula without a stored result. Open the workbook in a spreadsheet program and save it.`;
  return refuse('file-unreadable', words);
}

/** Opens the first sheet, or the one named. */
export async function readWorkbook(path: string, sheet?: string): Promise<Result<Rows>> {
  const zip = await readFile(path);
  const problem = zip.length < 22 ? refuse('file-unreadable', 'The file is no workbook.') : trouble(zip);
  if (problem !== null) return problem;
  let cells: readonly (readonly unknown[])[];
  try {
    const bytes = zip.buffer.slice(zip.byteOffset, zip.byteOffset + zip.length) as ArrayBuffer;
    cells = await readSheet(bytes, sheet ?? 1, { trim: false });
  } catch (error) {
    return whyNotRead(error);
  }
  async function* lines(): AsyncGenerator<Line> {
    for (const [index, row] of cells.entries()) yield { number: index + 1, cells: row.map(cellOf), problem: null };
  }
  return tableOf('xlsx', lines, [sheet === undefined ? 'XLSX, the first sheet.' : `XLSX, sheet "${sheet}".`]);
}
