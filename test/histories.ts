// Random histories of a case: random agreements, random events at random times, late and double ones too. The world may do what it
// likes; the only thing assumed is that silence is delivered when it is due, or a given time later.
import fc from 'fast-check';
import { advanceCase, openCase } from '../src/core/case.ts';
import type { CaseEffect, CaseEvent, CaseState } from '../src/core/caseTypes.ts';
import type { Process } from '../src/core/process.ts';
import { earliest, type Instant, instant, latest, milliseconds, minutes } from '../src/core/time.ts';
import { aProcess, aProposal, loans, monday, opening } from './process.ts';

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

export interface Point {
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

export const histories = (delays: fc.Arbitrary<number>) => fc.tuple(processes, openings, happenings, delays);
export const onTime = fc.constant(0);
export const anyDelay = fc.integer({ min: 0, max: 10 * hour });

export const lived = ([process, { received, readable, outside }, list, delay]: [
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
