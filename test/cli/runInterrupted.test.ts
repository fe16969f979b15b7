// A run that is killed, again and again, ends with the same answer as one that was left alone: each case once.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loans } from '../loans.ts';
import { type Begun, openWorkshop, type Spoken, type Workshop } from './commandLine.ts';
import { csvOf, someLoans, wiring } from './loans.ts';

const count = 600;
const input = `${csvOf(someLoans(count))}L2,74.50,Café für Müller 2,accept\nL3,999.50,x,accept\nM1,12.500,x,accept\n`;
let workshop: Workshop;
beforeAll(() => {
  workshop = openWorkshop();
  workshop.write('cases.csv', input);
  // The layout of the file is no part of the AI, and makes another run of it: with a database of its own.
  for (const folder of ['alone', 'killed', 'stopped']) {
    workshop.write(`${folder}/loans.process.yaml`, loans);
    workshop.write(`${folder}/loans.ai.ts`, `// ${folder}\n${wiring(500, 6)}`);
  }
});
afterAll(() => workshop.close());

const words = (folder: string): readonly string[] => [
  ...['run', '--process', `${folder}/loans.process.yaml`, '--input', 'cases.csv', '--labels', 'right'],
  ...['--out', `${folder}/d.jsonl`, '--json'],
];

/** The answer without what differs from run to run: how long it took. */
function figures({ json }: Spoken): unknown {
  const { seconds: _, ...rest } = json;
  return rest;
}
/** The decisions without the moment of each. */
const decisions = (folder: string): readonly Record<string, unknown>[] =>
  readFileSync(join(workshop.folder, folder, 'd.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => ({ ...(JSON.parse(line) as Record<string, unknown>), at: null }));

const asked = (): number =>
  existsSync(join(workshop.folder, 'asked')) ? readFileSync(join(workshop.folder, 'asked'), 'utf8').split('\n').length : 0;

/** Waits until the AI has been asked `more` times since this run began, or until the run has ended. */
async function hasAsked({ child }: Begun, more: number): Promise<void> {
  const before = asked();
  while (asked() < before + more && child.exitCode === null && child.signalCode === null) await new Promise((resolve) => setTimeout(resolve, 5));
}

let undisturbed: Spoken;
test('left alone', async () => {
  undisturbed = await workshop.fortnight(words('alone'));
  expect(undisturbed.code).toBe(0);
  expect(undisturbed.json).toMatchObject({ cases: count + 1, decided: count, quarantined: 1, repeated: 1, troubles: [] });
  expect(decisions('alone').map(({ key }) => key)).toEqual(someLoans(count).map(({ key }) => key));
});

test('killed with -9 before the database, and then more often than a worker may die over one case', { timeout: 60_000 }, async () => {
  for (const cases of [0, 1, 30, 30, 30, 30, 30, 200]) {
    const begun = workshop.begin(words('killed'));
    const { child, ended } = begun;
    if (cases === 0) await begun.says(/comma/);
    else await hasAsked(begun, cases);
    child.kill('SIGKILL');
    const { signal, stdout } = await ended;
    expect([signal, stdout]).toEqual(['SIGKILL', '']);
  }
  const last = await workshop.fortnight(words('killed'));
  expect(last.code).toBe(0);
  expect(last.stderr).toContain('goes on where it stopped');
  expect(figures(last)).toEqual(figures(undisturbed));
  expect(decisions('killed')).toEqual(decisions('alone'));
});

test('interrupted with Ctrl-C: exit 130, how to go on, and then the same answer', { timeout: 60_000 }, async () => {
  for (const cases of [1, 200]) {
    const begun = workshop.begin(words('stopped'));
    const { child, ended } = begun;
    await hasAsked(begun, cases);
    process.kill(-(child.pid ?? 0), 'SIGINT');
    const { code, json } = await ended;
    expect(code).toBe(130);
    expect(json).toMatchObject({ exit: 130, ok: false, interrupted: true, summary: expect.stringContaining('run the same command again') });
  }
  const last = await workshop.fortnight(words('stopped'));
  expect(last.code).toBe(0);
  expect(figures(last)).toEqual(figures(undisturbed));
  expect(decisions('stopped')).toEqual(decisions('alone'));
});
