// Two nodes on one database, and a database that goes away: what is true at the head of the journal is true for everybody, and
// nothing that was acknowledged is lost.
import { afterEach, describe, expect, test } from 'vitest';
import { testCluster } from '../../test/freshDatabase.ts';
import { loans, monday, openOffice, plantCertificate, type TestOffice } from '../../test/office.ts';
import { canonicalJson } from '../core/canonical.ts';
import type { JournalLine } from '../core/journal.ts';
import { firstPrev } from '../core/journal.ts';
import { later, minutes } from '../core/time.ts';
import { sha256 } from '../store/chain.ts';
import { journalBlocks } from '../store/journal.ts';
import { tick } from './alarms.ts';

let one: TestOffice;
let two: TestOffice;
async function start(agreement: string = loans, options: Parameters<typeof openOffice>[0] = {}): Promise<void> {
  one = await openOffice({ agreement, ...options });
  two = await openOffice({ agreement, seed: '2', ...options, beside: one });
}
afterEach(async () => {
  await two.close();
  await one.close();
});
/** Without a cap of its own an agreement lets the AI decide 200 cases a day. */
const uncapped = loans.replace('otherwise: {', 'otherwise: { exposure: { cases: 100000 per day },');

async function lines(office: TestOffice): Promise<JournalLine[]> {
  let text = '';
  for await (const block of journalBlocks(office.db, 1)) text += block;
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as JournalLine);
}
/** Recomputes the whole chain; the numbers have no gap. */
function verify(journal: readonly JournalLine[]): void {
  let prev = firstPrev;
  for (const [index, { hash, ...rest }] of journal.entries()) {
    expect([rest.seq, rest.prev]).toEqual([index + 1, prev]);
    expect(sha256(canonicalJson(rest))).toBe(hash);
    prev = hash;
  }
}
const openMany = (office: TestOffice, name: string, n: number, input: unknown = { amount: '1.00' }) =>
  Promise.all(Array.from({ length: n }, (_, i) => office.engine.open('loans', { key: `${name}${i}`, input })));
const idle = async (): Promise<void> => {
  await one.engine.idle();
  await two.engine.idle();
};
const decided = (journal: readonly JournalLine[], route: string): readonly JournalLine[] =>
  journal.filter(({ kind, data }) => kind === 'decided' && data.route === route);

describe('two nodes', () => {
  test('never pass a cap together: not a case and not a franc more than agreed', async () => {
    await start(loans.replace('otherwise: {', "otherwise: { exposure: { cases: 37 per day, money: 1'000 CHF per day },"));
    await plantCertificate(one);
    await Promise.all([openMany(one, 'a', 60, { amount: '20.00' }), openMany(two, 'b', 60, { amount: '20.00' })]);
    await idle();
    const journal = await lines(one);
    expect(decided(journal, 'auto')).toHaveLength(37);
    const { rows } = await one.db.query('select step, count(*) as n from cases group by 1 order by 1');
    expect(rows).toEqual([
      { step: 'decided', n: 37 },
      { step: 'reviewing', n: 83 },
    ]);
    expect((await one.db.query('select exposure_cases, exposure_money from heads where process = 1')).rows).toEqual([
      { exposure_cases: 37, exposure_money: '740.00' },
    ]);
    const { rows: incidents } = await one.db.query("select count(*) as n from incidents where kind = 'exposureReached'");
    expect(incidents).toEqual([{ n: 1 }]);
    verify(journal);
  });

  test('money alone stops them to the centime', async () => {
    await start(loans.replace('otherwise: {', 'otherwise: { exposure: { money: 100 CHF per day },'));
    await plantCertificate(one);
    await Promise.all([openMany(one, 'a', 20, { amount: '7.30' }), openMany(two, 'b', 20, { amount: '7.30' })]);
    await idle();
    expect(decided(await lines(one), 'auto')).toHaveLength(13);
  });

  test('respect a certificate that the other has voided: no decision of the AI stands behind that line', async () => {
    await start(uncapped);
    await plantCertificate(one);
    const work = Promise.all([openMany(one, 'a', 300), openMany(two, 'b', 300)]);
    await new Promise((resolve) => setImmediate(resolve));
    await one.engine.voidCertificate('loans', 'A test.');
    await work;
    await openMany(two, 'c', 50);
    await idle();
    const journal = await lines(one);
    const voided = journal.find(({ kind }) => kind === 'certificateVoided')?.seq ?? 0;
    expect(voided).toBeGreaterThan(0);
    expect(decided(journal, 'auto').filter(({ seq }) => seq > voided)).toEqual([]);
    const { rows } = await one.db.query("select count(*) as n from cases where key like 'c%' and step = 'reviewing'");
    expect(rows).toEqual([{ n: 50 }]);
    verify(journal);
  });

  test('hear of an incident once, whoever saw it first', async () => {
    await start();
    await Promise.all([openMany(one, 'a', 5, { amount: 'lots' }), openMany(two, 'b', 5, { amount: 'lots' })]);
    await idle();
    const { rows } = await one.db.query('select kind, state from incidents');
    expect(rows).toHaveLength(1);
    expect(JSON.parse(rows[0]?.state)).toMatchObject({ kind: 'quarantined', count: 10 });
  });

  test('deliver an effect once between them', async () => {
    const got: string[] = [];
    await start(loans, { receiver: async ({ id }) => got.push(id) > 0 });
    await plantCertificate(one);
    await Promise.all([openMany(one, 'a', 30), openMany(two, 'b', 30)]);
    await idle();
    await Promise.all([tick(one.engine), tick(two.engine), tick(one.engine), tick(two.engine)]);
    await idle();
    expect(got).toHaveLength(60);
    expect(new Set(got).size).toBe(60);
  });
});

describe('when the database goes away in the middle', () => {
  /** Ends every connection of the application, as a restart of the server does. */
  async function cut(): Promise<void> {
    const name = new URL(one.urls.appUrl.replace('postgresql://', 'http://')).pathname.slice(1);
    await testCluster().administrator.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`);
  }

  test('nothing acknowledged is lost, what failed is opened again once, and the nodes go on', async () => {
    await start(uncapped);
    await plantCertificate(one);
    const acknowledged = new Set<string>();
    let refused = 0;
    for (let round = 0; round < 12; round += 1) {
      const both = [one, two].map(async (office, n) => {
        for (let i = 0; i < 25; i += 1) {
          const key = `${round}-${n}-${i}`;
          const opened = await office.engine.open('loans', { key, input: { amount: '1.00' } }).catch(() => null);
          if (opened?.ok) acknowledged.add(key);
          else refused += 1;
        }
      });
      await cut().catch(() => undefined);
      await Promise.all(both);
    }
    await idle();
    expect(refused).toBeGreaterThan(0);
    // The callers come again with what was not acknowledged; some of it had been stored all the same.
    for (let round = 0; round < 12; round += 1) {
      for (let n = 0; n < 2; n += 1) {
        for (let i = 0; i < 25; i += 1) {
          const opened = await two.engine.open('loans', { key: `${round}-${n}-${i}`, input: { amount: '1.00' } });
          expect(opened.ok && (opened.isNew ? !acknowledged.has(`${round}-${n}-${i}`) : true)).toBe(true);
        }
      }
    }
    one.clock.advanceTo(later(monday, minutes(3)));
    await tick(two.engine);
    await tick(one.engine);
    await idle();
    const { rows } = await one.db.query('select step, route, count(*) as n from cases group by 1, 2');
    expect(rows).toEqual([{ step: 'decided', route: 'auto', n: 600 }]);
    const journal = await lines(one);
    verify(journal);
    expect(journal.filter(({ kind }) => kind === 'opened')).toHaveLength(600);
    expect(decided(journal, 'auto')).toHaveLength(600);
  });
});
