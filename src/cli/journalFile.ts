// The files of an export: the journal as NDJSON, and FILE.roots with the signed roots beside it. A root is signed first, so that it covers
// everything that stands in the file. Both appear whole or not at all.
import { createWriteStream } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Clock, Instant, Random } from '../core/time.ts';
import { settingsFrom } from '../server/composition.ts';
import type { Database } from '../store/database.ts';
import { journalBlocks } from '../store/journal.ts';
import { listProcesses } from '../store/processes.ts';
import { openRootKey, type RootSigner } from '../store/rootKey.ts';
import { rootsForExport } from '../store/roots.ts';
import { CommandError } from './output.ts';

export interface Written {
  readonly file: string;
  readonly roots: string;
  readonly entries: number;
  readonly rootsWritten: number;
  /** The public key of the newest root; null when there is none. */
  readonly key: string | null;
}

/** Where an export comes from: the database here, or a running server. */
export interface JournalSource {
  readonly roots: readonly string[];
  readonly blocks: AsyncIterable<string>;
}

export async function writeFiles(file: string, { roots, blocks }: JournalSource): Promise<Written> {
  const rootsFile = `${file}.roots`;
  let entries = 0;
  async function* counted(): AsyncGenerator<string> {
    for await (const block of blocks) {
      for (let at = block.indexOf('\n'); at >= 0; at = block.indexOf('\n', at + 1)) entries += 1;
      yield block;
    }
  }
  const partial = `${file}.partial`;
  try {
    await pipeline(Readable.from(counted()), createWriteStream(partial));
    await writeFile(rootsFile, roots.map((root) => `${root}\n`).join(''));
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    const { syscall, message } = error as NodeJS.ErrnoException;
    if (syscall === undefined) throw error;
    throw new CommandError({ code: 'file-not-written', message, why: `The export goes to ${file}.`, do: 'Name another place with --out.' });
  }
  const last = roots.at(-1);
  const key = last === undefined ? null : (JSON.parse(last) as { key: string }).key;
  return { file, roots: rootsFile, entries, rootsWritten: roots.length, key };
}

/** The key of this installation; FORTNIGHT_ROOT_KEY, else the file of the data folder. */
export async function openSigner(dataDir: string, random: Random): Promise<RootSigner> {
  const opened = await openRootKey({ secret: process.env.FORTNIGHT_ROOT_KEY ?? null, dataDir, random });
  if (opened.ok) return opened.value;
  const why = 'An export is signed, so that its end cannot be cut off unseen.';
  throw new CommandError({ code: opened.problem, message: opened.detail, why, do: 'Do what the message says; see fortnight journal export --help.' });
}

/** Signs, and reads the chains in the order of their numbers: the installation first. */
export async function journalOf(db: Database, signer: RootSigner, at: Instant, name: string | null): Promise<JournalSource> {
  const known = await listProcesses(db);
  const wanted = known.filter((process) => name === null || process.name === name);
  if (wanted.length === 0) {
    const names = known.map((process) => process.name).join(', ');
    throw new CommandError({ code: 'not-found', message: `There is no process "${name}".`, why: `There are ${names}.`, do: 'Name one of them.' });
  }
  const roots = await rootsForExport(db, signer, at);
  async function* blocks(): AsyncGenerator<string> {
    for (const { process } of wanted) yield* journalBlocks(db, process);
  }
  return { roots, blocks: blocks() };
}

/** The journal of a run, signed with the key of the data folder. */
export async function writeRunJournal(
  file: string,
  ground: { readonly db: Database; readonly clock: Clock; readonly random: Random },
): Promise<Written> {
  const signer = await openSigner(settingsFrom(process.env).dataDir, ground.random);
  return writeFiles(file, await journalOf(ground.db, signer, ground.clock.now(), null));
}
