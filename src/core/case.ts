// The life of a case: one table of steps and events, and one function. The same inputs give the same answer; nothing is done here.
// What must be done comes out as effects, which the engine writes in the transaction of the step, or performs after it.
import type { Agreement } from './agreement.ts';
import { askPeople, handOn, overdue, postpone, silenceInReview } from './asking.ts';
import type { CaseEffect, CaseEvent, CaseState, Decision, Step } from './caseTypes.ts';
import { scheduleOf } from './deadline.ts';
import { conclude, draw, moveOut, sayDecided } from './deciding.ts';
import { exactNumber, journalFills, Personal } from './journal.ts';
import { labelOf } from './labels.ts';
import type { Process } from './process.ts';
import type { Proposal } from './proposal.ts';
import { days, type Instant, later } from './time.ts';
import { applyTrustRule, rulesAskForPerson } from './trust.ts';

/** Which events move a case from which step. An event that is not named here leaves the case as it is. */
export const caseMoves = {
  quarantined: ['repaired', 'discarded', 'dueReached'],
  proposing: ['proposed', 'modelFailed', 'outcomeKnown', 'dueReached'],
  observing: ['outcomeKnown', 'dueReached'],
  reviewing: ['reviewed', 'handedOn', 'postponed', 'dueReached'],
  held: ['undone', 'dueReached'],
  decided: ['contested', 'outcomeKnown'],
  discarded: [],
} as const satisfies Record<CaseState['step'], readonly CaseEvent['kind'][]>;

/** A case whose worker died this often while asking the AI is decided by a person. */
const claimsMax = 3;

/** Late and double arrivals are normal: they change nothing and cause no effect. */
export function advanceCase(process: Process, state: CaseState, event: CaseEvent, now: Instant): Step {
  const known: readonly CaseEvent['kind'][] = caseMoves[state.step];
  if (!known.includes(event.kind)) return { state, effects: [] };
  switch (event.kind) {
    case 'proposed':
      return weigh(process, state, event.proposal, event.draw, now);
    case 'modelFailed':
      return withoutProposal(process, state, event.why, event.failure, event.raw, now);
    case 'reviewed':
      return answered(process, state, event, now);
    case 'handedOn':
      return handOn(state, event.team, event.by, event.reason);
    case 'postponed':
      return postpone(state, event.until, event.by);
    case 'undone':
      return undo(process, state, event.by, now);
    case 'contested':
      return contest(process, state, event.by, event.reason, now);
    case 'outcomeKnown':
      return outcome(process, state, event, now);
    case 'repaired':
      return repaired(process, state, event, now);
    case 'discarded': {
      const entry: CaseEffect = { kind: 'record', entry: { kind: 'discarded', by: event.by, data: { why: new Personal(event.why) } } };
      return { state: { ...state, step: 'discarded', wakeAt: null }, effects: [entry, { kind: 'quarantineEnded' }] };
    }
    case 'dueReached':
      return silence(process, state, event.claims, now);
  }
}

/** A case as it enters: with readable input it goes to the AI, else to quarantine. */
export function openCase(process: Process, opening: Opening, now: Instant): Step {
  const schedule = scheduleOf(process.agreement, opening.receivedAt, now, process.working);
  const base: CaseState = {
    step: 'proposing',
    id: opening.id,
    key: opening.key,
    values: opening.values ?? {},
    openedAt: now,
    receivedAt: opening.receivedAt,
    schedule,
    wakeAt: now,
    proposal: null,
    raw: null,
    review: null,
    decision: null,
    former: [],
    checkedBy: null,
    outside: opening.outside,
    purpose: process.step === 'shadow' ? 'observe' : 'decide',
  };
  const opened: CaseEffect = {
    kind: 'record',
    entry: {
      kind: 'opened',
      by: opening.by,
      data: {
        agreement: process.agreement.hash,
        calendar: process.working.hash,
        dueAt: schedule.dueAt,
        input: new Personal(opening.raw),
        ...(schedule.lateOnArrival ? { lateOnArrival: true } : {}),
        step: process.step,
      },
    },
  };
  if (opening.values !== null) return { state: base, effects: [opened, { kind: 'propose' }] };
  const why = opening.problems.map((problem) => problem.message).join(' ');
  const entry: CaseEffect = { kind: 'record', entry: { kind: 'quarantined', by: 'fortnight', data: { why: new Personal(why) } } };
  const incident: CaseEffect = { kind: 'incident', incident: 'quarantined', cause: 'input', say: `The case ${opening.id} cannot be read.` };
  // Without a deadline too, the owner is told again: nobody else waits for a case that cannot be read.
  return { state: { ...base, step: 'quarantined', wakeAt: schedule.dueAt ?? later(now, days(1)) }, effects: [opened, entry, incident] };
}

export interface Opening {
  readonly id: string;
  readonly key: string;
  /** As it came in, for the keyed hash and for repair. */
  readonly raw: unknown;
  /** null when it does not fit the agreement. */
  readonly values: CaseState['values'] | null;
  readonly problems: readonly { readonly field: string; readonly message: string }[];
  readonly receivedAt: Instant;
  /** What the existing process decided, in shadow. */
  readonly outside: CaseState['outside'];
  readonly by: string;
}

function recordProposal(agreement: Agreement, proposal: Proposal, wiringHash: string | null): CaseEffect {
  const signals = Object.fromEntries(Object.entries(proposal.signals).map(([name, value]) => [name, value === null ? null : exactNumber(value)]));
  const data = {
    decision: proposal.decision,
    fills: journalFills(agreement, proposal.fills),
    ...(proposal.fingerprint === null ? {} : { fingerprint: proposal.fingerprint }),
    model: proposal.model,
    score: proposal.score === null ? null : exactNumber(proposal.score),
    signals,
    wiring: wiringHash,
  };
  return { kind: 'record', entry: { kind: 'proposed', by: `ai:${proposal.model}`, data } };
}

/** The AI has answered: the trust rule says whether that is the decision. */
function weigh(process: Process, before: CaseState, proposal: Proposal, chance: { u: number; secretId: string }, now: Instant): Step {
  const state: CaseState = { ...before, proposal };
  const recorded = recordProposal(process.agreement, proposal, process.wiringHash);
  if (state.purpose === 'observe') return prefix([recorded], watchOutside(process, state, now));
  const trust = applyTrustRule(process, state.values, proposal, now);
  const drawn = draw(process, chance);
  if (trust.verdict === 'person') {
    // A check draws cases that the rules would pass; in `assisted` such a case is shown blind and the answer decides it.
    const blind = trust.rule === 'step' && drawn.drawn && rulesAskForPerson(process.agreement, state.values, proposal.decision) === null;
    const asked = askPeople(process, state, blind ? 'A random check: please decide without seeing the proposal.' : trust.why, blind, now);
    const cap: readonly CaseEffect[] = trust.rule === 'cap' ? [{ kind: 'incident', incident: 'exposureReached', cause: 'cap', say: trust.why }] : [];
    return prefix([recorded, ...cap], blind ? { ...asked, state: withDraw(asked.state, drawn) } : asked);
  }
  if (drawn.drawn && process.agreement.decisions.get(proposal.decision)?.audit === 'before') {
    const asked = askPeople(process, state, 'A random check before the decision goes out.', true, now);
    return prefix([recorded], { ...asked, state: withDraw(asked.state, drawn) });
  }
  const decision: Decision = {
    value: proposal.decision,
    fills: proposal.fills,
    route: 'auto',
    why: trust.why,
    by: `ai:${proposal.model}`,
    at: now,
    model: proposal.model,
    certificate: process.certificate?.id ?? null,
    audit: drawn,
  };
  const decided = conclude(process, state, decision, now);
  const audit: readonly CaseEffect[] = drawn.drawn ? [{ kind: 'audit', why: 'A random check of what the AI decided alone.' }] : [];
  return prefix([recorded], { ...decided, effects: [...decided.effects, ...audit] });
}

const withDraw = (state: CaseState, audit: NonNullable<Decision['audit']>): CaseState =>
  state.review === null ? state : { ...state, review: { ...state.review, audit } };

const prefix = (effects: readonly CaseEffect[], step: Step): Step => ({ state: step.state, effects: [...effects, ...step.effects] });

/** The AI gave nothing usable: a person decides, and sees what it said. */
function withoutProposal(process: Process, before: CaseState, why: string, failure: string, raw: string | null, now: Instant): Step {
  const state: CaseState = { ...before, raw };
  const entry: CaseEffect = {
    kind: 'record',
    entry: { kind: 'modelFailed', by: 'fortnight', data: { failure, ...(raw === null ? {} : { raw: new Personal(raw) }) } },
  };
  if (state.purpose === 'observe') return prefix([entry], watchOutside(process, state, now));
  return prefix([entry], askPeople(process, state, why, false, now));
}

/** Shadow: the existing process decides; we wait to hear what. */
function watchOutside(process: Process, state: CaseState, now: Instant): Step {
  if (state.outside !== null) return moveOut(process, state, state.outside, now);
  return { state: { ...state, step: 'observing', wakeAt: state.schedule.dueAt }, effects: [] };
}

/** A reviewer decided. The answer was checked against the agreement before it came here (`core/review`). */
function answered(process: Process, state: CaseState, event: Extract<CaseEvent, { kind: 'reviewed' }>, now: Instant): Step {
  const blind = state.review?.blind === true;
  const fills = journalFills(process.agreement, event.fills);
  const provenance = event.provenance ?? (blind ? 'blind' : 'saw-proposal');
  const reviewed: CaseEffect = {
    kind: 'record',
    entry: {
      kind: 'reviewed',
      by: event.by,
      data: { decision: event.decision, fills, blind, ...(event.reason === null ? {} : { reason: new Personal(event.reason) }) },
    },
  };
  const label = labelOf(provenance, { decision: event.decision, fills: event.fills }, event.by);
  const decision: Decision = {
    value: event.decision,
    fills: event.reason === null ? event.fills : { ...event.fills, reason: event.reason },
    route: 'review',
    why: state.review === null ? 'A person decided.' : `A person decided. Why it was asked: ${state.review.why}`,
    by: event.by,
    at: now,
    model: state.proposal?.model ?? null,
    certificate: null,
    audit: state.review?.audit ?? null,
  };
  const closed: CaseEffect = { kind: 'closeReview', as: 'answered', by: event.by };
  return prefix([reviewed, ...label, closed], conclude(process, { ...state, review: null }, decision, now));
}

function undo(process: Process, state: CaseState, by: string, now: Instant): Step {
  const entry: CaseEffect = { kind: 'record', entry: { kind: 'undone', by, data: { value: state.decision?.value ?? null } } };
  const reopened: CaseState = { ...state, decision: null, schedule: overdue(process, state, now) };
  return prefix([entry], askPeople(process, reopened, `${by} took the decision back.`, false, now));
}

/** A contest opens a new decision with a full new deadline and never edits the old one; another person decides. */
function contest(process: Process, state: CaseState, by: string, reason: string, now: Instant): Step {
  const entry: CaseEffect = { kind: 'record', entry: { kind: 'contested', by, data: { reason: new Personal(reason) } } };
  const former = state.decision === null ? state.former : [...state.former, state.decision];
  const schedule = scheduleOf(process.agreement, now, now, process.working);
  const reopened: CaseState = { ...state, decision: null, former, schedule, purpose: 'decide' };
  return prefix([entry], askPeople(process, reopened, 'The decision was contested.', false, now));
}

/** What turned out to be right. It moves only a case that we observe; for a decided one it is a label. */
function outcome(process: Process, state: CaseState, event: Extract<CaseEvent, { kind: 'outcomeKnown' }>, now: Instant): Step {
  const known = { decision: event.decision, fills: event.fills };
  const data = { decision: event.decision, fills: journalFills(process.agreement, event.fills) };
  const entry: CaseEffect = { kind: 'record', entry: { kind: 'outcomeKnown', by: event.by, data } };
  const label = labelOf('outcome', known, event.by);
  if (state.step === 'observing') return prefix([entry, ...label], moveOut(process, state, known, now));
  if (state.step === 'proposing') return { state: { ...state, outside: known }, effects: [entry, ...label] };
  return { state, effects: [entry, ...label, ...guardedErrors(process.agreement, state, event.decision)] };
}

/** A rare and grave error that rules were to prevent: each occurrence is an incident. */
function guardedErrors(agreement: Agreement, state: CaseState, right: string): readonly CaseEffect[] {
  const was = state.decision;
  if (was === null || was.route !== 'auto' || was.value === right) return [];
  const kinds = [...agreement.errors.values()].filter(
    ({ guardedBy, when }) =>
      guardedBy.length > 0 && 'decided' in when && (when.decided ?? was.value) === was.value && (when.shouldBe ?? right) === right,
  );
  return kinds.map(({ id }) => ({
    kind: 'incident',
    incident: 'guardedErrorHappened',
    cause: `${id} ${state.id}`,
    say: `"${id}" happened in ${state.id}.`,
  }));
}

function repaired(process: Process, state: CaseState, event: Extract<CaseEvent, { kind: 'repaired' }>, now: Instant): Step {
  const schedule = scheduleOf(process.agreement, now, now, process.working);
  const entry: CaseEffect = { kind: 'record', entry: { kind: 'repaired', by: event.by, data: { dueAt: schedule.dueAt } } };
  const next: CaseState = { ...state, step: 'proposing', values: event.values, schedule, wakeAt: now };
  return { state: next, effects: [entry, { kind: 'quarantineEnded' }, { kind: 'propose' }] };
}

/** What silence does, by step. `claims` counts how often a worker took this case and did not come back. */
function silence(process: Process, state: CaseState, claims: number, now: Instant): Step {
  switch (state.step) {
    case 'proposing': {
      // The AI gets no time that belongs to the fallback: else a model that hangs would make the decision late.
      const { fallbackAt } = state.schedule;
      if (fallbackAt !== null && now >= fallbackAt) return withoutProposal(process, state, 'The AI did not answer in time.', 'too-late', null, now);
      if (claims <= claimsMax) return { state, effects: [{ kind: 'propose' }] };
      const poison: CaseEffect = { kind: 'incident', incident: 'poisonCase', cause: state.id, say: `The case ${state.id} stopped its worker.` };
      const why = 'The AI could not be asked: its worker stopped several times.';
      return prefix([poison], withoutProposal(process, state, why, 'worker-stopped', null, now));
    }
    case 'observing': {
      const entry: CaseEffect = { kind: 'record', entry: { kind: 'expired', by: 'fortnight', data: { waitedFor: 'the decision outside' } } };
      return prefix([entry], moveOut(process, state, null, now));
    }
    case 'reviewing':
      return silenceInReview(process, state, now);
    case 'held':
      return { state: { ...state, step: 'decided', wakeAt: null }, effects: [sayDecided] };
    case 'quarantined': {
      const say = `The case ${state.id} still cannot be read.`;
      return { state: { ...state, wakeAt: later(now, days(1)) }, effects: [{ kind: 'incident', incident: 'quarantined', cause: 'input', say }] };
    }
    case 'decided':
    case 'discarded':
      return { state, effects: [] };
  }
}
