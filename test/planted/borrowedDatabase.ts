// The databases of the test run that runs us: starting another server for planted bugs would only cost time.
import type { TestProject } from 'vitest/node';
import type { TestDatabases } from '../database.ts';

export function setup(project: TestProject): void {
  const { FORTNIGHT_PLANTED_DATABASES: given } = process.env;
  const none: TestDatabases = { addresses: null, problem: 'Planted bugs borrow a database, and none was lent.' };
  project.provide('testDatabases', given === undefined ? none : (JSON.parse(given) as TestDatabases));
}
