// The suppliers of the example: invented names, what they sell, how they write, and whether we know them.
import { type Chance, chance } from '../chance.ts';
import { type CostCentre, costCentres, type Language, languages, names } from './catalogue.ts';

export interface Supplier {
  readonly name: string;
  readonly language: Language;
  readonly centre: CostCentre;
  readonly iban: string;
}

const digits = (draw: Chance, length: number): string => Array.from({ length }, () => draw.between(0, 9)).join('');

/** Swiss in form only: the check digits 00 exist in no real IBAN. */
export const inventedIban = (draw: Chance): string =>
  `CH00 ${digits(draw, 4)} ${digits(draw, 4)} ${digits(draw, 4)} ${digits(draw, 4)} ${digits(draw, 1)}`;

export function invent(draw: Chance, centre: CostCentre, language: Language): Supplier {
  const trade = draw.of(names.trade[centre][language]);
  const form = draw.of(names.form[language]);
  const head = draw.yes(0.6) ? draw.of(names.head) : draw.of(names.family);
  const name = draw.yes(0.5) ? `${head} ${trade} ${form}` : `${trade} ${head} ${form}`;
  return { name, language, centre, iban: inventedIban(draw) };
}

/** Two that the examples in business language name, and about a hundred and forty drawn ones. */
export function suppliers(seed: number): { readonly known: readonly Supplier[]; readonly blocked: readonly Supplier[] } {
  const draw = chance(seed, 'suppliers');
  const all = new Map<string, Supplier>();
  for (const [name, language] of [
    ['Acme GmbH', 'de'],
    ['Acme SA', 'fr'],
    ['Acme Ltd', 'en'],
  ] as const) {
    all.set(name, { name, language, centre: '4410', iban: inventedIban(draw) });
  }
  while (all.size < 147) {
    const language = draw.weighted<Language>({ de: 55, fr: 30, en: 15 });
    const one = invent(draw, draw.of(costCentres), language);
    if (!all.has(one.name)) all.set(one.name, one);
  }
  const list = [...all.values()];
  return { known: list.slice(0, 140), blocked: list.slice(140) };
}

export const anyLanguage = (draw: Chance): Language => draw.of(languages);
