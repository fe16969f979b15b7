// `fortnight journal export` writes what happened, and `fortnight journal verify` checks it on any machine, without a database and without us.
import { createReadStream, existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SystemRandom, WallClock } from '../engine/clock.ts';
import { type Settings, settingsFrom } from '../server/composition.ts';
import { openExternal } from '../store/connect.ts';
import { openDatabase } from '../store/database.ts';
import { openCluster } from '../store/embedded.ts';
import { linesOf, type Verification, verifyJournal } from '../store/verify.ts';
import { publicKeysIn } from '../store/verifyRoots.ts';
import { journalOf, openSigner, type Written, writeFiles } from './journalFile.ts';
import { journalFrom, runningServer } from './journalServer.ts';
import { CommandError, type ExitCode, exitCodes, type Output, paint } from './output.ts';
import { fileNotFound } from './processFiles.ts';

interface ExportOptions {
  readonly process?: string;
  readonly out: string;
}

export async function exportJournal(_args: readonly string[], given: Readonly<Record<string, unknown>>, out: Output): Promise<void> {
  const options = given as unknown as ExportOptions;
  const name = options.process ?? null;
  const settings = settingsFrom(process.env);
  const server = await runningServer(process.env);
  if (server !== null) out.say(`From the server at ${server.url}.`);
  const written =
    server === null ? await fromDatabase(settings, name, options.out, out) : await writeFiles(options.out, await journalFrom(server, name));
  const { file, roots, entries, rootsWritten, key } = written;
  const text = [`journal  ${file}`, `roots    ${roots}`, `key      ${key ?? 'none: this server signs no roots'}`];
  const amount = `${count(entries, 'entry', 'entries')} and ${count(rootsWritten, 'root', 'roots')}`;
  const summary = `${amount} written. Keep the roots where nobody here can rewrite them.`;
  out.answer({ exit: exitCodes.yes, summary, json: { ok: true, file, roots, entries, rootsWritten, key }, text });
}

const count = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;

async function fromDatabase(settings: Settings, name: string | null, file: string, out: Output): Promise<Written> {
  const { dataDir, databaseUrl } = settings;
  if (databaseUrl === null && !existsSync(join(dataDir, 'database'))) {
    const why = `No server answers, DATABASE_URL is not set, and ${dataDir} holds no database.`;
    throw new CommandError({
      code: 'database-unreachable',
      message: 'There is no journal here.',
      why,
      do: 'Set FORTNIGHT_URL, DATABASE_URL or FORTNIGHT_DATA.',
    });
  }
  const clock = new WallClock();
  const random = new SystemRandom();
  const opened =
    databaseUrl === null
      ? await openCluster({ dataDir, clock, random, durable: true, attach: true, onProgress: (line) => out.say(line) })
      : await openExternal(databaseUrl);
  if (!opened.ok) {
    const { problem, detail } = opened;
    throw new CommandError({ code: problem, message: detail, why: 'The journal stands in a database.', do: 'Set DATABASE_URL or FORTNIGHT_DATA.' });
  }
  const cluster = opened.value;
  const db = openDatabase(cluster.appUrl(), 2);
  try {
    const signer = await openSigner(dataDir, random);
    return await writeFiles(file, await journalOf(db, signer, clock.now(), name));
  } catch (error) {
    // 42P01: there is no such table.
    if ((error as { code?: unknown }).code !== '42P01') throw error;
    throw new CommandError({
      code: 'not-found',
      message: 'The database holds no journal yet.',
      why: 'Nothing was started on it.',
      do: 'Run fortnight start.',
    });
  } finally {
    await db.end();
    await cluster.stop();
  }
}

interface VerifyFiles {
  readonly roots?: string;
  readonly key?: string;
}

async function read(path: string): Promise<string> {
  if (!existsSync(path)) throw await fileNotFound(path);
  return readFile(path, 'utf8').catch((error: unknown) => {
    throw unreadable(path, error);
  });
}

const unreadable = (path: string, error: unknown): CommandError =>
  new CommandError({
    code: 'file-unreadable',
    message: `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    why: 'A journal is NDJSON, roots too; a key is PEM, or 43 characters as roots show it.',
    do: 'Check the path.',
  });

async function readKeys(path: string): Promise<readonly string[]> {
  const text = await read(path);
  try {
    return publicKeysIn(text);
  } catch (error) {
    throw unreadable(path, error);
  }
}

export async function verifyExport(args: readonly string[], given: Readonly<Record<string, unknown>>, out: Output): Promise<void> {
  const options = given as VerifyFiles;
  const file = args[0] ?? '';
  if (!existsSync(file)) throw await fileNotFound(file);
  const roots = options.roots === undefined ? undefined : (await read(options.roots)).split('\n');
  const keys = options.key === undefined ? undefined : await readKeys(options.key);
  const pieces = createReadStream(file, { encoding: 'utf8' });
  const checked = await verifyJournal(linesOf(pieces), {
    ...(roots === undefined ? {} : { roots }),
    ...(keys === undefined ? {} : { keys }),
  }).catch((error: unknown) => {
    throw unreadable(file, error);
  });
  pieces.destroy();
  if (checked.entries === 0 && checked.ok) throw unreadable(file, new Error('it holds no entry'));
  answer(checked, file, keys !== undefined, out);
}

function answer(checked: Verification, file: string, keyGiven: boolean, out: Output): void {
  const { ok, entries, firstBad, rootsChecked, keys, processes, absent, afterLastRoot } = checked;
  const json = { ok, entries, ...(firstBad === undefined ? {} : { firstBad }), rootsChecked, keys, processes, absent, afterLastRoot };
  if (firstBad !== undefined) {
    const { process, seq, what, line } = firstBad;
    const text = [`${paint.red('✗')} ${process} ${seq}, line ${line}: ${what}.`, `  ${count(entries, 'entry', 'entries')} before it are sound.`];
    out.answer({ exit: exitCodes.no, summary: `Not sound: the first bad entry is ${process} ${seq}.`, json, text });
    return;
  }
  const text = Object.entries(processes).map(([process, length]) => `  ${process}  ${count(length, 'entry', 'entries')}`);
  if (absent.length > 0) text.push(`  not in this file: ${absent.join(', ')}`);
  // Roots that name nothing in the file prove nothing about it.
  const rooted = rootsChecked > 0 && afterLastRoot < entries;
  if (rooted && afterLastRoot > 0) text.push(`  ${count(afterLastRoot, 'entry', 'entries')} after the last root: their end could be cut off unseen.`);
  if (rooted && !keyGiven) text.push(`  signed with ${keys.join(', ')}: compare it with the key that you hold, or pass that with --key.`);
  const exit: ExitCode = rooted ? exitCodes.yes : exitCodes.couldNotConclude;
  const hint = existsSync(`${file}.roots`) && rootsChecked === 0 ? ` Add --roots ${file}.roots.` : '';
  const summary = rooted
    ? `Sound: ${count(entries, 'entry', 'entries')} and ${count(rootsChecked, 'root', 'roots')}.`
    : `Sound as far as can be seen without roots: ${count(entries, 'entry', 'entries')}; whether the end was cut off is unknown.${hint}`;
  out.answer({ exit, summary, json, text });
}
