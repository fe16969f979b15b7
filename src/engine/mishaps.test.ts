// What happens between two things: a contest before a delivery, an erasure beside an act, another agreement while a case comes in.
import { afterEach, describe, expect, test } from 'vitest';
import { answerOf, loans, modelThat, monday, openOffice, plantCertificate, type TestOffice, type TestOfficeOptions } from '../../test/office.ts';
import { firstPrev } from '../core/journal.ts';
import { days, hours, later, minutes } from '../core/time.ts';
import { ensureProcess } from '../store/processes.ts';
import { openReviewOf } from '../store/reviews.ts';
import { nextDueAt, tick } from './alarms.ts';
import type { Effect } from './effects.ts';
import { PersonActs } from './personActs.ts';

const offices: TestOffice[] = [];
afterEach(async () => {
  for (const office of offices.splice(0).reverse()) await office.close();
});
async function start(options: TestOfficeOptions = {}): Promise<TestOffice> {
  const office = await openOffice(options);
  offices.push(office);
  return office;
}
async function opened({ engine }: TestOffice, key: string, input: unknown = { amount: '480.00' }): Promise<string> {
  const result = await engine.open('loans', { key, input });
  if (!result.ok) throw new Error(result.detail);
  await engine.idle();
  return result.held.state.id;
}
const review = async ({ db }: TestOffice, id: string, purpose: 'decide' | 'audit' = 'decide'): Promise<string> =>
  (await openReviewOf(db, 1, id, purpose))?.id ?? '';
async function until({ engine, clock }: TestOffice, at: number): Promise<void> {
  for (let round = 0; round < 300; round += 1) {
    const next = await nextDueAt(engine);
    if (next === null || next > at) break;
    if (next > clock.now()) clock.advanceTo(next);
    await tick(engine);
    await engine.idle();
  }
}

describe('an effect', () => {
  test('of a decision that was contested before it went out says nothing of the next one: that one has an effect of its own', async () => {
    const got: Effect[] = [];
    let reached = false;
    const office = await start({
      receiver: async (effect) => {
        if (reached && effect.kind === 'decided') got.push(effect);
        return reached;
      },
    });
    await plantCertificate(office);
    const acts = new PersonActs(office.engine);
    const id = await opened(office, 'a');
    await tick(office.engine);
    expect((await acts.contest(id, 'Ms Client', 'It was paid.')).ok).toBe(true);
    reached = true;
    office.clock.advanceTo(later(monday, minutes(2)));
    await tick(office.engine);
    expect((await acts.decide(await review(office, id), 'Nadia', { decision: 'refuse' })).ok).toBe(true);
    await until(office, later(monday, minutes(4)));
    expect(got.map((effect) => effect.kind === 'decided' && effect.case.decision?.value)).toEqual(['refuse']);
    const record = await office.engine.record(id);
    expect(record.ok && record.value.filter(({ kind }) => kind === 'decided').map(({ seq }) => `${id}:${seq}`)).toContain(got[0]?.id);
  });

  test('that cannot be delivered is one incident for all of its kind, and the notices of it make no others', async () => {
    const office = await start({ receiver: async () => false });
    await plantCertificate(office);
    for (const key of ['a', 'b', 'c']) await opened(office, key);
    await until(office, later(monday, days(12)));
    const open = await office.engine.openIncidents('loans');
    expect(open.ok && open.value.map(({ kind, cause }) => `${kind} ${cause}`).sort()).toEqual([
      'effectNotDelivered decided',
      'effectNotDelivered notice',
    ]);
    expect(open.ok && open.value.find(({ cause }) => cause === 'decided')?.count).toBe(3);
  });
});

describe('beside an act', () => {
  test('an erasure that was faster leaves nothing to contest', async () => {
    const office = await start();
    await plantCertificate(office);
    const acts = new PersonActs(office.engine);
    const id = await opened(office, 'a');
    const both = await Promise.all([acts.erase(id, 'Claire Favre', 'asked'), acts.contest(id, 'Ms Client', 'a secret reason')]);
    expect(both).toMatchObject([{ ok: true }, { ok: false, problem: 'erased' }]);
    expect((await office.engine.read(id)) as unknown).toMatchObject({ value: { state: { step: 'decided' } } });
  });

  test('another agreement, which this node has not seen yet, is the one that reads the case', async () => {
    const one = await start();
    const two = await start({ beside: one, seed: '2' });
    const changed = loans.replace('  text: {', '  urgent: { type: yesno }\n  text: {');
    expect((await one.engine.install('loans', changed, { signedBy: 'Claire Favre' })).ok).toBe(true);
    const late = await two.engine.open('loans', { key: 'a', input: { amount: '480.00' } });
    expect(late.ok && late.held.state.step).toBe('quarantined');
  });

  test('another agreement, which this node has not seen yet, is the one that a person answers under', async () => {
    const one = await start();
    const two = await start({ beside: one, seed: '2' });
    const id = await opened(two, 'a');
    const question = await review(two, id);
    const changed = loans.replace(/ {2}refuse: .*/, '  refuse: { label: refuse, needs: reason }');
    expect((await one.engine.install('loans', changed, { signedBy: 'Claire Favre' })).ok).toBe(true);
    const answered = await new PersonActs(two.engine).decide(question, 'Nadia', { decision: 'refuse' });
    expect(answered).toMatchObject({ ok: false, problem: 'needs-missing' });
  });

  test('the same input under the same key is the same case, also after an optional field was added to the agreement', async () => {
    const office = await start();
    const id = await opened(office, 'a');
    const changed = loans.replace('  text: {', '  urgent: { type: yesno, optional: true }\n  text: {');
    expect((await office.engine.install('loans', changed, { signedBy: 'Claire Favre' })).ok).toBe(true);
    const again = await office.engine.open('loans', { key: 'a', input: { amount: '480.00' } });
    expect(again).toMatchObject({ ok: true, isNew: false, held: { state: { id } } });
  });
});

describe('another agreement', () => {
  const shorter = loans.replace('deadline: 8 hours', 'deadline: 6 hours');
  const inForce = async ({ db }: TestOffice, process = 1): Promise<string> =>
    (
      await db.query<{ source: string }>(
        'select source from heads join agreements a on a.process = heads.process and a.hash = heads.agreement where heads.process = $1',
        [process],
      )
    ).rows[0]?.source ?? '';

  test('that nobody signed holds for every node all the same, where none was signed before', async () => {
    const one = await start();
    const two = await start({ beside: one, seed: '2' });
    const second = (source: string): string => source.replace('process: loans', 'process: second');
    expect((await one.engine.install('second', second(loans), { step: 'assisted' })).ok).toBe(true);
    expect((await two.engine.officeNamed('second')).ok).toBe(true);
    expect((await one.engine.install('second', second(shorter))).ok).toBe(true);
    const opened = await two.engine.open('second', { key: 'a', input: { amount: '480.00' } });
    expect(opened.ok && opened.held.state.schedule.dueAt).toBe(later(monday, hours(6)));
    expect(await inForce(one, 2)).toBe(second(shorter));
  });

  test('that nobody signed is a draft, where one was signed: the signed one stays in force', async () => {
    const office = await start();
    const installed = await office.engine.install('loans', shorter);
    expect(installed.ok && installed.value.runtime.signedBy).toBe('Claire Favre');
    expect(await inForce(office)).toBe(loans);
    expect((await office.engine.install('loans', shorter, { signedBy: 'Claire Favre' })).ok).toBe(true);
    expect(await inForce(office)).toBe(shorter);
  });

  test('is seen by a node that looked at the process before it had any', async () => {
    const one = await start();
    await ensureProcess(one.db, 'second', monday, firstPrev);
    const two = await start({ beside: one, seed: '2' });
    expect((await two.engine.officeNamed('second')).ok).toBe(true);
    const second = loans.replace('process: loans', 'process: second');
    expect((await one.engine.install('second', second, { step: 'supervised', signedBy: 'Claire Favre' })).ok).toBe(true);
    expect((await two.engine.open('second', { key: 'a', input: { amount: '480.00' } })).ok).toBe(true);
  });
});

describe('an incident with an end of its own', () => {
  test('of a cap ends with the day, so that the owner hears of the next one', async () => {
    const office = await start({ agreement: loans.replace('otherwise: {', 'otherwise: { exposure: { cases: 1 per day },') });
    await plantCertificate(office);
    const caps = async (): Promise<number> => {
      const open = await office.engine.openIncidents('loans');
      return open.ok ? open.value.filter(({ kind }) => kind === 'exposureReached').length : -1;
    };
    await opened(office, 'a');
    await opened(office, 'b');
    expect(await caps()).toBe(1);
    await until(office, later(monday, hours(15)));
    expect(await caps()).toBe(1);
    await until(office, later(monday, hours(16)));
    expect(await caps()).toBe(0);
  });

  test('of a certificate that no longer holds ends with the next certificate', async () => {
    const office = await start();
    await plantCertificate(office);
    await office.engine.voidCertificate('loans', 'A test.');
    expect(await office.engine.openIncidents('loans')).toMatchObject({ value: [{ kind: 'certificateVoid' }] });
    await plantCertificate(office);
    expect(await office.engine.openIncidents('loans')).toMatchObject({ value: [] });
  });
});

describe('a check at random', () => {
  const always = loans.replace('checkedAtRandom: 1 in 1000000', 'checkedAtRandom: 1 in 1');

  test('is of the decision that was drawn, also when a person has decided anew since; and not by that person', async () => {
    const office = await start({ agreement: always });
    await plantCertificate(office);
    const acts = new PersonActs(office.engine);
    const id = await opened(office, 'a');
    await acts.contest(id, 'Ms Client', 'It was paid.');
    await acts.decide(await review(office, id), 'Nadia', { decision: 'refuse' });
    await until(office, later(monday, minutes(1)));
    const question = await review(office, id, 'audit');
    expect(await acts.decide(question, 'Nadia', { decision: 'accept' })).toMatchObject({ ok: false, problem: 'decided-by-same-person' });
    expect((await acts.decide(question, 'Jean', { decision: 'refuse' })).ok).toBe(true);
    const open = await office.engine.openIncidents('loans');
    expect(open).toMatchObject({ ok: true, value: [{ kind: 'auditFoundError', cause: id }] });
    expect((await acts.decide(question, 'Jean', { decision: 'refuse' })).ok).toBe(true);
  });
});

test('a process that cannot be worked on keeps no other from its work', async () => {
  const office = await start({ model: modelThat(() => answerOf('ask')) });
  const { engine, db, clock } = office;
  // Process 1 has a case that is due and a timer that nobody knows; process 2 a case whose fallback is due.
  await db.query("insert into timers (process, kind, subject, due_at) values (1, 'unknown', 'x', 0)");
  const second = await engine.install('second', loans.replace('process: loans', 'process: second'), { step: 'supervised', signedBy: 'Claire Favre' });
  if (!second.ok) throw new Error(second.detail);
  const result = await engine.open('second', { key: 'a', input: { amount: '480.00' } });
  if (!result.ok) throw new Error(result.detail);
  await engine.idle();
  for (let hour = 1; hour <= 9; hour += 1) {
    clock.advanceTo(later(monday, hours(hour)));
    await expect(tick(engine)).rejects.toThrow('unknown');
  }
  await engine.idle();
  expect((await engine.read(result.held.state.id)) as unknown).toMatchObject({ value: { state: { decision: { route: 'fallback' } } } });
});
