// Whether a workbook may be unpacked, found out before it is: the sizes that its directory declares (the reader never unpacks an entry
// beyond its declared size), and the numbers of rows and columns that its sheets claim (a claimed row 2,000,000,000 would be filled up).
import { inflateRawSync } from 'node:zlib';

export const limits = {
  packedBytes: 20 * 1024 * 1024,
  unpackedBytes: 200 * 1024 * 1024,
  rows: 100_000,
  columns: 1_000,
} as const;

export interface Entry {
  readonly name: string;
  readonly packed: number;
  readonly unpacked: number;
  readonly method: number;
  /** Where its local header begins. */
  readonly at: number;
}

const endMark = 0x06054b50;
const entryMark = 0x02014b50;

/** The central directory, read as the unpacking package reads it (from the last end mark); null when it is none or needs 64 bits. */
export function entriesOf(zip: Buffer): readonly Entry[] | null {
  let end = zip.length - 22;
  while (end >= 0 && zip.length - end <= 65_558 && zip.readUInt32LE(end) !== endMark) end -= 1;
  if (end < 0 || zip.length - end > 65_558) return null;
  const count = zip.readUInt16LE(end + 8);
  let at = zip.readUInt32LE(end + 16);
  if (count === 0xffff || at === 0xffffffff) return null;
  const entries: Entry[] = [];
  for (let n = 0; n < count; n += 1) {
    if (at + 46 > zip.length || zip.readUInt32LE(at) !== entryMark) return null;
    const nameLength = zip.readUInt16LE(at + 28);
    const entry = {
      name: zip.toString('utf8', at + 46, at + 46 + nameLength),
      method: zip.readUInt16LE(at + 10),
      packed: zip.readUInt32LE(at + 20),
      unpacked: zip.readUInt32LE(at + 24),
      at: zip.readUInt32LE(at + 42),
    };
    if (entry.packed === 0xffffffff || entry.unpacked === 0xffffffff || entry.at + 30 > zip.length) return null;
    entries.push(entry);
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return entries;
}

/** The content of one entry; null when it is damaged or larger than declared. */
export function unpackEntry(zip: Buffer, entry: Entry): Buffer | null {
  const from = entry.at + 30 + zip.readUInt16LE(entry.at + 26) + zip.readUInt16LE(entry.at + 28);
  const packed = zip.subarray(from, from + entry.packed);
  if (entry.method === 0) return packed;
  if (entry.method !== 8) return null;
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, entry.unpacked) });
  } catch {
    return null;
  }
}

/** The index behind `mark`, or the end. */
function behind(xml: Buffer, mark: string, from: number): number {
  const at = xml.indexOf(mark, from, 'latin1');
  return at < 0 ? xml.length : at + mark.length;
}

/** The index of the `>` that closes the tag beginning at `from`, skipping quoted values. */
function endOfTag(xml: Buffer, from: number): number {
  let quote = 0;
  for (let at = from; at < xml.length; at += 1) {
    const code = xml[at];
    if (quote !== 0) {
      if (code === quote) quote = 0;
    } else if (code === 0x22 || code === 0x27) quote = code;
    else if (code === 0x3e) return at;
  }
  return xml.length;
}

const columnOf = (letters: string): number => [...letters].reduce((n, letter) => n * 26 + letter.charCodeAt(0) - 64, 0);

/** The `r` of a row or a cell; undefined for any other tag, empty when it has none. */
function placeIn(xml: Buffer, at: number, end: number): { readonly row: boolean; readonly r: string | null } | null {
  let start = at + 1;
  const colon = xml.subarray(start, Math.min(end, start + 40)).indexOf(0x3a);
  // A colon before any space is a prefix of the name.
  if (colon >= 0 && !xml.subarray(start, start + colon).includes(0x20)) start += colon + 1;
  const cell = xml[start] === 0x63 && isEndOfName(xml[start + 1]);
  const row = xml[start] === 0x72 && xml[start + 1] === 0x6f && xml[start + 2] === 0x77 && isEndOfName(xml[start + 3]);
  if (!cell && !row) return null;
  return { row, r: /\sr\s*=\s*["']([^"']*)["']/.exec(xml.toString('latin1', start, end))?.[1] ?? null };
}

const isEndOfName = (code: number | undefined): boolean => code === 0x3e || code === 0x2f || (code ?? 0) <= 0x20;

/** Why a part of a workbook is too large to read, or null. Every place of a row or cell is looked at: the reader fills the gaps before it. */
export function partTooLarge(xml: Buffer): string | null {
  let rows = 0;
  for (let at = xml.indexOf(0x3c); at >= 0; at = xml.indexOf(0x3c, at)) {
    if (xml[at + 1] === 0x21) {
      const mark = xml.toString('latin1', at, at + 9);
      if (mark.startsWith('<!--')) at = behind(xml, '-->', at);
      else if (mark === '<![CDATA[') at = behind(xml, ']]>', at);
      else return 'has a document type, which no spreadsheet program writes';
      continue;
    }
    const end = endOfTag(xml, at);
    const place = placeIn(xml, at, end);
    if (place !== null) {
      if (place.row) rows += 1;
      const parts = place.r === null ? null : /^([A-Z]{0,3})(\d{1,7})$/.exec(place.r);
      if (place.r !== null && parts === null) return `has a row or cell at "${place.r.slice(0, 20)}", which is no place`;
      if (Number(parts?.[2] ?? 0) > limits.rows || rows > limits.rows) return `has more than ${limits.rows.toLocaleString('en')} rows`;
      if (columnOf(parts?.[1] ?? '') > limits.columns) return `has more than ${limits.columns.toLocaleString('en')} columns`;
    }
    at = end;
  }
  return null;
}
