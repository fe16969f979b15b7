// The nearest sentence that exists, for a person to look at; it is never applied by itself.
// It is left out when two are equally near, or when it would turn the meaning round: "unknown" is one slip from "known".
import { distance } from 'fastest-levenshtein';
import type { Field } from '../core/agreement.ts';
import { equalityOf, fill, isQuantity, onlyMeaning } from './conditions.ts';
import { type Folded, fold, typed } from './fold.ts';
import { exampleValue, writeBy } from './values.ts';
import { labelsIn, type Vocabulary, withArticle, withoutArticle } from './vocabulary.ts';
import { type Meaning, meanings, type Words } from './words/words.ts';

/** Longer sentences are not rules, and the search is quadratic in their length. */
const lengthMax = 300;
/** Holds the place of the number or text that was typed, which a suggestion never changes. */
const hole = '\u0001';

interface Skeleton {
  readonly sentence: string;
  readonly folded: string;
}

const skeletons = new WeakMap<Vocabulary, readonly Skeleton[]>();
const expectations: ReadonlySet<Meaning> = new Set(['decision', 'decisionNot', 'person', 'nobody', 'team']);
const dates: ReadonlySet<Meaning> = new Set(['after', 'from', 'before', 'until']);
const orders: ReadonlySet<Meaning> = new Set(['above', 'atLeast', 'below', 'atMost']);
const equal: ReadonlySet<Meaning> = new Set(['is', 'isNot', 'amounts', 'amountsNot', 'on', 'onNot']);

/** Values that can stand in a pattern for this field. */
function valuesFor(vocabulary: Vocabulary, meaning: Meaning, field: Field): readonly string[] {
  const { words } = vocabulary;
  if (meaning === 'missing' || meaning === 'notMissing') return [''];
  if (dates.has(meaning)) return field.type === 'date' ? [hole] : [];
  if (orders.has(meaning) && !isQuantity(field)) return [];
  if (equal.has(meaning) && meaning !== 'is' && meaning !== 'isNot' && meaning !== equalityOf(field, meaning.endsWith('Not'))) return [];
  switch (field.type) {
    case 'money':
      return [`${hole} ${field.currency}`, `${field.currency} ${hole}`, hole];
    case 'number':
      return field.unit === null ? [hole] : [`${hole}${field.unit}`, `${hole} ${field.unit}`, hole];
    case 'yesno':
      return [words.yes, words.no];
    case 'choice':
      return [...field.values.values()].flatMap((label) => labelsIn(label, vocabulary.language));
    case 'file':
      return [];
    default:
      return [hole];
  }
}

function pairs(vocabulary: Vocabulary, field: Field): readonly Field[] {
  if (field.type !== 'money' && field.type !== 'number') return [];
  return [...vocabulary.fields.values()].filter(
    (one) => one !== field && one.type === field.type && one.currency === field.currency && one.unit === field.unit,
  );
}

/** What can follow "by more than". */
function amountsBy(vocabulary: Vocabulary, field: Field): readonly string[] {
  const withHole = (percent: boolean): string => writeBy(vocabulary, field, '7', percent).replace('7', hole);
  const percent = withHole(true);
  return [...new Set([percent, percent.replace(' %', '%'), percent.replace(/(\S)%/, '$1 %'), withHole(false)])];
}

function makeSkeletons(vocabulary: Vocabulary): readonly Skeleton[] {
  const { words, fields, language } = vocabulary;
  const made = new Map<string, string>();
  const add = (sentence: string): void => {
    made.set(fold(sentence).text, sentence);
  };
  for (const meaning of meanings) {
    if (expectations.has(meaning)) continue;
    for (const template of words.templates[meaning]) {
      for (const field of fields.values()) {
        for (const label of labelsIn(field.label, language)) {
          const names = { field: withArticle(label, words), bare: withoutArticle(label, words) };
          if (meaning === 'differs') {
            for (const other of pairs(vocabulary, field)) {
              const otherName = withArticle(labelsIn(other.label, language)[0] ?? other.id, words);
              for (const by of amountsBy(vocabulary, field)) add(fill(template, { ...names, other: otherName, by }));
            }
          } else {
            for (const value of valuesFor(vocabulary, meaning, field)) add(fill(template, { ...names, value }));
          }
        }
      }
    }
  }
  return [...made].map(([folded, sentence]) => ({ sentence, folded }));
}

/** The number, date or text that was typed: what stays as it is. */
function valueIn(folded: Folded): { readonly folded: string; readonly typed: string } | null {
  for (const [from, { end }] of folded.quotes) return { folded: folded.text.slice(from, end), typed: typed(folded, from, end) };
  const runs = [...folded.text.matchAll(/(?<![\p{L}\d])-?\d(?:[\d.,'/ -]*\d)?/gu)];
  const run = runs.at(-1);
  return run === undefined ? null : { folded: run[0], typed: typed(folded, run.index, run.index + run[0].length) };
}

/** Words of one sentence that the other does not have, in order: what a suggestion takes away and what it puts there. */
function changed(from: string, to: string): readonly [readonly string[], readonly string[]] {
  const [a, b] = [from.split(/[ :]+/), to.split(/[ :]+/)];
  const rest = [...b];
  const gone = a.filter((word) => {
    const at = rest.indexOf(word);
    if (at !== -1) rest.splice(at, 1);
    return at === -1;
  });
  return [gone, rest];
}

/** Whether going from one sentence to the other could turn its meaning round. Too careful is the cheaper mistake: then nothing is suggested. */
export function reverses(words: Words, from: string, to: string): boolean {
  const [gone, come] = changed(from, to);
  if ([...gone, ...come].some((word) => words.negations.includes(word))) return true;
  const prefixed = (longer: string, shorter: string): boolean => words.negativePrefixes.some((prefix) => longer === prefix + shorter);
  if (gone.some((a) => come.some((b) => prefixed(a, b) || prefixed(b, a)))) return true;
  return words.opposites.some(([one, other]) => {
    const has = (list: readonly string[], side: readonly string[]): boolean => list.some((word) => side.includes(word));
    return (has(gone, one) && has(come, other)) || (has(gone, other) && has(come, one));
  });
}

/** One slip in short sentences, up to four in long ones; beyond that it is another sentence. */
const slipsMax = (length: number): number => Math.min(4, 1 + Math.floor(length / 15));

/** `risky`: there is a near sentence, but it could be the opposite, and then nothing else is suggested either. */
export type Nearest = { readonly kind: 'found'; readonly sentence: string } | { readonly kind: 'none' | 'risky' };

/** The one nearest sentence that means one thing. */
export function nearest(vocabulary: Vocabulary, folded: Folded): Nearest {
  if (folded.text.length > lengthMax) return { kind: 'none' };
  let known = skeletons.get(vocabulary);
  if (known === undefined) {
    known = makeSkeletons(vocabulary);
    skeletons.set(vocabulary, known);
  }
  const value = valueIn(folded);
  const masked = value === null ? folded.text : folded.text.replace(value.folded, () => hole);
  let best = slipsMax(masked.length) + 1;
  let found: Skeleton[] = [];
  for (const skeleton of known) {
    const text = value !== null && !skeleton.folded.includes(hole) ? folded.text : masked;
    if (value === null && skeleton.folded.includes(hole)) continue;
    if (Math.abs(text.length - skeleton.folded.length) > best) continue;
    const slips = distance(text, skeleton.folded);
    if (slips > best) continue;
    if (slips < best) found = [];
    best = slips;
    found.push(skeleton);
  }
  const sentences = found.map(({ sentence }) => sentence.replace(hole, () => value?.typed ?? ''));
  const read = sentences.map((sentence) => onlyMeaning(vocabulary, sentence));
  const meant = read.flatMap((one, n) => (one === null ? [] : [{ sentence: sentences[n] ?? '', key: JSON.stringify(one) }]));
  const first = meant[0];
  if (first === undefined || meant.some(({ key }) => key !== first.key)) return { kind: 'none' };
  return reverses(vocabulary.words, folded.text, fold(first.sentence).text) ? { kind: 'risky' } : { kind: 'found', sentence: first.sentence };
}

/** Forms that a known field can take, or those of the first fields. */
export function formsFor(vocabulary: Vocabulary, field: Field | undefined): string {
  const { words } = vocabulary;
  const fields = field === undefined ? [...vocabulary.fields.values()].slice(0, 3) : [field];
  const forms = fields.flatMap((one) => {
    const label = withArticle(labelsIn(one.label, vocabulary.language)[0] ?? one.id, words);
    const say = (meaning: Meaning): string => fill(words.templates[meaning][0] ?? '', { field: label, value: exampleValue(vocabulary, one) });
    if (one.type === 'file') return [say('missing')];
    const order: readonly Meaning[] = one.type === 'date' ? ['after'] : isQuantity(one) ? ['above', 'atMost'] : [];
    return [...order, equalityOf(one, false), ...(field === undefined ? [] : [equalityOf(one, true), 'missing' as const])].map(say);
  });
  return forms.join(' | ');
}
