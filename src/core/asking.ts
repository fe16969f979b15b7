// Asking people: reviewers first, then cover, then the deputies, then the declared fallback. Expired is not rejected.
import type { CaseEffect, CaseState, Decision, Review, Step } from './caseTypes.ts';
import { type Schedule, scheduleOf } from './deadline.ts';
import { conclude } from './deciding.ts';
import { Personal } from './journal.ts';
import type { Process } from './process.ts';
import { days, earliest, type Instant, later } from './time.ts';

/** A case without deadline, or past it without fallback, is looked at again every day. */
const lookAgain = days(1);

/** Who may not decide: whoever decided this case before it was contested. */
const notAgain = (state: CaseState): readonly string[] => state.former.filter(({ route }) => route === 'review').map(({ by }) => by);

function teamOf({ agreement: { people } }: Process, stage: Review['stage']): string | null {
  if (stage === 'reviewers') return people.reviewers?.team ?? null;
  if (stage === 'cover') return people.coverReviewers?.team ?? null;
  return people.deputies.length === 0 ? null : people.deputies.join(', ');
}

/** The first moment at which the next stage takes over. */
function nextMoment({ agreement }: Process, schedule: Schedule, stage: Review['stage'], now: Instant): Instant {
  const { coverAt, deputiesAt, fallbackAt, dueAt } = schedule;
  if (dueAt === null || coverAt === null || deputiesAt === null || fallbackAt === null) return later(now, lookAgain);
  const last = agreement.fallback === null ? dueAt : fallbackAt;
  const moments = { reviewers: [coverAt, deputiesAt, last], cover: [deputiesAt, last], deputies: [last] }[stage];
  return moments.find((at) => at > now) ?? last;
}

function ask(state: CaseState, review: Review, from: Instant, wakeAt: Instant, by: string): Step {
  const asked = { team: review.team, stage: review.stage, blind: review.blind, why: review.why };
  return {
    state: { ...state, step: 'reviewing', review, wakeAt },
    effects: [
      { kind: 'record', entry: { kind: 'asked', by, data: asked } },
      { kind: 'ask', review, from, dueAt: state.schedule.dueAt, not: notAgain(state) },
    ],
  };
}

/** Hands the case to the reviewers. Without any, the first stage that has people takes it. */
export function askPeople(process: Process, state: CaseState, why: string, blind: boolean, now: Instant): Step {
  const stages = ['reviewers', 'cover', 'deputies'] as const;
  const stage = stages.find((name) => teamOf(process, name) !== null) ?? 'reviewers';
  const review: Review = { stage, team: teamOf(process, stage), why, blind, audit: null };
  return ask(state, review, now, nextMoment(process, state.schedule, stage, now), 'fortnight');
}

export function handOn(state: CaseState, team: string, by: string, reason: string): Step {
  if (state.review === null) return { state, effects: [] };
  const review: Review = { ...state.review, team };
  const entry: CaseEffect = { kind: 'record', entry: { kind: 'handedOn', by, data: { team, reason: new Personal(reason) } } };
  const asked: CaseEffect = { kind: 'ask', review, from: state.openedAt, dueAt: state.schedule.dueAt, not: notAgain(state) };
  return { state: { ...state, review }, effects: [entry, asked] };
}

/** Later, at a time before the deadline: the question sleeps, the clock does not. */
export function postpone(state: CaseState, until: Instant, by: string): Step {
  if (state.review === null) return { state, effects: [] };
  const from = state.schedule.fallbackAt === null ? until : earliest(until, state.schedule.fallbackAt);
  const entry: CaseEffect = { kind: 'record', entry: { kind: 'postponed', by, data: { until: from } } };
  return { state, effects: [entry, { kind: 'ask', review: state.review, from, dueAt: state.schedule.dueAt, not: notAgain(state) }] };
}

/** After an undo past the deadline, people get as much time as cover would have. */
export function overdue(process: Process, state: CaseState, now: Instant): Schedule {
  const { fallbackAt } = state.schedule;
  if (fallbackAt === null || fallbackAt > now) return state.schedule;
  return scheduleOf(process.agreement, state.receivedAt, now, process.working);
}

/** Nobody answered: the next stage is asked; after the last one the declared fallback decides. */
export function silenceInReview(process: Process, state: CaseState, now: Instant): Step {
  const { schedule, review } = state;
  const { fallback } = process.agreement;
  if (schedule.dueAt === null || review === null) return { state: { ...state, wakeAt: later(now, lookAgain) }, effects: [] };
  const last = fallback === null ? schedule.dueAt : schedule.fallbackAt;
  if (last !== null && now >= last) return fallback === null ? missed(process, state, now) : fallBack(process, state, now);
  const stage = schedule.deputiesAt !== null && now >= schedule.deputiesAt ? 'deputies' : 'cover';
  const team = teamOf(process, stage);
  const wakeAt = nextMoment(process, schedule, stage, now);
  if (team === null || stage === review.stage) return { state: { ...state, wakeAt }, effects: [] };
  const expired: CaseEffect = { kind: 'record', entry: { kind: 'expired', by: 'fortnight', data: { waitedFor: review.team, stage: review.stage } } };
  const asked = ask(state, { ...review, stage, team }, now, wakeAt, 'fortnight');
  return { state: asked.state, effects: [expired, ...asked.effects] };
}

function fallBack(process: Process, state: CaseState, now: Instant): Step {
  const { fallback } = process.agreement;
  const forbidden = fallback === null || fallback.never.includes(fallback.decide) || !process.agreement.decisions.has(fallback.decide);
  if (fallback === null || forbidden) return missed(process, state, now);
  const decision: Decision = {
    value: fallback.decide,
    fills: fallback.fills,
    route: 'fallback',
    why: 'Nobody decided in time; the declared fallback did.',
    by: 'fallback',
    at: now,
    model: state.proposal?.model ?? null,
    certificate: null,
    audit: null,
  };
  const expired: CaseEffect = {
    kind: 'record',
    entry: { kind: 'expired', by: 'fortnight', data: { waitedFor: state.review?.team ?? null, stage: state.review?.stage ?? null } },
  };
  const incident: CaseEffect = {
    kind: 'incident',
    incident: 'fallbackUsed',
    cause: 'silence',
    say: `Nobody decided ${state.id} in time; the fallback did.`,
  };
  const concluded = conclude(process, { ...state, review: null }, decision, now);
  return { state: concluded.state, effects: [expired, { kind: 'closeReview', as: 'expired', by: 'fallback' }, ...concluded.effects, incident] };
}

/** No fallback is declared: the case stays with people, and its owner is told again every day. */
function missed(process: Process, state: CaseState, now: Instant): Step {
  const who = process.agreement.people.owner ?? 'nobody is named as owner';
  const say = `${state.id} is undecided past its deadline, and no fallback is declared (${who}).`;
  return {
    state: { ...state, wakeAt: later(now, lookAgain) },
    effects: [{ kind: 'incident', incident: 'deadlineMissed', cause: 'no-fallback', say }],
  };
}
