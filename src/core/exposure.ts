// Caps on what the AI decides alone, certified or not. Owners understand an amount before they understand a proof.
import type { Agreement } from './agreement.ts';
import { addDecimals, compareDecimals, decimalOf, textOfDecimal } from './decimal.ts';
import type { Values } from './input.ts';
import type { Exposure } from './process.ts';
import { days, type Instant, instant, isoOf } from './time.ts';

/** The day of a cap, in UTC. */
export const dayOf = (now: Instant): string => isoOf(now).slice(0, 10);

/** When that day is over. */
export const dayEnds = (now: Instant): Instant => instant((Math.floor(now / days(1)) + 1) * days(1));

/** The amount at stake in a case: its first money field in the currency of the cap; `0` when it has none. */
function atStake(agreement: Agreement, values: Values): string {
  const currency = agreement.otherwise.exposure.money?.currency ?? null;
  for (const field of agreement.fields.values()) {
    const value = values[field.id];
    if (field.type === 'money' && field.currency === currency && typeof value === 'string') return value;
  }
  return '0';
}

/** The value that `inARow` counts by, as text; null when the agreement has no such cap or the case no such value. */
export function rowOf(agreement: Agreement, values: Values): string | null {
  const cap = agreement.otherwise.inARow;
  const value = cap === null ? null : values[cap.per];
  return value === null || value === undefined ? null : String(typeof value === 'object' ? value.name : value);
}

const sum = (a: string, b: string): string => {
  const x = decimalOf(a);
  const y = decimalOf(b);
  if (x === null || y === null) throw new Error(`Not amounts: ${a}, ${b}.`);
  return textOfDecimal(addDecimals(x, y));
};

/** Which cap one more automatic decision would break, as a sentence; null when none. */
export function capReached(agreement: Agreement, exposure: Exposure, values: Values, now: Instant): string | null {
  const { cases, money } = agreement.otherwise.exposure;
  const today = exposure.day === dayOf(now) ? exposure : { ...exposure, cases: 0, money: '0' };
  if (cases !== null && today.cases >= cases) return `The AI has decided ${cases} cases alone today, as many as agreed.`;
  if (money !== null) {
    const total = decimalOf(sum(today.money, atStake(agreement, values)));
    const cap = decimalOf(money.amount);
    if (total === null || cap === null || compareDecimals(total, cap) > 0) {
      return `With this case the AI would decide more than ${money.amount} ${money.currency} alone today.`;
    }
  }
  const row = rowOf(agreement, values);
  const inARow = agreement.otherwise.inARow;
  if (row !== null && inARow !== null && (exposure.inARow.get(row) ?? 0) >= inARow.atMost) {
    return `The AI has decided ${inARow.atMost} cases in a row with the same ${inARow.per}; a person sees one.`;
  }
  return null;
}

/** What one decision adds to the exposure. The engine keeps the sums, in the transaction of the decision. */
export interface Count {
  readonly day: string;
  readonly by: 'ai' | 'person';
  readonly money: string;
  readonly row: string | null;
}

export function countOf(agreement: Agreement, values: Values, by: Count['by'], now: Instant): Count {
  return { day: dayOf(now), by, money: atStake(agreement, values), row: rowOf(agreement, values) };
}

/** The day's sums after one more automatic decision; `inARow` is the caller's to count. */
export function dayAfter(exposure: Exposure, count: Count): { readonly day: string; readonly cases: number; readonly money: string } {
  const today = exposure.day === count.day ? exposure : { cases: 0, money: '0' };
  return { day: count.day, cases: today.cases + 1, money: sum(today.money, count.money) };
}
