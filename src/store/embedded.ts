// The product's own PostgreSQL: one cluster per data folder, started by the first program that needs it, stopped by the last one that leaves.
// A server that outlived its parent is attached to; one that dies under us is started again, at the same address.
// One program works on a data folder at a time; others may join it (`attach`).
import { realpath } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { ok, type Result, refuse } from '../core/problems.ts';
import { type Clock, later, type Random, seconds } from '../core/time.ts';
import { type Administrator, type Cluster, databasesOver, whyOf } from './connect.ts';
import { type Binaries, type BinariesPackage, installedPackage, prepareBinaries } from './embeddedBinaries.ts';
import { atTheEnd } from './embeddedEnd.ts';
import { exists, findPlace, makeCluster, type Passwords, readPasswords, socketFolderFor, whoRuns } from './embeddedPlace.ts';
import { administratorRole, askToStop, lastLines, type RunningServer, runningServer, startServer, stopServer, wait } from './embeddedServer.ts';
import { type DatabaseUser, findDatabaseUser, run } from './embeddedUser.ts';
import { enter, type Presence } from './lock.ts';

export interface OpenCluster {
  /** The data folder (`FORTNIGHT_DATA`); the cluster stands in `database` below it. */
  readonly dataDir: string;
  /** The wall clock: the database lives in real time even when a drill does not. */
  readonly clock: Clock;
  readonly random: Random;
  /** False: a crash of the machine may lose the last commits, one of the program does not. */
  readonly durable?: boolean;
  /** True: work beside another program instead of being refused. Whoever attaches keeps to databases of its own, or only reads. */
  readonly attach?: boolean;
  readonly onProgress?: (line: string) => void;
  /** Where PostgreSQL's programs come from; node_modules unless a test says otherwise. */
  readonly binaries?: BinariesPackage | null;
}

export const mainDatabase = 'fortnight';
export const ownerRole = 'fortnight_owner';
export const appRole = 'fortnight_app';

/** Over the socket; `localhost` only makes it a whole address. */
export function socketUrl(server: RunningServer, role: string, password: string, database: string): string {
  return `postgres://${role}:${password}@localhost:${server.port}/${database}?host=${encodeURIComponent(server.socketFolder)}`;
}

/** Who runs the server, and where its programs come from. */
export async function prepare(from: BinariesPackage | null | undefined, onProgress: (line: string) => void) {
  if (process.platform === 'win32') {
    return refuse('database-cannot-start', 'The embedded PostgreSQL does not run on Windows. Set DATABASE_URL to a PostgreSQL server, or use WSL.');
  }
  const user = await findDatabaseUser(onProgress);
  if (user === null) {
    return refuse('database-cannot-start', 'PostgreSQL does not run as root and no other user could be made. Make a user "fortnight".');
  }
  const became = await run('/bin/sh', ['-c', ':'], user);
  if (became.code !== 0) {
    const detail = `PostgreSQL does not run as root, and this root may not become "${user.name}" (${became.output}). Start as a normal user.`;
    return refuse('database-cannot-start', detail);
  }
  return ok({ user, from: from === undefined ? await installedPackage() : from });
}

/** What the file system refuses (no right, no space, read-only) is the world's doing; anything else is our mistake. */
export function fromFileSystem(error: unknown): Result<never> {
  const { syscall, code } = error as NodeJS.ErrnoException;
  if (syscall === undefined || code === undefined) throw error;
  return refuse('database-cannot-start', `${whyOf(error)}. Set FORTNIGHT_DATA to a folder where this is possible.`);
}

/** Opens the cluster of a data folder; makes, starts or finds it as needed. */
export async function openCluster(options: OpenCluster): Promise<Result<Cluster>> {
  try {
    return await openFrom(options, options.onProgress ?? (() => undefined));
  } catch (error) {
    return fromFileSystem(error);
  }
}

async function openFrom(options: OpenCluster, onProgress: (line: string) => void): Promise<Result<Cluster>> {
  const prepared = await prepare(options.binaries, onProgress);
  if (!prepared.ok) return prepared;
  const place = await findPlace(resolve(options.dataDir), prepared.value.user, onProgress);
  const runner = await whoRuns(place, prepared.value.user);
  if (!runner.ok) return runner;
  const user = runner.value;
  const binaries = await prepareBinaries(user, prepared.value.from, onProgress);
  if (!binaries.ok) return binaries;

  if (!(await exists(join(place, 'passwords')))) {
    onProgress(`Making the database in ${place}.`);
    const made = await makeCluster(binaries.value, user, place, options.random);
    if (!made.ok) return made;
  }
  const data = await realpath(join(place, 'data'));
  const opening: Opening = { options, place, data, user, binaries: binaries.value, passwords: await readPasswords(place), onProgress };
  const attended = await attend(opening);
  if (!attended.ok) return attended;
  await makeMissing(attended.value.administrator, attended.value.cluster, opening.passwords);
  return ok(attended.value.cluster);
}

interface Opening {
  readonly options: OpenCluster;
  readonly place: string;
  readonly data: string;
  readonly user: DatabaseUser;
  readonly binaries: Binaries;
  readonly passwords: Passwords;
  readonly onProgress: (line: string) => void;
}

interface Found {
  readonly server: RunningServer;
  readonly presence: Presence;
}

/** Waiting for another program's server to become ready is bounded by the longest crash recovery; failures to connect are not waited for as long. */
const roundsMax = 60_000;
const failuresMax = 500;

/** Starts the server, or finds the one that runs, and enters it. Other programs may do the same at the same time. */
async function startOrFind({ options, place, data, user, binaries, passwords }: Opening, onLost: () => void): Promise<Result<Found>> {
  const { clock } = options;
  const log = join(place, 'server.log');
  let problem = 'it does not become ready';
  for (let round = 0, failures = 0; round < roundsMax && failures < failuresMax; round += 1) {
    let server = await runningServer(data);
    if (server === null) {
      const socketFolder = await socketFolderFor(data, user);
      const durability = options.durable === false ? 'relaxed' : 'full';
      server = await startServer({ binaries, user, data, socketFolder, log, durability, clock });
      // When it did not start, another program may have started one at the same moment, or stopped one a moment too late.
      if (server === null && (await runningServer(data)) === null) {
        failures += failuresMax / 5;
        problem = `Its log, ${log}, ends:\n${await lastLines(log)}`;
      }
    }
    if (server?.ready) {
      try {
        const url = socketUrl(server, administratorRole, passwords.administrator, 'postgres');
        const entered = await enter(url, data, options.attach !== true, onLost);
        if (entered.entered) return ok({ server, presence: entered.presence });
        const who = entered.heldBy === null ? 'another program' : `process ${entered.heldBy}`;
        return refuse('database-busy', `The database in ${place} is used by ${who}.`);
      } catch (error) {
        failures += 1;
        problem = whyOf(error);
      }
    }
    await wait(clock);
  }
  return refuse('database-cannot-start', `PostgreSQL did not start or does not answer in ${place}. ${problem}`);
}

/** The two roles and the main database, each made when it is not there yet; whoever comes first makes them. */
export async function makeMissing(administrator: Administrator, cluster: Cluster, passwords: Passwords): Promise<void> {
  await administrator.query('select pg_advisory_lock(7148, 3)');
  for (const [role, password] of [
    [ownerRole, passwords.owner],
    [appRole, passwords.app],
  ] as const) {
    const { rows } = await administrator.query('select 1 from pg_catalog.pg_roles where rolname = $1', [role]);
    if (rows.length === 0) await administrator.query(`create role ${role} login password ${pg.escapeLiteral(password)}`);
  }
  if (!(await cluster.hasDatabase(mainDatabase))) await cluster.createDatabase(mainDatabase);
  await administrator.query('select pg_advisory_unlock(7148, 3)');
}

/** The cluster as a value, with two promises: a server that dies is started again, and it stops however this process ends, short of a kill. */
async function attend(opening: Opening): Promise<Result<{ cluster: Cluster; administrator: Administrator }>> {
  const { options, data, passwords, onProgress } = opening;
  const { clock } = options;
  let left: Promise<void> | null = null;
  let recovering: Promise<void> = Promise.resolve();

  const recover = async (): Promise<void> => {
    onProgress('The connection to the embedded database broke; looking for it, or starting it again.');
    for (let said = false; left === null; ) {
      // A server that dies at once, again and again, must not keep the machine busy. A full disk may be emptied: we go on trying.
      await clock.wakeAt(later(clock.now(), seconds(1)));
      if (left !== null) return;
      const again = await startOrFind(opening, onLost);
      if (again.ok) {
        current = again.value;
        return;
      }
      if (!said) onProgress(again.detail);
      said = true;
    }
  };
  const onLost = (): void => {
    if (left === null) recovering = recover().catch((error: unknown) => onProgress(whyOf(error)));
  };
  const found = await startOrFind(opening, onLost);
  if (!found.ok) return found;
  let current = found.value;

  const leave = async (): Promise<void> => {
    await recovering;
    // A server that cannot be asked is a server that nobody else can use either.
    const last = await current.presence.leaveAsLast().catch(() => true);
    await current.presence.close().catch(() => undefined);
    if (last) await stopServer(data, current.server.pid, clock);
    forget();
  };
  const stop = (): Promise<void> => {
    left ??= leave();
    return left;
  };
  // In an exit handler nobody can be asked who else is here: only the program itself stops the server then.
  const forget = atTheEnd({ stop, now: () => options.attach !== true && askToStop(data, current.server.pid) });

  const administrator: Administrator = { query: (text, values) => current.presence.query(text, values) };
  const owner = socketUrl(current.server, ownerRole, passwords.owner, mainDatabase);
  const app = socketUrl(current.server, appRole, passwords.app, mainDatabase);
  const databases = databasesOver(administrator, owner, app);
  return ok({ administrator, cluster: { kind: 'embedded', database: mainDatabase, separateRoles: true, ...databases, stop } });
}
