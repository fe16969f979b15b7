// Claims, leases and the fence around a case, as SQL does them: told the time, one holder at a time, and no write of whoever lost it.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { freshDatabase } from '../../test/freshDatabase.ts';
import { firstPrev } from '../core/journal.ts';
import { instant } from '../core/time.ts';
import { casesByKey, claimDueCases, renewLeases } from './cases.ts';
import { Chain } from './chain.ts';
import { type Batch, type ChangedRow, type Committed, commit, noRest, type OpenedRow } from './commit.ts';
import { type Database, openDatabase } from './database.ts';
import { ensureProcess } from './processes.ts';
import type { Clone } from './template.ts';

let database: Clone;
let db: Database;
let process: number;
beforeEach(async () => {
  database = await freshDatabase();
  db = openDatabase(database.appUrl, 4);
  process = await ensureProcess(db, 'loans', at, firstPrev);
});
afterEach(async () => {
  await db.end();
  await database.drop();
});

const at = instant(Date.parse('2026-03-02T08:00:00Z'));
const deadline = at + 8 * 3_600_000;
const lease = 120_000;
const opened = (id: string, dueAt: number | null = at): OpenedRow => {
  const input = { salt: 'ab', inputHash: 'h', input: '{}', extra: null, subject: null, state: '{}', openedAt: at };
  return { id, key: `key of ${id}`, step: 'proposing', dueAt, deadline, decidedAt: null, route: null, value: null, score: null, ...input };
};
const changed = (id: string, epoch: number): ChangedRow => {
  const same = { dueAt: null, state: '{"moved":1}', score: null, deadline, inputHash: null, input: null, extra: null };
  return { id, epoch, step: 'decided', decidedAt: at, route: 'auto', value: 'accept', ...same };
};

/** Commits at the head as it stands now. */
async function write(part: Partial<Pick<Batch, 'opened' | 'changed'>>): Promise<Committed> {
  const { rows } = await db.query<{ seq: number; hash: string }>('select seq, hash from heads where process = $1', [process]);
  const before = rows[0];
  if (before === undefined) throw new Error('No head.');
  const chain = new Chain('loans', before, at);
  chain.add({ kind: 'intervention', by: 'a test', case: null, key: null, data: {} });
  const { lines, ...moved } = chain.end();
  const standing = { step: 'shadow', pausedBy: null, agreement: null, certificate: null, exposureDay: '', exposureCases: 0, exposureMoney: '0' };
  const client = await db.connect();
  try {
    return await commit(client, { process, before, after: { ...moved, ...standing }, lines, opened: [], changed: [], rest: noRest(), ...part });
  } finally {
    client.release();
  }
}
const claim = async (now: number, limit = 10) => claimDueCases(db, process, now, limit, lease);
const all = async (columns: string) => (await db.query(`select ${columns} from cases order by id`)).rows;
const seq = async () => (await db.query('select seq from heads where process = $1', [process])).rows[0]?.seq;

describe('a claim', () => {
  test('takes what is due, the most urgent first, and leaves the rest', async () => {
    await write({ opened: [opened('c', at), opened('a', at - 5), opened('b', at - 5), opened('later', at + 1), opened('never', null)] });
    expect((await claim(at, 2)).map(({ id }) => id).sort()).toEqual(['a', 'b']);
    expect((await claim(at)).map(({ id }) => id)).toEqual(['c']);
    expect(await claim(at)).toEqual([]);
    expect((await claim(at + 1)).map(({ id }) => id)).toEqual(['later']);
  });

  test('ends with its lease, and counts who did not come back', async () => {
    await write({ opened: [opened('a')] });
    expect(await claim(at)).toMatchObject([{ claims: 1, epoch: 1 }]);
    expect(await claim(at + lease - 1)).toEqual([]);
    expect(await claim(at + lease)).toMatchObject([{ claims: 2, epoch: 2 }]);
    await write({ changed: [changed('a', 2)] });
    expect(await all('claims, epoch, due_at')).toEqual([{ claims: 0, epoch: 3, due_at: null }]);
  });

  test('never reaches over the deadline of its case; past it, it is a lease as any other', async () => {
    await write({ opened: [opened('a')] });
    await claim(deadline - 1000);
    expect(await all('due_at')).toEqual([{ due_at: deadline }]);
    await claim(deadline);
    expect(await all('due_at')).toEqual([{ due_at: deadline + lease }]);
  });

  test('by many at once gives each case to one', async () => {
    await write({ opened: Array.from({ length: 60 }, (_, n) => opened(`c${n}`)) });
    const taken = (await Promise.all(Array.from({ length: 12 }, () => claim(at, 7)))).flat();
    expect(new Set(taken.map(({ id }) => id)).size).toBe(taken.length);
    expect(taken).toHaveLength(60);
  });
});

describe('the fence', () => {
  test('refuses the whole commit of whoever has lost one of its cases', async () => {
    await write({ opened: [opened('a'), opened('b')] });
    await claim(at, 1);
    const before = await seq();
    expect(await write({ changed: [changed('a', 0), changed('b', 0)], opened: [opened('c')] })).toBe('moved');
    expect(await all('id, step')).toEqual([
      { id: 'a', step: 'proposing' },
      { id: 'b', step: 'proposing' },
    ]);
    expect(await seq()).toBe(before);
    expect(await write({ changed: [changed('a', 1), changed('b', 0)] })).toBe('committed');
  });

  test('lets a lease be renewed by its holder alone, without a new epoch or count', async () => {
    await write({ opened: [opened('a'), opened('b')] });
    await claim(at);
    await renewLeases(db, process, [
      { id: 'a', epoch: 1, until: at + 2 * lease },
      { id: 'b', epoch: 0, until: at + 2 * lease },
    ]);
    expect(await all('id, due_at, epoch, claims')).toEqual([
      { id: 'a', due_at: at + 2 * lease, epoch: 1, claims: 1 },
      { id: 'b', due_at: at + lease, epoch: 1, claims: 1 },
    ]);
  });

  test('keeps a key for one case, and nothing of the second is written', async () => {
    await write({ opened: [opened('a')] });
    const before = await seq();
    expect(await write({ opened: [opened('x'), { ...opened('b'), key: 'key of a' }] })).toBe('moved');
    expect((await casesByKey(db, process, ['key of a', 'key of x'])).map(({ id }) => id)).toEqual(['a']);
    expect(await seq()).toBe(before);
  });
});
