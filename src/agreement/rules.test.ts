import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fieldOf, fieldsOf, invoiceFields, labelOf } from '../../test/fixtures/invoiceFields.ts';
import type { Condition } from '../core/rule.ts';
import { fold } from './fold.ts';
import { compileRule, type SentenceProblem } from './rules.ts';
import { sentenceOf } from './sentence.ts';
import { matches, vocabularyOf } from './vocabulary.ts';

const apart = (by: string): string => `der Betrag und der bestellte Betrag weichen um mehr als ${by} voneinander ab`;
const is = (field: string, value: string, negated = false): Condition => ({ kind: 'is', field, value, as: 'word', negated });
const amounts = (field: string, value: string): Condition => ({ kind: 'is', field, value, as: 'quantity', negated: false });
const differs = (by: string, percent: boolean): Condition => ({ kind: 'differs', field: 'amount', other: 'orderedAmount', by, percent });
const than = (field: string, operator: 'above' | 'atLeast' | 'below' | 'atMost', value: string): Condition => ({
  kind: 'compare',
  field,
  operator,
  value,
});
const missing = (field: string, negated = false): Condition => ({ kind: 'missing', field, negated });

function meaning(locale: string, sentence: string, fields = invoiceFields): Condition {
  const read = compileRule(fields, locale, sentence);
  if (!read.ok) throw new Error(JSON.stringify(read.problem));
  expect(read.rule.sentence).toBe(sentence);
  return read.rule.condition;
}

function problemWith(locale: string, sentence: string, fields = invoiceFields): SentenceProblem {
  const read = compileRule(fields, locale, sentence);
  if (read.ok) throw new Error(`${sentence} was read as ${JSON.stringify(read.rule.condition)}`);
  return read.problem;
}

it.each<[string, Condition, string, string, string]>([
  ['a flag', is('ibanChanged', 'yes'), 'the IBAN changed is yes', 'l’IBAN modifié est oui', 'die IBAN-Änderung ist ja'],
  [
    'not a value',
    is('supplierStatus', 'known', true),
    'the supplier status is not known',
    'le statut du fournisseur n’est pas connu',
    'der Lieferantenstatus ist nicht bekannt',
  ],
  ['above', than('amount', 'above', '10000'), "the amount is above 10'000 CHF", "le montant dépasse 10'000 CHF", "der Betrag übersteigt 10'000 CHF"],
  [
    'over',
    than('amount', 'above', '10000'),
    "the amount is over CHF 10'000",
    'le montant est supérieur à 10 000 CHF',
    'der Betrag liegt über 10 000 CHF',
  ],
  [
    'at least',
    than('amount', 'atLeast', '480'),
    'the amount is at least 480',
    "le montant est d'au moins 480 CHF",
    'der Betrag beträgt mindestens 480 CHF',
  ],
  [
    'below',
    than('vatRate', 'below', '8.1'),
    'the VAT rate is less than 8.1 %',
    'le taux de TVA est en dessous de 8,1 %',
    'der MwSt-Satz liegt unter 8,1 %',
  ],
  [
    'at most',
    than('amount', 'atMost', '12500.50'),
    "the amount is at most 12'500.5 CHF",
    "le montant est d'au plus 12'500.50 CHF",
    'der Betrag beträgt höchstens 12’500,50 CHF',
  ],
  [
    'a date',
    than('dueDate', 'above', '2026-03-31'),
    'the due date is after 2026-03-31',
    "l'échéance est après le 31/03/2026",
    'die Fälligkeit liegt nach dem 31.3.2026',
  ],
  [
    'percent',
    differs('2', true),
    'the amount differs from the ordered amount by more than 2%',
    "le montant et le montant commandé s'écartent de plus de 2 %",
    apart('2 %'),
  ],
  [
    'an amount apart',
    differs('50', false),
    'the amount differs from the ordered amount by more than 50 CHF',
    'le montant et le montant commandé diffèrent de plus de 50 CHF',
    apart('CHF 50'),
  ],
  ['missing', missing('purchaseOrder'), 'there is no purchase order', "il n'y a pas de commande", 'es gibt keine Bestellung'],
  ['not missing', missing('document', true), 'the document is not missing', 'le document ne manque pas', 'das Dokument fehlt nicht'],
  [
    'a text',
    is('supplier', 'Müller & Söhne (Zürich) AG'),
    'the supplier is "Müller & Söhne (Zürich) AG"',
    'le fournisseur est « Müller & Söhne (Zürich) AG »',
    'der Lieferant ist „Müller & Söhne (Zürich) AG“',
  ],
])('%s means the same in three languages', (_, condition, en, fr, de) => {
  expect(meaning('en-CH', en)).toEqual(condition);
  expect(meaning('fr-CH', fr)).toEqual(condition);
  expect(meaning('de-CH', de)).toEqual(condition);
});

it.each<[string, string, Condition]>([
  ['en-CH', 'the supplier is "Müller & Söhne (Zürich) AG"', is('supplier', 'Müller & Söhne (Zürich) AG')],
  ['en-CH', "the amount is 12'500.50 CHF", amounts('amount', '12500.50')],
  ['en-CH', 'the amount is CHF 990', amounts('amount', '990')],
  ['en-CH', 'the due date is 2026-03-31', amounts('dueDate', '2026-03-31')],
  ['fr-CH', 'le fournisseur est « Dupont & Fils SA »', is('supplier', 'Dupont & Fils SA')],
  ['fr-CH', 'le statut du fournisseur est nouveau', is('supplierStatus', 'new')],
  ['fr-CH', 'le montant est de 12’500.50 CHF', amounts('amount', '12500.50')],
  ['fr-CH', 'l’IBAN modifié est non', is('ibanChanged', 'no')],
  ['fr-CH', 'la commande manque', missing('purchaseOrder')],
  ['de-CH', 'der Lieferant ist „Meier & Co. AG“', is('supplier', 'Meier & Co. AG')],
  ['de-CH', 'der Betrag beträgt 12’500.50 CHF', amounts('amount', '12500.50')],
  ['de-CH', 'der bestellte Betrag lautet 480 CHF', amounts('orderedAmount', '480')],
  ['de-CH', 'die Bestellung fehlt', missing('purchaseOrder')],
])('reads the sentences of the invoice example (%s: %s)', (locale, sentence, condition) => {
  expect(meaning(locale, sentence)).toEqual(condition);
});

// locale, sentence, code, the part that is marked, the beginning of the message, the suggestion
it.each<[string, string, string, string, string, string | undefined]>([
  ['en-CH', 'the ammount is 12 CHF', 'unknown-field', 'ammount', 'This process has no "ammount".', 'the amount is 12 CHF'],
  ['en-CH', 'the decision is pay', 'unknown-field', 'decision', 'This process has no "decision".', undefined],
  ['de-CH', 'der Bertag liegt über 5 CHF', 'unknown-field', 'Bertag', 'Dieser Prozess kennt „Bertag“ nicht.', 'der Betrag liegt über 5 CHF'],
  ['fr-CH', 'le montent dépasse 5 CHF', 'unknown-field', 'montent', 'Ce processus ne connaît pas « montent ».', 'le montant dépasse 5 CHF'],
  [
    'en-CH',
    'the amount differs from the orderd amount by more than 2%',
    'unknown-field',
    'orderd amount',
    'This process has no "orderd amount".',
    'the amount differs from the ordered amount by more than 2%',
  ],
  [
    'de-CH',
    'der Lieferantenstatus ist unbekannt',
    'bad-value',
    'unbekannt',
    '„unbekannt“ ist kein möglicher Wert für „Lieferantenstatus“.',
    undefined,
  ],
  [
    'fr-CH',
    'le statut du fournisseur est bloqé',
    'bad-value',
    'bloqé',
    "« bloqé » n'est pas une valeur possible",
    'le statut du fournisseur est bloqué',
  ],
  ['en-CH', 'the IBAN changed is maybe', 'bad-value', 'maybe', '"IBAN changed" is yes or no, not "maybe".', undefined],
  ['fr-CH', 'le montant est de douze', 'bad-value', 'douze', "« douze » n'est pas un montant", undefined],
  ['en-CH', 'the amount is "480 CHF"', 'bad-value', '"480 CHF"', '"480 CHF" is not an amount', 'the amount is 480 CHF'],
  ['en-CH', 'the amount is 480.125 CHF', 'ambiguous-number', '480.125', "Is 480.125 480'125 or 480.125", undefined],
  ['en-CH', 'the amount is 480.1255 CHF', 'bad-value', '480.1255 CHF', '"480.1255 CHF" has more decimals than CHF has.', undefined],
  ['en-CH', 'the amount is above 12.500 CHF', 'ambiguous-number', '12.500', "Is 12.500 12'500 or 12.5?", undefined],
  ['de-DE', 'der Betrag liegt über 12,500 CHF', 'ambiguous-number', '12,500', 'Ist 12,500 12.500 oder 12,5?', undefined],
  ['fr-FR', 'le montant dépasse 12.500 CHF', 'ambiguous-number', '12.500', '12.500, est-ce 12 500 ou 12,5 ?', undefined],
  [
    'en-GB',
    "the amount is above 12'500 CHF",
    'bad-value',
    "12'500",
    '"12\'500" is not how numbers are written in this file.',
    'the amount is above 12,500 CHF',
  ],
  ['en-CH', 'the amount is 480 HCF', 'unknown-currency', 'HCF', '"HCF" is not a currency.', 'the amount is 480 CHF'],
  ['de-CH', 'der Betrag beträgt 480 Fr.', 'unknown-currency', 'Fr', '„Fr“ ist keine Währung.', 'der Betrag beträgt 480 CHF'],
  ['fr-CH', 'le montant dépasse 480 EUR', 'wrong-currency', 'EUR', '« montant » est en CHF, pas en EUR.', undefined],
  ['en-CH', 'the VAT rate is above 8 days', 'unknown-unit', 'days', '"VAT rate" is in %, not in "days".', undefined],
  ['en-CH', 'the due date is before 2026-02-30', 'bad-date', '2026-02-30', '"2026-02-30" is not a date', undefined],
  ['de-CH', 'die Fälligkeit liegt vor dem 31/03/2026', 'bad-date', '31/03/2026', '„31/03/2026“ ist kein Datum', undefined],
  ['en-CH', 'the supplier is Acme', 'unquoted-text', 'Acme', '"supplier" is a text, and Acme stands without', 'the supplier is "Acme"'],
  ['fr-CH', 'le fournisseur n’est pas Acme SA', 'unquoted-text', 'Acme SA', '« fournisseur » est un texte', 'le fournisseur n’est pas « Acme SA »'],
  ['en-CH', 'the purchase order is issing', 'unquoted-text', 'issing', '"purchase order" is a text', 'the purchase order is missing'],
  ['en-CH', 'the supplier is "Acme', 'unclosed-quote', '"Acme', 'A quotation mark is opened', undefined],
  ['en-CH', 'the supplier is above 5', 'wrong-type', 'the supplier is above 5', '"supplier" is a text; it has no above or below.', undefined],
  ['fr-CH', 'le fournisseur dépasse 5 CHF', 'wrong-type', 'le fournisseur dépasse 5 CHF', "« fournisseur » est un texte ; il n'y a ni", undefined],
  [
    'de-CH',
    'der Lieferantenstatus übersteigt neu',
    'wrong-type',
    'der Lieferantenstatus übersteigt neu',
    '„Lieferantenstatus“ ist eine Auswahl;',
    undefined,
  ],
  [
    'en-CH',
    'the amount is after 5 CHF',
    'wrong-type',
    'the amount is after 5 CHF',
    '"amount" is an amount of money; it has no before or after.',
    undefined,
  ],
  ['en-CH', 'the document is "a.pdf"', 'wrong-type', 'the document is "a.pdf"', '"document" is a file; it can only be missing', undefined],
  [
    'en-CH',
    'the amount differs from the VAT rate by more than 2%',
    'wrong-type',
    'the amount differs from the VAT rate by more than 2%',
    '"amount" and "VAT rate" are not in the same unit.',
    undefined,
  ],
  [
    'en-CH',
    'the due date differs from the amount by more than 2%',
    'wrong-type',
    'the due date differs from the amount by more than 2%',
    '"due date" is a date; no difference',
    undefined,
  ],
  [
    'en-CH',
    'the amount differs from the total by more than 2%',
    'same-field',
    'the amount differs from the total by more than 2%',
    '"amount" is compared with itself.',
    undefined,
  ],
  ['en-CH', 'the amount differs from the ordered amount by more than 2', 'ambiguous', '2', 'By more than 2: is this 2 CHF or 2%?', undefined],
  ['en-CH', 'the amount differs from the ordered amount by more than -2%', 'bad-value', '-2%', 'A difference cannot be more than -2%', undefined],
  [
    'en-CH',
    'der Betrag liegt über 5 CHF',
    'foreign-language',
    'der Betrag liegt über 5 CHF',
    'This looks like German; the file says English.',
    'the amount is above 5 CHF',
  ],
  [
    'fr-CH',
    'the IBAN changed is yes',
    'foreign-language',
    'the IBAN changed is yes',
    "Ceci ressemble à de l'anglais ; le fichier dit français.",
    "l'IBAN modifié est oui",
  ],
  [
    'de-CH',
    'le montant dépasse douze',
    'foreign-language',
    'le montant dépasse douze',
    'Das sieht nach Französisch aus; die Datei ist auf Deutsch.',
    undefined,
  ],
  [
    'en-CH',
    'the amount is above 5 CHF or the IBAN changed is yes',
    'two-conditions',
    'or the IBAN changed is yes',
    'This sentence says two things.',
    undefined,
  ],
  ['en-CH', 'it should be fine', 'unknown-sentence', 'it should be fine', 'I do not understand "it should be fine".', undefined],
  ['en-CH', '', 'unknown-sentence', '', 'I do not understand "".', undefined],
  ['it-CH', 'il totale supera 5', 'unknown-language', 'il totale supera 5', 'There are no sentences for "it-CH".', undefined],
])('%s: "%s" is %s', (locale, sentence, code, marked, message, suggestion) => {
  const problem = problemWith(locale, sentence);
  expect(problem.code).toBe(code);
  expect(sentence.slice(problem.offset, problem.offset + problem.length)).toBe(marked);
  expect(problem.message.slice(0, message.length)).toBe(message);
  expect(problem.suggestion).toBe(suggestion);
  expect([problem.why, problem.do]).not.toContain('');
});

it('marks the place in the sentence as it was typed', () => {
  const sentence = '\u00a0 The  supplier  status is\tunknwon.';
  const { offset, length } = problemWith('en-CH', sentence);
  expect(sentence.slice(offset, offset + length)).toBe('unknwon');
});

const twoStatuses = fieldsOf(
  fieldOf('a', 'choice', labelOf('status', 'le statut', 'der Status'), {
    values: new Map([
      ['known', labelOf('known', 'connu', 'bekannt')],
      ['notKnown', labelOf('not known', 'pas connu', 'nicht bekannt')],
    ]),
  }),
  fieldOf('post', 'yesno', labelOf('post', 'la poste', 'die Post')),
  fieldOf('place', 'yesno', labelOf('place', 'le poste', 'der Posten')),
);

it('asks when two meanings fit one sentence, and shows both', () => {
  const problem = problemWith('en', 'the status is not known', twoStatuses);
  expect(problem.code).toBe('ambiguous');
  expect(problem.message).toContain('the status is not "known"');
  expect(problem.message).toContain('the status is "not known"');
  expect(problemWith('fr', 'poste est oui', twoStatuses).code).toBe('ambiguous');
  expect(meaning('fr', 'la poste est oui', twoStatuses)).toEqual(is('post', 'yes'));
});

it('reads a choice in quotation marks when its label looks like grammar', () => {
  expect(meaning('en', 'the status is "not known"', twoStatuses)).toEqual(is('a', 'notKnown'));
});

const rates = fieldsOf(
  fieldOf('rate', 'number', labelOf('rate', 'le taux', 'der Satz'), { unit: '%' }),
  fieldOf('usual', 'number', labelOf('usual rate', 'le taux usuel', 'der übliche Satz'), { unit: '%' }),
);

it('asks whether a percentage of a percentage is points or a proportion', () => {
  expect(problemWith('en', 'the rate differs from the usual rate by more than 2%', rates).do).toBe('Write 2 points or 2% in proportion.');
  expect(meaning('en', 'the rate differs from the usual rate by more than 2 points', rates)).toMatchObject({ by: '2', percent: false });
  expect(meaning('de', 'der Satz und der übliche Satz weichen um mehr als 2 % im Verhältnis voneinander ab', rates)).toMatchObject({ percent: true });
});

it('every suggestion compiles, and every sentence it translates means the same', () => {
  const given = compileRule(invoiceFields, 'de-CH', 'the amount differs from the ordered amount by more than 2%');
  const suggestion = given.ok ? '' : (given.problem.suggestion ?? '');
  expect(meaning('de-CH', suggestion)).toEqual(differs('2', true));
  expect(sentenceOf(differs('2', true), invoiceFields, 'de-CH')).toBe(suggestion);
});

it('never throws and always points inside the sentence, whatever is typed', () => {
  const word = fc.constantFrom(
    'the',
    'amount',
    'is',
    'not',
    'above',
    '5',
    'CHF',
    '"',
    '„',
    '“',
    'and',
    'differs from',
    'by more than',
    '2%',
    ':',
    '.',
    'le montant',
    'der Betrag',
    '\u00a0',
    '\u0301',
    '$&',
  );
  const sentence = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(word, { maxLength: 12 }).map((words) => words.join(' ')),
  );
  fc.assert(
    fc.property(sentence, fc.constantFrom('en', 'fr-CH', 'de-DE'), (text, locale) => {
      const read = compileRule(invoiceFields, locale, text);
      if (read.ok) return;
      const { offset, length, suggestion } = read.problem;
      expect(offset).toBeGreaterThanOrEqual(0);
      expect(offset + length).toBeLessThanOrEqual(text.length);
      if (suggestion !== undefined) expect(compileRule(invoiceFields, locale, suggestion).ok).toBe(true);
    }),
    { numRuns: 500 },
  );
});

it('keeps one vocabulary per map of fields and locale', () => {
  expect(vocabularyOf(invoiceFields, 'en-CH')).toBe(vocabularyOf(invoiceFields, 'en-CH'));
  expect(vocabularyOf(invoiceFields, 'en-CH')).not.toBe(vocabularyOf(invoiceFields, 'fr-CH'));
  expect(vocabularyOf(fieldsOf(...invoiceFields.values()), 'en-CH')).not.toBe(vocabularyOf(invoiceFields, 'en-CH'));
});

it('holds what examples expect in the same vocabulary: decisions and teams', () => {
  const decisions = new Map([['query', { label: labelOf('ask the supplier', 'demander au fournisseur', 'beim Lieferanten nachfragen') }]]);
  const vocabulary = vocabularyOf(invoiceFields, 'fr-CH', { decisions, teams: ['Purchasing'] });
  if (vocabulary === null) throw new Error('French has sentences.');
  const found = (sentence: string): readonly string[] => matches(vocabulary, fold(sentence)).map(({ pattern }) => pattern.meaning);
  expect(found('la décision est demander au fournisseur')).toEqual(['decision']);
  expect(found('le dossier va à Purchasing')).toEqual(['team']);
  expect(found('une personne décide')).toEqual(['person']);
  expect(vocabulary.decisions.get('demander au fournisseur')).toEqual(['query']);
  expect(vocabulary.teams.get('purchasing')).toEqual(['Purchasing']);
});
