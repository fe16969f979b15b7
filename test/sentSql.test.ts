// The SQL that is really sent asks the database neither for time nor for chance: a run of everything the engine does, overheard.
// One statement may, `read-database-clock` (RULINGS B5); the scan of the sources cannot see what is put together while running.
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { days, hours, instant, later, minutes } from '../src/core/time.ts';
import { nextDueAt, tick } from '../src/engine/alarms.ts';
import { PersonActs } from '../src/engine/personActs.ts';
import { readDatabaseClock } from '../src/store/database.ts';
import { journalBlocks } from '../src/store/journal.ts';
import { openReviewOf, openReviews } from '../src/store/reviews.ts';
import { answerOf, loans, modelThat, monday, openOffice, plantCertificate, type TestOffice } from './office.ts';
import { sqlFileTime } from './tidy/sql.ts';

interface Sent {
  readonly name: string | null;
  readonly text: string;
}
const sent: Sent[] = [];
const query = pg.Client.prototype.query;

beforeAll(() => {
  pg.Client.prototype.query = function overheard(this: pg.Client, ...words: unknown[]) {
    const [first] = words as [string | { name?: string; text: string }];
    sent.push(typeof first === 'string' ? { name: null, text: first } : { name: first.name ?? null, text: first.text });
    return (query as unknown as (...given: unknown[]) => unknown).apply(this, words);
  } as typeof query;
});
afterAll(() => {
  pg.Client.prototype.query = query;
});

const findings = (of: readonly Sent[]): readonly string[] =>
  of.filter(({ name }) => name !== 'read-database-clock').flatMap(({ text }) => sqlFileTime(text).map(([, what]) => `${what} in ${text}`));

async function everything(): Promise<TestOffice> {
  const agreement = loans
    .replace('checkedAtRandom: 1 in 1000000', 'checkedAtRandom: 1 in 2, inARow: { per: text, atMost: 2 }')
    .replace('deadline: 8 hours', 'key: { personal: yes }\ndeadline: 8 hours');
  let delivered = 0;
  const receiver = async (): Promise<boolean> => {
    delivered += 1;
    return delivered % 2 === 0;
  };
  const model = modelThat(async ({ key }) => (key.startsWith('bad') ? answerOf('no decision') : answerOf('accept')));
  const office = await openOffice({ agreement, receiver, model });
  const { engine, db, clock } = office;
  const other = await openOffice({ beside: office, seed: '2', agreement, receiver, model });
  const acts = new PersonActs(engine);
  await plantCertificate(office);
  const open = async (key: string, input: unknown = { amount: '1.00', text: 'x' }): Promise<string> => {
    const nodes = [engine, other.engine].map((node) => node.open('loans', { key, input }));
    const [opened] = await Promise.all(nodes);
    await engine.idle();
    await other.engine.idle();
    return opened?.ok ? opened.held.state.id : '';
  };
  for (let n = 0; n < 8; n += 1) await open(`k${n}`);
  const large = await open('large', { amount: '20000' });
  const bad = await open('bad');
  const broken = await open('broken', { amount: 'lots' });
  const question = (await openReviewOf(db, 1, large, 'decide'))?.id ?? '';
  await acts.claim(question, 'Nadia');
  await acts.pass(question, 'Nadia', 'Cover', 'Not mine.');
  await acts.later(question, 'Nadia', later(monday, hours(1)));
  await acts.decide(question, 'Nadia', { decision: 'refuse' });
  await acts.undo(large, 'Nadia');
  // The other node does not know yet what this one has just written: it meets the moved head, and looks again under its lock.
  const asked = (await openReviewOf(db, 1, large, 'decide'))?.id ?? '';
  await new PersonActs(other.engine).decide(asked, 'Nadia', { decision: 'refuse' });
  for (const review of await openReviews(db, 1, clock.now(), 50)) {
    if (review.purpose === 'audit') await acts.decide(review.id, 'Jean', { decision: 'refuse' });
  }
  await acts.repair(broken, 'Claire Favre', { amount: '1.00' });
  await acts.discard(await open('broken too', { amount: 'lots' }), 'Claire Favre', 'A test.');
  const until = async (end: number): Promise<void> => {
    for (let round = 0; round < 200; round += 1) {
      const next = await nextDueAt(engine);
      if (next === null || next > end) return;
      if (next > clock.now()) clock.advanceTo(next);
      for (const node of [engine, other.engine]) await tick(node);
      await engine.idle();
    }
  };
  await until(later(monday, minutes(2)));
  await acts.outcome(bad, 'the shop', { decision: 'accept' });
  await acts.contest(large, 'Ms Client', 'No.');
  await until(later(monday, hours(20)));
  await acts.erase(large, 'Claire Favre', 'She asked.');
  const [incident] = await engine.openIncidents('loans').then((open) => (open.ok ? open.value : []));
  await engine.moveIncident(incident?.id ?? '', { kind: 'acknowledged', by: 'Claire Favre' });
  await engine.moveIncident(incident?.id ?? '', { kind: 'closed', by: 'Claire Favre', why: 'Seen.' });
  await engine.pause('loans', 'Claire Favre', true);
  await engine.voidCertificate('loans', 'A test.');
  await until(later(monday, days(2)));
  await engine.record(large);
  for await (const block of journalBlocks(db, 1)) expect(block).not.toBe('');
  expect(await readDatabaseClock(db)).toBeGreaterThan(instant(0));
  await other.close();
  return office;
}

test('what is sent names neither the clock nor the dice of the database, except the one statement', async () => {
  const office = await everything();
  expect(findings(sent)).toEqual([]);
  const { rows: functions } = await office.db.query<{ text: string }>(
    "select prosrc as text from pg_proc join pg_namespace on pg_namespace.oid = pronamespace where nspname = 'public'",
  );
  const { rows: defaults } = await office.db.query<{ text: string }>(
    "select column_default as text from information_schema.columns where table_schema = 'public' and column_default is not null",
  );
  expect(findings([...functions, ...defaults].map(({ text }) => ({ name: null, text })))).toEqual([]);
  await office.close();

  // The ear is open: the statements that matter were sent, and so was the one that may ask.
  const names = new Set(sent.map(({ name }) => name));
  const wanted = ['commit-batch', 'commit-rest', 'claim-due-cases', 'lock-cases', 'due-timers', 'claim-effects', 'postpone-effect', 'claim-review'];
  for (const name of [...wanted, 'journal-blocks', 'read-database-clock']) expect([name, names.has(name)]).toEqual([name, true]);
});

test.each(['select now()', 'update cases set due_at = extract(epoch from clock_timestamp())', 'insert into x values (gen_random_uuid())'])(
  'the scan bites: %s',
  (text) => {
    expect(findings([{ name: null, text }])).toHaveLength(1);
    expect(findings([{ name: 'read-database-clock', text }])).toEqual([]);
  },
);
