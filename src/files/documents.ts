// A file that a cell names: a path below the folder of the table, never out of it, neither by `..` nor by a link.
import { readFile, realpath, stat } from 'node:fs/promises';
import { basename, extname, isAbsolute, relative, resolve } from 'node:path';

/** The files of one case together, as at the HTTP door. */
export const documentBytesMax = 10 * 1024 * 1024;

/** What a name claims; whoever shows the file looks at its bytes. */
const mediaTypes: Readonly<Record<string, string>> = {
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.tif': 'image/tiff',
  '.tiff': 'image/tiff',
  '.txt': 'text/plain',
  '.csv': 'text/csv',
  '.xml': 'application/xml',
  '.json': 'application/json',
  '.eml': 'message/rfc822',
  '.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

export interface Document {
  readonly name: string;
  readonly mediaType: string;
  readonly base64: string;
}
export type DocumentReading =
  | { readonly ok: true; readonly document: Document; readonly bytes: number }
  | { readonly ok: false; readonly why: string };

const bad = (why: string): DocumentReading => ({ ok: false, why });
const outside = (path: string): boolean => path === '' || path.startsWith('..') || isAbsolute(path);

/** Reads the file that `cell` names below `folder`. The reason reads on after the name of the field. */
export async function readDocument(folder: string, cell: string, bytesLeft: number = documentBytesMax): Promise<DocumentReading> {
  const written = cell.trim().replaceAll('\\', '/');
  if (written.includes('\0') || isAbsolute(written) || /^[a-z]:/i.test(written) || outside(relative(folder, resolve(folder, written)))) {
    return bad(`is "${written.slice(0, 80)}"; a file must lie below the folder of the table`);
  }
  const root = await realpath(folder);
  const path = await realpath(resolve(root, written)).catch(() => null);
  if (path === null) return bad(`names the file "${written.slice(0, 80)}", which does not exist`);
  if (outside(relative(root, path))) return bad(`is "${written.slice(0, 80)}", a link that leads out of the folder of the table`);
  const found = await stat(path);
  if (!found.isFile()) return bad(`is "${written.slice(0, 80)}", which is not a file`);
  if (found.size > bytesLeft) return bad(`is larger than the ${documentBytesMax / 1024 / 1024} MB that the files of one case may have together`);
  const bytes = await readFile(path);
  const mediaType = mediaTypes[extname(written).toLowerCase()] ?? 'application/octet-stream';
  return { ok: true, bytes: bytes.length, document: { name: basename(written), mediaType, base64: bytes.toString('base64') } };
}
