// The port to a model, whatever kind it is. A connector makes one call and says what happened; deadlines, retries, breaker,
// concurrency and cost caps stand in one place around it (`guarded.ts`), so that nothing is retried at two layers.

import type { Money } from '../core/agreement.ts';
import type { Values } from '../core/input.ts';
import type { RawAnswer } from '../core/proposal.ts';

/** What a model gets: the key, and the fields that the wiring names (all of them by default). */
export interface Question {
  readonly key: string;
  readonly input: Values;
}

/** Why a call failed, as the breaker, the budget and people need it. */
export type FailureKind =
  | 'timeout'
  | 'unreachable'
  | 'rate-limited'
  | 'over-budget'
  | 'not-found'
  | 'refused'
  | 'unusable'
  | 'breaker-open'
  | 'cost-cap'
  | 'no-model';

export interface Failure {
  readonly ok: false;
  readonly failure: FailureKind;
  /** One sentence for people. */
  readonly why: string;
  /** Seconds, as `Retry-After` asked for. */
  readonly retryAfter: number | null;
  /** What was answered, kept for the person who decides. */
  readonly raw: string | null;
  /** What the call cost although its answer cannot be used. */
  readonly cost?: Money | null;
}
export type Outcome = { readonly ok: true; readonly answer: RawAnswer } | Failure;

/** One call, once. Never throws for what the world does; rejects only when `signal` aborts. */
export interface Connector {
  readonly kind: 'openai' | 'http' | 'command' | 'function' | 'recorded' | 'scripted';
  /** The model id that certificates bind before the provider has reported one. */
  readonly model: string;
  ask(question: Question, signal: AbortSignal): Promise<Outcome>;
  /** The answer without waiting, from a function of this program that is known to answer at once; null: ask. */
  askNow?(question: Question): Outcome | null;
  /** What this call may cost at most, for the caps; null when nobody can say. Absent: nothing. */
  worstCost?(question: Question): Money | null;
  /** Ends child processes and sockets. */
  close(): Promise<void>;
}

/** What the engine calls: `Connector` with everything that guards it. `ask` always resolves. */
export interface Model {
  readonly model: string;
  /** SHA-256 over prompt, model, settings and version of the wiring: a change voids certificates. */
  readonly wiringHash: string;
  /** Calls that may run at the same time. */
  readonly concurrency: number;
  ask(question: Question): Promise<Outcome>;
  /** As `Connector.askNow`, guarded; null also when a guard would have to wait. */
  askNow?(question: Question): Outcome | null;
  close(): Promise<void>;
}
