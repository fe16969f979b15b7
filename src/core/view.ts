// A case as callers see it.
import type { CaseState, CaseStep, Route } from './caseTypes.ts';
import type { Value } from './input.ts';
import { type Instant, isoOf } from './time.ts';

export interface DecisionView {
  readonly value: string | null;
  readonly fills: Readonly<Record<string, Value>>;
  readonly route: Route;
  readonly why: string;
  readonly at: string;
  readonly by: string;
  readonly model: string | null;
  readonly certificate: string | null;
}

export interface CaseView {
  readonly id: string;
  readonly key: string;
  readonly step: CaseStep;
  readonly decision: DecisionView | null;
  readonly dueAt: string | null;
  /** While `held`: when the effect goes out, unless somebody takes the decision back. */
  readonly effectAt?: string;
  /** In shadow: what the AI proposed. */
  readonly proposal?: { readonly decision: string; readonly fills: Readonly<Record<string, Value>>; readonly score: number | null };
  readonly lateOnArrival?: true;
}

const iso = (at: Instant | null): string | null => (at === null ? null : isoOf(at));

export function viewOf(state: CaseState): CaseView {
  const { decision, proposal } = state;
  return {
    id: state.id,
    key: state.key,
    step: state.step,
    decision: decision === null ? null : { ...decisionView(decision), at: isoOf(decision.at) },
    dueAt: iso(state.schedule.dueAt),
    ...(state.step === 'held' && state.wakeAt !== null ? { effectAt: isoOf(state.wakeAt) } : {}),
    ...(state.purpose === 'observe' && proposal !== null
      ? { proposal: { decision: proposal.decision, fills: proposal.fills, score: proposal.score } }
      : {}),
    ...(state.schedule.lateOnArrival ? { lateOnArrival: true as const } : {}),
  };
}

function decisionView(decision: NonNullable<CaseState['decision']>): Omit<DecisionView, 'at'> {
  const { value, fills, route, why, by, model, certificate } = decision;
  return { value, fills, route, why, by, model, certificate };
}

/** Where `wait` ends: nothing more comes soon by itself. A case in shadow has its proposal then, and waits for the world. */
export const isAnswered = (state: CaseState): boolean => ['observing', 'held', 'decided', 'discarded', 'quarantined'].includes(state.step);
