// The one vocabulary: sentence patterns made from the fields, decisions and teams of an agreement. There is no step code.
// Rules are read with it, and examples will be. It finds where a sentence fits a pattern; what the parts mean is for their readers.
import type { Field, Label, Language } from '../core/agreement.ts';
import { languages } from '../core/agreement.ts';
import { formatOf, type NumberFormat } from '../core/quantities.ts';
import { type Folded, fold } from './fold.ts';
import { de } from './words/de.ts';
import { en } from './words/en.ts';
import { fr } from './words/fr.ts';
import { type Meaning, meanings, type Words } from './words/words.ts';

export const wordsOf: Readonly<Record<Language, Words>> = { en, fr, de };

type Slot = 'field' | 'other' | 'bare' | 'value' | 'by' | 'decision' | 'team';
type Gap = 'none' | 'space' | 'maybe';
export type Piece = { readonly gap: Gap } & ({ readonly literal: string } | { readonly slot: Slot });

export interface Pattern {
  readonly meaning: Meaning;
  readonly template: string;
  readonly pieces: readonly Piece[];
  /** How many letters are fixed: among failures, the most specific one speaks. */
  readonly weight: number;
}

export interface Name {
  /** Folded, as it stands in a sentence. */
  readonly text: string;
  readonly field: Field;
  /** Without its article; also read in the place of a full name. */
  readonly bare: boolean;
}

export interface Vocabulary {
  readonly locale: string;
  readonly language: Language;
  readonly words: Words;
  readonly format: NumberFormat;
  readonly fields: ReadonlyMap<string, Field>;
  readonly patterns: readonly Pattern[];
  /** By first letter. */
  readonly names: ReadonlyMap<string, readonly Name[]>;
  /** Choice fields: folded label to the value ids that have it. */
  readonly choices: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;
  readonly decisions: ReadonlyMap<string, readonly string[]>;
  readonly teams: ReadonlyMap<string, readonly string[]>;
}

/** A part of a sentence, between two folded positions. */
export interface Part {
  readonly from: number;
  readonly to: number;
}

export interface Match {
  readonly pattern: Pattern;
  readonly fields: readonly Field[];
  /** Names that no field has; only in a loose reading. */
  readonly unknown: readonly Part[];
  readonly rest: Part | null;
}

export const languageOf = (locale: string): Language | null =>
  languages.find((language) => locale === language || locale.startsWith(`${language}-`)) ?? null;

/** The words for a field or value in a language; never empty. */
export const labelsIn = (label: Label, language: Language): readonly string[] => (label[language].length > 0 ? label[language] : label.en);

/** `the amount`, `le montant`: as it stands in a sentence. */
export function withArticle(label: string, words: Words): string {
  const article = words.articles.length === 1 ? (words.articles[0] ?? '') : '';
  return article === '' || label.toLowerCase().startsWith(article) ? label : article + label;
}

/** `amount`, `montant`: as it stands in a list or in quotation marks. */
export function withoutArticle(label: string, words: Words): string {
  const plain = label.replaceAll('’', "'").toLowerCase();
  const article = words.articles.find((one) => plain.startsWith(one));
  return article === undefined ? label : label.slice(article.length);
}

function patternOf(meaning: Meaning, template: string): Pattern {
  const pieces: Piece[] = [];
  let previous = '';
  for (const part of template.split(/(\{\w+\})/)) {
    const text = part.startsWith('{') ? part : part.trim();
    if (text === '') continue;
    const gap: Gap = previous === '' || previous.endsWith("'") ? 'none' : text === ':' || previous === ':' ? 'maybe' : 'space';
    pieces.push(text.startsWith('{') ? { gap, slot: text.slice(1, -1) as Slot } : { gap, literal: fold(text).text });
    previous = text;
  }
  return { meaning, template, pieces, weight: template.replace(/\{\w+\}/g, '').length };
}

const patternsOf = (words: Words): readonly Pattern[] =>
  meanings.flatMap((meaning) => words.templates[meaning].map((template) => patternOf(meaning, template)));
const patterns: Readonly<Record<Language, readonly Pattern[]>> = { en: patternsOf(en), fr: patternsOf(fr), de: patternsOf(de) };

/** Folded label to ids, since two values may look alike. */
function spellings(entries: Iterable<readonly [string, readonly string[]]>): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const [id, labels] of entries) {
    for (const text of new Set(labels.map((label) => fold(label).text))) found.set(text, [...(found.get(text) ?? []), id]);
  }
  return found;
}

function namesOf(fields: ReadonlyMap<string, Field>, language: Language, words: Words): ReadonlyMap<string, readonly Name[]> {
  const names = new Map<string, Name[]>();
  for (const field of fields.values()) {
    const texts = new Map<string, boolean>();
    for (const label of labelsIn(field.label, language)) {
      texts.set(fold(withoutArticle(label, words)).text, true);
      texts.set(fold(withArticle(label, words)).text, false);
    }
    for (const [text, bare] of texts) {
      const first = text.charAt(0);
      const list = names.get(first) ?? [];
      list.push({ text, field, bare });
      names.set(first, list);
    }
  }
  return names;
}

/** Decisions (id to label) and teams are for examples; rules need fields only. */
interface More {
  readonly decisions?: ReadonlyMap<string, { readonly label: Label }>;
  readonly teams?: readonly string[];
}

const built = new WeakMap<ReadonlyMap<string, Field>, Map<string, Vocabulary>>();

/** Built once per map of fields and locale (a few ms), unless decisions or teams come along. Null for a language without sentences. */
export function vocabularyOf(fields: ReadonlyMap<string, Field>, locale: string, more?: More): Vocabulary | null {
  const language = languageOf(locale);
  if (language === null) return null;
  const known = more === undefined ? built.get(fields)?.get(locale) : undefined;
  if (known !== undefined) return known;
  const words = wordsOf[language];
  const vocabulary: Vocabulary = {
    locale,
    language,
    words,
    format: formatOf(locale),
    fields,
    patterns: patterns[language],
    names: namesOf(fields, language, words),
    choices: new Map(
      [...fields.values()].map((field) => [field.id, spellings([...field.values].map(([id, label]) => [id, labelsIn(label, language)]))]),
    ),
    decisions: spellings([...(more?.decisions ?? [])].map(([id, { label }]) => [id, labelsIn(label, language)])),
    teams: spellings((more?.teams ?? []).map((team) => [team, [team]])),
  };
  if (more === undefined) built.set(fields, (built.get(fields) ?? new Map()).set(locale, vocabulary));
  return vocabulary;
}

/** Position after the gap, or null when it is not there. */
function afterGap(text: string, position: number, gap: Gap): number | null {
  if (gap === 'none') return position;
  if (text.charAt(position) === ' ') return position + 1;
  return gap === 'maybe' ? position : null;
}

/** Every way the sentence fits a pattern. Loosely: an unknown name may stand where a field is due, at the cost of being reported. */
export function matches(vocabulary: Vocabulary, { text }: Folded, loose = false): readonly Match[] {
  const found: Match[] = [];
  const namesAt = new Map<number, readonly Name[]>();
  const names = (position: number): readonly Name[] => {
    const known = namesAt.get(position);
    if (known !== undefined) return known;
    const here = (vocabulary.names.get(text.charAt(position)) ?? []).filter((name) => text.startsWith(name.text, position));
    namesAt.set(position, here);
    return here;
  };
  const ends = (pieces: readonly Piece[], index: number, from: number): readonly number[] => {
    const next = pieces[index + 1];
    if (next === undefined) return [text.length];
    if (!('literal' in next)) return [];
    const mark = next.gap === 'space' ? ` ${next.literal}` : next.literal;
    const places: number[] = [];
    for (let at = text.indexOf(mark, from); at !== -1; at = text.indexOf(mark, at + 1)) places.push(at);
    return places;
  };
  const walk = (pattern: Pattern, index: number, position: number, so: Omit<Match, 'pattern'>): void => {
    const piece = pattern.pieces[index];
    if (piece === undefined) {
      if (position === text.length) found.push({ pattern, ...so });
      return;
    }
    const start = afterGap(text, position, piece.gap);
    if (start === null) return;
    if ('literal' in piece) {
      if (text.startsWith(piece.literal, start)) walk(pattern, index + 1, start + piece.literal.length, so);
    } else if (piece.slot === 'field' || piece.slot === 'other' || piece.slot === 'bare') {
      const here = names(start);
      for (const name of here) walk(pattern, index + 1, start + name.text.length, { ...so, fields: [...so.fields, name.field] });
      if (!loose || here.length > 0) return;
      for (const to of ends(pattern.pieces, index, start)) {
        if (to > start) walk(pattern, index + 1, to, { ...so, unknown: [...so.unknown, { from: start, to }] });
      }
    } else {
      for (const to of ends(pattern.pieces, index, start)) {
        if (to > start) walk(pattern, index + 1, to, { ...so, rest: { from: start, to } });
      }
    }
  };
  for (const pattern of vocabulary.patterns) walk(pattern, 0, 0, { fields: [], unknown: [], rest: null });
  return found;
}
