// The tests find the bugs that we plant (bugs.ts). First the control: as the source is, the same tests pass.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { bugs } from './bugs.ts';
import type { Outcome } from './run.ts';

let outcomes: readonly Outcome[] = [];
beforeAll(async () => {
  const args = ['--import', import.meta.resolve('tsx'), fileURLToPath(new URL('run.ts', import.meta.url))];
  const env = { ...process.env, FORTNIGHT_PLANTED_DATABASES: JSON.stringify(inject('testDatabases')) };
  // The inner run is a test run of its own, not a worker of this one.
  const outside = Object.fromEntries(Object.entries(env).filter(([name]) => !/^(VITEST|TEST$|NODE_ENV$)/.test(name)));
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: outside, maxBuffer: 50_000_000 });
  outcomes = JSON.parse(stdout.trim().split('\n').at(-1) ?? '[]') as Outcome[];
}, 300_000);

const outcomeOf = (name: string): Outcome => {
  const outcome = outcomes.find(({ bug }) => bug === name);
  if (outcome === undefined) throw new Error(`Nothing was said about "${name}".`);
  return outcome;
};

test('without a bug every test that is named passes', () => {
  const { passed, failed, errors } = outcomeOf('');
  expect([failed, errors]).toEqual([[], []]);
  const missing = bugs.filter(({ caughtBy: [, title] }) => !passed.some((name) => name.includes(title)));
  expect(missing.map(({ caughtBy }) => caughtBy)).toEqual([]);
});

describe('with a bug its test fails', () => {
  test.each(bugs.map((bug) => [bug.name, bug] as const))('%s', (name, { caughtBy: [file, title], breaks }) => {
    const { failed, errors } = outcomeOf(name);
    // A test must have failed, not the loading of the file: that would fail whatever it tests.
    expect(errors).toEqual([]);
    expect(
      failed.some((one) => one.includes(title)),
      `${file} is green, although: ${breaks}`,
    ).toBe(true);
  });
});
