import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fieldOf, fieldsOf, invoiceFields, labelOf } from '../../test/fixtures/invoiceFields.ts';
import type { Field } from '../core/agreement.ts';
import type { Comparison, Condition } from '../core/rule.ts';
import { compileRule } from './rules.ts';
import { sentenceOf } from './sentence.ts';

const locales = ['en', 'en-GB', 'en-CH', 'fr', 'fr-CH', 'fr-FR', 'de', 'de-CH', 'de-DE', 'de-AT'];

/** More than an agreement would hold: units, a currency with three decimals, labels that look like grammar. */
const fields = fieldsOf(
  ...invoiceFields.values(),
  fieldOf('orderedVat', 'number', labelOf('ordered VAT rate', 'le taux de TVA commandé', 'der bestellte MwSt-Satz'), { unit: '%' }),
  fieldOf('age', 'number', labelOf('age of the invoice', "l'âge de la facture", 'das Alter der Rechnung'), { unit: 'days' }),
  fieldOf('wait', 'number', labelOf('waiting time', "l'attente", 'die Wartezeit'), { unit: 'days' }),
  fieldOf('copies', 'number', labelOf('copies', 'les copies', 'die Kopien')),
  fieldOf('pages', 'number', labelOf('pages', 'les pages', 'die Seiten')),
  fieldOf('dinars', 'money', labelOf('dinars', 'les dinars', 'die Dinare'), { currency: 'KWD' }),
  fieldOf('yen', 'money', labelOf('yen', 'les yens', 'die Yen'), { currency: 'JPY' }),
  fieldOf('state', 'choice', labelOf('state', "l'état", 'der Zustand'), {
    values: new Map([
      ['gone', labelOf('missing', 'de luxe', 'nicht da')],
      ['there', labelOf('not missing', 'pas là', 'da')],
      ['luxury', labelOf('Above "5"', 'luxe', 'über 5.')],
      ['4410', labelOf('4410 Office', '4410 Bureau', '4410 Büro')],
    ]),
  }),
);

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({
    unit: fc.constantFrom(
      '"',
      '“',
      '”',
      '„',
      '«',
      '»',
      "'",
      '’',
      ' ',
      '\u00a0',
      '\u202f',
      '\n',
      '\t',
      '|',
      '#',
      '{',
      '}',
      '<',
      '.',
      'a',
      'É',
      'e\u0301',
      '\u0001',
      '\\',
    ),
    maxLength: 12,
  }),
  fc.constantFrom('', ' ', '"""', 'missing', '{field}', '<amount>', '« »', '$&', '__proto__', 'is not "x"', 'the amount is above 5 CHF'),
);
const digits = (n: number): fc.Arbitrary<string> => fc.integer({ min: 0, max: 10 ** n - 1 }).map((value) => String(value).padStart(n, '0'));
const whole = fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }).map(String);
const withDecimals = (n: number): fc.Arbitrary<string> =>
  n === 0
    ? whole
    : fc.oneof(
        whole,
        fc.tuple(whole, digits(n)).map(([a, b]) => (/^0*$/.test(b) ? a : `${a}.${b}`)),
      );
const plainNumber = fc.oneof(
  whole,
  fc.tuple(whole, fc.integer({ min: 1, max: 99999 })).map(([a, b]) => `${a}.${String(b).replace(/0+$/, '')}`),
);
const date = fc
  .tuple(fc.integer({ min: 1000, max: 9999 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
  .map(([y, m, d]) => `${y}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`);

function valueFor(field: Field): fc.Arbitrary<string> {
  if (field.type === 'money') return withDecimals(field.currency === 'JPY' ? 0 : field.currency === 'KWD' ? 3 : 2);
  if (field.type === 'number') return plainNumber;
  if (field.type === 'date') return date;
  if (field.type === 'yesno') return fc.constantFrom('yes', 'no');
  return field.type === 'choice' ? fc.constantFrom(...field.values.keys()) : hostile;
}

const all = [...fields.values()];
const operator = fc.constantFrom<Comparison>('above', 'atLeast', 'below', 'atMost');
const quantities = all.filter(({ type }) => type === 'money' || type === 'number' || type === 'date');
const pairs = [
  ['amount', 'orderedAmount'],
  ['orderedVat', 'vatRate'],
  ['age', 'wait'],
  ['copies', 'pages'],
] as const;

const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.constantFrom(...all).chain((field) => fc.record({ kind: fc.constant('missing' as const), field: fc.constant(field.id), negated: fc.boolean() })),
  fc
    .constantFrom(...quantities)
    .chain((field) => fc.record({ kind: fc.constant('compare' as const), field: fc.constant(field.id), operator, value: valueFor(field) })),
  fc.constantFrom(...all.filter(({ type }) => type !== 'file')).chain((field) =>
    fc.record({
      kind: fc.constant('is' as const),
      field: fc.constant(field.id),
      value: valueFor(field),
      as: fc.constant<'word' | 'quantity'>(quantities.includes(field) ? 'quantity' : 'word'),
      negated: fc.boolean(),
    }),
  ),
  fc.constantFrom(...pairs).chain(([field, other]) => {
    const percent = fc.boolean();
    return percent.chain((inPercent) =>
      fc.record({
        kind: fc.constant('differs' as const),
        field: fc.constant(field),
        other: fc.constant(other),
        by: (field === 'amount' && !inPercent ? withDecimals(2) : plainNumber).map((text) => text.replace('-', '')),
        percent: fc.constant(inPercent),
      }),
    );
  }),
);

/** `-0.5` stays, `-0` and `0` are one. */
const zero = (text: string): string => (/^-0+$/.test(text) ? '0' : text);

for (const locale of locales) {
  it(`what is written in ${locale} is read as the same condition, whatever the texts`, () => {
    fc.assert(
      fc.property(condition, (given) => {
        const meant = 'value' in given ? { ...given, value: zero(given.value) } : given;
        const sentence = sentenceOf(meant, fields, locale);
        const read = compileRule(fields, locale, sentence);
        if (!read.ok) throw new Error(`${sentence}\n${JSON.stringify(read.problem)}`);
        expect(read.rule.condition, sentence).toEqual(meant);
      }),
      { numRuns: 400 },
    );
  });
}

it('reads a sentence typed with other spaces, apostrophes, accents and capitals as the same', () => {
  const rows: readonly (readonly [string, string, string])[] = [
    ['fr-CH', "l'IBAN modifié est oui", 'L’IBAN\u00a0modifie\u0301  EST oui'],
    ['fr-CH', "le montant dépasse 10'000 CHF", '\u00a0le montant de\u0301passe 10’000\u00a0CHF.'],
    ['fr-FR', 'le montant dépasse 10 000,50 CHF', 'Le montant\u202fdépasse 10\u202f000,50\u00a0CHF'],
    ['de-DE', 'die IBAN-Änderung ist ja', 'Die IBAN‑A\u0308nderung ist\tja'],
    ['en-CH', 'the amount is 480 CHF', 'amount: CHF 480.'],
    ['fr-CH', 'le montant est de 480 CHF', 'le montant\u202f: 480 CHF'],
    ['fr-CH', 'la commande manque', "il n'y a pas de commande"],
    ['de-CH', 'die Bestellung fehlt', 'es gibt keine Bestellung'],
    ['en-CH', 'the purchase order is missing', 'there is no purchase order'],
    ['en-CH', 'the total is above 5 CHF', 'the amount is more than 5 CHF'],
  ];
  for (const [locale, one, other] of rows) {
    const [a, b] = [compileRule(invoiceFields, locale, one), compileRule(invoiceFields, locale, other)];
    if (!a.ok || !b.ok) throw new Error(JSON.stringify([a, b]));
    expect(b.rule.condition, other).toEqual(a.rule.condition);
  }
});

it('trims nothing inside quotation marks', () => {
  const read = compileRule(invoiceFields, 'en-CH', 'the supplier is "  Müller  \u00a0& ’Co’. "');
  expect(read.ok && read.rule.condition).toMatchObject({ value: '  Müller  \u00a0& ’Co’. ' });
});
