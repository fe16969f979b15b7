// A commit lands at the head that it was computed for, and nowhere else.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshDatabase } from '../../test/freshDatabase.ts';
import { firstPrev } from '../core/journal.ts';
import { instant } from '../core/time.ts';
import { Chain } from './chain.ts';
import { type Batch, commit, noRest } from './commit.ts';
import { type Database, openDatabase } from './database.ts';
import { ensureProcess } from './processes.ts';
import type { Clone } from './template.ts';

let database: Clone;
let db: Database;
beforeAll(async () => {
  database = await freshDatabase();
  db = openDatabase(database.appUrl, 2);
});
afterAll(async () => {
  await db.end();
  await database.drop();
});

const at = instant(Date.parse('2026-03-02T08:00:00Z'));

test('a head with the right number and another hash is another head: nothing is written', async () => {
  const process = await ensureProcess(db, 'loans', at, firstPrev);
  const batchBehind = (head: { seq: number; hash: string }, paused: boolean): Batch => {
    const chain = new Chain('loans', head, at);
    chain.add({ kind: 'processPaused', by: 'Claire Favre', case: null, key: null, data: { paused } });
    const { lines, ...moved } = chain.end();
    const standing = { step: 'shadow', pausedBy: null, agreement: null, certificate: null, exposureDay: '', exposureCases: 0, exposureMoney: '0' };
    return { process, before: head, after: { ...moved, ...standing }, lines, opened: [], changed: [], rest: noRest() };
  };
  const start = { seq: 0, hash: firstPrev };
  // Two commits of one node, the second computed behind the first; but another node writes as many lines before either.
  const first = batchBehind(start, true);
  const second = batchBehind(first.after, false);
  const ofAnother = batchBehind(start, false);
  const client = await db.connect();
  try {
    expect(await commit(client, ofAnother)).toBe('committed');
    expect(await Promise.all([commit(client, first), commit(client, second)])).toEqual(['moved', 'moved']);
  } finally {
    client.release();
  }
  const { rows } = await db.query('select seq, hash from heads where process = $1', [process]);
  expect(rows).toEqual([{ seq: 1, hash: ofAnother.after.hash }]);
});
