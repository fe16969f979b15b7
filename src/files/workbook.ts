// XLSX: the stored values of one sheet. Formulas are not computed and macros and links not touched; what is too large is refused before it
// is unpacked. Real dates become ISO texts, numbers what the sheet shows of them (15 digits, as Excel keeps).
import { readFile } from 'node:fs/promises';
import { readSheet } from 'read-excel-file/universal';
import { type Result, refuse } from '../core/problems.ts';
import type { Cell, Line } from './header.ts';
import { limits, scanSheet } from './sheetScan.ts';
import { type Rows, tableOf } from './table.ts';
import { type Entry, entriesOf, unpackEntry } from './zip.ts';

const megabytes = (n: number): string => `${Math.round(n / (1024 * 1024))} MB`;

interface Book {
  /** Holes per part: see `scanSheet`. */
  readonly holes: ReadonlyMap<string, ReadonlyMap<number, string>>;
  /** The parts that say which part is which sheet. */
  readonly index: string;
  readonly relations: string;
}

const attribute = (tag: string, name: string): string | null => new RegExp(`\\s(?:\\w+:)?${name}\\s*=\\s*["']([^"']*)["']`).exec(tag)?.[1] ?? null;

/** The holes of the sheet that is read: the workbook names its sheets in order, and a second part says where each lies. */
function holesOf({ index, relations, holes }: Book, sheet: string | undefined): ReadonlyMap<number, string> {
  const sheets = index.match(/<(?:\w+:)?sheet\s[^>]*>/g) ?? [];
  const tag = sheet === undefined ? sheets[0] : sheets.find((one) => attribute(one, 'name') === sheet);
  const id = tag === undefined ? null : attribute(tag, 'id');
  const relation = (relations.match(/<(?:\w+:)?Relationship\s[^>]*>/g) ?? []).find((one) => attribute(one, 'Id') === id);
  const target = relation === undefined ? null : attribute(relation, 'Target');
  const part = target === null ? '' : target.startsWith('/') ? target.slice(1) : `xl/${target}`;
  const known = holes.get(part);
  if (known !== undefined) return known;
  // Where the sheet cannot be told, a hole in any of them counts: a person looks rather than nobody.
  return new Map([...holes.values()].flatMap((one) => [...one]));
}

/** Looks at everything that the package will unpack: what is larger than it declares, or claims too much, is refused here. */
function lookInto(zip: Buffer, entries: readonly Entry[]): Result<Book> {
  const holes = new Map<string, ReadonlyMap<number, string>>();
  let index = '';
  let relations = '';
  for (const entry of entries.filter(({ name }) => name.endsWith('.xml') || name.endsWith('.xml.rels'))) {
    const xml = unpackEntry(zip, entry);
    if (xml === null) return refuse('file-unreadable', `The workbook is damaged: ${entry.name} does not unpack to the size it declares.`);
    const scan = scanSheet(xml);
    if (scan.refused !== null) return refuse('too-large', `The workbook ${scan.refused} (${entry.name}). Save it as CSV.`);
    if (scan.holes.size > 0 || entry.name.includes('sheet')) holes.set(entry.name, scan.holes);
    if (entry.name === 'xl/workbook.xml') index = xml.toString('utf8');
    if (entry.name === 'xl/_rels/workbook.xml.rels') relations = xml.toString('utf8');
  }
  return { ok: true, value: { holes, index, relations } };
}

function openBook(zip: Buffer): Result<Book> {
  if (zip.length > limits.packedBytes) {
    return refuse('too-large', `The workbook has ${megabytes(zip.length)}; at most ${megabytes(limits.packedBytes)} are read. Save it as CSV.`);
  }
  if (zip.length >= 8 && zip.readUInt32BE(0) === 0xd0cf11e0) {
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
  return lookInto(zip, entries);
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

/** Opens the first sheet, or the one named. */
export async function readWorkbook(path: string, sheet?: string): Promise<Result<Rows>> {
  const zip = await readFile(path);
  const book = openBook(zip);
  if (!book.ok) return book;
  const holes = holesOf(book.value, sheet);
  let cells: readonly (readonly unknown[])[];
  try {
    const bytes = zip.buffer.slice(zip.byteOffset, zip.byteOffset + zip.length) as ArrayBuffer;
    cells = await readSheet(bytes, sheet ?? 1, { trim: false });
  } catch (error) {
    return refuse('file-unreadable', `The workbook cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
  }
  async function* lines(): AsyncGenerator<Line> {
    for (const [index, row] of cells.entries()) yield { number: index + 1, cells: row.map(cellOf), problem: holes.get(index + 1) ?? null };
  }
  return tableOf('xlsx', lines, [sheet === undefined ? 'XLSX, the first sheet.' : `XLSX, sheet "${sheet}".`]);
}
