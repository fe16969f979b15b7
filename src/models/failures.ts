// Failed calls, told apart as the breaker, the budget and people need it. A provider without budget answers 400, 402, 429 or even 200;
// it is an outage, never a bad case. What was answered is kept as it came, without the secrets that we sent.
import type { Money } from '../core/agreement.ts';
import type { Failure, FailureKind } from './model.ts';

/** Enough for a person to see what happened; a model's page of an error can be megabytes. */
const rawMax = 100_000;

export interface FailureDetails {
  readonly retryAfter?: number | null;
  readonly raw?: string | null;
  readonly cost?: Money | null;
}

export function failure(kind: FailureKind, why: string, { retryAfter = null, raw = null, cost = null }: FailureDetails = {}): Failure {
  return { ok: false, failure: kind, why, retryAfter, raw: raw === null ? null : raw.slice(0, rawMax), cost };
}

/** Replaces every secret that we know of; short ones stay, since they would also blank ordinary words. */
export function hideSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((hidden, secret) => (secret.length < 6 ? hidden : hidden.replaceAll(secret, '***')), text);
}

const aboutBudget = /insufficient[_ ](quota|funds|balance|credit)|budget|billing|payment required|quota|out of credit|credit balance/i;

/** Seconds of a `Retry-After` header: a number or a date (`at`: now). Absurd values stay, the guard bounds them. */
export function retryAfterOf(header: string | null | undefined, at: number): number | null {
  if (header === null || header === undefined) return null;
  if (/^\s*\d+(\.\d+)?\s*$/.test(header)) return Number(header);
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, Math.ceil((date - at) / 1000));
}

/** What an HTTP status other than 2xx means. */
export function failureOfStatus(status: number, retryAfter: number | null, body: string): Failure {
  const said = { retryAfter, raw: body };
  if (status === 402 || (status >= 400 && status < 500 && status !== 404 && aboutBudget.test(body) && !(status === 429 && /rate.?limit/i.test(body))))
    return failure('over-budget', `The provider's budget is used up (${status}).`, said);
  if (status === 429) return failure('rate-limited', 'The model was asked too often (429).', said);
  if (status === 401 || status === 403) return failure('refused', `The model does not accept our key (${status}).`, { retryAfter });
  if (status === 404 || status === 410) return failure('not-found', `The address or the model does not exist (${status}).`, said);
  if (status === 408 || status === 504) return failure('timeout', `The model did not answer in time (${status}).`, said);
  if (status >= 500) return failure('unreachable', `The model does not work (${status}).`, said);
  if (status >= 300 && status < 400) return failure('unreachable', `The address leads elsewhere (${status}); we do not follow.`, said);
  return failure('refused', `The model refused this question (${status}).`, said);
}

/** An answer that says `error` instead of deciding. */
export function failureOfErrorBody(error: unknown, raw: string, cost: Money | null = null): Failure {
  const words = typeof error === 'string' ? error : (JSON.stringify(error) ?? '');
  if (aboutBudget.test(words)) return failure('over-budget', "The provider's budget is used up.", { raw, cost });
  return failure('unusable', 'The AI answered with an error instead of a decision.', { raw, cost });
}

/** A connection that did not work, in one word that people can look up, without addresses. */
export function failureOfConnection(error: unknown): Failure {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof AggregateError && cause.errors.length > 0) return failureOfConnection(cause.errors[0]);
    if ('code' in cause && typeof cause.code === 'string') return failure('unreachable', `The model cannot be reached (${cause.code}).`);
  }
  return failure('unreachable', 'The connection to the model broke.');
}
