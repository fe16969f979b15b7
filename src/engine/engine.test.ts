import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { answerOf, modelThat, monday, openOffice, plantCertificate, type TestOffice } from '../../test/office.ts';
import { hours, instant, later, minutes } from '../core/time.ts';
import { casesById } from '../store/cases.ts';
import { openReviewOf } from '../store/reviews.ts';
import { nextDueAt, tick } from './alarms.ts';
import { PersonActs } from './personActs.ts';

let office: TestOffice;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.close());

async function opened(key: string, input: unknown = { amount: '480.00' }) {
  const result = await office.engine.open('loans', { key, input });
  if (!result.ok) throw new Error(result.detail);
  await office.engine.idle();
  const held = await office.engine.read(result.held.state.id);
  if (!held.ok) throw new Error(held.detail);
  return held.value;
}

const kindsOf = async (id: string): Promise<string[]> => {
  const record = await office.engine.record(id);
  if (!record.ok) throw new Error(record.detail);
  return record.value.map(({ kind }) => kind);
};

/** Moves the clock from one due moment to the next, and does what is due. */
async function until(at: number): Promise<void> {
  for (let round = 0; round < 100; round += 1) {
    const next = await nextDueAt(office.engine);
    if (next === null || next > at) break;
    if (next > office.clock.now()) office.clock.advanceTo(next);
    await tick(office.engine);
    await office.engine.idle();
  }
  office.clock.advanceTo(instant(at));
}

describe('a case is decided', () => {
  test('by the AI alone when a certificate holds, with journal and record', async () => {
    const certificate = await plantCertificate(office);
    const { state } = await opened('a');
    expect(state.step).toBe('decided');
    expect(state.decision).toMatchObject({ value: 'accept', route: 'auto', certificate, by: 'ai:m1' });
    expect(await kindsOf(state.id)).toEqual(['opened', 'proposed', 'decided']);
  });

  test('by a person without a certificate, and held for ten seconds', async () => {
    const { state } = await opened('a');
    expect(state).toMatchObject({ step: 'reviewing', review: { why: 'No certificate: a person decides every case.' } });
    const review = await openReviewOf(office.db, 1, state.id, 'decide');
    const acts = new PersonActs(office.engine);
    const decided = await acts.decide(review?.id ?? '', 'Nadia', { decision: 'refuse' });
    expect(decided).toMatchObject({ ok: true, value: { state: { step: 'held', decision: { value: 'refuse', route: 'review', by: 'Nadia' } } } });
    await until(later(monday, minutes(1)));
    expect((await office.engine.read(state.id)) as unknown).toMatchObject({ value: { state: { step: 'decided' } } });
  });

  test('by cover, then deputies, then the fallback when nobody answers', async () => {
    const { state } = await opened('a');
    await until(later(monday, hours(9)));
    const after = await office.engine.read(state.id);
    expect(after).toMatchObject({ ok: true, value: { state: { step: 'decided', decision: { value: 'ask', route: 'fallback' } } } });
    if (after.ok) expect(after.value.state.decision?.at).toBeLessThan(state.schedule.dueAt ?? 0);
    expect(await kindsOf(state.id)).toEqual(['opened', 'proposed', 'asked', 'expired', 'asked', 'expired', 'asked', 'expired', 'decided']);
    const incidents = await office.engine.openIncidents('loans');
    expect(incidents).toMatchObject({ ok: true, value: [{ kind: 'fallbackUsed', owner: 'Claire Favre', count: 1 }] });
  });

  test('by a person from the moment the certificate is void, in the node that voided it', async () => {
    await plantCertificate(office);
    expect((await opened('a')).state.decision?.route).toBe('auto');
    await office.engine.voidCertificate('loans', 'A test.');
    expect((await opened('b')).state).toMatchObject({ step: 'reviewing', decision: null });
  });

  test('once per key: the same input again is the same case, another input is refused', async () => {
    const first = await opened('a');
    const again = await office.engine.open('loans', { key: 'a', input: { amount: '480.00' } });
    expect(again).toMatchObject({ ok: true, isNew: false, held: { state: { id: first.state.id } } });
    const other = await office.engine.open('loans', { key: 'a', input: { amount: '490.00' } });
    expect(other).toMatchObject({ ok: false, problem: 'key-taken', detail: expect.stringContaining('in amount') });
  });

  test('a hundred at once with every key twice: each case once', async () => {
    await plantCertificate(office);
    const keys = Array.from({ length: 100 }, (_, n) => `k${n % 50}`);
    const results = await Promise.all(keys.map((key) => office.engine.open('loans', { key, input: { amount: '1.00' } })));
    await office.engine.idle();
    const ids = new Set(results.map((result) => (result.ok ? result.held.state.id : '')));
    expect(ids.size).toBe(50);
    const rows = await casesById(office.db, 1, [...ids]);
    expect(rows.every(({ step }) => step === 'decided')).toBe(true);
    expect(office.trouble).toEqual([]);
  });
});

describe('when reality pushes back', () => {
  test('input that does not fit is quarantined, and goes on when repaired', async () => {
    const { state } = await opened('a', { amount: 'lots' });
    expect(state.step).toBe('quarantined');
    const acts = new PersonActs(office.engine);
    const repaired = await acts.repair(state.id, 'Claire Favre', { amount: '12.00' });
    expect(repaired.ok).toBe(true);
    await office.engine.idle();
    const after = await office.engine.read(state.id);
    expect(after).toMatchObject({ ok: true, value: { state: { step: 'reviewing', values: { amount: '12.00' } } } });
    expect(await office.engine.openIncidents('loans')).toMatchObject({ ok: true, value: [] });
  });

  test('a quarantined case sent again: the same input is the same case, a corrected one is told what differs', async () => {
    const { state } = await opened('a', { amount: 'lots' });
    expect(await office.engine.open('loans', { key: 'a', input: { amount: 'lots' } })).toMatchObject({ ok: true, held: { state: { id: state.id } } });
    const other = await office.engine.open('loans', { key: 'a', input: { amount: '12.00' } });
    expect(other).toMatchObject({ ok: false, problem: 'key-taken', detail: expect.stringContaining('in amount') });
    await opened('b', {});
    expect(await office.engine.open('loans', { key: 'b', input: { amount: '12.00' } })).toMatchObject({ ok: false, problem: 'key-taken' });
  });

  test('two people answer at once: one decides, the other is told who was first', async () => {
    const { state } = await opened('a');
    const review = await openReviewOf(office.db, 1, state.id, 'decide');
    const acts = new PersonActs(office.engine);
    const answers = await Promise.all([
      acts.decide(review?.id ?? '', 'Nadia', { decision: 'accept' }),
      acts.decide(review?.id ?? '', 'Jean', { decision: 'refuse' }),
    ]);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(answers.find(({ ok }) => !ok)).toMatchObject({ problem: 'review-closed', detail: expect.stringContaining('by Nadia') });
  });

  test('two nodes write in one process: no decision is lost or doubled, and the numbers have no gap', async () => {
    await plantCertificate(office);
    const second = await openOffice({ beside: office, seed: '2' });
    const both = [office, second];
    const results = await Promise.all(
      Array.from({ length: 200 }, (_, n) => both[n % 2]?.engine.open('loans', { key: `k${n % 120}`, input: { amount: '1.00' } })),
    );
    await office.engine.idle();
    await second.engine.idle();
    await second.close();
    expect(results.every((result) => result?.ok)).toBe(true);
    const { rows } = await office.db.query(
      'select (select count(*) from cases) as n, seq, (select max(last) from journal where process = 1) as last from heads where process = 1',
    );
    expect(rows[0]).toMatchObject({ n: 120 });
    expect(rows[0]?.seq).toBe(rows[0]?.last);
    const { rows: undecided } = await office.db.query("select 1 from cases where step <> 'decided'");
    expect(undecided).toEqual([]);
  });

  test('a node that dies while asking: another takes the case over, and a late answer changes nothing', async () => {
    let answer: (value: ReturnType<typeof answerOf>) => void = () => undefined;
    const dying = await openOffice({
      model: modelThat(
        () =>
          new Promise((resolve) => {
            answer = resolve;
          }),
      ),
    });
    await plantCertificate(dying);
    const result = await dying.engine.open('loans', { key: 'a', input: { amount: '1.00' } });
    if (!result.ok) throw new Error(result.detail);
    const rescuer = await openOffice({ beside: dying, seed: '2', model: modelThat(() => answerOf('refuse')) });
    dying.clock.advanceTo(later(monday, minutes(3)));
    await tick(rescuer.engine);
    await rescuer.engine.idle();
    expect(await rescuer.engine.read(result.held.state.id)).toMatchObject({ value: { state: { decision: { value: 'refuse' } } } });
    answer(answerOf('accept'));
    await dying.engine.idle();
    const after = await rescuer.engine.read(result.held.state.id);
    expect(after).toMatchObject({ value: { state: { decision: { value: 'refuse' } } } });
    const record = await rescuer.engine.record(result.held.state.id);
    expect(record.ok && record.value.filter(({ kind }) => kind === 'decided')).toHaveLength(1);
    await rescuer.close();
    await dying.close();
  });

  test('effects go out after the commit, again when they failed, under one id', async () => {
    const got: string[] = [];
    let fail = true;
    const sending = await openOffice({
      receiver: async (effect) => {
        got.push(effect.id);
        return !fail;
      },
    });
    await plantCertificate(sending);
    await sending.engine.open('loans', { key: 'a', input: { amount: '1.00' } });
    await sending.engine.idle();
    await tick(sending.engine);
    fail = false;
    sending.clock.advanceTo(later(monday, minutes(2)));
    await tick(sending.engine);
    expect(got).toHaveLength(2);
    expect(new Set(got).size).toBe(1);
    const { rows } = await sending.db.query('select sent_at from outbox');
    expect(rows).toEqual([{ sent_at: sending.clock.now() }]);
    await sending.close();
  });

  test('the owner is silent: the deputy is asked, then the sponsor', async () => {
    await opened('a', { amount: 'lots' });
    await until(later(monday, hours(5)));
    const incidents = await office.engine.openIncidents('loans');
    expect(incidents).toMatchObject({ ok: true, value: [{ kind: 'quarantined', silent: ['Claire Favre', 'Marc Keller'], owner: 'Nadine Perret' }] });
  });
});
