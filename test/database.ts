// One temporary PostgreSQL for a whole test run, with one migrated template. Test files take a clone each: see freshDatabase.ts.
// When it cannot start or migrate, only the tests that ask for a database fail, each with the reason.
import { existsSync } from 'node:fs';
import type { TestProject } from 'vitest/node';
import type { Cluster } from '../src/store/connect.ts';
import { type ClusterAddresses, openTemporaryCluster } from '../src/store/embeddedTemporary.ts';
import { makeTemplate } from '../src/store/template.ts';
import { chance, wallClock } from './wallClock.ts';

/** What test files get. `problem` is empty when all is well. */
export interface TestDatabases {
  readonly addresses: ClusterAddresses | null;
  readonly problem: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    testDatabases: TestDatabases;
  }
}

export const template = 'template_migrated';

const migrations = new URL('../src/store/migrate.ts', import.meta.url);

async function migrate(ownerUrl: string): Promise<void> {
  if (!existsSync(migrations)) return;
  const store = (await import(migrations.href)) as { migrate(ownerUrl: string): Promise<void> };
  await store.migrate(ownerUrl);
}

let cluster: Cluster | null = null;

export async function setup(project: TestProject): Promise<void> {
  const opened = await openTemporaryCluster({ clock: wallClock, random: chance });
  if (!opened.ok) {
    project.provide('testDatabases', { addresses: null, problem: opened.detail });
    return;
  }
  cluster = opened.value;
  const problem = await makeTemplate(cluster, template, migrate).then(
    () => '',
    (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error)),
  );
  project.provide('testDatabases', { addresses: opened.value.addresses, problem });
}

export async function teardown(): Promise<void> {
  await cluster?.stop();
}
