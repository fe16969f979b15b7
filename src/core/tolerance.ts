// Which errors, in the business's own words, a decision was: by comparing what was decided with what was right.
import type { Agreement, ErrorKind } from './agreement.ts';
import type { Value } from './input.ts';

/** A decision with its filled fields, from whoever decided. */
export interface Answer {
  readonly decision: string;
  readonly fills: Readonly<Record<string, Value>>;
}

function happened(kind: ErrorKind, decided: Answer, right: Answer): boolean {
  if ('field' in kind.when) {
    const field = kind.when.field;
    const known = right.fills[field];
    return known !== undefined && known !== null && (decided.fills[field] ?? null) !== known;
  }
  if (decided.decision === right.decision) return false;
  const { decided: was, shouldBe } = kind.when;
  return (was === null || was === decided.decision) && (shouldBe === null || shouldBe === right.decision);
}

/** The error kinds that happened, in the order of the agreement; empty when the decision was right in every named way. */
export function errorsBetween(agreement: Agreement, decided: Answer, right: Answer): readonly string[] {
  return [...agreement.errors.values()].filter((kind) => happened(kind, decided, right)).map((kind) => kind.id);
}
