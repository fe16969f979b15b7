// Which agreements a folder holds, and what stands beside each: wirings and examples by name. Nothing of it is run.
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isAgreement } from './project.ts';

/** Every agreement in `folder` and below, in the order of names; not in node_modules, not in folders that begin with a dot. */
export async function agreementsBelow(folder: string): Promise<readonly string[]> {
  const found: string[] = [];
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.')) found.push(...(await agreementsBelow(path)));
    else if (entry.isFile() && isAgreement(entry.name)) found.push(path);
  }
  return found;
}

const examples = /\.(?:feature|csv|xlsx)$/;

/** The files of examples in `NAME.examples` beside an agreement. */
export async function exampleFiles(agreement: string): Promise<readonly string[]> {
  const folder = join(dirname(agreement), `${basename(agreement).replace(/(?:\.fixed)?\.process\.ya?ml$/, '')}.examples`);
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => examples.test(name)).map((name) => join(folder, name));
}

/** The text of a file, or why it cannot be read. */
export async function textOf(path: string): Promise<{ readonly text: string } | { readonly why: string }> {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path)) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { why: code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'It is not UTF-8.' : `The system says ${code ?? String(error)}.` };
  }
}
