// From a fitting pattern to a typed condition, or to the fault that says precisely what is wrong with it.
import type { Field } from '../core/agreement.ts';
import type { Comparison, Condition } from '../core/rule.ts';
import { type Folded, fold } from './fold.ts';
import { exampleValue, type Fault, nameOf, readBy, readValueAt } from './values.ts';
import { labelsIn, type Match, matches, type Part, type Vocabulary, withArticle } from './vocabulary.ts';
import type { Meaning } from './words/words.ts';

export const comparisonOf: Readonly<Partial<Record<Meaning, Comparison>>> = {
  above: 'above',
  atLeast: 'atLeast',
  below: 'below',
  atMost: 'atMost',
  after: 'above',
  from: 'atLeast',
  before: 'below',
  until: 'atMost',
};
const dateOnly: ReadonlySet<Meaning> = new Set(['after', 'from', 'before', 'until']);
const equalities: ReadonlySet<Meaning> = new Set(['is', 'amounts', 'on']);
const inequalities: ReadonlySet<Meaning> = new Set(['isNot', 'amountsNot', 'onNot']);

export const isQuantity = (field: Field): boolean => field.type === 'money' || field.type === 'number' || field.type === 'date';

/** The pattern that people write for this field: `is`, or the words for amounts and dates. */
export function equalityOf(field: Field, negated: boolean): Meaning {
  if (field.type === 'date') return negated ? 'onNot' : 'on';
  if (isQuantity(field)) return negated ? 'amountsNot' : 'amounts';
  return negated ? 'isNot' : 'is';
}

/** A template with its parts filled in. */
export function fill(template: string, parts: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (_, slot: string) => parts[slot] ?? '');
}

export function written(vocabulary: Vocabulary, meaning: Meaning, field: Field, value = exampleValue(vocabulary, field)): string {
  const label = withArticle(labelsIn(field.label, vocabulary.language)[0] ?? field.id, vocabulary.words);
  return fill(vocabulary.words.templates[meaning][0] ?? '', { field: label, value });
}

export interface Failure extends Fault {
  readonly weight: number;
}
export interface Reading {
  /** Different meanings only; more than one is ambiguous. */
  readonly conditions: readonly Condition[];
  /** The most specific first. */
  readonly failures: readonly Failure[];
}

type Outcome = { readonly conditions: readonly Condition[] } | { readonly fault: Fault };

function differs(vocabulary: Vocabulary, folded: Folded, field: Field, other: Field, rest: Part): Outcome {
  const { say, kinds } = vocabulary.words;
  const all = { from: 0, to: folded.text.length };
  const strange = [field, other].find((one) => one.type !== 'money' && one.type !== 'number');
  if (strange !== undefined) {
    return { fault: { code: 'wrong-type', said: say.noDifference(nameOf(vocabulary, strange), kinds[strange.type]), part: all } };
  }
  if (field.id === other.id) return { fault: { code: 'same-field', said: say.sameField(nameOf(vocabulary, field)), part: all } };
  if (field.type !== other.type || field.currency !== other.currency || field.unit !== other.unit) {
    return { fault: { code: 'wrong-type', said: say.unlike(nameOf(vocabulary, field), nameOf(vocabulary, other)), part: all } };
  }
  const by = readBy(vocabulary, folded, field, rest);
  if (!by.ok) return by;
  return { conditions: [{ kind: 'differs', field: field.id, other: other.id, by: by.by, percent: by.percent }] };
}

function compare(vocabulary: Vocabulary, folded: Folded, meaning: Meaning, operator: Comparison, field: Field, rest: Part): Outcome {
  const { say, kinds } = vocabulary.words;
  const wrong = (said: Fault['said']): Outcome => ({ fault: { code: 'wrong-type', said, part: { from: 0, to: folded.text.length } } });
  const example = written(vocabulary, equalityOf(field, false), field);
  if (field.type === 'file') return wrong(say.onlyMissing(nameOf(vocabulary, field), written(vocabulary, 'missing', field)));
  if (!isQuantity(field)) {
    const speak = dateOnly.has(meaning) ? say.noBeforeAfter : say.noOrder;
    return wrong(speak(nameOf(vocabulary, field), kinds[field.type], example));
  }
  if (dateOnly.has(meaning) && field.type !== 'date') {
    return wrong(say.noBeforeAfter(nameOf(vocabulary, field), kinds[field.type], written(vocabulary, operator, field)));
  }
  const value = readValueAt(vocabulary, folded, field, rest);
  if (!value.ok) return value;
  return { conditions: value.values.map((one) => ({ kind: 'compare', field: field.id, operator, value: one })) };
}

function outcomeOf(vocabulary: Vocabulary, folded: Folded, { pattern, fields, rest }: Match): Outcome {
  const { meaning } = pattern;
  const field = fields[0];
  if (field === undefined) return { conditions: [] };
  if (meaning === 'missing' || meaning === 'notMissing') {
    return { conditions: [{ kind: 'missing', field: field.id, negated: meaning === 'notMissing' }] };
  }
  if (rest === null) return { conditions: [] };
  const other = fields[1];
  if (meaning === 'differs' && other !== undefined) return differs(vocabulary, folded, field, other, rest);
  const operator = comparisonOf[meaning];
  if (operator !== undefined) return compare(vocabulary, folded, meaning, operator, field, rest);
  if (!equalities.has(meaning) && !inequalities.has(meaning)) return { conditions: [] };
  if (field.type === 'file') {
    const said = vocabulary.words.say.onlyMissing(nameOf(vocabulary, field), written(vocabulary, 'missing', field));
    return { fault: { code: 'wrong-type', said, part: { from: 0, to: folded.text.length } } };
  }
  const value = readValueAt(vocabulary, folded, field, rest);
  if (!value.ok) return value;
  const as = isQuantity(field) ? 'quantity' : 'word';
  return { conditions: value.values.map((one) => ({ kind: 'is', field: field.id, value: one, as, negated: inequalities.has(meaning) })) };
}

/** Every meaning of a sentence, and why each pattern that fits has none. */
export function readConditions(vocabulary: Vocabulary, sentence: string | Folded): Reading {
  const folded = typeof sentence === 'string' ? fold(sentence) : sentence;
  const conditions = new Map<string, Condition>();
  const failures: Failure[] = [];
  for (const match of matches(vocabulary, folded)) {
    const outcome = outcomeOf(vocabulary, folded, match);
    if ('fault' in outcome) failures.push({ ...outcome.fault, weight: match.pattern.weight });
    else for (const condition of outcome.conditions) conditions.set(JSON.stringify(condition), condition);
  }
  return { conditions: [...conditions.values()], failures: failures.sort((a, b) => b.weight - a.weight) };
}

/** What the sentence means, when that is one thing. */
export function onlyMeaning(vocabulary: Vocabulary, sentence: string): Condition | null {
  const { conditions } = readConditions(vocabulary, sentence);
  return conditions.length === 1 ? (conditions[0] ?? null) : null;
}
