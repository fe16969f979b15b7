// The promises over any history: random agreements, random events at random times, late and double ones too. The world may do what it
// likes; the only thing assumed is that silence is delivered when it is due (or later, and then nothing is promised about time).
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aProcess, aProposal, loans, monday, opening } from '../../test/process.ts';
import { advanceCase, caseMoves, openCase } from './case.ts';
import type { CaseEffect, CaseEvent, CaseState } from './caseTypes.ts';
import { whyNotCertified } from './certificate.ts';
import type { Process } from './process.ts';
import { earliest, type Instant, instant, latest, milliseconds, minutes } from './time.ts';

const hour = 3_600_000;
const length = (min: number, max: number) =>
  fc.oneof(fc.integer({ min, max }), fc.noBias(fc.integer({ min, max }))).map((ms) => ({ length: milliseconds(ms), counted: 'elapsed' as const }));

/** With and without cover, deputies, reviewers and undo; long, short and senseless spans; certified or not; on every step. */
const processes: fc.Arbitrary<Process> = fc
  .record({
    reviewers: fc.boolean(),
    cover: fc.boolean(),
    deputies: fc.boolean(),
    undoFor: fc.constantFrom(null, minutes(0), minutes(5), minutes(300)),
    deadline: length(1000, 12 * hour),
    coverFrom: length(1000, 6 * hour),
    before: length(0, 6 * hour),
    trust: fc.oneof(
      fc.constant({ step: 'supervised', certified: true, paused: false, cap: null } as const),
      fc.record({
        step: fc.constantFrom('shadow', 'assisted', 'supervised', 'autonomous'),
        certified: fc.boolean(),
        paused: fc.boolean(),
        cap: fc.constantFrom(null, 0, 1000),
      } as const),
    ),
    audit: fc.constantFrom('before', 'after'),
  } as const)
  .map(({ reviewers, cover, deputies, undoFor, deadline, coverFrom, before, trust, audit }) => {
    const { step, certified, paused, cap } = trust;
    const { people, fallback } = loans;
    if (fallback === null) throw new Error('The agreement of the tests has a fallback.');
    const decisions = new Map([...loans.decisions].map(([id, rule]) => [id, { ...rule, undoFor, audit }]));
    return aProcess({
      step,
      pausedBy: paused ? 'Claire Favre' : null,
      ...(certified ? {} : { certificate: null }),
      people: {
        reviewers: reviewers ? people.reviewers : null,
        coverReviewers: cover ? people.coverReviewers : null,
        deputies: deputies ? people.deputies : [],
        coverFrom,
      },
      otherwise: { exposure: { cases: cap, money: null } },
      agreement: { deadline, decisions, fallback: { ...fallback, before } },
    });
  });

const decisions = fc.constantFrom('accept', 'accept', 'refuse', 'close', 'pay');
const names = fc.constantFrom('Nadia', 'Jean', 'Ada');
const score = fc.oneof(fc.constantFrom(null, 0, 0.89), fc.constantFrom(0.9, 0.97, 1));
const proposals = fc
  .record({ decision: decisions, score, model: fc.constantFrom('m1', 'm1', 'm1', 'm2'), u: fc.noBias(fc.integer({ min: 0, max: 999 })) })
  .map(({ u, ...proposal }): CaseEvent => ({ kind: 'proposed', proposal: aProposal(proposal), draw: { u: u / 1000, secretId: 's1' } }));
const failures = fc.constant<CaseEvent>({ kind: 'modelFailed', failure: 'timeout', why: 'It did not answer.', raw: null });
const answers = fc.oneof({ weight: 4, arbitrary: proposals }, failures);
const events: fc.Arbitrary<CaseEvent> = fc.oneof(
  answers,
  fc
    .record({ by: names, decision: decisions, reason: fc.constantFrom(null, 'So.') })
    .map((answer): CaseEvent => ({ kind: 'reviewed', ...answer, fills: {}, provenance: null })),
  names.map((by): CaseEvent => ({ kind: 'handedOn', team: 'Risk', by, reason: 'Not mine.' })),
  fc.integer({ min: 0, max: 24 * hour }).map((ms): CaseEvent => ({ kind: 'postponed', until: instant(monday + ms), by: 'Nadia' })),
  names.map((by): CaseEvent => ({ kind: 'undone', by })),
  names.map((by): CaseEvent => ({ kind: 'contested', by, reason: 'No.' })),
  decisions.map((decision): CaseEvent => ({ kind: 'outcomeKnown', by: 'the shop', decision, fills: {} })),
  fc.constant<CaseEvent>({ kind: 'repaired', by: 'Claire Favre', values: { amount: '1.00', client: 'Muster' } }),
  fc.constant<CaseEvent>({ kind: 'discarded', by: 'Claire Favre', why: 'A test.' }),
  fc.integer({ min: 1, max: 9 }).map((claims): CaseEvent => ({ kind: 'dueReached', claims })),
);
/** Most begin with an answer of the AI. Several at the same moment, and the same one twice, are wanted. */
const happenings = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 20 * hour }), events, fc.boolean()), { maxLength: 14 })
  .chain((list) =>
    fc
      .option(fc.tuple(fc.integer({ min: 0, max: 60_000 }), answers, fc.boolean()), { freq: 4 })
      .map((first) => (first === null ? list : [first, ...list])),
  )
  .map((list) => list.flatMap(([ms, event, twice]) => (twice ? [[ms, event] as const, [ms, event] as const] : [[ms, event] as const])))
  .map((list) => list.sort(([a], [b]) => a - b).map(([ms, event]) => ({ now: instant(monday + ms), event })));

const openings = fc.record({
  received: fc.integer({ min: 0, max: 20 * hour }).map((ms) => instant(monday - ms)),
  readable: fc.constantFrom(true, true, true, false),
  outside: fc.constantFrom(null, { decision: 'refuse', fills: {} }),
});

interface Point {
  readonly before: CaseState | null;
  readonly event: CaseEvent | null;
  readonly now: Instant;
  readonly state: CaseState;
  readonly effects: readonly CaseEffect[];
}

const stepsMax = 200;
const quarantineEnds: CaseEvent = { kind: 'discarded', by: 'Claire Favre', why: 'Nobody repaired it.' };

/**
 * Lives one case to its end. Silence comes `delay` after it is due, and also when other events come at the same time. A case in the
 * hands of the AI is looked at again when its lease ends, as the engine does. In the end somebody clears the quarantine.
 */
function live(process: Process, given: Parameters<typeof opening>[0], list: readonly { now: Instant; event: CaseEvent }[], delay: number): Point[] {
  const first = openCase(process, opening(given), monday);
  const points: Point[] = [{ before: null, event: null, now: monday, ...first }];
  let state = first.state;
  let clock: Instant = monday;
  let claims = 0;
  /** As the engine holds a case that the AI is asked about: at most two minutes, and never over a moment that counts. */
  const leaseEnd = (claimed: boolean): Instant => {
    const { fallbackAt, dueAt } = state.schedule;
    const end = instant(clock + minutes(2));
    const moments = (claimed ? [dueAt] : [fallbackAt, dueAt]).filter((at) => at !== null && at > clock) as Instant[];
    return earliest(end, moments[0] ?? end);
  };
  let lease = leaseEnd(false);
  const move = (event: CaseEvent, now: Instant): void => {
    clock = latest(clock, now);
    const step = advanceCase(process, state, event, clock);
    points.push({ before: state, event, now: clock, ...step });
    if (points.length > stepsMax) throw new Error(`The case does not end: ${state.step}, ${JSON.stringify(points.at(-1))}`);
    if (step.state !== state) claims = 0;
    state = step.state;
    lease = leaseEnd(event.kind === 'dueReached');
  };
  const silenceDue = (): Instant | null => (state.step === 'proposing' ? lease : state.wakeAt);
  const quiet = (end: number): void => {
    for (let due = silenceDue(); due !== null && due + delay <= end; due = silenceDue()) {
      if (state.step === 'quarantined' && end === Number.POSITIVE_INFINITY) return;
      claims += 1;
      move({ kind: 'dueReached', claims }, instant(due + delay));
    }
  };
  for (const { now, event } of list) {
    quiet(now);
    move(event, now);
  }
  quiet(Number.POSITIVE_INFINITY);
  if (state.step === 'quarantined') move(quarantineEnds, clock);
  return points;
}

const histories = (delays: fc.Arbitrary<number>) => fc.tuple(processes, openings, happenings, delays);
const onTime = fc.constant(0);
const anyDelay = fc.integer({ min: 0, max: 10 * hour });

const lived = ([process, { received, readable, outside }, list, delay]: [
  Process,
  { received: Instant; readable: boolean; outside: { decision: string; fills: object } | null },
  readonly { now: Instant; event: CaseEvent }[],
  number,
]): Point[] => {
  const values = readable ? {} : { values: null };
  return live(
    process,
    { receivedAt: received, outside: outside === null ? null : { decision: outside.decision, fills: {} }, ...values },
    list,
    delay,
  );
};
const entries = (points: readonly Point[], kind: string): number =>
  points.flatMap(({ effects }) => effects).filter((effect) => effect.kind === 'record' && effect.entry.kind === kind).length;
const effectsOf = (points: readonly Point[], kind: CaseEffect['kind']): number =>
  points.flatMap(({ effects }) => effects).filter((effect) => effect.kind === kind).length;
const runs = { numRuns: 2000 };

describe('over any history', () => {
  test('every case with a fallback ends, decided or discarded, and nothing wakes it any more', () => {
    fc.assert(
      fc.property(histories(anyDelay), (history) => {
        const end = lived(history).at(-1)?.state;
        expect(['decided', 'discarded']).toContain(end?.step);
        expect(end?.wakeAt).toBeNull();
        expect(end?.step === 'decided').toBe(end?.decision !== null);
      }),
      runs,
    );
  });

  test('in time, whatever people and the AI do, when silence is delivered in time', () => {
    fc.assert(
      fc.property(histories(onTime), (history) => {
        for (const { state, before } of lived(history)) {
          // Deadlines are judged when a case is decided; an undo near the end and a contest bring their own deadline with them.
          if (state.decision === null || before?.decision === state.decision) continue;
          expect(state.decision.at).toBeLessThanOrEqual(state.schedule.dueAt ?? 0);
        }
      }),
      runs,
    );
  });

  test('once: a second decision stands only after an undo or a contest, and each is in the record', () => {
    fc.assert(
      fc.property(histories(anyDelay), (history) => {
        const points = lived(history);
        const decided = entries(points, 'decided');
        const taken = entries(points, 'undone') + entries(points, 'contested');
        const end = points.at(-1)?.state;
        expect(decided).toBe(taken + (end?.step === 'decided' ? 1 : 0));
        expect(end?.former).toHaveLength(entries(points, 'contested'));
        for (const { before, state } of points) {
          // A decision that stands is never replaced by another in one step.
          if (before?.decision && state.decision) expect(state.decision).toBe(before.decision);
        }
      }),
      runs,
    );
  });

  test('an effect leaves once for each decision that stood, never for one that was taken back, and never in shadow', () => {
    fc.assert(
      fc.property(histories(anyDelay), (history) => {
        const points = lived(history);
        const outside = points.filter(({ before, state }) => state.decision?.route === 'outside' && before?.decision !== state.decision).length;
        expect(effectsOf(points, 'send')).toBe(entries(points, 'decided') - entries(points, 'undone') - outside);
        for (const { effects, state } of points) if (effects.some(({ kind }) => kind === 'send')) expect(state.step).toBe('decided');
      }),
      runs,
    );
  });

  test('the AI decides alone only under a certificate that holds at that moment, and within its caps', () => {
    fc.assert(
      fc.property(histories(anyDelay), (history) => {
        const [process] = history;
        const { agreement, certificate, wiringHash } = process;
        for (const { before, state, now } of lived(history)) {
          const { decision, proposal } = state;
          if (decision?.route !== 'auto' || before?.decision === decision) continue;
          const binding = { model: proposal?.model ?? '', wiringHash: wiringHash ?? '', trustHash: agreement.trustHash };
          expect(whyNotCertified(certificate, binding, now)).toBeNull();
          expect(proposal?.score).toBeGreaterThanOrEqual(certificate?.threshold ?? 2);
          expect([process.pausedBy, process.step === 'supervised' || process.step === 'autonomous']).toEqual([null, true]);
          expect(agreement.otherwise.exposure.cases).not.toBe(0);
          expect(agreement.decisions.get(decision.value ?? '')?.neverByAi).toBe(false);
        }
      }),
      runs,
    );
  });

  test('an event that the table does not name leaves the very same state, and no trace', () => {
    fc.assert(
      fc.property(histories(anyDelay), (history) => {
        for (const { before, event, state, effects } of lived(history)) {
          if (before === null || event === null || (caseMoves[before.step] as readonly string[]).includes(event.kind)) continue;
          expect(state).toBe(before);
          expect(effects).toEqual([]);
        }
      }),
      runs,
    );
  });

  test('who decided a case is never asked again after it was contested', () => {
    fc.assert(
      fc.property(histories(anyDelay), (history) => {
        for (const { state, effects } of lived(history)) {
          const former = state.former.filter(({ route }) => route === 'review').map(({ by }) => by);
          for (const effect of effects) if (effect.kind === 'ask') expect(effect.not).toEqual(former);
        }
      }),
      runs,
    );
  });

  test('a question is open exactly while a case is in review', () => {
    fc.assert(
      fc.property(histories(anyDelay), (history) => {
        let open = false;
        for (const { state, effects } of lived(history)) {
          for (const effect of effects) {
            if (effect.kind === 'ask') open = true;
            if (effect.kind === 'closeReview') open = false;
          }
          expect(open).toBe(state.step === 'reviewing');
          expect(state.review !== null).toBe(open);
        }
      }),
      runs,
    );
  });
});

test('the histories are worth something: each route and each step occurs often', () => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(histories(onTime), (history) => {
      const names = lived(history).flatMap(({ state }) => [state.step, state.decision?.route ?? 'none', state.review?.stage ?? 'none']);
      for (const name of new Set(names)) seen.set(name, (seen.get(name) ?? 0) + 1);
    }),
    { ...runs, seed: 1 },
  );
  const rare = ['quarantined', 'proposing', 'observing', 'reviewing', 'held', 'decided', 'discarded', 'auto', 'review', 'fallback', 'outside'];
  for (const name of [...rare, 'cover', 'deputies']) expect([name, (seen.get(name) ?? 0) > 60]).toEqual([name, true]);
});
