import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDecimals, compareDecimals, type Decimal, decimalOf, differsByMore, textOfDecimal, textOfNumber } from './decimal.ts';

const decimal = (text: string): Decimal => {
  const one = decimalOf(text);
  if (one === null) throw new Error(`${text} is no decimal`);
  return one;
};

test.each([
  '',
  '-',
  '+5',
  '1e5',
  '1E5',
  '.5',
  '5.',
  '1,5',
  "12'500",
  '12 500',
  ' 5',
  '5 ',
  '5\n',
  '0x10',
  'NaN',
  'Infinity',
  '--5',
  '1.2.3',
  '١٢',
  '５',
])('"%s" is no amount', (text) => expect(decimalOf(text)).toBeNull());

test.each([
  ['12500.50', '12500.50'],
  ['-0.05', '-0.05'],
  ['0', '0'],
  ['-0', '0'],
  ['007', '7'],
  ['0.10', '0.10'],
  ['123456789012345678901234567890.12', '123456789012345678901234567890.12'],
])('"%s" is read and written as "%s"', (text, written) => expect(textOfDecimal(decimal(text))).toBe(written));

test.each([
  ['10.5', '10.50', 0],
  ['10.49', '10.5', -1],
  ['-10.49', '-10.5', 1],
  ['0', '-0.00', 0],
  ['9', '10', -1],
  ['100000000000000000000.01', '100000000000000000000.02', -1],
])('%s beside %s: %s', (a, b, sign) => expect(compareDecimals(decimal(a), decimal(b))).toBe(sign));

test.each([
  ['102.00', '100.00', '2', true, false, 'exactly two percent is not more than two percent'],
  ['102.01', '100.00', '2', true, true, 'a cent above two percent'],
  ['97.99', '100.00', '2', true, true, 'a cent below, on the other side'],
  ['-102.01', '-100.00', '2', true, true, 'credit notes are compared by their size'],
  ['-100', '100', '199', true, true, 'a sign that flipped is 200 percent'],
  ['0.01', '0', '2', true, true, 'anything differs from nothing'],
  ['0', '0', '2', true, false, 'nothing does not differ from nothing'],
  ['102.5', '100', '2.50', true, false, 'a fine percentage'],
  ['102.501', '100', '2.50', true, true, 'and just above it'],
  ['110', '100', '10', false, false, 'exactly ten francs'],
  ['110.001', '100', '10', false, true, 'a tenth of a cent above ten francs'],
  ['100', '110.001', '10.000', false, true, 'the other way round'],
])('%s beside %s, by %s (percent: %s): %s, %s', (a, b, by, percent, expected) =>
  expect(differsByMore(decimal(a), decimal(b), decimal(by), percent)).toBe(expected),
);

test.each([
  [1e-7, '0.0000001'],
  [1.5e-10, '0.00000000015'],
  [-2.5e-8, '-0.000000025'],
  [1e21, '1000000000000000000000'],
  [1.25e22, '12500000000000000000000'],
  [0.1, '0.1'],
  [-3, '-3'],
])('the number %s has the decimal text %s', (number, text) => expect(textOfNumber(number)).toBe(text));

const anyDecimal = fc.record({ digits: fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), scale: fc.nat(12) });
/** The same amount with `zeros` more digits after the mark. */
const finer = (one: Decimal, zeros: number): Decimal => ({ digits: one.digits * 10n ** BigInt(zeros), scale: one.scale + zeros });

test('what is written is read as the same', () =>
  fc.assert(
    fc.property(anyDecimal, (one) => {
      expect(decimalOf(textOfDecimal(one))).toEqual(one);
    }),
  ));

test('zeros at the end change no comparison, sum or difference', () =>
  fc.assert(
    fc.property(anyDecimal, anyDecimal, anyDecimal, fc.nat(6), fc.boolean(), (a, b, by, zeros, percent) => {
      expect(compareDecimals(finer(a, zeros), b)).toBe(compareDecimals(a, b));
      expect(compareDecimals(addDecimals(finer(a, zeros), b), addDecimals(a, b))).toBe(0);
      expect(differsByMore(finer(a, zeros), b, finer(by, zeros), percent)).toBe(differsByMore(a, b, by, percent));
    }),
  ));

test('sums of cents are exact in any order', () =>
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1e9, max: 1e9 })), (cents) => {
      const sum = cents.map((n) => ({ digits: BigInt(n), scale: 2 })).reduce(addDecimals, { digits: 0n, scale: 2 });
      expect(sum.digits).toBe(BigInt(cents.reduce((a, b) => a + b, 0)));
    }),
  ));

test('the text of a number has no exponent and is the same number', () =>
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
      expect(decimalOf(textOfNumber(number))).not.toBeNull();
      expect(Number(textOfNumber(number))).toBe(number === 0 ? 0 : number);
    }),
    { numRuns: 1000 },
  ));
