// The values that a file leaves out and that we propose, each with its reason. They are accepted with the signature.
// A value is computed from what the file does say where that is possible: a short deadline gets short waits.
import type { Default, Money, Share } from '../core/agreement.ts';
import { type Duration, hours, minutes, type Span, seconds } from '../core/time.ts';
import { textOfSpan } from './spans.ts';

export class Proposals {
  readonly items: Default[] = [];

  /** The given value; else the proposed one, listed with its reason. */
  or<T>(given: T | undefined, path: string, proposed: T, shown: string, why: string): T {
    if (given !== undefined) return given;
    this.items.push({ path, value: shown, why });
    return proposed;
  }

  /** Nothing is proposed, and that is said too. */
  none<T>(given: T | undefined, path: string, why: string): T | null {
    return this.or<T | null>(given, path, null, 'none', why);
  }
}

export const textOfShare = (share: Share): string => `${share.count} in ${share.of}`;
export const textOfMoney = (money: Money): string => `${money.amount} ${money.currency}`;
export const textOfDuration = (length: Duration): string => textOfSpan({ length, counted: 'elapsed' });

/** `wanted`, but never more than a quarter of the deadline. */
export function within(deadline: Span | undefined, wanted: Duration, counted: Span['counted']): Span {
  if (deadline === undefined) return { length: wanted, counted };
  const quarter = Math.max(1000, Math.floor(deadline.length / 4 / 1000) * 1000) as Duration;
  return quarter < wanted ? { length: quarter, counted: deadline.counted } : { length: wanted, counted };
}

export const waits = { answer: hours(2), cover: hours(2), fallback: minutes(30), undoAfterReview: seconds(10) } as const;

const euro = new Set(['AT', 'BE', 'DE', 'ES', 'FI', 'FR', 'GR', 'IE', 'IT', 'LU', 'MC', 'NL', 'PT']);
const byRegion: Readonly<Record<string, string>> = { CH: 'CHF', LI: 'CHF', GB: 'GBP', US: 'USD', CA: 'CAD', AU: 'AUD' };

/** The currency of the country in `en-CH`. */
export function currencyOf(locale: string): string {
  const region = locale.slice(3);
  return byRegion[region] ?? (euro.has(region) ? 'EUR' : 'EUR');
}

/** Cases until an error five times as frequent as accepted is noticed, nine times in ten: about 1 / (checked share x tolerance), and half more. */
export function casesUntilNoticed(tolerance: number, checked: number): number {
  return Math.ceil(1.5 / (tolerance * checked) / 100) * 100;
}

/** Errors beyond the accepted ones in that time: four tolerances in excess. */
export const slipUntilNoticed = (checked: number): number => Math.ceil(6 / checked);
