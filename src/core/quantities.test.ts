import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readAmountText, readDateText, readNumberText, readYesNoText } from './quantities.ts';

const shown = (text: string, locale: string): string => {
  const reading = readAmountText(text, locale);
  if (reading.ok) return reading.currency === null ? reading.decimal : `${reading.decimal} ${reading.currency}`;
  return reading.ambiguous === null ? 'no number' : `${reading.ambiguous[0]} or ${reading.ambiguous[1]}`;
};

describe('money', () => {
  test.each([
    ['12500.50', 'en-CH', '12500.50'],
    ["12'500.50 CHF", 'en-CH', '12500.50 CHF'],
    ['12\u2019500,50', 'fr-CH', '12500.50'],
    ['12 500.50', 'de-CH', '12500.50'],
    ['12.500', 'en-CH', "12'500 or 12.5"],
    ['12,500', 'de-CH', "12'500 or 12.5"],
    ['12,500.50', 'en-CH', 'no number'],
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

describe('plain numbers', () => {
  test.each([
    ['12.500', 'en-CH', '12.500'],
    ['12,500', 'fr-CH', '12.500'],
    ['12.500', 'en-US', '12.500'],
    ['12,500', 'en-US', '12500'],
    ['12.500', 'fr-FR', 'ambiguous'],
    ['12,500', 'fr-FR', '12.500'],
    ['12.500', 'de-DE', '12500'],
    ['12,500', 'de-DE', '12.500'],
    ['7.7', 'de-DE', '7.7'],
  ])('%j in %s is %s', (text, locale, meaning) => {
    const reading = readNumberText(text, locale, 'number');
    expect(reading.ok ? reading.decimal : 'ambiguous').toBe(meaning);
  });
});

test.each([
  ['2026-03-31', 'en-CH', '2026-03-31'],
  ['31.03.2026', 'en-CH', '2026-03-31'],
  ['31.3.2026', 'de-DE', '2026-03-31'],
  ['31/03/2026', 'fr-CH', '2026-03-31'],
  ['31/03/2026', 'en-GB', '2026-03-31'],
  ['03/04/2026', 'en-US', null],
  ['03/04/2026', 'en-CH', null],
  ['31.02.2026', 'en-CH', null],
  ['29.02.2024', 'en-CH', '2024-02-29'],
  ['29.02.1900', 'en-CH', null],
  ['2026-03-31T10:20:00', 'en-CH', '2026-03-31'],
  ['2026-03-31T00:00:00Z', 'en-CH', '2026-03-31'],
  ['2026-03-31T23:30:00Z', 'en-CH', null],
  ['31.03.26', 'de-CH', null],
])('the date %s in %s is %s', (text, locale, date) => expect(readDateText(text, locale)).toBe(date));

test.each([
  ['Oui', true],
  [' nein ', false],
  ['WAHR', true],
  ['FAUX', false],
  ['perhaps', null],
  ['', null],
])('%j means %s', (text, meaning) => expect(readYesNoText(text)).toBe(meaning));

test('what a person writes in the manner of the locale is read as exactly that amount', () => {
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
        expect(readAmountText(text, locale)).toEqual({ ok: true, decimal: `${whole}.${fraction}`, currency: null });
      },
    ),
  );
});
