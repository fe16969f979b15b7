// Exact counting: how likely few errors are, and which error rates the evidence still allows. Counts stay integers:
// a count is never recovered from a rate, and losses are never summed to count errors.
import { incompleteBeta } from './special.ts';

/** What the evidence says about a rate. Unknown is an answer: it is never written as 0 or NaN. */
export type RateBounds =
  | { readonly known: true; readonly rateMin: number; readonly rateMax: number }
  | { readonly known: false; readonly why: string };

export function requireCount(n: number, what: string): void {
  if (!Number.isSafeInteger(n) || n < 0) throw new RangeError(`${what} must be a count, not ${n}.`);
}

/** A doubt of 0 would ask for certainty, a doubt of 1 for nothing. */
export function requireDoubt(doubt: number): void {
  if (!(doubt > 0 && doubt < 1)) throw new RangeError(`The doubt must lie between 0 and 1, not ${doubt}.`);
}

/**
 * P(X <= c) for X ~ Binomial(n, p): how likely at most c errors are in n cases when each goes wrong with probability p.
 * Claim:    error below 1e-12 for n up to 1e7.
 * Assumes:  n is a count, c an integer, p in [0, 1]; throws otherwise. 0 for c < 0, 1 for c >= n.
 * Units:    c, n: cases; p and the answer: probabilities.
 * Source:   P(X <= c) = I_{1-p}(n - c, c + 1); Abramowitz and Stegun (1964) 26.5.24.
 * Checked:  test/fixtures/statistics/binomial.json (made by test/fixtures/statistics/binomial.py) to 1e-12.
 */
export function binomCdf(c: number, n: number, p: number): number {
  requireCount(n, 'The number of cases');
  if (!Number.isSafeInteger(c)) throw new RangeError(`The number of errors must be an integer, not ${c}.`);
  if (!(p >= 0 && p <= 1)) throw new RangeError(`A rate lies in [0, 1], not at ${p}.`);
  if (c < 0) return 0;
  if (c >= n) return 1;
  if (c === 0) return Math.exp(n * Math.log1p(-p));
  return incompleteBeta(1 - p, p, n - c, c + 1);
}

/** P(X >= c), the other tail, computed by itself so that a tiny one keeps its digits. */
function atLeast(c: number, n: number, p: number): number {
  return c === n ? p ** n : incompleteBeta(p, 1 - p, c, n - c + 1);
}

/** Halvings until two neighbouring doubles are left; a rate near 0 needs a thousand, one near 0.5 about 55. */
const halvingsMax = 1100;

/** The last two neighbouring rates between which `above` turns from false to true. */
function turn(above: (p: number) => boolean): readonly [below: number, above: number] {
  let low = 0;
  let high = 1;
  for (let n = 0; n < halvingsMax; n += 1) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) break;
    if (above(middle)) high = middle;
    else low = middle;
  }
  return [low, high];
}

/**
 * The lowest and the highest error rate that the evidence still allows; each side at `doubt`, so both hold with 1 - 2 doubt.
 * Claim:    if the true rate is p, then P(rateMax < p) <= doubt and P(rateMin > p) <= doubt, for every p and every n.
 * Assumes:  n independent cases, drawn before the threshold was looked at. errors and n are counts; throws otherwise.
 * Units:    errors, n: cases; doubt, rateMin, rateMax: probabilities in [0, 1].
 * Source:   Clopper and Pearson (1934), Biometrika 26(4), 404-413.
 * Checked:  test/fixtures/statistics/binomial.json (made by test/fixtures/statistics/binomial.py) to 1e-12;
 *           test/claims/rateBounds.test.ts counts the claim out, and draws it.
 */
export function rateBounds(errors: number, n: number, doubt: number): RateBounds {
  requireCount(n, 'The number of cases');
  requireCount(errors, 'The number of errors');
  requireDoubt(doubt);
  if (errors > n) throw new RangeError(`There cannot be ${errors} errors in ${n} cases.`);
  if (n === 0) return { known: false, why: 'No reviewed cases yet.' };
  const rateMin = errors === 0 ? 0 : turn((p) => atLeast(errors, n, p) > doubt)[0];
  const rateMax = errors === n ? 1 : turn((p) => binomCdf(errors, n, p) <= doubt)[1];
  return { known: true, rateMin, rateMax };
}
