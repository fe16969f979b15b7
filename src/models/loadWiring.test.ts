// A wiring file is TypeScript that stands anywhere, also where `fortnight` is not installed.
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadWiring } from './loadWiring.ts';
import { openModel } from './openModel.ts';
import { testAgreement } from './testing/agreement.ts';
import { fixedRandom, ManualClock } from './testing/clock.ts';

const folder = await mkdtemp(join(tmpdir(), 'fortnight-load-'));
async function written(name: string, text: string): Promise<string> {
  await writeFile(join(folder, name), text);
  return join(folder, name);
}
const good = (decision: string): string => `
import { readFileSync } from 'node:fs';
import { defineAi, fn, type Question } from 'fortnight';
import { decide } from './part.ts';
const known: number = readFileSync(new URL('./part.ts', import.meta.url)).length;
const model = fn(({ key }: Question) => ({ decision: decide(key), score: known > 0 ? 0.5 : 0 }));
export default defineAi('invoices', { version: '${decision}', model });
`;

test('it is loaded with its imports, and can be opened and asked', async () => {
  await written('part.ts', `export const decide = (key: string): string => (key === '1' ? 'pay' : 'query');`);
  const wiring = await loadWiring(await written('invoices.ai.ts', good('1')));
  const model = await openModel(wiring, { agreement: testAgreement(), clock: new ManualClock(), random: fixedRandom(), baseDir: folder, caps: null });
  expect(await model.ask({ key: '1', input: {} })).toMatchObject({ ok: true, answer: { answer: { decision: 'pay', score: 0.5 } } });
  expect(await model.ask({ key: '2', input: {} })).toMatchObject({ ok: true, answer: { answer: { decision: 'query' } } });
});

test('a changed file is read anew', async () => {
  await written('part.ts', `export const decide = (key: string): string => key;`);
  const path = await written('again.ai.ts', good('1'));
  expect((await loadWiring(path)).version).toBe('1');
  await written('again.ai.ts', good('2'));
  expect((await loadWiring(path)).version).toBe('2');
});

test.each([
  ['syntax.ai.ts', 'export default {', /syntax.ai.ts cannot be loaded/],
  ['missing-import.ai.ts', "import './gone.ts'; export default 1;", /missing-import.ai.ts cannot be loaded: .*gone/],
  ['throws.ai.ts', "export default (() => { throw new Error('my mistake'); })();", /cannot be loaded: my mistake.*See .*throws.ai.ts:1:/],
  ['wrong.ai.ts', "import { defineAi } from 'fortnight'; export default defineAi('x', { version: '' } as never);", /The wiring has no version/],
  ['nothing.ai.ts', 'export const x = 1;', /exports no wiring.*export default defineAi/],
])('%s: the error names the file and what to do', async (name, text, message) => {
  const path = await written(name, text);
  await expect(loadWiring(path)).rejects.toThrow(message);
  await expect(loadWiring(path)).rejects.toMatchObject({ name: 'WiringError' });
});

test('a file that is not there is named', async () => {
  await expect(loadWiring(join(folder, 'gone.ai.ts'))).rejects.toThrow(/There is no wiring file .*gone.ai.ts/);
});
