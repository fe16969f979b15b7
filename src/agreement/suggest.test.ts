import { expect, it } from 'vitest';
import { invoiceFields as fields } from '../../test/fixtures/invoiceFields.ts';
import type { Language } from '../core/agreement.ts';
import { compileRule } from './rules.ts';
import { reverses } from './suggest.ts';
import { wordsOf } from './vocabulary.ts';

const sentences: Readonly<Record<Language, readonly string[]>> = {
  en: [
    'the IBAN changed is yes',
    'the IBAN changed is no',
    'the supplier status is not known',
    'the supplier status is blocked',
    "the amount is above 10'000 CHF",
    'the total is less than 480 CHF',
    'the ordered amount is at least CHF 990',
    'the amount is at most 480 CHF',
    'the amount is not 480 CHF',
    'the amount differs from the ordered amount by more than 2%',
    'the amount and the ordered amount differ by more than 50 CHF',
    'the purchase order is missing',
    'there is no purchase order',
    'the message is not missing',
    'the supplier is "Acme GmbH"',
    'the VAT rate exceeds 8.1 %',
    'the due date is before 2026-03-31',
    'the due date is on or after 2026-03-31',
    'the document is missing',
  ],
  fr: [
    "l'IBAN modifié est oui",
    "l'IBAN modifié est non",
    "le statut du fournisseur n'est pas connu",
    'le statut du fournisseur est bloqué',
    "le montant dépasse 10'000 CHF",
    'le total est inférieur à 480 CHF',
    "le montant commandé est d'au moins CHF 990",
    "le montant est d'au plus 480 CHF",
    "le montant n'est pas de 480 CHF",
    "le montant et le montant commandé s'écartent de plus de 2 %",
    'le montant et le montant commandé diffèrent de plus de 50 CHF',
    'la commande manque',
    "il n'y a pas de commande",
    'le message ne manque pas',
    'le fournisseur est « Acme SA »',
    'le taux de TVA est supérieur à 8,1 %',
    "l'échéance est avant le 31.03.2026",
    "l'échéance est au plus tôt le 31.03.2026",
    'le document manque',
  ],
  de: [
    'die IBAN-Änderung ist ja',
    'die IBAN-Änderung ist nein',
    'der Lieferantenstatus ist nicht bekannt',
    'der Lieferantenstatus ist gesperrt',
    "der Betrag liegt über 10'000 CHF",
    'die Summe liegt unter 480 CHF',
    'der bestellte Betrag beträgt mindestens CHF 990',
    'der Betrag beträgt höchstens 480 CHF',
    'der Betrag beträgt nicht 480 CHF',
    'der Betrag und der bestellte Betrag weichen um mehr als 2 % voneinander ab',
    'der Betrag und der bestellte Betrag weichen um mehr als 50 CHF voneinander ab',
    'die Bestellung fehlt',
    'es gibt keine Bestellung',
    'die Nachricht fehlt nicht',
    'der Lieferant ist „Acme AG“',
    'der MwSt-Satz ist höher als 8,1 %',
    'die Fälligkeit liegt vor dem 31.03.2026',
    'die Fälligkeit liegt frühestens am 31.03.2026',
    'das Dokument fehlt',
  ],
};

/** Every one-letter slip outside quotation marks: left out, doubled, replaced, swapped. Digits stay: another number is no slip of a letter. */
function slips(sentence: string): readonly string[] {
  const made = new Set<string>();
  let quoted = false;
  for (let n = 0; n < sentence.length; n += 1) {
    const c = sentence.charAt(n);
    if (/["«»„“]/.test(c)) quoted = !quoted;
    if (quoted || !/\p{L}/u.test(c)) continue;
    const [before, after] = [sentence.slice(0, n), sentence.slice(n + 1)];
    made
      .add(before + after)
      .add(`${before}${c}${c}${after}`)
      .add(`${before}x${after}`)
      .add(`${before}e${after}`)
      .add(`${before}n${after}`);
    if (/\p{L}/u.test(after.charAt(0)) && after.charAt(0) !== c) made.add(before + after.charAt(0) + c + after.slice(1));
  }
  made.delete(sentence);
  return [...made];
}

for (const language of ['en', 'fr', 'de'] as const) {
  it(`a one-letter slip is never read as something else, and mostly gets the right suggestion (${language})`, () => {
    const locale = `${language}-CH`;
    const misread: string[] = [];
    const wrong: string[] = [];
    let asked = 0;
    let right = 0;
    for (const sentence of sentences[language]) {
      const meant = compileRule(fields, locale, sentence);
      if (!meant.ok) throw new Error(`${sentence}: ${meant.problem.message}`);
      for (const slip of slips(sentence)) {
        const read = compileRule(fields, locale, slip);
        if (read.ok) {
          if (JSON.stringify(read.rule.condition) !== JSON.stringify(meant.rule.condition)) misread.push(slip);
          continue;
        }
        asked += 1;
        const { suggestion } = read.problem;
        if (suggestion === undefined) continue;
        const suggested = compileRule(fields, locale, suggestion);
        if (suggested.ok && JSON.stringify(suggested.rule.condition) === JSON.stringify(meant.rule.condition)) right += 1;
        else wrong.push(`${slip} -> ${suggestion}`);
      }
    }
    expect(misread).toEqual([]);
    expect(asked).toBeGreaterThan(1000);
    expect(right / asked).toBeGreaterThan(0.85);
    expect(wrong).toEqual([]);
  });
}

it.each([
  ['en', 'the status is unknown', 'the status is known'],
  ['en', 'the status is not known', 'the status is known'],
  ['en', 'the status is nonactive', 'the status is active'],
  ['en', 'the amount is above 5', 'the amount is below 5'],
  ['en', 'the amount is at least 5', 'the amount is at most 5'],
  ['en', 'the amount is more than 5', 'the amount is less than 5'],
  ['en', 'the flag is yes', 'the flag is no'],
  ['fr', 'le statut est inconnu', 'le statut est connu'],
  ['fr', "le statut n'est pas connu", 'le statut est connu'],
  ['fr', 'le compte est désactivé', 'le compte est activé'],
  ['fr', 'le montant est supérieur à 5', 'le montant est inférieur à 5'],
  ['fr', "le montant est d'au moins 5", "le montant est d'au plus 5"],
  ['de', 'der Status ist unbekannt', 'der Status ist bekannt'],
  ['de', 'der Status ist nicht bekannt', 'der Status ist bekannt'],
  ['de', 'es gibt keine Bestellung', 'es gibt eine Bestellung'],
  ['de', 'der Betrag liegt über 5', 'der Betrag liegt unter 5'],
  ['de', 'der Betrag beträgt mindestens 5', 'der Betrag beträgt höchstens 5'],
] as const)('sees that one could be the opposite of the other (%s: %s | %s)', (language, one, other) => {
  const fold = (text: string): string => text.toLowerCase();
  expect(reverses(wordsOf[language], fold(one), fold(other))).toBe(true);
  expect(reverses(wordsOf[language], fold(other), fold(one))).toBe(true);
});

it.each([
  ['en', 'the status is knwn', 'the status is known'],
  ['fr', 'le montant depasse 5', 'le montant dépasse 5'],
  ['de', 'der betrag liegt übr 5', 'der betrag liegt über 5'],
] as const)('does not take a slip for an opposite (%s: %s)', (language, one, other) => {
  expect(reverses(wordsOf[language], one, other)).toBe(false);
});

it.each([
  ['en-CH', 'the supplier status is unknown'],
  ['en-CH', 'the supplier status is no known'],
  ['fr-CH', 'le statut du fournisseur est inconnu'],
  ['de-CH', 'der Lieferantenstatus ist unbekannt'],
  ['de-CH', 'es gibt eine Bestellung'],
  ['en-CH', 'the purchase order is ot missing'],
  ['en-CH', 'the amount is not above 5 CHF'],
])('suggests nothing where the nearest sentence could be the opposite (%s: %s)', (locale, sentence) => {
  const read = compileRule(fields, locale, sentence);
  expect(read.ok).toBe(false);
  expect(read.ok || read.problem.suggestion).toBeUndefined();
});
