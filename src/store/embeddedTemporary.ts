// A cluster that is thrown away: for tests and drills. It syncs nothing, lives in a folder of its own and has no lock, since nobody else
// knows of it. A watcher ends it when this process is gone, however it went: the watcher waits on a pipe that only we hold open.
import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ok, type Result, refuse } from '../core/problems.ts';
import type { Clock, Random } from '../core/time.ts';
import { type Administrator, type Cluster, databasesOver, overPool, poolOf } from './connect.ts';
import { appRole, fromFileSystem, mainDatabase, makeMissing, ownerRole, prepare, socketUrl } from './embedded.ts';
import { type BinariesPackage, prepareBinaries, stateFolder } from './embeddedBinaries.ts';
import { atTheEnd } from './embeddedEnd.ts';
import { makeData, makeFolder, newPasswords, socketFolderFor } from './embeddedPlace.ts';
import { administratorRole, lastLines, type RunningServer, type Start, startServer, stopServer } from './embeddedServer.ts';
import { canEnter, type DatabaseUser } from './embeddedUser.ts';

export interface OpenTemporaryCluster {
  /** The data folder, for a cluster in `temporary` below it; unset: the system's temporary folder. */
  readonly dataDir?: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly onProgress?: (line: string) => void;
  readonly binaries?: BinariesPackage | null;
}

/** All that another process needs to work on the same cluster, as plain data. */
export interface ClusterAddresses {
  readonly administratorUrl: string;
  readonly ownerUrl: string;
  readonly appUrl: string;
}

export interface TemporaryCluster extends Cluster {
  readonly addresses: ClusterAddresses;
  readonly administrator: Administrator;
}

/** Waits for the end of its input, then ends the server at once and removes the folder. Its loop is bounded: a dead child may stay listed. */
const watch = `
cat > /dev/null
if [ "$(head -n 1 "$2/data/postmaster.pid" 2> /dev/null)" = "$1" ]; then
  kill -QUIT "$1"
  for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do kill -0 "$1" 2> /dev/null && sleep 0.1; done
fi
rm -rf "$2" "$3"`;

function startWatcher(server: RunningServer, folder: string, socketFolder: string): ChildProcess {
  const args = ['-c', watch, 'fortnight-watcher', String(server.pid), folder, socketFolder];
  const watcher = spawn('/bin/sh', args, { cwd: '/', detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  watcher.unref();
  // The pipe stays open without keeping us running. A broken pipe means that the watcher is gone, which changes nothing here.
  watcher.stdin?.on('error', () => undefined);
  (watcher.stdin as unknown as { unref(): void }).unref();
  return watcher;
}

/** The cluster behind addresses. `stop` only closes our own connection. */
export function joinCluster(addresses: ClusterAddresses): TemporaryCluster {
  const pool = poolOf(addresses.administratorUrl);
  const administrator = overPool(pool);
  const databases = databasesOver(administrator, addresses.ownerUrl, addresses.appUrl);
  return { kind: 'embedded', database: mainDatabase, separateRoles: true, addresses, administrator, ...databases, stop: () => pool.end() };
}

export async function openTemporaryCluster(options: OpenTemporaryCluster): Promise<Result<TemporaryCluster>> {
  try {
    return await openFrom(options, options.onProgress ?? (() => undefined));
  } catch (error) {
    return fromFileSystem(error);
  }
}

async function openFrom(options: OpenTemporaryCluster, onProgress: (line: string) => void): Promise<Result<TemporaryCluster>> {
  const prepared = await prepare(options.binaries, onProgress);
  if (!prepared.ok) return prepared;
  const { user, from } = prepared.value;
  const binaries = await prepareBinaries(user, from, onProgress);
  if (!binaries.ok) return binaries;

  const folder = await makeFolderFor(options.dataDir, user, onProgress);
  const data = join(folder, 'data');
  const socketFolder = await socketFolderFor(data, user);
  const remove = async (): Promise<void> => {
    for (const path of [folder, socketFolder]) await rm(path, { recursive: true, force: true });
  };
  const passwords = newPasswords(options.random);
  const { clock } = options;
  const log = join(folder, 'server.log');
  const problem = await makeData(binaries.value, user, folder, passwords, false);
  const start: Start = { binaries: binaries.value, user, data, socketFolder, log, durability: 'none', clock };
  const server = problem === null ? await startServer(start) : null;
  if (server === null) {
    const why = problem ?? (await lastLines(log));
    await remove();
    return refuse('database-cannot-start', `PostgreSQL did not start in ${folder}: ${why}`);
  }

  const watcher = startWatcher(server, folder, socketFolder);
  const joined = joinCluster({
    administratorUrl: socketUrl(server, administratorRole, passwords.administrator, 'postgres'),
    ownerUrl: socketUrl(server, ownerRole, passwords.owner, mainDatabase),
    appUrl: socketUrl(server, appRole, passwords.app, mainDatabase),
  });
  const leave = async (): Promise<void> => {
    watcher.kill('SIGKILL');
    await joined.stop();
    await stopServer(data, server.pid, clock, 'SIGQUIT');
    await remove();
    forget();
  };
  let left: Promise<void> | null = null;
  const stop = (): Promise<void> => {
    left ??= leave();
    return left;
  };
  // Without `stop`, the watcher does it.
  const forget = atTheEnd({ stop, now: () => undefined });
  await makeMissing(joined.administrator, joined, passwords);
  return ok({ ...joined, stop });
}

async function makeFolderFor(dataDir: string | undefined, user: DatabaseUser, onProgress: (line: string) => void): Promise<string> {
  let parent = dataDir === undefined ? tmpdir() : join(resolve(dataDir), 'temporary');
  await makeFolder(parent);
  if (!(await canEnter(user, parent))) {
    parent = join(stateFolder(), 'temporary');
    await makeFolder(parent);
    onProgress(`The temporary database stands in ${parent}: the user "${user.name}" may not enter the data folder.`);
  }
  const folder = await mkdtemp(join(parent, 'fortnight-'));
  await chmod(folder, 0o711);
  return folder;
}
