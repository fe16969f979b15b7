import fc from 'fast-check';
import { expect, it } from 'vitest';
import { formatOf, moneyValue, readDate, readNumber, splitUnit, writeMoney, writeNumber } from './quantities.ts';

const asks = 'ambiguous';
const rewrite = 'foreign';
const no = 'none';

// text, then en, CH, fr-FR, de-DE: the value, or what happens instead. First as money, then as a plain number where that differs.
it.each([
  ['480', '480', '480', '480', '480'],
  ['-480', '-480', '-480', '-480', '-480'],
  ['007', '7', '7', '7', '7'],
  ['0.50', '0.5', '0.5', '0.5', '0.5'],
  ['12,500.50', '12500.5', rewrite, rewrite, rewrite],
  ["12'500.50", rewrite, '12500.5', rewrite, rewrite],
  ["12'500,50", rewrite, '12500.5', rewrite, rewrite],
  ['12 500,50', rewrite, '12500.5', '12500.5', '12500.5'],
  ['12.500,50', rewrite, rewrite, rewrite, '12500.5'],
  ['12,500', '12500', asks, asks, asks],
  ['12.500', asks, asks, asks, '12500'],
  ["12'500", rewrite, '12500', rewrite, rewrite],
  ['12 500', '12500', '12500', '12500', '12500'],
  ['12,5', rewrite, '12.5', '12.5', '12.5'],
  ['12.5', '12.5', '12.5', '12.5', '12.5'],
  ['12.5000', '12.5', '12.5', rewrite, rewrite],
  ['0.500', '0.5', '0.5', rewrite, rewrite],
  ['1234.500', '1234.5', '1234.5', rewrite, rewrite],
  ['1.234.567', rewrite, rewrite, rewrite, '1234567'],
  ['1,234,567', '1234567', rewrite, rewrite, rewrite],
  ['12,34,567', no, no, no, no],
  ['1.2.3', no, no, no, no],
  ["1'2", no, no, no, no],
  ['12.', no, no, no, no],
  ['.5', no, no, no, no],
  ['1e3', no, no, no, no],
  ['', no, no, no, no],
  ['9'.repeat(41), no, no, no, no],
])('reads %s as money: en %s, CH %s, fr-FR %s, de-DE %s', (text, ...expected) => {
  const read = ['en-GB', 'fr-CH', 'fr-FR', 'de-DE'].map((locale) => {
    const reading = readNumber(text, formatOf(locale), true);
    return reading.kind === 'number' ? reading.value : reading.kind;
  });
  expect(read).toEqual(expected);
});

it.each([
  ['12.500', '12.5', '12.5', asks, '12500'],
  ['12,500', '12500', '12.5', '12.5', '12.5'],
])('reads %s as a plain number: en %s, CH %s, fr-FR %s, de-DE %s', (text, ...expected) => {
  const read = ['en', 'de-CH', 'fr', 'de'].map((locale) => {
    const reading = readNumber(text, formatOf(locale), false);
    return reading.kind === 'number' ? reading.value : reading.kind;
  });
  expect(read).toEqual(expected);
});

it.each([
  ['en', '12,500.50'],
  ['en-CH', "12'500.50"],
  ['fr-CH', "12'500.50"],
  ['de-CH', "12'500.50"],
  ['fr-FR', '12 500,50'],
  ['de-DE', '12.500,50'],
])('writes money in %s as %s', (locale, text) => {
  expect(writeMoney('12500.50', formatOf(locale))).toBe(text);
});

it('reads back every number it writes, in every locale', () => {
  const value = fc.tuple(fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), fc.integer({ min: 0, max: 999_999 })).map(([a, b]) => {
    const fraction = String(b).replace(/0+$/, '');
    return fraction === '' ? String(a) : `${a}.${fraction}`;
  });
  fc.assert(
    fc.property(value, fc.constantFrom('en', 'de-CH', 'fr-FR', 'de-DE'), (text, locale) => {
      const format = formatOf(locale);
      expect(readNumber(writeNumber(text, format), format, false)).toEqual({ kind: 'number', value: text });
      expect(readNumber(writeMoney(text, format), format, true)).toEqual({ kind: 'number', value: text });
    }),
  );
});

it.each([
  ['2026-03-31', '2026-03-31', '2026-03-31'],
  ['31.03.2026', '2026-03-31', '2026-03-31'],
  ['1.3.2026', '2026-03-01', '2026-03-01'],
  ['31/03/2026', '2026-03-31', null],
  ['29.02.2024', '2024-02-29', '2024-02-29'],
  ['29.02.2026', null, null],
  ['29.02.2100', null, null],
  ['31.04.2026', null, null],
  ['2026-13-01', null, null],
  ['31.03.26', null, null],
  ['2026-3-1', null, null],
  ['00.01.2026', null, null],
])('reads the date %s as %s in French and %s in German', (text, french, german) => {
  expect(readDate(text, 'fr-CH')).toBe(french);
  expect(readDate(text, 'de-CH')).toBe(german);
  expect(readDate(text, 'en-GB')).toBe(french);
  expect(readDate(text, 'en-CH')).toBe(german);
});

it.each([
  ['480 chf', '480', 'chf'],
  ['chf480', '480', 'chf'],
  ['8.1%', '8.1', '%'],
  ["-12'500 m2", "-12'500", 'm2'],
  ['7', '7', ''],
])('splits %s', (text, number, word) => {
  expect(splitUnit(text)).toEqual({ number, word });
});

it.each(['chf 5 chf', 'abov 5 chf', 'five', '', '-', 'chf'])('finds no single number in "%s"', (text) => {
  expect(splitUnit(text)).toBeNull();
});

it('gives money no decimals, or as many as the currency has', () => {
  expect(moneyValue('12500.5', 'CHF')).toBe('12500.50');
  expect(moneyValue('10000', 'CHF')).toBe('10000');
  expect(moneyValue('1.234', 'CHF')).toBeNull();
  expect(moneyValue('1.5', 'JPY')).toBeNull();
});
