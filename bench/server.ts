// One PostgreSQL server for everybody, the product's own, with full durability; each contestant gets a fresh database on it.
import { fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { SystemRandom, WallClock } from '../src/engine/clock.ts';
import type { Cluster } from '../src/store/connect.ts';
import { openCluster } from '../src/store/embedded.ts';
import { parentOf } from './processorTime.ts';

export interface BenchServer {
  readonly version: string;
  /** Process id of the server, whose children do the work. */
  readonly pid: number;
  freshDatabase(): Promise<string>;
  stop(): Promise<void>;
}

async function ask<T>(url: string, text: string, read: (answer: string) => T): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(text);
    return read(String(Object.values(rows[0] ?? {})[0]));
  } finally {
    await client.end();
  }
}

/** Nobody gets a figure from a server that may lose what it acknowledged. */
async function checkDurable(url: string): Promise<void> {
  for (const setting of ['fsync', 'full_page_writes', 'synchronous_commit']) {
    const value = await ask(url, `show ${setting}`, String);
    if (value !== 'on') throw new Error(`${setting} is ${value}: the figures would not be comparable.`);
  }
}

async function serverOn(cluster: Cluster, clean: () => Promise<void>): Promise<BenchServer> {
  const url = cluster.ownerUrl();
  await checkDurable(url);
  let count = 0;
  return {
    version: await ask(url, 'show server_version', String),
    // Read while the connection, and so its process, is there.
    pid: await ask(url, 'select pg_backend_pid()', (backend) => parentOf(Number(backend))),
    async freshDatabase() {
      if (count > 0) await cluster.dropDatabase(`bench_${count}`);
      count += 1;
      await cluster.createDatabase(`bench_${count}`);
      return cluster.ownerUrl(`bench_${count}`);
    },
    async stop() {
      await cluster.stop();
      await clean();
    },
  };
}

export async function openBenchServer(say: (line: string) => void): Promise<BenchServer> {
  const folder = await mkdtemp(join(tmpdir(), 'fortnight-bench-'));
  // PostgreSQL runs as another user when we are root, and has to reach its data.
  await chmod(folder, 0o755);
  const clean = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const opened = await openCluster({ dataDir: folder, clock: new WallClock(), random: new SystemRandom(), durable: true, onProgress: say });
  if (!opened.ok) {
    await clean();
    throw new Error(opened.detail);
  }
  try {
    return await serverOn(opened.value, clean);
  } catch (error) {
    await opened.value.stop();
    await clean();
    throw error;
  }
}

/** Median microseconds that this disk takes to keep 8 kB for good: what every commit waits for. */
export function fdatasyncTime(): number {
  const path = join(tmpdir(), `fortnight-fdatasync-${process.pid}`);
  const file = openSync(path, 'w');
  try {
    const block = Buffer.alloc(8192, 1);
    const times: number[] = [];
    for (let n = 0; n < 200; n += 1) {
      const start = performance.now();
      writeSync(file, block, 0, block.length, 0);
      fdatasyncSync(file);
      times.push((performance.now() - start) * 1000);
    }
    return times.sort((a, b) => a - b)[100] ?? Number.NaN;
  } finally {
    rmSync(path);
  }
}
