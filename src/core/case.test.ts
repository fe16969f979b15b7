// The life of a case, as stories that an owner can follow: what happened, and what came of it.
import { describe, expect, test } from 'vitest';
import * as given from '../../test/process.ts';
import { aProcess, at, contested, entriesOf, failed, of, outcomeKnown, proposed, reviewed, silence, tale, undone } from '../../test/process.ts';
import { advanceCase, caseMoves } from './case.ts';
import { type CaseEvent, type CaseStep, caseSteps } from './caseTypes.ts';
import { days, isoOf, later, minutes, seconds } from './time.ts';

const uncertified = aProcess({ certificate: null });
const shadow = aProcess({ step: 'shadow' });
const bad = { values: null, problems: [{ field: 'amount', message: 'amount is no amount.' }] };
const asked = (process = uncertified) => tale(process).happens(proposed(), at('08:01'));

describe('a case that the AI may decide', () => {
  test('is decided at once, is sent, and names model, certificate and agreement', () => {
    const { state, effects, process } = tale().happens(proposed(), at('08:01'));
    expect(state).toMatchObject({ step: 'decided', wakeAt: null, decision: { value: 'accept', route: 'auto', by: 'ai:m1', certificate: 'c1' } });
    expect(entriesOf(effects)).toEqual(['opened', 'proposed', 'decided']);
    expect(of(effects, 'send')).toHaveLength(1);
    const data = { value: 'accept', route: 'auto', model: 'm1', certificate: 'c1', agreement: process.agreement.hash };
    expect(of(effects, 'record').at(-1)?.entry.data).toMatchObject({ ...data, audit: { drawn: false, rate: 0.2, secretId: 's1', watch: null } });
  });

  test('counts against the caps of the day', () => {
    const cap = { cases: null, money: { amount: '1000', currency: 'CHF' } };
    const { last } = tale(aProcess({ otherwise: { exposure: cap } })).happens(proposed(), at('08:01'));
    expect(of(last, 'count')).toEqual([{ kind: 'count', count: { day: '2026-03-02', by: 'ai', money: '480.00', row: null } }]);
  });

  test('goes to a person and opens one incident when a cap is reached', () => {
    const { state, last } = tale(aProcess({ otherwise: { exposure: { cases: 0, money: null } } })).happens(proposed());
    expect(state.step).toBe('reviewing');
    expect(of(last, 'incident')).toMatchObject([{ incident: 'exposureReached', cause: 'cap' }]);
  });

  test('is held where the agreement gives time for an undo, and can be taken back until then', () => {
    const held = tale().happens(proposed({ decision: 'refuse' }), at('08:01'));
    expect(held.state).toMatchObject({ step: 'held', wakeAt: at('08:06') });
    expect(of(held.effects, 'send')).toEqual([]);
    const back = held.happens(undone, at('08:03'));
    expect(back.state).toMatchObject({ step: 'reviewing', decision: null, review: { why: 'Nadia took the decision back.' } });
    expect(of(back.effects, 'send')).toEqual([]);
    const gone = held.silentUntil(at('09:00'));
    expect(gone.state.step).toBe('decided');
    expect(of(gone.effects, 'send')).toHaveLength(1);
    expect(gone.happens(undone, at('09:01')).state).toBe(gone.state);
  });
});

describe('a check at random', () => {
  test('after the fact where the AI decides: the decision goes out, a person looks', () => {
    const { state, last } = tale().happens(proposed({}, 0.19));
    expect(state).toMatchObject({ step: 'decided', decision: { route: 'auto', audit: { drawn: true, rate: 0.2 } } });
    expect(of(last, 'audit')).toHaveLength(1);
    expect(of(tale().happens(proposed({}, 0.2)).last, 'audit')).toEqual([]);
  });

  test('before the fact where the agreement says so: the person decides, without seeing the proposal', () => {
    const { state, last } = tale().happens(proposed({ decision: 'pay' }, 0.19));
    expect(state).toMatchObject({ step: 'reviewing', decision: null, review: { blind: true, audit: { drawn: true } } });
    expect(of(last, 'audit')).toEqual([]);
    expect(tale().happens(proposed({ decision: 'pay' }, 0.2)).state.step).toBe('decided');
  });

  test('in the step assisted the drawn case is shown blind, and its answer is a blind label', () => {
    const drawn = tale(aProcess({ step: 'assisted' })).happens(proposed({}, 0.49), at('08:01'));
    expect(drawn.state).toMatchObject({ step: 'reviewing', review: { blind: true, audit: { drawn: true, rate: 0.5 } } });
    const answered = drawn.happens(reviewed('Nadia'), at('08:05'));
    expect(of(answered.last, 'label')).toMatchObject([{ provenance: 'blind' }]);
    expect(answered.state.decision).toMatchObject({ route: 'review', audit: { drawn: true } });
    const seen = tale(aProcess({ step: 'assisted' })).happens(proposed({}, 0.5));
    expect(seen.state.review).toMatchObject({ blind: false, audit: null });
    expect(of(seen.happens(reviewed('Nadia')).last, 'label')).toMatchObject([{ provenance: 'saw-proposal' }]);
  });

  test('draws only what the rules would pass: a case that a rule gives to people is no check', () => {
    const large = tale(aProcess({ step: 'assisted' }), { values: { amount: '20000', client: 'Muster' } }).happens(proposed({}, 0));
    expect(large.state.review).toMatchObject({ blind: false, audit: null });
  });
});

describe('a case that a person decides', () => {
  test('without a certificate; the person sees why, and the effect waits ten seconds', () => {
    const review = asked();
    expect(review.state.review).toMatchObject({ stage: 'reviewers', team: 'Desk', why: 'No certificate: a person decides every case.' });
    const held = review.happens(reviewed('Nadia', 'accept'), at('08:30'));
    expect(held.state).toMatchObject({ step: 'held', wakeAt: later(at('08:30'), seconds(10)), decision: { route: 'review', by: 'Nadia' } });
    expect(entriesOf(held.last)).toEqual(['reviewed', 'decided']);
    expect(of(held.last, 'closeReview')).toMatchObject([{ as: 'answered', by: 'Nadia' }]);
    expect(held.silentUntil(at('09:00')).state.step).toBe('decided');
  });

  test('when the AI gave nothing usable; what it said is kept for the person', () => {
    const { state, last } = tale().happens(failed);
    expect(state).toMatchObject({ step: 'reviewing', raw: 'hello', proposal: null, review: { why: 'The AI named no decision.' } });
    expect(entriesOf(last)).toEqual(['modelFailed', 'asked']);
  });

  test('who also gives a reason', () => {
    const { state } = asked().happens({ ...(reviewed('Nadia') as Extract<CaseEvent, { kind: 'reviewed' }>), reason: 'Too large.' });
    expect(state.decision?.fills).toEqual({ account: '4712', reason: 'Too large.' });
  });

  test('of another team, when it is handed on', () => {
    const { state, last } = asked().happens({ kind: 'handedOn', team: 'Risk', by: 'Nadia', reason: 'Not mine.' });
    expect(state).toMatchObject({ step: 'reviewing', review: { team: 'Risk' } });
    expect(of(last, 'ask')).toMatchObject([{ review: { team: 'Risk' } }]);
  });

  test('later, but never later than the fallback: the question sleeps, the clock does not', () => {
    const sleep = (until: string) => of(asked().happens({ kind: 'postponed', until: at(until), by: 'Nadia' }).last, 'ask')[0]?.from;
    expect(sleep('10:00')).toBe(at('10:00'));
    expect(sleep('15:59')).toBe(at('15:30'));
    const { state } = asked()
      .happens({ kind: 'postponed', until: at('15:59'), by: 'Nadia' })
      .silentUntil(at('16:00'));
    expect(state).toMatchObject({ step: 'decided', decision: { route: 'fallback' } });
  });
});

describe('silence', () => {
  test('goes to cover, then to the deputies, then the fallback decides, in time', () => {
    const stages: (string | undefined)[] = [];
    let one = asked();
    for (let n = 0; n < 4; n += 1) {
      stages.push(`${one.state.step} ${one.state.review?.stage ?? ''} ${one.state.wakeAt === null ? '' : isoOf(one.state.wakeAt).slice(11, 16)}`);
      if (one.state.wakeAt !== null) one = one.happens(silence(), one.state.wakeAt);
    }
    expect(stages).toEqual(['reviewing reviewers 14:00', 'reviewing cover 14:45', 'reviewing deputies 15:30', 'decided  ']);
    const { decision, schedule } = one.state;
    expect(decision).toMatchObject({ value: 'ask', route: 'fallback', fills: { question: 'We need a little longer.' }, at: at('15:30') });
    expect(schedule.dueAt).toBe(at('16:00'));
    expect(entriesOf(one.last)).toEqual(['expired', 'decided']);
    expect(of(one.last, 'incident')).toMatchObject([{ incident: 'fallbackUsed', cause: 'silence' }]);
    expect(of(one.last, 'count')).toEqual([]);
  });

  test.each([
    ['no cover: the deputies', { coverReviewers: null }, ['deputies']],
    ['no deputies: cover alone', { deputies: [] }, ['cover']],
    ['nobody at all: the fallback alone', { reviewers: null, coverReviewers: null, deputies: [] }, []],
  ])('with %s', (_, people, stages) => {
    const end = asked(aProcess({ certificate: null, people })).silentUntil(at('16:00'));
    const teams = of(end.effects, 'ask').map(({ review }) => review.stage);
    expect(teams.slice(1)).toEqual(stages);
    expect(end.state).toMatchObject({ step: 'decided', decision: { route: 'fallback', at: at('15:30') } });
  });

  test('without reviewers the deputies are asked from the start', () => {
    const { state } = asked(aProcess({ certificate: null, people: { reviewers: null, coverReviewers: null } }));
    expect(state.review).toMatchObject({ stage: 'deputies', team: 'Marc Keller' });
  });

  test('without a fallback the case stays with people, and the owner hears of it every day', () => {
    const late = asked(aProcess({ certificate: null, agreement: { fallback: null } })).silentUntil(later(at('16:00'), days(2)));
    expect(late.state).toMatchObject({ step: 'reviewing', decision: null });
    const said = of(late.effects, 'incident');
    expect(said.map(({ incident }) => incident)).toEqual(['deadlineMissed', 'deadlineMissed', 'deadlineMissed']);
    expect(new Set(said.map(({ cause }) => cause)).size).toBe(1);
    expect(late.happens(reviewed('Nadia'), later(at('16:00'), days(3))).state.decision).toMatchObject({ route: 'review' });
  });

  test('a fallback that decides what it must never decide does not decide', () => {
    const fallback = given.loans.fallback;
    if (fallback === null) throw new Error('The agreement has a fallback.');
    const absurd = aProcess({ certificate: null, agreement: { fallback: { ...fallback, decide: 'accept' } } });
    const late = asked(absurd).silentUntil(at('17:00'));
    expect(late.state).toMatchObject({ step: 'reviewing', decision: null });
    expect(of(late.effects, 'incident')).toMatchObject([{ incident: 'deadlineMissed' }]);
  });

  test('a late wake-up skips who has missed his turn: nobody is asked in vain', () => {
    expect(asked().happens(silence(), at('15:00')).state.review?.stage).toBe('deputies');
    expect(asked().happens(silence(), at('15:45')).state.decision?.route).toBe('fallback');
    expect(asked().happens(silence(), at('20:00')).state.decision?.route).toBe('fallback');
  });

  test('no deadline, no promise: the case is looked at again, and nothing happens to it', () => {
    const { state, last } = asked(aProcess({ certificate: null, agreement: { deadline: null } })).happens(silence(), at('09:00'));
    expect(state).toMatchObject({ step: 'reviewing', wakeAt: later(at('09:00'), days(1)) });
    expect(last).toEqual([]);
  });
});

describe('a worker that dies while it asks the AI', () => {
  test('is replaced three times; then the case is poison, and a person decides', () => {
    const again = tale().happens(silence(3), at('08:10'));
    expect(again.last).toEqual([{ kind: 'propose' }]);
    const poison = again.happens(silence(4), at('08:12'));
    expect(poison.state).toMatchObject({ step: 'reviewing', review: { why: 'The AI could not be asked: its worker stopped several times.' } });
    expect(of(poison.last, 'incident')).toMatchObject([{ incident: 'poisonCase', cause: '1-a' }]);
  });

  test('or a model that never answers does not hold the case beyond its fallback', () => {
    const late = tale().happens(silence(1), at('15:30'));
    expect(late.state).toMatchObject({ step: 'reviewing', review: { why: 'The AI did not answer in time.' } });
    const { state } = late.silentUntil(at('16:00'));
    expect(state.decision).toMatchObject({ route: 'fallback', at: at('15:30') });
  });
});

describe('a contest', () => {
  const decided = asked().happens(reviewed('Nadia'), at('09:00')).silentUntil(at('10:00'));
  const open = decided.happens(contested, at('12:00'));

  test('opens a new decision with a full new deadline; the old one is kept and never edited', () => {
    expect(open.state).toMatchObject({ step: 'reviewing', decision: null, schedule: { dueAt: at('20:00') } });
    expect(open.state.former).toEqual([decided.state.decision]);
    const again = open.happens(reviewed('Jean', 'accept'), at('13:00')).silentUntil(at('14:00'));
    expect(again.state).toMatchObject({ step: 'decided', decision: { value: 'accept', by: 'Jean' }, former: [{ value: 'refuse', by: 'Nadia' }] });
    expect(entriesOf(again.effects).filter((kind) => kind === 'decided')).toHaveLength(2);
    expect(of(again.effects, 'send')).toHaveLength(2);
  });

  test('never goes to whoever decided it, however often it is contested', () => {
    expect(of(open.last, 'ask')).toMatchObject([{ not: ['Nadia'] }]);
    const twice = open.happens(reviewed('Jean'), at('13:00')).silentUntil(at('14:00')).happens(contested, at('15:00'));
    expect(of(twice.last, 'ask')).toMatchObject([{ not: ['Nadia', 'Jean'] }]);
    expect(twice.silentUntil(at('21:10')).state.review?.stage).toBe('cover');
    expect(of(twice.silentUntil(at('21:10')).last, 'ask')).toMatchObject([{ not: ['Nadia', 'Jean'] }]);
  });

  test('of a decision of the AI excludes nobody, and people decide it', () => {
    const { last, state } = tale().happens(proposed(), at('08:01')).happens(contested, at('09:00'));
    expect(of(last, 'ask')).toMatchObject([{ not: [], review: { why: 'The decision was contested.' } }]);
    expect(state.former).toMatchObject([{ route: 'auto' }]);
  });

  test('ends by the fallback when nobody answers', () => {
    expect(open.silentUntil(at('20:00')).state.decision).toMatchObject({ route: 'fallback', at: at('19:30') });
  });
});

test('an undo after the time of the fallback gives people as much time as cover has', () => {
  const long = aProcess({ certificate: null, agreement: { decisions: undoFor(minutes(60)) } });
  const back = asked(long).happens(reviewed('Nadia'), at('15:20')).happens(undone, at('15:50'));
  expect(back.state.schedule).toMatchObject({ dueAt: at('17:50'), fallbackAt: at('17:20') });
  expect(back.silentUntil(at('18:00')).state.decision).toMatchObject({ route: 'fallback', at: at('17:20') });
});
function undoFor(undoFor: ReturnType<typeof minutes>) {
  return new Map([...given.loans.decisions].map(([id, rule]) => [id, { ...rule, undoFor }]));
}

describe('shadow: the existing process decides', () => {
  test('and told us with the case: both stand side by side, nothing is sent', () => {
    const { state, effects } = tale(shadow, { outside: { decision: 'refuse', fills: {} } }).happens(proposed());
    expect(state).toMatchObject({ step: 'decided', proposal: { decision: 'accept' }, decision: { value: 'refuse', route: 'outside' } });
    expect(of(effects, 'send')).toEqual([]);
  });

  test('and tells us later, before the AI or after it', () => {
    const after = tale(shadow).happens(proposed()).happens(outcomeKnown('refuse'));
    expect(after.state).toMatchObject({ step: 'decided', decision: { value: 'refuse', route: 'outside' } });
    const before = tale(shadow).happens(outcomeKnown('refuse')).happens(failed);
    expect(before.state).toMatchObject({ step: 'decided', decision: { value: 'refuse', route: 'outside' } });
    expect(of(before.effects, 'label')).toMatchObject([{ provenance: 'outcome' }]);
  });

  test('and never tells us: the case expires without fallback, effect or incident', () => {
    const { state, effects } = tale(shadow).happens(proposed()).silentUntil(at('16:00'));
    expect(state).toMatchObject({ step: 'decided', wakeAt: null, decision: { value: null, route: 'outside', at: at('16:00') } });
    expect(entriesOf(effects)).toEqual(['opened', 'proposed', 'expired', 'decided']);
    expect([...of(effects, 'send'), ...of(effects, 'incident')]).toEqual([]);
  });

  test('also when the process climbed meanwhile: the case stays an observed one', () => {
    const seen = tale(shadow);
    expect(advanceCase(aProcess(), seen.state, proposed(), at('08:01')).state.step).toBe('observing');
  });
});

describe('a case that cannot be read', () => {
  const waiting = tale(aProcess(), bad);

  test('waits in quarantine with its reasons, and the owner hears of it at once and every day', () => {
    expect(waiting.state).toMatchObject({ step: 'quarantined', wakeAt: at('16:00') });
    expect(entriesOf(waiting.effects)).toEqual(['opened', 'quarantined']);
    const later3 = waiting.silentUntil(later(at('16:00'), days(2)));
    expect(of(later3.effects, 'incident').map(({ cause }) => cause)).toEqual(['input', 'input', 'input', 'input']);
    expect(of(later3.effects, 'propose')).toEqual([]);
  });

  test('goes on when repaired, with a full deadline from then', () => {
    const repaired = waiting.happens({ kind: 'repaired', by: 'Claire Favre', values: { amount: '1.00', client: 'Muster' } }, at('12:00'));
    expect(repaired.state).toMatchObject({ step: 'proposing', schedule: { dueAt: at('20:00') } });
    expect(repaired.last.map(({ kind }) => kind)).toEqual(['record', 'quarantineEnded', 'propose']);
    expect(repaired.happens(proposed()).state.decision?.route).toBe('auto');
  });

  test('ends when discarded', () => {
    const gone = waiting.happens({ kind: 'discarded', by: 'Claire Favre', why: 'A test.' });
    expect(gone.state).toMatchObject({ step: 'discarded', wakeAt: null });
    expect(gone.last.map(({ kind }) => kind)).toEqual(['record', 'quarantineEnded']);
  });
});

describe('what turned out to be right', () => {
  const paid = tale().happens(proposed({ decision: 'pay' }));

  test('is a label of a decided case and moves nothing', () => {
    const { state, last } = paid.happens(outcomeKnown('pay'));
    expect(state).toBe(paid.state);
    expect(last.map(({ kind }) => kind)).toEqual(['record', 'label']);
  });

  test('is an incident when an error happened that rules were to prevent', () => {
    expect(of(paid.happens(outcomeKnown('refuse')).last, 'incident')).toMatchObject([{ incident: 'guardedErrorHappened', cause: 'fraud 1-a' }]);
    // Another error, and the same error by a person, are none: only what the AI decided alone was guarded.
    expect(of(paid.happens(outcomeKnown('accept')).last, 'incident')).toEqual([]);
    const person = asked().happens(reviewed('Nadia', 'pay')).silentUntil(at('09:00')).happens(outcomeKnown('refuse'));
    expect(of(person.last, 'incident')).toEqual([]);
  });
});

describe('every event in every step', () => {
  const decided = tale().happens(proposed(), at('08:01'));
  const inStep: Record<CaseStep, ReturnType<typeof tale>> = {
    quarantined: tale(aProcess(), bad),
    proposing: tale(),
    observing: tale(shadow).happens(proposed()),
    reviewing: asked(),
    held: asked().happens(reviewed('Nadia'), at('09:00')),
    decided,
    discarded: tale(aProcess(), bad).happens({ kind: 'discarded', by: 'Claire Favre', why: 'A test.' }),
  };
  const events: Record<CaseEvent['kind'], CaseEvent> = {
    proposed: proposed(),
    modelFailed: failed,
    reviewed: reviewed('Jean'),
    handedOn: { kind: 'handedOn', team: 'Risk', by: 'Jean', reason: 'Not mine.' },
    postponed: { kind: 'postponed', until: at('10:00'), by: 'Jean' },
    undone,
    contested,
    outcomeKnown: outcomeKnown(),
    repaired: { kind: 'repaired', by: 'Claire Favre', values: { amount: '1.00', client: 'Muster' } },
    discarded: { kind: 'discarded', by: 'Claire Favre', why: 'A test.' },
    dueReached: silence(),
  };
  const pairs = caseSteps.flatMap((step) => Object.values(events).map((event) => [step, event.kind] as const));

  test.each(pairs)('%s × %s', (step, kind) => {
    const before = inStep[step];
    expect(before.state.step).toBe(step);
    const { state, last } = before.happens(events[kind], at('15:59'));
    const named = (caseMoves[step] as readonly string[]).includes(kind);
    if (!named) expect(state).toBe(before.state);
    expect(last.length > 0).toBe(named);
  });
});
