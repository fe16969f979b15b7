// Every test here drives real processes on real folders: what is tested is what happens when they meet, crash and come back.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, chown, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Program, startProgram } from '../../test/startProgram.ts';
import { chance, wallClock } from '../../test/wallClock.ts';
import { later, milliseconds } from '../core/time.ts';
import type { Cluster } from './connect.ts';
import { type OpenCluster, openCluster } from './embedded.ts';

// Clusters are made and programs started: a busy machine takes its time over that.
vi.setConfig({ testTimeout: 90_000 });

let dataDir = '';
const programs: Program[] = [];
const clusters: Cluster[] = [];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'fortnight-test-'));
  // mkdtemp closes the folder, and as root the database would then stand elsewhere.
  await chmod(dataDir, 0o711);
});

afterEach(async () => {
  for (const program of programs.splice(0)) {
    program.signal('SIGKILL');
    await program.ended;
  }
  for (const cluster of clusters.splice(0)) await cluster.stop();
  // A killed program leaves its server behind: the next one finds it, and stops it.
  const last = await openCluster(options());
  if (last.ok) await last.value.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const options = (more: Partial<OpenCluster> = {}): OpenCluster => ({ dataDir, clock: wallClock, random: chance, ...more });

async function open(more: Partial<OpenCluster> = {}): Promise<Cluster> {
  const opened = await openCluster(options(more));
  if (!opened.ok) throw new Error(`${opened.problem}: ${opened.detail}`);
  clusters.push(opened.value);
  return opened.value;
}

function start(more: object = {}): Program {
  const program = startProgram('openDatabase', { dataDir, ...more });
  programs.push(program);
  return program;
}

async function ask(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

/** The server's process, from its own file; null when it stopped in good order. */
function serverPid(): number | null {
  try {
    return Number(readFileSync(join(dataDir, 'database', 'data', 'postmaster.pid'), 'utf8').split('\n')[0]);
  } catch {
    return null;
  }
}

async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let polls = 0; polls < 1000; polls += 1) {
    if (await isSo()) return;
    await wallClock.wakeAt(later(wallClock.now(), milliseconds(10)));
  }
  throw new Error(`It never came true: ${what}`);
}

describe('one program', () => {
  test('makes the database once and finds its data again', async () => {
    const first = await open();
    await ask(first.ownerUrl(), `create table kept (word text); insert into kept values ('still here')`);
    await first.stop();
    expect(serverPid()).toBeNull();
    const second = await open();
    expect(await ask(second.ownerUrl(), 'select word from kept')).toEqual([{ word: 'still here' }]);
  });

  test('writes through to the disk, and listens to nobody but this machine', async () => {
    const cluster = await open();
    const settings = await ask(
      cluster.appUrl(),
      `select name, setting from pg_settings where name in ('fsync', 'full_page_writes', 'listen_addresses', 'synchronous_commit') order by name`,
    );
    expect(settings.map(({ name, setting }) => `${name}=${setting}`)).toEqual([
      'fsync=on',
      'full_page_writes=on',
      'listen_addresses=',
      'synchronous_commit=on',
    ]);
  });

  test('relaxes commits where it is asked to, and never fsync', async () => {
    const cluster = await open({ durable: false });
    expect(await ask(cluster.appUrl(), 'show synchronous_commit')).toEqual([{ synchronous_commit: 'off' }]);
    expect(await ask(cluster.appUrl(), 'show fsync')).toEqual([{ fsync: 'on' }]);
  });

  test('keeps the passwords to itself and asks for them', async () => {
    const cluster = await open();
    expect((await stat(join(dataDir, 'database', 'passwords'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(dataDir, 'database', 'data'))).mode & 0o777).toBe(0o700);
    const wrong = new URL(cluster.ownerUrl());
    wrong.password = 'wrong';
    await expect(ask(wrong.href, 'select 1')).rejects.toThrow(/password authentication failed/);
  });

  test('starts over a file that a crash left, though its number is a living process of the same user now', async () => {
    await (await open()).stop();
    const { uid, gid } = await stat(join(dataDir, 'database', 'data'));
    const stranger = spawn('sleep', ['600'], process.getuid?.() === 0 ? { uid, gid } : {});
    const file = join(dataDir, 'database', 'data', 'postmaster.pid');
    await writeFile(file, `${stranger.pid}\n${join(dataDir, 'database', 'data')}\n1\n5432\n/tmp\n\n1 1\nready\n`, { mode: 0o600 });
    await chown(file, uid, gid);
    await open();
    expect(serverPid()).not.toBe(stranger.pid);
    expect(stranger.exitCode).toBeNull();
    stranger.kill('SIGKILL');
  });
});

describe('a program that ends', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('by %s stops its server and still dies of the signal', async (signal) => {
    const program = start();
    await program.said;
    expect(serverPid()).not.toBeNull();
    program.signal(signal);
    expect(await program.ended).toEqual({ code: null, signal });
    expect(serverPid()).toBeNull();
  });

  test('by exit, without a word to us, stops its server', async () => {
    const program = start();
    await program.said;
    program.tell('exit');
    expect(await program.ended).toEqual({ code: 0, signal: null });
    await until('the server is gone', () => serverPid() === null);
  });

  test('by kill -9 leaves the server, and the next program attaches to it and stops it', async () => {
    const program = start();
    const { ownerUrl } = await program.said;
    await ask(ownerUrl, `create table kept (word text); insert into kept values ('acknowledged')`);
    const pid = serverPid();
    program.signal('SIGKILL');
    await program.ended;
    const next = await open();
    expect(serverPid()).toBe(pid);
    expect(await ask(next.ownerUrl(), 'select word from kept')).toEqual([{ word: 'acknowledged' }]);
    await next.stop();
    expect(serverPid()).toBeNull();
  });
});

describe('two programs', () => {
  test('never work on one folder: the second hears who holds it', async () => {
    const program = start();
    await program.said;
    const refused = await openCluster(options());
    expect(refused).toMatchObject({ ok: false, problem: 'database-busy' });
    expect(refused.ok ? '' : refused.detail).toContain(`process ${program.pid}`);
    expect(await ask((await program.said).appUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('that start at the same moment on an empty folder: one works, the other is refused', async () => {
    const both = [start(), start()];
    const said = await Promise.all(both.map((program) => program.said));
    expect(said.map(({ ok, problem }) => (ok ? 'works' : problem)).sort()).toEqual(['database-busy', 'works']);
  });

  test('may share it when one attaches, and the last one that leaves stops the server', async () => {
    const program = start();
    await program.said;
    const guest = await open({ attach: true });
    expect(guest.appUrl()).toBe((await program.said).appUrl);
    program.tell('stop');
    await program.ended;
    expect(await ask(guest.appUrl(), 'select 1 as one')).toEqual([{ one: 1 }]);
    await guest.stop();
    expect(serverPid()).toBeNull();
  });

  test('a guest that leaves takes nothing with it', async () => {
    const program = start();
    await program.said;
    const guest = start({ attach: true });
    await guest.said;
    guest.tell('exit');
    await guest.ended;
    expect(await ask((await program.said).appUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
  });
});

describe('a server that dies', () => {
  test('is started again at the same address, and its folder stays locked', async () => {
    const cluster = await open();
    const pid = serverPid() ?? 0;
    process.kill(pid, 'SIGKILL');
    await until('a new server answers', () =>
      ask(cluster.appUrl(), 'select 1').then(
        () => true,
        () => false,
      ),
    );
    expect(serverPid()).not.toBe(pid);
    await until('the administrator is back', () => cluster.hasDatabase('fortnight').catch(() => false));
    const second = start();
    expect(await second.said).toMatchObject({ ok: false, problem: 'database-busy' });
  });

  test('says why in words when it cannot start', async () => {
    await (await open()).stop();
    const version = join(dataDir, 'database', 'data', 'PG_VERSION');
    const before = await readFile(version, 'utf8');
    await writeFile(version, '9\n');
    const refused = await openCluster(options());
    expect(refused).toMatchObject({ ok: false, problem: 'database-cannot-start' });
    expect(refused.ok ? '' : refused.detail).toMatch(/incompatible/);
    await writeFile(version, before);
  });
});
