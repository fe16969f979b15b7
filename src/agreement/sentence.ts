// The written form of a condition: the sentence that an owner reads, in a language and with its numbers.
import type { Field } from '../core/agreement.ts';
import type { Condition } from '../core/rule.ts';
import { comparisonOf, equalityOf, fill, onlyMeaning } from './conditions.ts';
import { quoted, writeBy, writeValue } from './values.ts';
import { labelsIn, type Vocabulary, vocabularyOf, withArticle, withoutArticle } from './vocabulary.ts';
import { type Meaning, meanings } from './words/words.ts';

function meaningOf(condition: Condition, field: Field): Meaning {
  switch (condition.kind) {
    case 'missing':
      return condition.negated ? 'notMissing' : 'missing';
    case 'differs':
      return 'differs';
    case 'is':
      return equalityOf(field, condition.negated);
    case 'compare': {
      const fitting = meanings.filter((meaning) => comparisonOf[meaning] === condition.operator);
      return (field.type === 'date' ? fitting[1] : fitting[0]) ?? 'is';
    }
  }
}

/** Every way to write it, the usual one first. */
export function* waysToWrite(vocabulary: Vocabulary, condition: Condition): Generator<string> {
  const { fields, words, language } = vocabulary;
  const field = fields.get(condition.field);
  if (field === undefined) throw new Error(`The condition reads "${condition.field}", which is not a field.`);
  const other = condition.kind === 'differs' ? fields.get(condition.other) : undefined;
  const meaning = meaningOf(condition, field);
  const values: string[] = [];
  if (condition.kind === 'differs') values.push(writeBy(vocabulary, field, condition.by, condition.percent));
  else if (condition.kind !== 'missing') values.push(writeValue(vocabulary, field, condition.value));
  if (condition.kind === 'is' && field.type === 'choice') {
    const label = field.values.get(condition.value);
    const labels = label === undefined ? [condition.value] : labelsIn(label, language);
    values.push(...labels.slice(1), ...labels.map((one) => quoted(vocabulary, one)));
  }
  const names = labelsIn(field.label, language);
  const others = other === undefined ? [''] : labelsIn(other.label, language);
  for (const template of words.templates[meaning]) {
    for (const name of names) {
      for (const otherName of others) {
        for (const value of values.length === 0 ? [''] : values) {
          const bare = withoutArticle(name, words);
          yield fill(template, { field: withArticle(name, words), bare, other: withArticle(otherName, words), value, by: value });
        }
      }
    }
  }
}

/** Quantities may be written shorter than they were given: 10000.00 is 10'000. */
function alike(a: Condition, b: Condition): boolean {
  if (a.kind !== b.kind || a.field !== b.field) return false;
  return a.kind !== 'is' || b.kind !== 'is' || a.as === 'quantity' || a.value === b.value;
}

/** The usual way to write it; another way when that one could be read as something else. */
export function writtenFor(vocabulary: Vocabulary, condition: Condition): string {
  let first: string | null = null;
  for (const sentence of waysToWrite(vocabulary, condition)) {
    first ??= sentence;
    const read = onlyMeaning(vocabulary, sentence);
    if (read !== null && alike(read, condition)) return sentence;
  }
  return first ?? '';
}

export function sentenceOf(condition: Condition, fields: ReadonlyMap<string, Field>, locale: string): string {
  const vocabulary = vocabularyOf(fields, locale);
  if (vocabulary === null) throw new Error(`There are no sentences for "${locale}".`);
  return writtenFor(vocabulary, condition);
}
