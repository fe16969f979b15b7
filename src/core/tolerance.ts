// Which errors, in the business's own words, a decision was: by comparing what was decided with what was right.
import type { Agreement, ErrorKind, FieldType } from './agreement.ts';
import { canonicalJson } from './canonical.ts';
import { compareDecimals, decimalOf } from './decimal.ts';
import type { Value } from './input.ts';

/** A decision with its filled fields, from whoever decided. */
export interface Answer {
  readonly decision: string;
  readonly fills: Readonly<Record<string, Value>>;
}

/** 12500.5 and 12500.50 are one amount; a file is its content. Words are compared as they are. */
function same(type: FieldType | undefined, a: Value, b: Value): boolean {
  if (typeof a === 'object' && a !== null && typeof b === 'object' && b !== null) return canonicalJson(a) === canonicalJson(b);
  if (type !== 'money' || typeof a !== 'string' || typeof b !== 'string') return a === b;
  const x = decimalOf(a);
  const y = decimalOf(b);
  return x === null || y === null ? a === b : compareDecimals(x, y) === 0;
}

function happened(agreement: Agreement, kind: ErrorKind, decided: Answer, right: Answer): boolean {
  if ('field' in kind.when) {
    const field = kind.when.field;
    const known = right.fills[field];
    return known !== undefined && known !== null && !same(agreement.fills.get(field)?.type, decided.fills[field] ?? null, known);
  }
  if (decided.decision === right.decision) return false;
  const { decided: was, shouldBe } = kind.when;
  return (was === null || was === decided.decision) && (shouldBe === null || shouldBe === right.decision);
}

/** The error kinds that happened, in the order of the agreement; empty when the decision was right in every named way. */
export function errorsBetween(agreement: Agreement, decided: Answer, right: Answer): readonly string[] {
  return [...agreement.errors.values()].filter((kind) => happened(agreement, kind, decided, right)).map((kind) => kind.id);
}
