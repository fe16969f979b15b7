// Exact counting against figures that another system made, and the properties that hold for every count.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { binomCdf, rateBounds } from './binomial.ts';
import { needed } from './needed.ts';
import { incompleteBeta, lnGamma } from './special.ts';

interface Fixture {
  lnGamma: { z: number; value: number }[];
  binomCdf: { c: number; n: number; p: number; value: number }[];
  rateBounds: { errors: number; n: number; doubt: number; rateMin: number; rateMax: number }[];
  needed: { tolerance: number; doubt: number; errors: number; value: number }[];
}
const fixture: Fixture = JSON.parse(readFileSync(new URL('../../test/fixtures/statistics/binomial.json', import.meta.url), 'utf8'));

/** How far apart two numbers are, as a part of the larger one above 1. */
const apart = (a: number, b: number): number => Math.abs(a - b) / Math.max(1, Math.abs(b));

describe('against figures of another system', () => {
  test.each(fixture.lnGamma)('ln gamma of $z', ({ z, value }) => expect(apart(lnGamma(z), value)).toBeLessThan(1e-13));
  test.each(fixture.binomCdf)('at most $c errors in $n at $p', ({ c, n, p, value }) => {
    expect(apart(binomCdf(c, n, p), value)).toBeLessThan(1e-12);
  });
  test.each(fixture.binomCdf)('a small tail keeps its digits: $c in $n at $p', ({ c, n, p, value }) => {
    if (value < 1e-3) expect(Math.abs(binomCdf(c, n, p) / value - 1)).toBeLessThan(1e-9);
    else expect(value).toBeGreaterThan(0);
  });
  test.each(fixture.rateBounds)('rates that $errors errors in $n allow at doubt $doubt', ({ errors, n, doubt, rateMin, rateMax }) => {
    const bounds = rateBounds(errors, n, doubt);
    if (!bounds.known) throw new Error('The bounds are known.');
    expect(apart(bounds.rateMin, rateMin)).toBeLessThan(1e-12);
    expect(apart(bounds.rateMax, rateMax)).toBeLessThan(1e-12);
    if (rateMax < 1e-3) expect(Math.abs(bounds.rateMax / rateMax - 1)).toBeLessThan(1e-9);
  });
  test.each(fixture.needed)('$errors errors, tolerance $tolerance, doubt $doubt: $value cases', ({ tolerance, doubt, errors, value }) => {
    expect(needed(tolerance, doubt, errors)).toBe(value);
  });
});

describe('published figures', () => {
  test.each([
    [2, 105, 0.05, 0.0991872625],
    [7, 300, 0.05, 0.0159680008],
  ])('at most %i errors in %i at %f', (c, n, p, value) => expect(binomCdf(c, n, p)).toBeCloseTo(value, 8));
  test.each([
    [7, 100, 0.1, 0.1149028166],
    [0, 45, 0.1, 0.0498814927],
    [120, 20000, 0.05, 0.0069787583],
  ])('the highest rate that %i errors in %i allow', (errors, n, doubt, value) => {
    expect(rateBounds(errors, n, doubt)).toMatchObject({ known: true, rateMax: expect.closeTo(value, 10) });
  });
  test.each([
    [0.005, [460, 777, 1063, 1853], [598, 947, 1258, 2100]],
    [0.01, [230, 388, 531, 926], [299, 473, 628, 1049]],
    [0.02, [114, 194, 265, 462], [149, 236, 313, 523]],
    [0.05, [45, 77, 105, 184], [59, 93, 124, 208]],
    [0.1, [22, 38, 52, 91], [29, 46, 61, 103]],
  ])('reviewed cases that a tolerance of %f needs', (tolerance, atTenPercent, atFivePercent) => {
    expect([0, 1, 2, 5].map((errors) => needed(tolerance, 0.1, errors))).toEqual(atTenPercent);
    expect([0, 1, 2, 5].map((errors) => needed(tolerance, 0.05, errors))).toEqual(atFivePercent);
  });
});

describe('the edges', () => {
  test.each([
    ['fewer than no errors never happen', binomCdf(-1, 10, 0.5), 0],
    ['at most all errors always happen', binomCdf(10, 10, 0.5), 1],
    ['no case, no error', binomCdf(0, 0, 0.5), 1],
    ['a rate of nothing', binomCdf(0, 10, 0), 1],
    ['a rate of everything', binomCdf(9, 10, 1), 0],
    ['a tolerance of nothing is never proven', needed(0, 0.1), Number.POSITIVE_INFINITY],
    ['nor one below nothing', needed(-0.1, 0.1), Number.POSITIVE_INFINITY],
    ['a tolerance of everything needs no case', needed(1, 0.1, 5), 0],
    ['a tolerance that nobody can count up to', needed(1e-300, 0.1), Number.POSITIVE_INFINITY],
    ['one in a hundred million can still be counted', needed(1e-8, 0.1), 230_258_509],
  ])('%s', (_, found, value) => expect(found).toBe(value));

  test('nothing is known without cases', () => expect(rateBounds(0, 0, 0.1)).toEqual({ known: false, why: 'No reviewed cases yet.' }));
  test.each([
    ['more errors than cases', () => rateBounds(3, 2, 0.1)],
    ['half an error', () => rateBounds(0.5, 2, 0.1)],
    ['a negative count', () => rateBounds(-1, 2, 0.1)],
    ['no doubt at all', () => rateBounds(0, 2, 0)],
    ['a count that is no number', () => binomCdf(Number.NaN, 2, 0.1)],
    ['a rate above everything', () => binomCdf(1, 2, 1.1)],
    ['a tolerance that is no number', () => needed(Number.NaN, 0.1)],
    ['nothing but doubt', () => needed(0.1, 1)],
    ['half an error in what is needed', () => needed(0.1, 0.1, 0.5)],
    ['gamma of nothing', () => lnGamma(0)],
    ['beta with two numbers that are not one together', () => incompleteBeta(0.5, 0.4, 1, 1)],
    ['beta of a sum with no size', () => incompleteBeta(0.5, 0.5, 0, 1)],
  ])('%s throws', (_, ask) => expect(ask).toThrow(RangeError));
  test('a sum that does not converge says so', () => expect(() => incompleteBeta(0.5, 0.5, 1e16, 1e16)).toThrow('has not converged'));
});

const size = fc.integer({ min: 1, max: 100_000 });
const rate = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true });
const doubt = fc.double({ min: 1e-6, max: 0.5, noNaN: true });

describe('for every count', () => {
  test('one error more is never less likely, one case more never likelier', () =>
    fc.assert(
      fc.property(size, rate, fc.nat(100_000), (n, p, at) => {
        const c = at % (n + 1);
        expect(binomCdf(c, n, p)).toBeGreaterThanOrEqual(binomCdf(c - 1, n, p) - 1e-12);
        expect(binomCdf(c, n + 1, p)).toBeLessThanOrEqual(binomCdf(c, n, p) + 1e-12);
      }),
    ));
  test('the two tails are one together, whole numbers or not', () =>
    fc.assert(
      fc.property(rate, fc.double({ min: 0.1, max: 1e4, noNaN: true }), fc.double({ min: 0.1, max: 1e4, noNaN: true }), (x, a, b) => {
        expect(incompleteBeta(x, 1 - x, a, b) + incompleteBeta(1 - x, x, b, a)).toBeCloseTo(1, 11);
      }),
    ));
  test('the bounds hold the rate that was seen, and a smaller doubt widens them', () =>
    fc.assert(
      fc.property(size, fc.nat(100_000), doubt, (n, at, d) => {
        const errors = at % (n + 1);
        const [wide, narrow] = [rateBounds(errors, n, d / 2), rateBounds(errors, n, d)];
        if (!wide.known || !narrow.known) throw new Error('The bounds are known.');
        expect(narrow.rateMin).toBeLessThanOrEqual(errors / n);
        expect(narrow.rateMax).toBeGreaterThanOrEqual(errors / n);
        expect(wide.rateMin).toBeLessThanOrEqual(narrow.rateMin);
        expect(wide.rateMax).toBeGreaterThanOrEqual(narrow.rateMax);
      }),
    ));
  test('what is needed proves the tolerance, and one case less does not', () =>
    fc.assert(
      fc.property(fc.double({ min: 1e-5, max: 0.9, noNaN: true }), doubt, fc.nat(50), (tolerance, d, errors) => {
        const k = needed(tolerance, d, errors);
        expect(binomCdf(errors, k, tolerance)).toBeLessThanOrEqual(d);
        expect(binomCdf(errors, k - 1, tolerance)).toBeGreaterThan(d);
      }),
    ));
});
