// Caps on what the AI may cost, in the request path: per case, per day and per month. What a call may cost is set aside before it is made, so
// that calls at the same time cannot pass the cap together. A cap that cannot be read or computed means that the call is not made (SECURITY H8).
import type { Money } from '../core/agreement.ts';
import { addDecimals, compareDecimals, type Decimal, decimalOf, textOfDecimal } from '../core/decimal.ts';
import { type Clock, type Instant, isoOf } from '../core/time.ts';

/** Who keeps the sum of what was spent, over restarts and over nodes. Both may reject; then no call is made until they work again. */
export interface Spending {
  /** Decimal texts, for the day and the month in which `at` lies. */
  read(at: Instant): Promise<{ readonly day: string; readonly month: string }>;
  add(at: Instant, cost: Money): Promise<void>;
}
export interface Caps {
  readonly perCase: Money | null;
  readonly perDay: Money | null;
  readonly perMonth: Money | null;
  readonly spending: Spending;
}

const zero: Decimal = { digits: 0n, scale: 0 };
const minus = (a: Decimal, b: Decimal): Decimal => addDecimals(a, { digits: -b.digits, scale: b.scale });
const above = (sum: readonly Decimal[], cap: Decimal): boolean => compareDecimals(sum.reduce(addDecimals, zero), cap) > 0;

/** What one case has cost so far, over its calls. */
export interface CaseCost {
  spent: Decimal;
}
export const newCaseCost = (): CaseCost => ({ spent: zero });

export type Reserved = { readonly ok: true; readonly amount: Decimal } | { readonly ok: false; readonly why: string };
const no = (why: string): Reserved => ({ ok: false, why });

export class Costs {
  readonly #caps: Caps | null;
  readonly #clock: Clock;
  #aside: Decimal = zero;
  /** Spent but not yet written down by `Spending`. */
  #owed: { readonly at: Instant; readonly cost: Money }[] = [];

  constructor(caps: Caps | null, clock: Clock) {
    this.#caps = caps !== null && (caps.perCase ?? caps.perDay ?? caps.perMonth) !== null ? caps : null;
    this.#clock = clock;
  }

  /** Sets aside what a call may cost (`worst`; undefined: this kind of model costs nothing; null: nobody can say). */
  async reserve(worst: Money | null | undefined, ofCase: CaseCost): Promise<Reserved> {
    if (this.#caps === null || worst === undefined) return { ok: true, amount: zero };
    const { perCase, perDay, perMonth, spending } = this.#caps;
    if (worst === null) return no('The agreement caps what the AI may cost, but the wiring names no price, so nobody can say what a call costs.');
    const amount = decimalOf(worst.amount);
    const limits = [perCase, perDay, perMonth].filter((cap) => cap !== null);
    if (amount === null || limits.some((cap) => cap.currency !== worst.currency || decimalOf(cap.amount) === null))
      return no('The caps and the price of the AI cannot be compared: they need one currency and decimal amounts.');
    const cap = (money: Money | null): Decimal | null => (money === null ? null : decimalOf(money.amount));
    const [caseCap, dayCap, monthCap] = [cap(perCase), cap(perDay), cap(perMonth)];
    if (caseCap !== null && above([ofCase.spent, amount], caseCap))
      return no(`One more call could cost more than ${perCase?.amount} ${perCase?.currency} for this case.`);
    if (dayCap === null && monthCap === null) return { ok: true, amount };
    // Set aside before the first await: two calls at the same time must see each other.
    this.#aside = addDecimals(this.#aside, amount);
    const refuse = (why: string): Reserved => {
      this.#aside = minus(this.#aside, amount);
      return no(why);
    };
    let spent: { readonly day: Decimal | null; readonly month: Decimal | null };
    try {
      await this.#payOwed(spending);
      const read = await spending.read(this.#clock.now());
      spent = { day: decimalOf(read.day), month: decimalOf(read.month) };
    } catch {
      return refuse('What the AI has cost so far cannot be read.');
    }
    if (spent.day === null || spent.month === null) return refuse('What the AI has cost so far is not a decimal amount.');
    if (dayCap !== null && above([spent.day, this.#aside], dayCap))
      return refuse(`The AI has reached its cap of ${perDay?.amount} ${perDay?.currency} a day.`);
    if (monthCap !== null && above([spent.month, this.#aside], monthCap))
      return refuse(`The AI has reached its cap of ${perMonth?.amount} ${perMonth?.currency} a month.`);
    return { ok: true, amount };
  }

  /** Writes down what the call cost, and frees what was set aside for it. */
  async settle(reserved: Decimal, cost: Money | null, ofCase: CaseCost): Promise<void> {
    const amount = cost === null ? null : decimalOf(cost.amount);
    if (this.#caps === null) return;
    if (cost !== null && amount !== null && amount.digits > 0n) {
      ofCase.spent = addDecimals(ofCase.spent, amount);
      this.#owed.push({ at: this.#clock.now(), cost });
      // A failure stays owed, and the next `reserve` refuses until it can be written.
      await this.#payOwed(this.#caps.spending).catch(() => {});
    }
    if (this.#caps.perDay !== null || this.#caps.perMonth !== null) this.#aside = minus(this.#aside, reserved);
  }

  async #payOwed(spending: Spending): Promise<void> {
    const owed = this.#owed;
    this.#owed = [];
    for (const [at, { at: when, cost }] of owed.entries()) {
      try {
        await spending.add(when, cost);
      } catch (error) {
        this.#owed.push(...owed.slice(at));
        throw error;
      }
    }
  }
}

/** Spending kept in memory, by UTC days: for `run`, for tests, and for drills. A server keeps it in its database. */
export function spendingInMemory(): Spending {
  const sums = new Map<string, string>();
  const sumOf = (period: string): string => sums.get(period) ?? '0';
  return {
    read: async (at) => ({ day: sumOf(isoOf(at).slice(0, 10)), month: sumOf(isoOf(at).slice(0, 7)) }),
    add: async (at, { amount }) => {
      for (const period of [isoOf(at).slice(0, 10), isoOf(at).slice(0, 7)]) {
        const [sum, more] = [decimalOf(sumOf(period)), decimalOf(amount)];
        if (sum === null || more === null) throw new Error(`${amount} is no decimal amount.`);
        sums.set(period, textOfDecimal(addDecimals(sum, more)));
      }
    },
  };
}
