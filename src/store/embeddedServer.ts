// One PostgreSQL server process: make its data, start it, find it when it is alive already, stop it.
// PostgreSQL's own `postmaster.pid` is the truth about a running server; it is removed by an orderly stop and stays after a crash.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { link, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, later, milliseconds } from '../core/time.ts';
import type { Binaries } from './embeddedBinaries.ts';
import { type DatabaseUser, run, standingOf } from './embeddedUser.ts';

export interface RunningServer {
  readonly pid: number;
  readonly port: number;
  readonly socketFolder: string;
  readonly ready: boolean;
}

/** The role that `initdb` makes: it creates databases and roles, and nothing of ours works under it. */
export const administratorRole = 'fortnight_administrator';

/** The socket's name holds a port; servers in different folders share it without meeting. */
const port = 5432;

/** Both are about the longest that a large crash recovery and a last checkpoint took; they only bound the wait. */
const startPollsMax = 60_000;
const stopPollsMax = 6_000;
const poll = milliseconds(10);

export const wait = (clock: Clock): Promise<void> => clock.wakeAt(later(clock.now(), poll));

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A number in an old file may belong to quite another program by now: after a crash in a container, it often does. */
async function worksOn(pid: number, data: string): Promise<boolean> {
  if (!alive(pid)) return false;
  if (existsSync('/proc/self/cmdline')) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    return command.split('\0').includes(data);
  }
  const { code, output } = await run('ps', ['-ww', '-o', 'command=', '-p', String(pid)], null);
  return code === 0 && output.includes(data);
}

/** The server that runs on this data, as far as its file says; null when there is none or it died. */
export async function runningServer(data: string): Promise<RunningServer | null> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '');
  const lines = text.split('\n').map((line) => line.trim());
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0 || !(await worksOn(pid, data))) return null;
  return { pid, port: Number(lines[3] ?? port), socketFolder: lines[4] ?? '', ready: lines[7] === 'ready' };
}

/** A new, empty cluster in `data`, an empty folder that belongs to the user. UTF-8; text in code point order, so the same on every machine. */
export async function initialise(binaries: Binaries, user: DatabaseUser, data: string, passwordFile: string, sync: boolean): Promise<string | null> {
  const args = ['-D', data, '-U', administratorRole, `--pwfile=${passwordFile}`, '-A', 'scram-sha-256', '-E', 'UTF8', '--no-instructions'];
  args.push('--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C');
  if (!sync) args.push('--no-sync');
  const { code, output } = await run(binaries.initdb, args, user);
  return code === 0 ? null : output;
}

/** How safe a commit is: kept through a power cut; kept through a crash of the program; a cluster that nobody needs afterwards. */
export type Durability = 'full' | 'relaxed' | 'none';

const durabilitySettings: Record<Durability, readonly string[]> = {
  full: ['fsync=on', 'synchronous_commit=on'],
  relaxed: ['fsync=on', 'synchronous_commit=off'],
  none: ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'wal_level=minimal', 'max_wal_senders=0', 'max_connections=100'],
};

/** For a small server that shares its machine. Only the socket listens, so no port can be taken and nobody on the network can knock. */
const settingsFor = (socketFolder: string, durability: Durability): string[] => [
  'listen_addresses=',
  `port=${port}`,
  `unix_socket_directories=${socketFolder}`,
  'unix_socket_permissions=0700',
  'max_connections=60',
  'shared_buffers=128MB',
  'jit=off',
  // The password has 256 random bits: many rounds of hashing protect nothing, and cost 3 ms per connection.
  'scram_iterations=1',
  'timezone=UTC',
  'log_timezone=UTC',
  'log_checkpoints=off',
  ...durabilitySettings[durability],
];

/**
 * PostgreSQL refuses to start while the number in an old file is some living process of the same user, whatever it does.
 * The file is moved before it is judged for good: should another program have started a server in between, it gets its file back.
 */
async function removeStaleFile(data: string): Promise<void> {
  const file = join(data, 'postmaster.pid');
  const stale = await readFile(file, 'utf8').catch(() => '');
  const pid = Number(stale.split('\n')[0]);
  if (stale === '' || !alive(pid) || (await worksOn(pid, data))) return;
  const moved = `${file}.${process.pid}`;
  await rename(file, moved);
  if ((await readFile(moved, 'utf8')) !== stale) await link(moved, file);
  await rm(moved);
}

export interface Start {
  readonly binaries: Binaries;
  readonly user: DatabaseUser;
  readonly data: string;
  readonly socketFolder: string;
  readonly log: string;
  readonly durability: Durability;
  readonly clock: Clock;
}

/** Starts the server in a session of its own, so that a Ctrl-C in our terminal does not reach it before us. Null when it did not come up. */
export async function startServer(start: Start): Promise<RunningServer | null> {
  const { binaries, user, data, clock } = start;
  await removeStaleFile(data);
  await writeFile(start.log, '', { mode: 0o600 });
  const log = await open(start.log, 'a');
  try {
    const settings = settingsFor(start.socketFolder, start.durability).flatMap((setting) => ['-c', setting]);
    const stdio: ['ignore', number, number] = ['ignore', log.fd, log.fd];
    const child = spawn(binaries.postgres, ['-D', data, ...settings], { ...standingOf(user), detached: true, stdio });
    child.on('error', () => undefined);
    child.unref();
    return await untilReady(child, data, clock);
  } finally {
    await log.close();
  }
}

async function untilReady(child: ChildProcess, data: string, clock: Clock): Promise<RunningServer | null> {
  for (let polls = 0; polls < startPollsMax; polls += 1) {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return null;
    const server = await runningServer(data);
    if (server?.ready && server.pid === child.pid) return server;
    await wait(clock);
  }
  return null;
}

/** The end of the server's log: what it says about why it did not start. */
export async function lastLines(log: string): Promise<string> {
  const text = await readFile(log, 'utf8').catch(() => '');
  return text.trim().split('\n').slice(-5).join('\n');
}

/** SIGINT is a fast shutdown: sessions are ended, everything is written. SIGQUIT writes nothing. Returns at once, so it works in an exit handler. */
export function askToStop(data: string, pid: number, signal: 'SIGINT' | 'SIGQUIT' = 'SIGINT'): void {
  try {
    // The file is read again, so that a number that was reused meanwhile is never signalled.
    if (Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]) === pid) process.kill(pid, signal);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ESRCH') throw error;
  }
}

/** Stops the server and waits until it is gone. */
export async function stopServer(data: string, pid: number, clock: Clock, signal: 'SIGINT' | 'SIGQUIT' = 'SIGINT'): Promise<void> {
  askToStop(data, pid, signal);
  for (let polls = 0; polls < stopPollsMax; polls += 1) {
    if ((await runningServer(data))?.pid !== pid) return;
    await wait(clock);
  }
  throw new Error(`PostgreSQL (process ${pid}) did not stop within ${(stopPollsMax * poll) / 1000} s. Its data: ${data}`);
}
