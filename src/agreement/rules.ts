// A rule sentence becomes a typed rule, or one problem that says what is wrong, why, and what to write.
// Messages are in the language of the locale. A suggestion is always a whole sentence that compiles.
import type { Field, Language, Rule } from '../core/agreement.ts';
import { languages } from '../core/agreement.ts';
import { type Failure, onlyMeaning, type Reading, readConditions } from './conditions.ts';
import { type Folded, fold, typed } from './fold.ts';
import { writtenFor } from './sentence.ts';
import { formsFor, type Nearest, nearest, reverses } from './suggest.ts';
import { nameOf } from './values.ts';
import { type Match, matches, type Part, type Vocabulary, vocabularyOf, withoutArticle } from './vocabulary.ts';
import type { Said } from './words/words.ts';

export interface SentenceProblem {
  readonly code: string;
  readonly message: string;
  readonly why: string;
  readonly do: string;
  /** The whole sentence as it could be meant. Never applied by itself; absent when it might reverse the meaning. */
  readonly suggestion?: string;
  /** Place within the sentence as typed. */
  readonly offset: number;
  readonly length: number;
}
export type Compiled = { readonly ok: true; readonly rule: Rule } | { readonly ok: false; readonly problem: SentenceProblem };

function problem(code: string, said: Said, folded: Folded, part: Part, suggestion: string | null = null): Compiled {
  const offset = folded.at[part.from] ?? 0;
  const length = Math.max(0, (folded.at[part.to] ?? folded.original.length) - offset);
  return { ok: false, problem: { code, ...said, ...(suggestion === null ? {} : { suggestion }), offset, length } };
}

const sentenceIn = (near: Nearest): string | null => (near.kind === 'found' ? near.sentence : null);
const whole = (folded: Folded): Part => ({ from: 0, to: folded.text.length });

/** The sentence with the faulty part replaced, if that compiles and does not turn the meaning round. */
function replaced(vocabulary: Vocabulary, folded: Folded, { part, instead }: Failure): string | null {
  if (instead === undefined) return null;
  const end = folded.at[part.to] ?? folded.original.length;
  const sentence = (folded.original.slice(0, folded.at[part.from]) + instead + folded.original.slice(end)).trim();
  return onlyMeaning(vocabulary, sentence) !== null && !reverses(vocabulary.words, folded.text, fold(sentence).text) ? sentence : null;
}

/** Here the nearest sentence would be our guess at what only the writer knows. */
const onlyTheWriterKnows: ReadonlySet<string> = new Set([
  'ambiguous',
  'ambiguous-number',
  'wrong-currency',
  'wrong-type',
  'unknown-unit',
  'same-field',
]);

function failed(vocabulary: Vocabulary, folded: Folded, failure: Failure): Compiled {
  const { code, said, part } = failure;
  if (onlyTheWriterKnows.has(code)) return problem(code, said, folded, part);
  const near = nearest(vocabulary, folded);
  return problem(code, said, folded, part, near.kind === 'none' ? replaced(vocabulary, folded, failure) : sentenceIn(near));
}

/** The same region in the other languages: does the sentence mean something there? */
function foreign(vocabulary: Vocabulary, folded: Folded, fitting: boolean): Compiled | null {
  for (const language of languages) {
    if (language === vocabulary.language) continue;
    const other = vocabularyOf(vocabulary.fields, vocabulary.locale.replace(/^[a-z]+/, language));
    if (other === null) continue;
    const reading = readConditions(other, folded);
    const condition = reading.conditions.length === 1 ? reading.conditions[0] : undefined;
    if (condition === undefined && !(fitting && reading.failures.length > 0)) continue;
    const said = vocabulary.words.say.foreignLanguage(language, vocabulary.language);
    return problem('foreign-language', said, folded, whole(folded), condition === undefined ? null : writtenFor(vocabulary, condition));
  }
  return null;
}

function ambiguous(vocabulary: Vocabulary, folded: Folded, { conditions }: Reading): Compiled {
  const [one = '', other = ''] = conditions.slice(0, 2).map((condition) => `${condition.field}: ${writtenFor(vocabulary, condition)}`);
  return problem('ambiguous', vocabulary.words.say.ambiguous(one, other), folded, whole(folded));
}

/** A pattern fits but for the name of a field: the name with the fewest surprises around it. */
function unknownField(vocabulary: Vocabulary, folded: Folded): Compiled | null {
  const loose = matches(vocabulary, folded, true).filter((match) => match.unknown.length > 0);
  const best = loose.reduce<Match | null>((a, b) => (a === null || better(b, a) ? b : a), null);
  const part = best?.unknown[0];
  if (part === undefined) return null;
  const { words, fields } = vocabulary;
  const shown = typed(folded, part.from, part.to);
  const name = withoutArticle(shown, words);
  const known = [...fields.values()].map((field) => nameOf(vocabulary, field)).join(', ');
  const from = part.from + (shown.length - name.length);
  return problem('unknown-field', words.say.unknownField(name, known), folded, { from, to: part.to }, sentenceIn(nearest(vocabulary, folded)));
}

const better = (a: Match, b: Match): boolean =>
  a.unknown.length !== b.unknown.length ? a.unknown.length < b.unknown.length : a.pattern.weight > b.pattern.weight;

/** Two conditions joined by "and" or "or"; the second may leave out its field. */
function twoAtOnce(vocabulary: Vocabulary, folded: Folded): Compiled | null {
  const { joins, say } = vocabulary.words;
  for (const join of joins) {
    for (let at = folded.text.indexOf(` ${join} `); at !== -1; at = folded.text.indexOf(` ${join} `, at + 1)) {
      const before = typed(folded, 0, at);
      const after = typed(folded, at + join.length + 2, folded.text.length);
      if (onlyMeaning(vocabulary, before) === null || onlyMeaning(vocabulary, after) === null) continue;
      return problem('two-conditions', say.oneAtATime(), folded, { from: at + 1, to: folded.text.length });
    }
  }
  return null;
}

function unknownSentence(vocabulary: Vocabulary, folded: Folded): Compiled {
  const names = vocabulary.names.get(folded.text.charAt(0)) ?? [];
  const name = names.find(({ text }) => folded.text.startsWith(`${text} `) || folded.text === text);
  const shown = folded.original.trim().slice(0, 120);
  const said = vocabulary.words.say.unknownSentence(shown, formsFor(vocabulary, name?.field));
  return problem('unknown-sentence', said, folded, whole(folded), sentenceIn(nearest(vocabulary, folded)));
}

function explain(vocabulary: Vocabulary, folded: Folded, reading: Reading): Compiled {
  if (reading.conditions.length > 1) return ambiguous(vocabulary, folded, reading);
  if (folded.unclosed !== null) {
    const from = Math.max(
      0,
      folded.at.findIndex((at) => at >= (folded.unclosed ?? 0)),
    );
    return problem('unclosed-quote', vocabulary.words.say.unclosed(), folded, { from, to: folded.text.length });
  }
  const failure = reading.failures[0];
  return (
    foreign(vocabulary, folded, failure === undefined) ??
    twoAtOnce(vocabulary, folded) ??
    (failure === undefined ? null : failed(vocabulary, folded, failure)) ??
    unknownField(vocabulary, folded) ??
    unknownSentence(vocabulary, folded)
  );
}

const noLanguage = (locale: string): Said => ({
  message: `There are no sentences for "${locale}".`,
  why: 'Sentences exist in English, French and German.',
  do: 'Use a locale such as en-CH, fr-FR or de-DE.',
});

/** Reads one rule sentence. Pure, and the same for the same fields, locale and sentence. */
export function compileRule(fields: ReadonlyMap<string, Field>, locale: string, sentence: string): Compiled {
  const vocabulary = vocabularyOf(fields, locale);
  const folded = fold(sentence);
  if (vocabulary === null) return problem('unknown-language', noLanguage(locale), folded, whole(folded));
  const reading = readConditions(vocabulary, folded);
  const condition = reading.conditions[0];
  if (condition === undefined || reading.conditions.length > 1 || folded.unclosed !== null) return explain(vocabulary, folded, reading);
  const language: Language = vocabulary.language;
  return { ok: true, rule: { sentence, language, condition } };
}
