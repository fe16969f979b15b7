// What people do to cases, on a real database: each act once, by whoever may, at a time when it is still possible.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { answerOf, loans, modelThat, monday, openOffice, plantCertificate, type TestOffice } from '../../test/office.ts';
import type { CaseState } from '../core/caseTypes.ts';
import { hours, instant, later, minutes, seconds } from '../core/time.ts';
import { openReviewOf, openReviews } from '../store/reviews.ts';
import { nextDueAt, tick } from './alarms.ts';
import { PersonActs } from './personActs.ts';

let office: TestOffice;
let acts: PersonActs;
const start = async (options: Parameters<typeof openOffice>[0] = {}): Promise<void> => {
  await office?.close();
  office = await openOffice(options);
  acts = new PersonActs(office.engine);
};
beforeEach(async () => {
  office = await openOffice();
  acts = new PersonActs(office.engine);
});
afterEach(() => office.close());

async function opened(key: string, input: unknown = { amount: '480.00' }): Promise<CaseState> {
  const result = await office.engine.open('loans', { key, input });
  if (!result.ok) throw new Error(result.detail);
  await office.engine.idle();
  return now(result.held.state.id);
}
async function now(id: string): Promise<CaseState> {
  const held = await office.engine.read(id);
  if (!held.ok) throw new Error(held.detail);
  return held.value.state;
}
async function review(id: string, purpose: 'decide' | 'audit' = 'decide'): Promise<string> {
  return (await openReviewOf(office.db, 1, id, purpose))?.id ?? '';
}
const kinds = async (id: string): Promise<string[]> => {
  const record = await office.engine.record(id);
  if (!record.ok) throw new Error(record.detail);
  return record.value.map(({ kind }) => kind);
};
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
/** Decided by Nadia, and gone out. */
async function decidedByNadia(key = 'a'): Promise<CaseState> {
  const { id } = await opened(key);
  await acts.decide(await review(id), 'Nadia', { decision: 'refuse' });
  await until(later(office.clock.now(), minutes(1)));
  return now(id);
}

describe('a question', () => {
  test('is claimed by one person at a time, until the claim ends by itself', async () => {
    const { id } = await opened('a');
    const question = await review(id);
    expect(await acts.claim(question, 'Nadia')).toEqual({ ok: true, value: { until: later(monday, minutes(5)) } });
    expect(await acts.claim(question, 'Jean')).toMatchObject({ ok: false, problem: 'review-closed' });
    office.clock.advanceTo(later(monday, minutes(4)));
    expect(await acts.claim(question, 'Nadia')).toEqual({ ok: true, value: { until: later(monday, minutes(9)) } });
    office.clock.advanceTo(later(monday, minutes(9)));
    expect(await acts.claim(question, 'Jean')).toMatchObject({ ok: true });
  });

  test('claimed by two at once goes to one', async () => {
    const { id } = await opened('a');
    const question = await review(id);
    const claims = await Promise.all(['Nadia', 'Jean', 'Ada', 'Beat'].map((name) => acts.claim(question, name)));
    expect(claims.filter(({ ok }) => ok)).toHaveLength(1);
  });

  test('that was answered cannot be claimed, nor answered by another; the same answer again is the same answer', async () => {
    const { id } = await opened('a');
    const question = await review(id);
    const first = await acts.decide(question, 'Nadia', { decision: 'refuse' });
    expect(await acts.claim(question, 'Jean')).toMatchObject({ ok: false, problem: 'review-closed' });
    expect(await acts.decide(question, 'Jean', { decision: 'refuse' })).toMatchObject({ ok: false, problem: 'review-closed' });
    expect(await acts.decide(question, 'Nadia', { decision: 'refuse' })).toMatchObject({ ok: true, value: { state: first.ok && first.value.state } });
    expect((await kinds(id)).filter((kind) => kind === 'decided')).toHaveLength(1);
  });

  test('is passed to another team, with a reason, and nowhere else', async () => {
    const { id } = await opened('a');
    const question = await review(id);
    expect(await acts.pass(question, 'Nadia', 'Nobody', 'x')).toMatchObject({ ok: false, problem: 'invalid-input' });
    expect((await acts.pass(question, 'Nadia', 'Cover', 'Not mine.')).ok).toBe(true);
    expect(await openReviewOf(office.db, 1, id, 'decide')).toMatchObject({ id: question, team: 'Cover', claimBy: null });
    const record = await office.engine.record(id);
    expect(record.ok && record.value[3]).toMatchObject({ kind: 'handedOn', data: { team: 'Cover', reason: expect.stringMatching(/^hmac:/) } });
  });

  test('put off for later leaves the inbox until then, and the fallback does not wait for it', async () => {
    const { id, schedule } = await opened('a');
    const question = await review(id);
    expect(await acts.later(question, 'Nadia', later(monday, hours(9)))).toMatchObject({ ok: false, problem: 'time-implausible' });
    expect((await acts.later(question, 'Nadia', later(monday, hours(1)))).ok).toBe(true);
    const inbox = async () => (await openReviews(office.db, 1, office.clock.now(), 10)).length;
    expect(await inbox()).toBe(0);
    await until(later(monday, hours(1)));
    expect(await inbox()).toBe(1);
    await until(schedule.dueAt ?? 0);
    expect((await now(id)).decision).toMatchObject({ route: 'fallback' });
    expect(await inbox()).toBe(0);
  });

  test('needs its text, and an answer that is wrong changes nothing', async () => {
    const { id } = await opened('a');
    expect(await acts.decide(await review(id), 'Nadia', { decision: 'ask' })).toMatchObject({ ok: false, problem: 'needs-missing' });
    expect((await now(id)).step).toBe('reviewing');
  });
});

describe('a decision', () => {
  test('is taken back while it is held, and not afterwards', async () => {
    const { id } = await opened('a');
    await acts.decide(await review(id), 'Nadia', { decision: 'refuse' });
    office.clock.advanceTo(later(monday, seconds(9)));
    expect(await acts.undo(id, 'Nadia')).toMatchObject({ ok: true, value: { state: { step: 'reviewing', decision: null } } });
    await acts.decide(await review(id), 'Nadia', { decision: 'accept' });
    await until(later(monday, minutes(1)));
    expect(await acts.undo(id, 'Nadia')).toMatchObject({ ok: false, problem: 'cannot-move' });
    expect(await now(id)).toMatchObject({ step: 'decided', decision: { value: 'accept' } });
  });

  test('is contested: another person decides, both decisions stay, and each effect has its own id', async () => {
    const got: string[] = [];
    await start({ receiver: async ({ id }) => got.push(id) > 0 });
    const { id } = await decidedByNadia();
    expect(await acts.contest(id, 'Ms Client', 'It was paid.')).toMatchObject({ ok: true, value: { state: { step: 'reviewing' } } });
    expect(await acts.contest(id, 'Ms Client', 'It was paid.')).toMatchObject({ ok: false, problem: 'cannot-move' });
    const question = await review(id);
    expect(await openReviewOf(office.db, 1, id, 'decide')).toMatchObject({ mayNot: '["Nadia"]' });
    expect(await acts.decide(question, 'Nadia', { decision: 'refuse' })).toMatchObject({ ok: false, problem: 'decided-by-same-person' });
    expect((await acts.decide(question, 'Jean', { decision: 'accept' })).ok).toBe(true);
    await until(later(office.clock.now(), minutes(1)));
    expect(await now(id)).toMatchObject({ decision: { value: 'accept', by: 'Jean' }, former: [{ value: 'refuse', by: 'Nadia' }] });
    expect(new Set(got).size).toBe(2);
    expect(got).toHaveLength(2);
  });

  test('is erased: nothing personal is left in any row, the decision stays, and the key is gone', async () => {
    await start({ agreement: loans.replace('deadline: 8 hours', 'key: { personal: yes }\ndeadline: 8 hours') });
    const { id } = await opened('ms-secret-key', { amount: '480.00', text: 'a very secret sentence' });
    expect(await acts.erase(id, 'Claire Favre', 'asked by her')).toMatchObject({ ok: false, problem: 'cannot-move' });
    await acts.decide(await review(id), 'Nadia', { decision: 'ask', fills: { question: 'a very secret question' } });
    await until(later(office.clock.now(), minutes(1)));
    expect((await acts.erase(id, 'Claire Favre', 'asked by her')).ok).toBe(true);
    const { rows: tables } = await office.db.query("select tablename from pg_tables where schemaname = 'public'");
    for (const { tablename } of tables) {
      const { rows } = await office.db.query(`select string_agg(t::text, '') as text from ${tablename} t`);
      expect([tablename, /secret/.exec(rows[0]?.text ?? '')]).toEqual([tablename, null]);
    }
    expect(await now(id)).toMatchObject({ step: 'decided', decision: { value: 'ask', by: 'Nadia', fills: {} }, values: {} });
    expect((await kinds(id)).at(-1)).toBe('erased');
    expect(await acts.contest(id, 'Ms Client', 'x')).toMatchObject({ ok: false, problem: 'erased' });
    expect(await acts.erase(id, 'Claire Favre', 'again')).toMatchObject({ ok: false, problem: 'erased' });
  });
});

describe('a check at random', () => {
  const always = loans.replace('checkedAtRandom: 1 in 1000000', 'checkedAtRandom: 1 in 1');

  test('comes after the decision of the AI, blind; agreement is a label and nothing moves', async () => {
    await start({ agreement: always });
    await plantCertificate(office);
    const state = await opened('a');
    expect(state).toMatchObject({ step: 'decided', decision: { route: 'auto', audit: { drawn: true } } });
    expect(await openReviewOf(office.db, 1, state.id, 'audit')).toMatchObject({ purpose: 'audit', blind: true, team: 'Desk' });
    expect((await acts.decide(await review(state.id, 'audit'), 'Nadia', { decision: 'accept' })).ok).toBe(true);
    expect(await now(state.id)).toEqual({ ...state, checkedBy: 'Nadia' });
    expect((await office.db.query('select provenance, decision, by from labels')).rows).toEqual([
      { provenance: 'blind', decision: 'accept', by: 'Nadia' },
    ]);
    expect(await office.engine.openIncidents('loans')).toMatchObject({ value: [] });
  });

  test('that finds an error tells the owner, who can reopen the case', async () => {
    await start({ agreement: always });
    await plantCertificate(office);
    const { id } = await opened('a');
    await acts.decide(await review(id, 'audit'), 'Nadia', { decision: 'refuse' });
    expect(await office.engine.openIncidents('loans')).toMatchObject({ value: [{ kind: 'auditFoundError', cause: id, owner: 'Claire Favre' }] });
    expect(await now(id)).toMatchObject({ step: 'decided', decision: { value: 'accept' } });
    expect((await acts.contest(id, 'Claire Favre', 'The check found it wrong.')).ok).toBe(true);
  });

  test('answered by two at once is one label', async () => {
    await start({ agreement: always });
    await plantCertificate(office);
    const { id } = await opened('a');
    const question = await review(id, 'audit');
    const answers = await Promise.all(['Nadia', 'Jean'].map((name) => acts.decide(question, name, { decision: 'refuse' })));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect((await office.db.query('select count(*) as n from labels')).rows).toEqual([{ n: 1 }]);
    expect(await office.engine.openIncidents('loans')).toMatchObject({ value: [{ count: 1 }] });
  });

  test('in the step assisted is blind, and the answer decides', async () => {
    await start({ agreement: always, step: 'assisted' });
    const { id } = await opened('a');
    expect(await openReviewOf(office.db, 1, id, 'decide')).toMatchObject({ blind: true });
    await acts.decide(await review(id), 'Nadia', { decision: 'refuse' });
    expect(await now(id)).toMatchObject({ step: 'held', decision: { value: 'refuse', route: 'review', audit: { drawn: true } } });
    expect((await office.db.query('select provenance from labels')).rows).toEqual([{ provenance: 'blind' }]);
  });
});

describe('orders', () => {
  test('a pause holds from the next decision on, for every node, until it is lifted', async () => {
    await plantCertificate(office);
    const other = await openOffice({ beside: office, seed: '2' });
    expect((await opened('a')).decision?.route).toBe('auto');
    await other.engine.pause('loans', 'Claire Favre', true);
    expect(await opened('b')).toMatchObject({ step: 'reviewing', review: { why: 'Claire Favre ordered that people decide everything.' } });
    await other.engine.pause('loans', 'Claire Favre', false);
    expect((await opened('c')).decision?.route).toBe('auto');
    await other.close();
  });

  test('a discarded case is gone, and the incident of the quarantine ends with the last one', async () => {
    const first = await opened('a', { amount: 'lots' });
    const second = await opened('b', { amount: 'lots' });
    expect(await office.engine.openIncidents('loans')).toMatchObject({ value: [{ kind: 'quarantined', count: 2 }] });
    expect((await acts.discard(first.id, 'Claire Favre', 'A test.')).ok).toBe(true);
    await office.engine.idle();
    expect(await office.engine.openIncidents('loans')).toMatchObject({ value: [{ kind: 'quarantined' }] });
    expect((await acts.discard(second.id, 'Claire Favre', 'A test.')).ok).toBe(true);
    await office.engine.idle();
    expect(await office.engine.openIncidents('loans')).toMatchObject({ value: [] });
    expect(await acts.repair(second.id, 'Claire Favre', { amount: '1.00' })).toMatchObject({ ok: false, problem: 'cannot-move' });
  });

  test('what turned out to be right is a label of what it was about', async () => {
    await plantCertificate(office);
    const { id } = await opened('a');
    expect((await acts.outcome(id, 'the shop', { decision: 'ask' })).ok).toBe(true);
    expect(await acts.outcome(id, 'the shop', { decision: 'shred' })).toMatchObject({ ok: false, problem: 'unknown-decision' });
    expect((await kinds(id)).slice(-2)).toEqual(['outcomeKnown', 'labelled']);
  });
});

test('an AI that is away is one incident, and it ends when it answers again', async () => {
  let away = true;
  const failure = { ok: false, failure: 'breaker-open', why: 'The AI does not answer.', retryAfter: null, raw: null } as const;
  await start({ model: modelThat(() => (away ? failure : answerOf('accept'))) });
  await plantCertificate(office);
  await Promise.all(Array.from({ length: 20 }, (_, n) => office.engine.open('loans', { key: `k${n}`, input: { amount: '1.00' } })));
  await office.engine.idle();
  expect(await office.engine.openIncidents('loans')).toMatchObject({ value: [{ kind: 'modelDown', owner: 'Claire Favre', count: 1 }] });
  away = false;
  expect((await opened('again')).decision?.route).toBe('auto');
  await office.engine.idle();
  expect(await office.engine.openIncidents('loans')).toMatchObject({ value: [] });
});
