// The sentence that goes with a query or a refusal, in the supplier's language. Fixed texts: this example's model does not write.
import { wordsOf } from '../classifier.ts';
import type { Language } from './catalogue.ts';
import { gap, type Read } from './reading.ts';

type Topic = 'order' | 'amount' | 'vat' | 'account' | 'other';

const questions: Readonly<Record<Topic, Readonly<Record<Language, string>>>> = {
  order: {
    en: 'Who ordered this, and under which order number?',
    fr: 'Qui a passé cette commande, et sous quel numéro ?',
    de: 'Wer hat dies bestellt, und unter welcher Bestellnummer?',
  },
  amount: {
    en: 'The amount is not the ordered one. Please explain the difference.',
    fr: "Le montant n'est pas celui de la commande. Merci d'expliquer l'écart.",
    de: 'Der Betrag ist nicht der bestellte. Bitte erklären Sie die Abweichung.',
  },
  vat: {
    en: 'Please check the VAT rate and send a corrected invoice.',
    fr: 'Merci de vérifier le taux de TVA et de nous envoyer une facture corrigée.',
    de: 'Bitte prüfen Sie den MwSt-Satz und senden Sie eine korrigierte Rechnung.',
  },
  account: {
    en: 'Your bank account differs from ours on file. We will call the number we know.',
    fr: 'Votre compte bancaire diffère de celui que nous connaissons. Nous appellerons le numéro connu.',
    de: 'Ihre Bankverbindung weicht von der bekannten ab. Wir rufen die uns bekannte Nummer an.',
  },
  other: {
    en: 'Has this invoice come before, and was everything delivered? Please confirm both.',
    fr: 'Cette facture a-t-elle déjà été envoyée, et tout a-t-il été livré ? Merci de confirmer les deux.',
    de: 'Kam diese Rechnung schon einmal, und wurde alles geliefert? Bitte bestätigen Sie beides.',
  },
};

const common: Readonly<Record<Language, readonly string[]>> = {
  en: ['the', 'our', 'is', 'and', 'please', 'you', 'for'],
  fr: ['la', 'le', 'nous', 'notre', 'et', 'est', 'merci', 'pour'],
  de: ['die', 'der', 'wir', 'und', 'ist', 'bitte', 'unsere', 'das'],
};

/** The language with most of its common words in the text; German, as most suppliers, when none is there. */
export function languageOf(text: string): Language {
  const words = wordsOf(text);
  const count = (language: Language): number => words.filter((word) => common[language].includes(word)).length;
  return (['de', 'fr', 'en'] as const).reduce((best, language) => (count(language) > count(best) ? language : best));
}

function topicOf(input: Read): Topic {
  if (input.ibanChanged === true) return 'account';
  if (gap(input) === 'clear' || gap(input) === 'large') return 'amount';
  if (typeof input.vatRate === 'number' && ![0, 2.6, 3.8, 8.1].includes(input.vatRate)) return 'vat';
  return input.orderedAmount === null || input.orderedAmount === undefined ? 'order' : 'other';
}

/** What to ask, why to refuse, and the words of the case that are worth a look. */
export function questionTo(input: Read): { readonly question: string; readonly refusal: string; readonly cite: readonly string[] } {
  const message = typeof input.message === 'string' ? input.message : '';
  const topic = topicOf(input);
  const refusal = topic === 'account' ? 'The bank account changed; this looks like a fraud we know.' : 'Nobody here seems to have ordered this.';
  return { question: questions[topic][languageOf(message)], refusal, cite: message === '' ? [] : [message] };
}
