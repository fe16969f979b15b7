// Cases over HTTP: what a program sends, and what it gets. Types are written by hand; the schemas must satisfy them.
import { z } from 'zod';
import type { CaseStep } from '../core/caseTypes.ts';
import type { JournalLine } from '../core/journal.ts';
import type { CaseView } from '../core/view.ts';
import type { ProblemDocument } from './problem.ts';

/** Longer waits are cut to this, and the answer says so. */
export const waitMsMax = 60_000;

export interface CaseBody {
  /** 1 to 200 visible characters; the same key is the same case. */
  readonly key?: unknown;
  /** The fields of the agreement. */
  readonly input?: unknown;
  /** Milliseconds to wait for the decision. */
  readonly wait?: number | undefined;
  /** When the case reached the business, ISO 8601; now when absent. */
  readonly receivedAt?: string | null | undefined;
  /** What the existing process decided, while the AI is only compared with it. */
  readonly shadow?: { readonly decision?: unknown; readonly fills?: unknown } | null | undefined;
}

export const caseBody = z.strictObject({
  key: z.unknown().optional(),
  input: z.unknown().optional(),
  wait: z.number().int().min(0).optional(),
  receivedAt: z.string().nullish(),
  shadow: z.strictObject({ decision: z.unknown(), fills: z.unknown().optional() }).nullish(),
}) satisfies z.ZodType<CaseBody>;

export interface CaseAnswer extends CaseView {
  readonly process: string;
  /** The wait that was asked for was longer than the longest one. */
  readonly waitCutTo?: number;
}

/** A case that the agreement cannot read: it is kept under this id until somebody repairs or discards it. */
export interface QuarantineAnswer extends ProblemDocument {
  readonly id: string;
  readonly key: string;
  readonly step: CaseStep;
  readonly fields: readonly { readonly field: string; readonly message: string }[];
}

/** One line of a batch's answer: `line` counts from 1, `status` is what the case alone would have got. */
export type BatchLine = ({ readonly line: number; readonly status: number } & CaseAnswer) | ({ readonly line: number } & ProblemDocument);

/** Everything that the journal says of a case, under which agreement it stands now, and who signed that. */
export interface RecordAnswer {
  readonly case: CaseAnswer;
  readonly agreement: { readonly hash: string; readonly signedBy: string | null };
  readonly items: readonly JournalLine[];
  readonly next: null;
}

export interface CaseQuery {
  readonly key: string;
}
export const caseQuery = z.strictObject({ key: z.string() }) satisfies z.ZodType<CaseQuery>;
