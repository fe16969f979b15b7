// The claim of rateBounds, counted out exactly and drawn by chance: a true rate falls outside a bound with probability at most the
// doubt. Beside each, the bounds of a textbook (mean plus or minus a multiple of its spread), which the same test must refuse.
import { describe, expect, test } from 'vitest';
import { type RateBounds, rateBounds } from '../../src/statistics/index.ts';

type Bounds = (errors: number, n: number, doubt: number) => RateBounds;

/** What prototypes do: right in the middle, wrong where errors are rare. 1.2816 belongs to a doubt of 0.10. */
const textbook: Bounds = (errors, n) => {
  const mean = errors / n;
  const spread = 1.2816 * Math.sqrt((mean * (1 - mean)) / n);
  return { known: true, rateMin: mean - spread, rateMax: mean + spread };
};

const doubt = 0.1;
const rates = [0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.3, 0.5, 0.9, 0.99];

/** P(X = c) by the plain recurrence, apart from everything under test; n is small enough that nothing underflows. */
function chances(n: number, p: number): number[] {
  const found = [(1 - p) ** n];
  for (let c = 1; c <= n; c += 1) found.push((found[c - 1] ?? 0) * ((n - c + 1) / c) * (p / (1 - p)));
  return found;
}

/** How often the true rate is above the highest, and below the lowest rate that is claimed. */
function missed(bounds: readonly RateBounds[], p: number): { above: number; below: number } {
  let [above, below] = [0, 0];
  for (const [c, chance] of chances(bounds.length - 1, p).entries()) {
    const bound = bounds[c];
    if (bound === undefined || !bound.known) throw new Error('The bounds are known.');
    if (bound.rateMax < p) above += chance;
    if (bound.rateMin > p) below += chance;
  }
  return { above, below };
}

const worstOf = (bounds: Bounds, n: number): number => {
  const all = Array.from({ length: n + 1 }, (_, errors) => bounds(errors, n, doubt));
  return Math.max(...rates.flatMap((p) => Object.values(missed(all, p))));
};

describe('counted out over every possible number of errors', () => {
  test.each([1, 2, 10, 45, 100, 150])('%i cases: a true rate falls outside each bound with at most the doubt', (n) => {
    expect(worstOf(rateBounds, n)).toBeLessThanOrEqual(doubt + 1e-12);
  });
  test.each([10, 45, 100, 150])('%i cases: the bounds of the textbook are refused', (n) => expect(worstOf(textbook, n)).toBeGreaterThan(2 * doubt));
});

/** A small seeded generator (Marsaglia's xorshift, 32 bits), so that a failure can be repeated. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4_294_967_296;
  };
}

/** The share of repetitions in which the true rate was above the highest claimed one. */
function drawn(bounds: Bounds, n: number, p: number, repetitions: number): number {
  const chance = seeded(20_261);
  const highest = new Map<number, number>();
  let outside = 0;
  for (let repetition = 0; repetition < repetitions; repetition += 1) {
    let errors = 0;
    for (let c = 0; c < n; c += 1) if (chance() < p) errors += 1;
    let rateMax = highest.get(errors);
    if (rateMax === undefined) {
      const bound = bounds(errors, n, doubt);
      rateMax = bound.known ? bound.rateMax : 1;
      highest.set(errors, rateMax);
    }
    if (rateMax < p) outside += 1;
  }
  return outside / repetitions;
}

describe('drawn 10,000 times', () => {
  // Three standard errors of a share of 0.1 in 10,000 draws: a right bound fails about once in 700 seeds, and the seed is fixed.
  const allowed = doubt + 3 * Math.sqrt((doubt * (1 - doubt)) / 10_000);
  test.each([
    [300, 0.01],
    [300, 0.05],
    [1000, 0.02],
  ])('%i cases at a true rate of %f', (n, p) => expect(drawn(rateBounds, n, p, 10_000)).toBeLessThanOrEqual(allowed));
  test('the textbook is refused', () => expect(drawn(textbook, 300, 0.01, 10_000)).toBeGreaterThan(allowed));
});
