// What a business rule means, apart from the sentence that says it. A rule reads typed input, never the AI's text.
// What cannot be evaluated (a missing value, a second amount of zero) is decided by a person.
import { compareDecimals, decimalOf, differsByMore, textOfNumber } from './decimal.ts';
import type { Values } from './input.ts';

export type Comparison = 'above' | 'atLeast' | 'below' | 'atMost';

export type Condition =
  /** Money, number or date against a fixed value: a decimal string, or an ISO date. */
  | { readonly kind: 'compare'; readonly field: string; readonly operator: Comparison; readonly value: string }
  /** Equality: as a word (choice id, `yes`/`no`, text) or as a quantity (decimal string, ISO date), where 2.0 is 2. */
  | { readonly kind: 'is'; readonly field: string; readonly value: string; readonly as: 'word' | 'quantity'; readonly negated: boolean }
  | { readonly kind: 'missing'; readonly field: string; readonly negated: boolean }
  /** |field - other| above `by`; in percent of `other` when `percent`. */
  | { readonly kind: 'differs'; readonly field: string; readonly other: string; readonly by: string; readonly percent: boolean };

export type Finding = 'yes' | 'no' | 'cannotTell';

const isoDate = /^\d{4}-\d{2}-\d{2}$/;

function textOf(values: Values, field: string): string | null {
  const value = values[field];
  if (value === undefined || value === null) return null;
  // A box with nothing but spaces in it is empty to the person who wrote "is missing".
  if (typeof value === 'string') return value.trim() === '' ? null : value;
  if (typeof value === 'number') return textOfNumber(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return value.name;
}

/** Orders two dates or two decimals; null when they are of different kinds. */
function order(a: string, b: string): -1 | 0 | 1 | null {
  if (isoDate.test(a) && isoDate.test(b)) return a < b ? -1 : a > b ? 1 : 0;
  const x = decimalOf(a);
  const y = decimalOf(b);
  return x === null || y === null ? null : compareDecimals(x, y);
}

function compared(operator: Comparison, sign: -1 | 0 | 1): boolean {
  switch (operator) {
    case 'above':
      return sign > 0;
    case 'atLeast':
      return sign >= 0;
    case 'below':
      return sign < 0;
    case 'atMost':
      return sign <= 0;
  }
}

const found = (yes: boolean): Finding => (yes ? 'yes' : 'no');

/** Whether the condition holds for these values. Pure; never throws; not knowing is an answer. */
export function evaluate(condition: Condition, values: Values): Finding {
  const text = textOf(values, condition.field);
  if (condition.kind === 'missing') return found((text === null) !== condition.negated);
  if (text === null) return 'cannotTell';
  switch (condition.kind) {
    case 'compare': {
      const sign = order(text, condition.value);
      return sign === null ? 'cannotTell' : found(compared(condition.operator, sign));
    }
    case 'is': {
      if (condition.as === 'word') return found((text === condition.value) !== condition.negated);
      const sign = order(text, condition.value);
      return sign === null ? 'cannotTell' : found((sign === 0) !== condition.negated);
    }
    case 'differs': {
      const other = textOf(values, condition.other);
      const a = decimalOf(text);
      const b = other === null ? null : decimalOf(other);
      const by = decimalOf(condition.by);
      if (a === null || b === null || by === null) return 'cannotTell';
      if (condition.percent && b.digits === 0n) return 'cannotTell';
      return found(differsByMore(a, b, by, condition.percent));
    }
  }
}
