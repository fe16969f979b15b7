// A run that is killed, again and again, ends with the same answer as one that was left alone: each case once.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorkshop, type Spoken, type Workshop } from './commandLine.ts';
import { csvOf, loans, someLoans, wiring } from './loans.ts';

const count = 900;
const input = `${csvOf(someLoans(count))}L2,74.50,Café für Müller 2,accept\nL3,999.50,x,accept\nM1,12.500,x,accept\n`;
let workshop: Workshop;
beforeAll(() => {
  workshop = openWorkshop();
  workshop.write('cases.csv', input);
  // The layout of the file is no part of the AI, and makes another run of it: with a database of its own.
  for (const folder of ['alone', 'killed', 'stopped']) {
    workshop.write(`${folder}/loans.process.yaml`, loans);
    workshop.write(`${folder}/loans.ai.ts`, `// ${folder}\n${wiring(500, 12)}`);
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

let undisturbed: Spoken;
test('left alone', async () => {
  undisturbed = await workshop.fortnight(words('alone'));
  expect(undisturbed.code).toBe(0);
  expect(undisturbed.json).toMatchObject({ cases: count + 1, decided: count, quarantined: 1, repeated: 1, troubles: [] });
  expect(decisions('alone').map(({ key }) => key)).toEqual(someLoans(count).map(({ key }) => key));
});

test('killed with -9, more often than a worker may die over one case, and at later and later moments', { timeout: 60_000 }, async () => {
  for (const wait of [null, 0, 0, 0, 0, 150, 300]) {
    const { child, ended, says } = workshop.begin(words('killed'));
    await says(wait === null ? /comma/ : /Small loans/);
    await new Promise((resolve) => setTimeout(resolve, wait ?? 0));
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
  for (const wait of [0, 200]) {
    const { child, ended, says } = workshop.begin(words('stopped'));
    await says(/Small loans/);
    await new Promise((resolve) => setTimeout(resolve, wait));
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
