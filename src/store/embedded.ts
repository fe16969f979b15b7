// The product's own PostgreSQL: one cluster per data folder, started by the first program that needs it, stopped by the last one that leaves.
// A server that outlived its parent is attached to. One program works on a data folder at a time; others may only look (`attach`).
import { realpath, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import pg from 'pg';
import { ok, type Result, refuse } from '../core/problems.ts';
import type { Clock, Random } from '../core/time.ts';
import { type Administrator, type Cluster, databasesOver } from './connect.ts';
import { type Binaries, type BinariesPackage, installedPackage, prepareBinaries } from './embeddedBinaries.ts';
import { atTheEnd } from './embeddedEnd.ts';
import { findPlace, makeCluster, ownerOfData, type Passwords, readPasswords, socketFolderFor } from './embeddedPlace.ts';
import {
  administratorRole,
  askToStop,
  type Durability,
  lastLines,
  type RunningServer,
  runningServer,
  startServer,
  stopServer,
  wait,
} from './embeddedServer.ts';
import { type DatabaseUser, findDatabaseUser } from './embeddedUser.ts';
import { enter, type Presence } from './lock.ts';

export interface OpenCluster {
  /** The data folder (`FORTNIGHT_DATA`); the cluster stands in `database` below it. */
  readonly dataDir: string;
  /** The wall clock: the database lives in real time even when a drill does not. */
  readonly clock: Clock;
  readonly random: Random;
  /** False: a crash of the machine may lose the last commits, one of the program does not. */
  readonly durable?: boolean;
  /** True: look at the data while another program works with it, instead of being refused. */
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

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** Who runs the server and with which programs. */
export async function prepare(from: BinariesPackage | null | undefined, onProgress: (line: string) => void) {
  if (process.platform === 'win32') {
    return refuse('database-cannot-start', 'The embedded PostgreSQL does not run on Windows. Set DATABASE_URL to a PostgreSQL server, or use WSL.');
  }
  const user = await findDatabaseUser(onProgress);
  if (user === null) {
    return refuse('database-cannot-start', 'PostgreSQL does not run as root and no other user could be made. Make a user "fortnight".');
  }
  return ok({ user, from: from === undefined ? await installedPackage() : from });
}

/** Opens the cluster of a data folder; makes, starts or finds it as needed. */
export async function openCluster(options: OpenCluster): Promise<Result<Cluster>> {
  const onProgress = options.onProgress ?? (() => undefined);
  const prepared = await prepare(options.binaries, onProgress);
  if (!prepared.ok) return prepared;
  const place = await findPlace(resolve(options.dataDir), prepared.value.user, onProgress);
  const owner = await ownerOfData(place, prepared.value.user);
  if (!owner.ok) return owner;
  const user = owner.value;
  const binaries = await prepareBinaries(user, prepared.value.from, onProgress);
  if (!binaries.ok) return binaries;

  if (!(await exists(join(place, 'passwords')))) {
    onProgress(`Making the database in ${place}.`);
    const made = await makeCluster(binaries.value, user, place, options.random);
    if (!made.ok) return made;
  }
  const passwords = await readPasswords(place);
  const found = await startOrFind(options, place, user, binaries.value, passwords);
  if (!found.ok) return found;
  const cluster = clusterOver(found.value, passwords, options.clock, options.attach !== true);
  await makeMissing(found.value.presence, cluster, passwords);
  return ok(cluster);
}

interface Found {
  readonly server: RunningServer;
  readonly presence: Presence;
  readonly data: string;
}

/** How often a server may start or stop under our hands before we give up: each round means that another program did something. */
const roundsMax = 500;

async function startOrFind(
  options: OpenCluster,
  place: string,
  user: DatabaseUser,
  binaries: Binaries,
  passwords: Passwords,
): Promise<Result<Found>> {
  const { clock } = options;
  const data = await realpath(join(place, 'data'));
  const log = join(place, 'server.log');
  const durability: Durability = options.durable === false ? 'relaxed' : 'full';
  let problem = '';
  for (let round = 0; round < roundsMax; round += 1) {
    let server = await runningServer(data);
    if (server === null) {
      const socketFolder = await socketFolderFor(data, user);
      server = await startServer({ binaries, user, data, socketFolder, log, durability, clock });
      // When it did not start, another program may have started one at the same moment.
      if (server === null && (await runningServer(data)) === null) {
        return refuse('database-cannot-start', `PostgreSQL did not start. Its log, ${log}, ends:\n${await lastLines(log)}`);
      }
    }
    if (server?.ready) {
      try {
        const entered = await enter(socketUrl(server, administratorRole, passwords.administrator, 'postgres'), data, options.attach !== true);
        if (entered.entered) return ok({ server, presence: entered.presence, data });
        const who = entered.heldBy === null ? 'another program' : `process ${entered.heldBy}`;
        return refuse('database-busy', `The database in ${place} is used by ${who}.`);
      } catch (error) {
        problem = error instanceof Error ? error.message : String(error);
      }
    }
    await wait(clock);
  }
  return refuse('database-unreachable', `The embedded database in ${place} does not answer: ${problem}`);
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

/** The cluster as a value, and the promise to stop its server however this process ends, short of being killed. */
function clusterOver({ server, presence, data }: Found, passwords: Passwords, clock: Clock, alone: boolean): Cluster {
  const owner = socketUrl(server, ownerRole, passwords.owner, mainDatabase);
  const app = socketUrl(server, appRole, passwords.app, mainDatabase);
  const leave = async (): Promise<void> => {
    const last = await presence.leaveAsLast().catch(() => true);
    await presence.close().catch(() => undefined);
    if (last) await stopServer(data, server.pid, clock);
    forget();
  };
  let left: Promise<void> | null = null;
  const stop = (): Promise<void> => {
    left ??= leave();
    return left;
  };
  // In an exit handler nobody can be asked who else is here: only the program itself stops the server then.
  const forget = atTheEnd({ stop, now: () => alone && askToStop(data, server.pid) });
  return { kind: 'embedded', database: mainDatabase, separateRoles: true, ...databasesOver(presence, owner, app), stop };
}
