// Deciding: the one final outcome of a case, its route and its why, and how long its effect is held back for an undo.

import type { CaseEffect, CaseState, Decision, Draw, Step } from './caseTypes.ts';
import { countOf } from './exposure.ts';
import { journalFills } from './journal.ts';
import type { Process } from './process.ts';
import { type Duration, type Instant, later, seconds } from './time.ts';
import type { Answer } from './tolerance.ts';
import { auditRate } from './trust.ts';

/** A person may take a decision back for this long, where the agreement says nothing. */
const undoForReview = seconds(10);
const none = 0 as Duration;

export const sayDecided: CaseEffect = { kind: 'send', what: 'decided' };

/** The draw of a case: it is checked when its keyed number lies under the rate of this step. */
export function draw(process: Process, { u, secretId }: { readonly u: number; readonly secretId: string }): Draw {
  const rate = auditRate(process);
  return { purpose: 'audit', rate, drawn: u < rate, secretId };
}

function record(process: Process, decision: Decision): CaseEffect {
  const { agreement } = process;
  const { audit } = decision;
  // In the order of the canonical form, which is then written in one go.
  const data = {
    agreement: agreement.hash,
    ...(audit === null ? {} : { audit: { drawn: audit.drawn, purpose: audit.purpose, rate: audit.rate, secretId: audit.secretId, watch: null } }),
    certificate: decision.certificate,
    fills: journalFills(agreement, decision.fills),
    model: decision.model,
    route: decision.route,
    value: decision.value,
    why: decision.why,
  };
  return { kind: 'record', entry: { kind: 'decided', by: decision.by, data } };
}

/** Deadlines are judged now, also when the effect is held back for an undo. */
export function conclude(process: Process, state: CaseState, decision: Decision, now: Instant): Step {
  const declared = decision.value === null ? null : (process.agreement.decisions.get(decision.value)?.undoFor ?? null);
  const hold = declared ?? (decision.route === 'review' ? undoForReview : none);
  const by = decision.route === 'auto' ? 'ai' : 'person';
  const counted: readonly CaseEffect[] =
    decision.route === 'fallback' ? [] : [{ kind: 'count', count: countOf(process.agreement, state.values, by, now) }];
  const effects: readonly CaseEffect[] = [record(process, decision), ...counted];
  if (hold > 0) return { state: { ...state, step: 'held', decision, wakeAt: later(now, hold) }, effects };
  return { state: { ...state, step: 'decided', decision, wakeAt: null }, effects: [...effects, sayDecided] };
}

/** Shadow: the decision was made outside; we only record it. null: nobody told us in time. Nothing is sent. */
export function moveOut(process: Process, state: CaseState, answer: Answer | null, now: Instant): Step {
  const decision: Decision = {
    value: answer?.decision ?? null,
    fills: answer?.fills ?? {},
    route: 'outside',
    why: answer === null ? 'The existing process did not tell its decision in time.' : 'The existing process decided.',
    by: 'outside',
    at: now,
    model: state.proposal?.model ?? null,
    certificate: null,
    audit: null,
  };
  return { state: { ...state, step: 'decided', decision, wakeAt: null }, effects: [record(process, decision)] };
}
