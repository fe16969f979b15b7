// Which agreements a server serves, out of what stands in a folder.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { loans } from '../../test/office.ts';
import { Output } from './output.ts';
import { examplePath, readProcesses } from './processFolder.ts';

let folder = '';
let said = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fortnight-folder-'));
  said = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

const write = (name: string, text = loans): void => {
  mkdirSync(join(folder, name, '..'), { recursive: true });
  writeFileSync(join(folder, name), text);
};
const read = () => readProcesses(folder, new Output('start', {}));

test('every agreement in the folder and below, new ones in shadow, without AI where there is no wiring', async () => {
  write('loans.process.yaml');
  write('deep/cards.process.yaml', loans.replace('process: loans', 'process: cards'));
  write('node_modules/x.process.yaml');
  write('.hidden/x.process.yaml');
  const served = await read();
  expect(served.map(({ agreement, firstStep, wiring }) => [agreement.process, firstStep, wiring])).toEqual([
    ['cards', 'shadow', null],
    ['loans', 'shadow', null],
  ]);
  expect(said).toContain('loans has no wiring');
});

test('of two files for one process, the one that is named after it; the other is named', async () => {
  write('loans.process.yaml');
  write('loans.fixed.process.yaml');
  expect((await read()).map(({ path }) => path)).toEqual([join(folder, 'loans.process.yaml')]);
  expect(said).toMatch(/loans\.process\.yaml is served, .*loans\.fixed\.process\.yaml is left aside/);
});

test('of two files for one process, none named after it: nobody knows which counts', async () => {
  write('a.process.yaml');
  write('b.process.yaml');
  await expect(read()).rejects.toMatchObject({ problem: { code: 'two-agreements' } });
});

test('a wiring that cannot be loaded leaves its process to people, and says why', async () => {
  write('loans.process.yaml');
  write('loans.ai.ts', "throw new Error('no key for the provider');");
  expect((await read())[0]?.wiring).toBeNull();
  expect(said).toMatch(/loans runs without AI, people decide every case: .*no key for the provider/);
});

test('an agreement that cannot be read stops everything, with its place', async () => {
  write('loans.process.yaml', loans.replace('fortnight: 1', 'fortnight: 7'));
  await expect(read()).rejects.toMatchObject({ problem: { code: 'invalid-agreement' } });
});

test('without a folder: the example of this package, in assisted', async () => {
  const [served, ...others] = await readProcesses(null, new Output('start', {}));
  expect(others).toEqual([]);
  expect(served).toMatchObject({ path: examplePath, firstStep: 'assisted', agreement: { process: 'supplier-invoices' } });
  expect(served?.wiring).not.toBeNull();
});
