// Refusals on their way to a caller: thrown anywhere behind a route, written once as a problem document.
import type { ProblemDocument } from '../contract/problem.ts';
import { type ProblemCode, problems, type Refusal } from '../core/problems.ts';

export class ProblemError extends Error {
  readonly code: ProblemCode;
  /** Beside the members that every problem has. */
  readonly extra: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: ProblemCode,
    detail: string,
    more: { extra?: Readonly<Record<string, unknown>>; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(detail);
    this.code = code;
    this.extra = more.extra ?? {};
    this.headers = more.headers ?? {};
  }
}

export const refused = ({ problem, detail }: Refusal): ProblemError => new ProblemError(problem, detail);

export function problemDocument({ code, message, extra }: ProblemError): ProblemDocument & Readonly<Record<string, unknown>> {
  const { title, status, actor, help } = problems[code];
  return { type: `urn:fortnight:problem:${code}`, title, status, code, detail: message, actor, help, ...extra };
}
