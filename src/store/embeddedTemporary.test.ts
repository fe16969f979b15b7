import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startProgram } from '../../test/startProgram.ts';
import { chance, wallClock } from '../../test/wallClock.ts';
import { later, milliseconds } from '../core/time.ts';
import { openTemporaryCluster } from './embeddedTemporary.ts';

// Clusters are made and programs started: a busy machine takes its time over that.
vi.setConfig({ testTimeout: 90_000 });

let dataDir = '';
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'fortnight-test-'));
  await chmod(dataDir, 0o711);
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

const left = (): Promise<string[]> => readdir(join(dataDir, 'temporary'));
const socketOf = (url: string): string => join(new URL(url).searchParams.get('host') ?? '', '.s.PGSQL.5432');

async function untilNothingIsLeft(): Promise<void> {
  for (let polls = 0; polls < 1000 && (await left()).length > 0; polls += 1) await wallClock.wakeAt(later(wallClock.now(), milliseconds(10)));
  expect(await left()).toEqual([]);
}

test('a temporary cluster works, forgets and leaves nothing behind', async () => {
  const opened = await openTemporaryCluster({ dataDir, clock: wallClock, random: chance });
  if (!opened.ok) throw new Error(opened.detail);
  const client = new pg.Client({ connectionString: opened.value.appUrl() });
  client.on('error', () => undefined);
  await client.connect();
  expect((await client.query(`select current_setting('fsync') as fsync`)).rows).toEqual([{ fsync: 'off' }]);
  await opened.value.stop();
  expect(await left()).toEqual([]);
  expect(existsSync(socketOf(opened.value.appUrl()))).toBe(false);
});

test('a path too long for a socket is no obstacle, and the socket goes too', async () => {
  const long = join(dataDir, 'a'.repeat(60), 'b'.repeat(60));
  const opened = await openTemporaryCluster({ dataDir: long, clock: wallClock, random: chance });
  if (!opened.ok) throw new Error(opened.detail);
  expect(await opened.value.hasDatabase('fortnight')).toBe(true);
  const socket = socketOf(opened.value.appUrl());
  expect(existsSync(socket)).toBe(true);
  await opened.value.stop();
  expect(existsSync(join(socket, '..'))).toBe(false);
});

test.each(['SIGKILL', 'SIGTERM'] as const)('a program that dies of %s takes its temporary cluster with it', async (signal) => {
  const program = startProgram('openDatabase', { dataDir, temporary: true });
  const { appUrl } = await program.said;
  expect(await left()).toHaveLength(1);
  program.signal(signal);
  expect(await program.ended).toEqual({ code: null, signal });
  await untilNothingIsLeft();
  await expect(new pg.Client({ connectionString: appUrl }).connect()).rejects.toThrow();
});

test('a program that exits without stopping it takes it along too', async () => {
  const program = startProgram('openDatabase', { dataDir, temporary: true });
  await program.said;
  program.tell('exit');
  expect((await program.ended).code).toBe(0);
  await untilNothingIsLeft();
});
