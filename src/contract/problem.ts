// A problem document (RFC 9457): what went wrong, who can act, and what helps.
import type { Problem, ProblemCode } from '../core/problems.ts';

export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ProblemCode;
  readonly detail: string;
  readonly actor: Problem['actor'];
  readonly help: string;
}

/** A list, page by page; `next` is the cursor of the next page, null on the last. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}
