// How many reviewed cases a tolerance costs: the figure that people see before they choose it.
import { binomCdf, requireCount, requireDoubt } from './binomial.ts';

/**
 * The least number of reviewed cases that can prove a tolerance when `errors` of them were wrong.
 * Claim:    the least k with P(X <= errors) <= doubt for X ~ Binomial(k, tolerance); Infinity for a tolerance of 0, and for one so
 *           small that k could not be counted; 0 for a tolerance of 1 or more, which every process keeps.
 * Assumes:  doubt between 0 and 1, errors a count, tolerance a number; throws otherwise.
 * Units:    tolerance, doubt: probabilities; errors and the answer: cases.
 * Source:   the exact binomial test; with no errors it is ln(doubt) / ln(1 - tolerance), rounded up.
 * Checked:  test/fixtures/statistics/binomial.json (made by test/fixtures/statistics/binomial.py), every number exactly.
 */
export function needed(tolerance: number, doubt: number, errors = 0): number {
  requireDoubt(doubt);
  requireCount(errors, 'The number of errors');
  if (Number.isNaN(tolerance)) throw new RangeError('The tolerance must be a number.');
  if (tolerance <= 0) return Number.POSITIVE_INFINITY;
  if (tolerance >= 1) return 0;
  const proves = (k: number): boolean => binomCdf(errors, k, tolerance) <= doubt;
  let high = errors + 1;
  while (!proves(high)) {
    high *= 2;
    if (high > Number.MAX_SAFE_INTEGER) return Number.POSITIVE_INFINITY;
  }
  let low = errors;
  while (high - low > 1) {
    const middle = low + Math.floor((high - low) / 2);
    if (proves(middle)) high = middle;
    else low = middle;
  }
  return high;
}
