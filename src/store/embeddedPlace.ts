// Where an embedded cluster's files stand, and who owns them: `<data folder>/database/{data, passwords, server.log}`.
// When the database user may not enter the data folder (a clone below a closed home, as root), the folder stands below the system's state
// directory and `database` is a link to it, so that the place stays the same when the modes change later.
import { createHash } from 'node:crypto';
import { chmod, chown, mkdir, mkdtemp, open, readFile, readlink, realpath, rename, rm, rmdir, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ok, type Result, refuse } from '../core/problems.ts';
import type { Random } from '../core/time.ts';
import { type Binaries, stateFolder } from './embeddedBinaries.ts';
import { initialise } from './embeddedServer.ts';
import { canEnter, type DatabaseUser } from './embeddedUser.ts';

/** The passwords of the three roles. They never change; whoever can read the file may as well read the data. */
export interface Passwords {
  readonly administrator: string;
  readonly owner: string;
  readonly app: string;
}

export const newPassword = (random: Random): string => Buffer.from(random.bytes(32)).toString('base64url');
export const newPasswords = (random: Random): Passwords => ({
  administrator: newPassword(random),
  owner: newPassword(random),
  app: newPassword(random),
});

/** A folder that others may pass through and not list. Folders that exist keep their mode. */
export async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true });
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = dirname(made)) await chmod(made, 0o711);
}

export const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** A short name for a long path: stable, and different for different paths. */
const shortName = (path: string): string => createHash('sha256').update(path).digest('hex').slice(0, 12);

/** The folder of this cluster; it need not exist yet. */
export async function findPlace(dataDir: string, user: DatabaseUser, onProgress: (line: string) => void): Promise<string> {
  await makeFolder(dataDir);
  const usual = join(await realpath(dataDir), 'database');
  const linked = await readlink(usual).catch(() => null);
  if (linked !== null) return linked;
  if ((await exists(usual)) || (await canEnter(user, dirname(usual)))) return usual;
  // A name never used before: whoever deletes the data folder deletes its database, and must not meet it again in the next clone.
  await makeFolder(stateFolder());
  const own = await mkdtemp(join(stateFolder(), `database-${shortName(usual)}-`));
  await chmod(own, 0o711);
  try {
    await symlink(own, usual);
  } catch (error) {
    await rmdir(own);
    // Another program chose a place at the same moment.
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return readlink(usual);
    throw error;
  }
  onProgress(`The database stands in ${own}: the user "${user.name}" may not enter ${dirname(usual)}.`);
  return own;
}

/** Who runs the data in `place`: the user that owns it, whoever we would choose today. */
export async function whoRuns(place: string, user: DatabaseUser): Promise<Result<DatabaseUser>> {
  const owner = await stat(join(place, 'data')).catch(() => null);
  const chosen = owner === null || owner.uid === user.uid ? user : { ...user, name: String(owner.uid), uid: owner.uid, gid: owner.gid };
  if (chosen.uid === 0 || (chosen !== user && !user.dropped)) {
    const detail = `The database in ${place} belongs to the user number ${chosen.uid}. Start as that user, or set FORTNIGHT_DATA to another folder.`;
    return refuse('database-cannot-start', detail);
  }
  if (owner === null || (await canEnter(chosen, join(place, 'data')))) return ok(chosen);
  const detail = `The user "${chosen.name}" runs the database in ${place} and may no longer enter it. Let it pass (chmod o+x) on the folders above.`;
  return refuse('database-cannot-start', detail);
}

/** Makes `data` in `folder` with its own administrator; the password reaches initdb through a file that is removed at once. */
export async function makeData(binaries: Binaries, user: DatabaseUser, folder: string, passwords: Passwords, sync: boolean): Promise<string | null> {
  const data = join(folder, 'data');
  const passwordFile = join(folder, 'initial-password');
  await mkdir(data, { mode: 0o700 });
  await writeFile(passwordFile, `${passwords.administrator}\n`, { mode: 0o600, flag: 'wx' });
  if (user.dropped) for (const path of [data, passwordFile]) await chown(path, user.uid, user.gid);
  const problem = await initialise(binaries, user, data, passwordFile, sync);
  await rm(passwordFile);
  return problem;
}

async function sync(path: string): Promise<void> {
  const file = await open(path, 'r');
  await file.sync().finally(() => file.close());
}

/** Makes the cluster beside its place and renames it, so that a half-made one is never opened and two first starts do not meet. */
export async function makeCluster(binaries: Binaries, user: DatabaseUser, place: string, random: Random): Promise<Result<void>> {
  const folder = await mkdtemp(`${place}.new-`);
  try {
    await chmod(folder, 0o711);
    const passwords = newPasswords(random);
    const problem = await makeData(binaries, user, folder, passwords, true);
    if (problem !== null) return refuse('database-cannot-start', `initdb failed: ${problem}`);
    await writeFile(join(folder, 'passwords'), JSON.stringify(passwords), { mode: 0o600 });
    await rename(folder, place);
    // What is acknowledged later must not vanish in a power cut because the folder's name was never written.
    for (const written of [join(place, 'passwords'), place, dirname(place)]) await sync(written);
    return ok(undefined);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOTEMPTY' || code === 'EEXIST') return ok(undefined);
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export async function readPasswords(place: string): Promise<Passwords> {
  return JSON.parse(await readFile(join(place, 'passwords'), 'utf8')) as Passwords;
}

/** Sockets have names of at most 103 bytes on the strictest system; `/.s.PGSQL.5432.lock` takes 19. */
const socketFolderMax = 84;

/** Inside the data where that is short enough, else below the system's temporary folder, in one that only the user may enter. */
export async function socketFolderFor(data: string, user: DatabaseUser): Promise<string> {
  if (Buffer.byteLength(data) <= socketFolderMax) return data;
  const folder = join(tmpdir(), `fortnight-${user.uid}-${shortName(data)}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (user.dropped) await chown(folder, user.uid, user.gid);
  const { uid } = await stat(folder);
  if (uid !== user.uid) throw new Error(`${folder} belongs to somebody else (user number ${uid}); remove it.`);
  return folder;
}
