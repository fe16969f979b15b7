// The directory of a zip file, and its entries unpacked to at most the size that they declare.
import { inflateRawSync } from 'node:zlib';

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
