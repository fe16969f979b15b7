// What one language must know to read, write and question sentences. One table per language; the compiler finds what is missing.
import type { FieldType, Language } from '../../core/agreement.ts';

/** What a sentence pattern says. `amounts` is for money and numbers, `on` for dates: other words, the same equality. */
export const meanings = [
  'above',
  'atLeast',
  'below',
  'atMost',
  'after',
  'from',
  'before',
  'until',
  'is',
  'isNot',
  'amounts',
  'amountsNot',
  'on',
  'onNot',
  'missing',
  'notMissing',
  'differs',
  'decision',
  'decisionNot',
  'person',
  'nobody',
  'team',
] as const;
export type Meaning = (typeof meanings)[number];

/** A message in three parts: what is wrong, why we do not accept it, what to write. */
export interface Said {
  readonly message: string;
  readonly why: string;
  readonly do: string;
}

/** Texts come in as the owner knows them: labels without article, values as typed, numbers as the locale writes them. */
export interface Messages {
  unknownField(name: string, fields: string): Said;
  noOrder(label: string, kind: string, example: string): Said;
  noBeforeAfter(label: string, kind: string, example: string): Said;
  noDifference(label: string, kind: string): Said;
  unlike(a: string, b: string): Said;
  sameField(label: string): Said;
  onlyMissing(label: string, example: string): Said;
  badChoice(value: string, label: string, possible: string): Said;
  badYesNo(value: string, label: string): Said;
  badQuantity(value: string, type: 'money' | 'number' | 'date', label: string, example: string): Said;
  negative(value: string): Said;
  tooFine(value: string, currency: string, digits: number): Said;
  foreignNumber(value: string, right: string): Said;
  ambiguousNumber(value: string, one: string, other: string): Said;
  unknownCurrency(word: string, currency: string): Said;
  otherCurrency(word: string, currency: string, label: string): Said;
  unknownUnit(word: string, label: string, unit: string | null): Said;
  unclearDifference(value: string, one: string, other: string): Said;
  unquoted(value: string, label: string, quoted: string): Said;
  unclosed(): Said;
  foreignLanguage(looksLike: Language, file: Language): Said;
  ambiguous(one: string, other: string): Said;
  oneAtATime(): Said;
  unknownSentence(sentence: string, forms: string): Said;
}

export interface Words {
  /** Read before a label, and dropped from it in messages; the first is added where a label must have one (English). */
  readonly articles: readonly string[];
  readonly yes: string;
  readonly no: string;
  /** Marks around a text, with the space that belongs to them; `closing` doubled stands for itself. */
  readonly quotes: { readonly open: string; readonly close: string; readonly closing: RegExp };
  readonly percent: { readonly written: string; readonly read: readonly string[] };
  /** "2 % in proportion" and "2 points", where a field is itself in percent. */
  readonly inProportion: string;
  readonly points: readonly string[];
  /** The first template is written, all are read. */
  readonly templates: Readonly<Record<Meaning, readonly string[]>>;
  /** Words that turn a meaning round, and beginnings that do. */
  readonly negations: readonly string[];
  readonly negativePrefixes: readonly string[];
  /** Groups of words with opposite meaning. */
  readonly opposites: readonly (readonly [readonly string[], readonly string[]])[];
  /** Between two conditions in one sentence. */
  readonly joins: readonly string[];
  readonly kinds: Readonly<Record<FieldType, string>>;
  readonly say: Messages;
}
