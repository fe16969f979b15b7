// The database of one run: in a cluster below the data folder, or on the server that DATABASE_URL names. The same agreement, wiring, input
// and options find the same database again: that is how a run that was interrupted goes on.
import { join } from 'node:path';
import { type Ground, nameOfRun, openGround, prepareDatabase, settingsFrom } from '../server/composition.ts';
import { type Database, openDatabase, setPurpose } from '../store/database.ts';
import { CommandError, refused } from './output.ts';

export interface RunGround extends Ground {
  readonly db: Database;
  /** It was begun before. */
  readonly known: boolean;
  close(): Promise<void>;
}

const connectionsMax = 6;

/** Opens or makes the database of the run that `parts` name. */
export async function openRunGround(parts: readonly string[], onProgress: (line: string) => void): Promise<RunGround> {
  const name = nameOfRun(parts);
  const settings = settingsFrom(process.env);
  const opened = await openGround(settings, join(settings.dataDir, 'runs'), onProgress);
  if (!opened.ok) throw refused(opened);
  const ground = opened.value;
  const { cluster } = ground;
  try {
    const known = await cluster.hasDatabase(name);
    if (!known) await cluster.createDatabase(name).catch(mayMakeNone);
    const migrated = await prepareDatabase(ground, name);
    if (!migrated.ok) throw refused(migrated);
    await setPurpose(cluster.ownerUrl(name), 'run');
    const db = openDatabase(cluster.appUrl(name), connectionsMax);
    const close = async (): Promise<void> => {
      await db.end();
      await cluster.stop();
    };
    return { ...ground, db, known, close };
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}

const insufficientPrivilege = '42501';

function mayMakeNone(error: unknown): never {
  if (!(error instanceof Error) || (error as { code?: unknown }).code !== insufficientPrivilege) throw error;
  const help = 'Allow it (alter role … createdb), or unset DATABASE_URL: then Fortnight brings its own server.';
  throw new CommandError({
    code: 'database-rights',
    message: 'The role of DATABASE_URL may not make a database.',
    why: 'A run has one of its own.',
    do: help,
  });
}

const lost = /^(?:ECONN\w+|EPIPE|57P0\d|08\d\d\d)$/;
const full = /^(?:ENOSPC|53100)$/;

/** What the world does to a run that is under way, in words; anything else stays what it is. */
export function duringRun(error: unknown): unknown {
  const code = error instanceof Error ? String((error as { code?: unknown }).code ?? '') : '';
  const again = 'Everything that was decided is kept: run the same command again to go on.';
  const said = error instanceof Error ? error.message : String(error);
  if (full.test(code)) return new CommandError({ code: 'disk-full', message: 'The disk is full.', why: said, do: `Make room. ${again}` });
  if (!lost.test(code) && !/^Connection terminated/.test(said)) return error;
  return new CommandError({ code: 'database-unreachable', message: 'The database went away.', why: said, do: again });
}
