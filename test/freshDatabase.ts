// A database of its own for a test: a clone of the migrated template, in the temporary PostgreSQL of this run.
import { inject } from 'vitest';
import { joinCluster, type TemporaryCluster } from '../src/store/embeddedTemporary.ts';
import { type Clone, cloneTemplate } from '../src/store/template.ts';
import { template } from './database.ts';

let joined: TemporaryCluster | null = null;
let made = 0;

/** The cluster of this test run, as an administrator sees it. */
export function testCluster(): TemporaryCluster {
  const { addresses, problem } = inject('testDatabases');
  if (addresses === null || problem !== '') throw new Error(`There is no database for tests: ${problem}`);
  joined ??= joinCluster(addresses);
  return joined;
}

/** `const database = await freshDatabase()` in a test or a hook; `await database.drop()` when it is over. */
export function freshDatabase(): Promise<Clone> {
  made += 1;
  return cloneTemplate(testCluster(), template, `test_${process.pid}_${process.env.VITEST_WORKER_ID ?? '0'}_${made}`);
}
