// The nearest name, for "did you mean", and what a file is called by its content.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Edits (insert, delete, replace) from one word to another. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, n) => n);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a.charAt(i - 1) === b.charAt(j - 1) ? 0 : 1;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** The candidate with the fewest edits, when they are at most half of the word; null else. */
export function nearestWord(word: string, candidates: Iterable<string>): string | null {
  let best: string | null = null;
  let least = Math.max(1, Math.floor(word.length / 2)) + 1;
  for (const candidate of candidates) {
    const edits = distance(word.toLowerCase(), candidate.toLowerCase());
    if (edits < least) [best, least] = [candidate, edits];
  }
  return best;
}

/** The file beside `path` (which does not exist) whose name is most alike; null when there is none. */
export async function nearestFile(path: string): Promise<string | null> {
  const folder = dirname(path);
  const names = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const nearest = nearestWord(
    basename(path),
    names.filter((entry) => entry.isFile()).map((entry) => entry.name),
  );
  return nearest === null ? null : join(folder, nearest);
}

/** The first 8 hex digits of SHA-256 of a file: with the row number, the key of a case whose file has no key column. */
export async function fileHash8(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex').slice(0, 8);
}
