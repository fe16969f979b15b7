// Commits that fly behind one another on one connection stay whole: each has statements of its own, and none lands inside another.
import { afterEach, expect, test } from 'vitest';
import { answerOf, modelThat, openOffice, type TestOffice } from '../../test/office.ts';
import { journalEntries } from '../store/journal.ts';

let office: TestOffice | null = null;
afterEach(async () => {
  await office?.close();
  office = null;
});

test('a commit of one statement flies behind one of several: both are written, and in one chain', async () => {
  const slow = modelThat(async ({ key }) => {
    await new Promise((resolve) => setTimeout(resolve, 100));
    return answerOf('accept', key.length % 2 === 0 ? 0.9 : null);
  }, 5000);
  office = await openOffice({ model: slow });
  const { engine, trouble } = office;
  // A thousand fill a commit. A quarantine has an incident, and its commit several statements; the thousand behind it one.
  const input = (n: number) => (n === 0 ? { amount: 'much' } : { amount: '100.00' });
  const opened = await Promise.all(Array.from({ length: 2000 }, (_, n) => engine.open('loans', { key: `k${n}`, input: input(n) })));
  expect(opened.filter(({ ok }) => !ok)).toEqual([]);
  await engine.idle();
  expect(trouble).toEqual([]);
  const found = await engine.officeNamed('loans');
  if (!found.ok) throw new Error(found.detail);
  const { number, head } = found.value.runtime;
  const all = Array.from({ length: head.seq }, (_, n) => n + 1);
  const lines = await journalEntries(engine.db, number, all);
  expect(lines.map(({ seq }) => seq)).toEqual(all);
  expect(lines.filter(({ prev }, n) => n > 0 && prev !== lines[n - 1]?.hash)).toEqual([]);
  expect(lines.filter(({ kind }) => kind === 'opened')).toHaveLength(2000);
  expect(lines.filter(({ kind }) => kind === 'asked')).toHaveLength(1999);
});
