import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatOf,
  moneyValue,
  readAmount,
  readDate,
  readNumber,
  readYesNo,
  shortest,
  splitUnit,
  typewritten,
  withoutTime,
  writeDate,
  writeMoney,
  writeNumber,
} from './quantities.ts';

// A cell as it stands in a file: what it means, or the two things that it could mean.
const shown = (text: string, locale: string): string => {
  const format = formatOf(locale);
  const { number, currency } = readAmount(typewritten(text), format);
  if (number.kind === 'number') return currency === null ? number.value : `${number.value} ${currency}`;
  if (number.kind !== 'ambiguous') return number.kind === 'none' ? 'no number' : `write ${writeMoney(number.value, format)}`;
  return `${writeMoney(number.thousands, format)} or ${writeMoney(number.decimals, format)}`;
};

describe('money in cells', () => {
  it.each([
    ['12500.50', 'en-CH', '12500.50'],
    ["12'500.50 CHF", 'en-CH', '12500.50 CHF'],
    ['12\u2019500,50', 'fr-CH', '12500.50'],
    ['12 500.50', 'de-CH', '12500.50'],
    ['12.500', 'en-CH', "12'500 or 12.5"],
    ['12,500', 'de-CH', "12'500 or 12.5"],
    ['12,500.50', 'en-CH', "write 12'500.5"],
    ['12,500.50', 'en-US', '12500.50'],
    ['12,500', 'en-GB', '12500'],
    ['12.500 USD', 'en', '12,500 or 12.5'],
    ['12.500,50', 'de-DE', '12500.50'],
    ['12.500', 'de-DE', '12500'],
    ['12,500 EUR', 'de-DE', '12.500 or 12,5'],
    ['12.5', 'de-DE', '12.5'],
    ['1.25', 'fr-FR', '1.25'],
    ['12\u202f500,50 €', 'fr-FR', '12500.50 EUR'],
    ['12.500', 'fr-FR', '12 500 or 12,5'],
    ['12,500 EUR', 'fr-FR', '12 500 or 12,5'],
    ["1'234.500", 'en-CH', '1234.500'],
    ['EUR 1234', 'en', '1234 EUR'],
    ['EUR1234', 'en', '1234 EUR'],
    ['CHF -5', 'en', '-5 CHF'],
    ['CHF +5', 'en', '5 CHF'],
    ['Fr. 12.50', 'de-CH', '12.50 CHF'],
    ['12\u00a0500.50\u00a0 CHF ', 'fr-CH', '12500.50 CHF'],
    ['CHF 12 CHF', 'en', 'no number'],
    ['5+3', 'en', 'no number'],
    ['+-5', 'en', 'no number'],
    ['12 chf', 'en', 'no number'],
    ['12\n500', 'en-CH', 'no number'],
    ['- .5', 'en', '-0.5'],
    ['12.345', 'en-CH', "12'345 or 12.3450"],
    ['9'.repeat(41), 'en', 'no number'],
    ['-3.50', 'en', '-3.50'],
    ['\u22123,50', 'de-DE', '-3.50'],
    ['+7', 'en', '7'],
    ['.5', 'en', '0.5'],
    ['-0.00', 'en', '0.00'],
    ['007.50', 'en', '7.50'],
    ['12 QQQ', 'en', 'no number'],
    ['12 $', 'en', 'no number'],
    ["1'2345", 'en-CH', 'no number'],
    ["1'234 567", 'en-CH', 'no number'],
    ['1e5', 'en', 'no number'],
    ['twelve', 'en', 'no number'],
    ['1.2.3', 'de-DE', 'no number'],
    ['', 'en', 'no number'],
    ['-', 'en', 'no number'],
    ['12.', 'en', 'no number'],
  ])('%j in %s is %s', (text, locale, meaning) => expect(shown(text, locale)).toBe(meaning));
});

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
    return reading.kind === 'number' ? shortest(reading.value) : reading.kind;
  });
  expect(read).toEqual(expected);
});

it.each([
  ['12.500', '12.5', '12.5', asks, '12500'],
  ['12,500', '12500', '12.5', '12.5', '12.5'],
  ['7.7', '7.7', '7.7', '7.7', '7.7'],
])('reads %s as a plain number: en %s, CH %s, fr-FR %s, de-DE %s', (text, ...expected) => {
  const read = ['en', 'de-CH', 'fr', 'de'].map((locale) => {
    const reading = readNumber(text, formatOf(locale), false);
    return reading.kind === 'number' ? shortest(reading.value) : reading.kind;
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
      const money = readNumber(writeMoney(text, format), format, true);
      expect(money.kind === 'number' ? shortest(money.value) : money.kind).toBe(text);
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
  ['03/04/2026', '2026-04-03', null],
  ['29.02.1900', null, null],
])('reads the date %s as %s in French and %s in German', (text, french, german) => {
  expect(readDate(text, 'fr-CH')).toBe(french);
  expect(readDate(text, 'de-CH')).toBe(german);
  expect(readDate(text, 'en-GB')).toBe(french);
  expect(readDate(text, 'en-CH')).toBe(german);
  expect(readDate(text, 'en-US')).toBe(german);
  expect(readDate(text, 'de-DE')).toBe(german);
});

it.each([
  ['480 chf', '480', 'chf'],
  ['chf480', '480', 'chf'],
  ['8.1%', '8.1', '%'],
  ["-12'500 m2", "-12'500", 'm2'],
  ['7', '7', ''],
  ['12  chf', '12', 'chf'],
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

it.each([
  ['12.500', 'en-CH', '12.500'],
  ['12,500', 'fr-CH', '12.500'],
  ["1'234.500", 'en-CH', '1234.500'],
  ['007.50', 'en', '7.50'],
  ['-0.00', 'en', '0.00'],
])('keeps the decimals of %s in %s as written', (text, locale, value) => {
  expect(readNumber(text, formatOf(locale), false)).toEqual({ kind: 'number', value });
});

it.each([
  ['fr_CH', "12'500.5"],
  ['de-LI', "12'500.5"],
  ['FR', '12 500,5'],
  ['fro', '12,500.5'],
  ['it-IT', '12,500.5'],
])('the locale %s writes %s', (locale, text) => expect(writeNumber('12500.5', formatOf(locale))).toBe(text));

it.each([
  ['2026-03-31T10:20:00', '2026-03-31'],
  ['2026-03-31 10:20', '2026-03-31'],
  ['2026-03-31T00:00:00Z', '2026-03-31'],
  ['2026-03-31T23:30:00Z', null],
  ['2026-02-30T10:20:00', null],
])('reads %s without its time as %s', (text, date) => {
  expect(readDate(withoutTime(text), 'en-CH')).toBe(date);
  expect(readDate(text, 'en-CH')).toBeNull();
});

it.each([
  ['en-CH', '2026-03-31'],
  ['fr-CH', '31.03.2026'],
  ['de-DE', '31.03.2026'],
])('writes a date in %s as %s', (locale, text) => expect(writeDate('2026-03-31', locale)).toBe(text));

it.each([
  ['Oui', true],
  [' nein ', false],
  ['WAHR', true],
  ['FAUX', false],
  ['perhaps', null],
  ['', null],
])('%j means %s', (text, meaning) => expect(readYesNo(text)).toBe(meaning));

it('reads what a person writes in the manner of the locale as exactly that amount', () => {
  const manners = { 'en-US': [',', '.'], 'en-CH': ["'", '.'], 'fr-FR': ['\u202f', ','], 'de-DE': ['.', ','] } as const;
  fc.assert(
    fc.property(
      fc.constantFrom(...(Object.keys(manners) as (keyof typeof manners)[])),
      fc.nat(),
      fc.integer({ min: 0, max: 99 }),
      (locale, whole, cents) => {
        const [group, decimal] = manners[locale];
        const fraction = String(cents).padStart(2, '0');
        const text = `${String(whole).replace(/\B(?=(\d{3})+$)/g, group)}${decimal}${fraction}`;
        expect(readAmount(typewritten(text), formatOf(locale))).toEqual({
          number: { kind: 'number', value: `${whole}.${fraction}` },
          currency: null,
        });
      },
    ),
  );
});
