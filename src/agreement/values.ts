// What stands in the place of a value, read for the field it belongs to: a word, a text in quotation marks, or a quantity.
// Whatever is not certain is a fault with the right form, never a guess.
import { distance } from 'fastest-levenshtein';
import type { Field } from '../core/agreement.ts';
import { digitsOf } from '../core/input.ts';
import { isCurrency, moneyValue, readDate, readNumber, shortest, splitUnit, writeDate, writeMoney, writeNumber } from '../core/quantities.ts';
import { type Folded, fold, typed } from './fold.ts';
import { labelsIn, type Part, type Vocabulary, withoutArticle } from './vocabulary.ts';
import type { Said } from './words/words.ts';

export interface Fault {
  readonly code: string;
  readonly said: Said;
  readonly part: Part;
  /** What should stand in the place of the part, when only one thing can be meant. */
  readonly instead?: string;
}
export type ValueReading = { readonly ok: true; readonly values: readonly string[] } | { readonly ok: false; readonly fault: Fault };

const good = (...values: string[]): ValueReading => ({ ok: true, values });
const bad = (code: string, said: Said, part: Part, instead?: string): ValueReading => ({
  ok: false,
  fault: { code, said, part, ...(instead === undefined ? {} : { instead }) },
});

export const nameOf = (vocabulary: Vocabulary, field: Field): string =>
  withoutArticle(labelsIn(field.label, vocabulary.language)[0] ?? field.id, vocabulary.words);

/** The text in the quotation marks of the language. */
export function quoted(vocabulary: Vocabulary, text: string): string {
  const { open, close, closing } = vocabulary.words.quotes;
  return open + text.replace(closing, (mark) => mark + mark) + close;
}

/** `10'000 CHF`, `8.1%`, `30 days`, `31.03.2026`, a label, a text in quotation marks. */
export function writeValue(vocabulary: Vocabulary, field: Field, value: string): string {
  const { format, words, locale, language } = vocabulary;
  switch (field.type) {
    case 'money':
      return `${writeMoney(value, format)}${field.currency === null ? '' : ` ${field.currency}`}`;
    case 'number':
      if (field.unit === null) return writeNumber(value, format);
      return writeNumber(value, format) + (field.unit === '%' ? words.percent.written : ` ${field.unit}`);
    case 'date':
      return writeDate(value, locale);
    case 'yesno':
      return value === 'yes' ? words.yes : words.no;
    case 'choice': {
      const label = field.values.get(value);
      return label === undefined ? value : (labelsIn(label, language)[0] ?? value);
    }
    default:
      return quoted(vocabulary, value);
  }
}

const examples = { money: '12500.50', number: '1250.5', date: '2026-03-31' } as const;

/** A value that could stand here. */
export function exampleValue(vocabulary: Vocabulary, field: Field): string {
  if (field.type === 'money') return writeValue(vocabulary, field, moneyValue('12500.5', field.currency) ?? '12500');
  if (field.type === 'number') return writeValue(vocabulary, field, field.unit === '%' ? '8.1' : examples.number);
  if (field.type === 'date') return writeValue(vocabulary, field, examples.date);
  if (field.type === 'yesno') return vocabulary.words.yes;
  if (field.type === 'choice') return writeValue(vocabulary, field, [...field.values.keys()][0] ?? '');
  return quoted(vocabulary, '…');
}

const symbols: Readonly<Record<string, string>> = { '€': 'EUR', '£': 'GBP', fr: 'CHF', 'fr.': 'CHF', sfr: 'CHF', 'sfr.': 'CHF' };

type Place = { readonly vocabulary: Vocabulary; readonly folded: Folded; readonly field: Field };

/** A number in the locale's way, in canonical form. `part` is the whole value, of which the number is a piece. */
function bareNumber({ vocabulary, folded, field }: Place, number: string, part: Part, money: boolean): ValueReading {
  const { words, format } = vocabulary;
  const write = (value: string): string => (money ? writeMoney(value, format) : writeNumber(value, format));
  const from = folded.text.indexOf(number, part.from);
  const here = { from, to: from + number.length };
  const shown = typed(folded, here.from, here.to);
  const reading = readNumber(number, format, money);
  switch (reading.kind) {
    case 'number':
      return good(shortest(reading.value));
    case 'foreign':
      return bad('bad-value', words.say.foreignNumber(shown, write(reading.value)), here, write(reading.value));
    case 'ambiguous':
      return bad('ambiguous-number', words.say.ambiguousNumber(shown, write(reading.thousands), write(reading.decimals)), here);
    case 'none':
      return notA({ vocabulary, folded, field }, part, money ? 'money' : 'number');
  }
}

function notA({ vocabulary, folded, field }: Place, part: Part, type: 'money' | 'number' | 'date', code = 'bad-value'): ValueReading {
  const { say } = vocabulary.words;
  const inside = folded.quotes.get(part.from)?.text;
  const said = say.badQuantity(inside ?? typed(folded, part.from, part.to), type, nameOf(vocabulary, field), exampleValue(vocabulary, field));
  return bad(code, said, part, inside);
}

function money(place: Place, part: Part): ValueReading {
  const { vocabulary, folded, field } = place;
  const { say } = vocabulary.words;
  const split = splitUnit(folded.text.slice(part.from, part.to));
  if (split === null) return notA(place, part, 'money');
  const currency = field.currency ?? '';
  const word = split.word.toUpperCase();
  if (word !== '' && word !== currency) {
    const from = folded.text.indexOf(split.word, part.from);
    const here = { from, to: from + split.word.length };
    const shown = typed(folded, here.from, here.to);
    if (isCurrency(word)) return bad('wrong-currency', say.otherCurrency(word, currency, nameOf(vocabulary, field)), here);
    return bad('unknown-currency', say.unknownCurrency(shown, currency), here, meansCurrency(split.word, currency) ? currency : undefined);
  }
  const number = bareNumber(place, split.number, part, true);
  if (!number.ok) return number;
  const value = moneyValue(number.values[0] ?? '', field.currency);
  if (value !== null) return good(value);
  return bad('bad-value', say.tooFine(typed(folded, part.from, part.to), currency, digitsOf(field.currency)), part);
}

/** A sign of this currency, or one slip away from its letters. */
function meansCurrency(word: string, currency: string): boolean {
  return (
    symbols[word] === currency ||
    (word.length <= 4 && distance(word.toUpperCase(), currency) <= 1) ||
    [...word.toUpperCase()].sort().join() === [...currency].sort().join()
  );
}

function number(place: Place, part: Part): ValueReading {
  const { vocabulary, folded, field } = place;
  const split = splitUnit(folded.text.slice(part.from, part.to));
  if (split === null) return notA(place, part, 'number');
  const unit = field.unit === null ? '' : fold(field.unit).text;
  const right = split.word === '' || split.word === unit || (unit === '%' && vocabulary.words.percent.read.includes(split.word));
  if (right) return bareNumber(place, split.number, part, false);
  const from = folded.text.indexOf(split.word, part.from);
  const here = { from, to: from + split.word.length };
  return bad('unknown-unit', vocabulary.words.say.unknownUnit(typed(folded, here.from, here.to), nameOf(vocabulary, field), field.unit), here);
}

function text({ vocabulary, folded, field }: Place, part: Part): ValueReading {
  const quote = folded.quotes.get(part.from);
  if (quote?.end === part.to) return good(quote.text);
  const shown = typed(folded, part.from, part.to);
  const right = quoted(vocabulary, shown);
  const turned = vocabulary.words.negations.some((word) => folded.text.startsWith(`${word} `, part.from));
  return bad('unquoted-text', vocabulary.words.say.unquoted(shown, nameOf(vocabulary, field), right), part, turned ? undefined : right);
}

function choice({ vocabulary, folded, field }: Place, part: Part): ValueReading {
  const labels = vocabulary.choices.get(field.id);
  const quote = folded.quotes.get(part.from);
  const inside = quote?.end === part.to ? fold(quote.text).text : null;
  const ids = labels?.get(folded.text.slice(part.from, part.to)) ?? (inside === null ? undefined : labels?.get(inside));
  if (ids !== undefined) return good(...ids);
  const possible = [...field.values.values()].map((label) => labelsIn(label, vocabulary.language)[0] ?? '').join(', ');
  const shown = inside === null ? typed(folded, part.from, part.to) : (quote?.text ?? '');
  return bad('bad-value', vocabulary.words.say.badChoice(shown, nameOf(vocabulary, field), possible), part);
}

/** Reads the value of `field` that stands at `part`. More than one value: two labels fit the same words. */
export function readValueAt(vocabulary: Vocabulary, folded: Folded, field: Field, part: Part): ValueReading {
  const { words } = vocabulary;
  const place = { vocabulary, folded, field };
  const plain = folded.text.slice(part.from, part.to);
  switch (field.type) {
    case 'text':
      return text(place, part);
    case 'choice':
      return choice(place, part);
    case 'money':
      return money(place, part);
    case 'number':
      return number(place, part);
    case 'date': {
      const date = readDate(plain, vocabulary.locale);
      return date === null ? notA(place, part, 'date', 'bad-date') : good(date);
    }
    case 'yesno':
      if (plain === words.yes || plain === words.no) return good(plain === words.yes ? 'yes' : 'no');
      return bad('bad-value', words.say.badYesNo(typed(folded, part.from, part.to), nameOf(vocabulary, field)), part);
    case 'file':
      return bad('wrong-type', words.say.onlyMissing(nameOf(vocabulary, field), ''), part);
  }
}

/** By how much two fields differ, as it is written. */
export function writeBy(vocabulary: Vocabulary, field: Field, by: string, percent: boolean): string {
  const { words, format } = vocabulary;
  const number = writeNumber(by, format);
  if (percent) return `${number}${words.percent.written}${field.unit === '%' ? ` ${words.inProportion}` : ''}`;
  return field.unit === '%' ? `${number} ${words.points[0]}` : writeValue(vocabulary, field, by);
}

export type ByReading = { readonly ok: true; readonly by: string; readonly percent: boolean } | { readonly ok: false; readonly fault: Fault };

/** Reads `2%`, `50 CHF`, `3 points`. A bare number beside money or a unit, and a percentage of percentages, can mean two things: we ask. */
export function readBy(vocabulary: Vocabulary, folded: Folded, field: Field, part: Part): ByReading {
  const { words } = vocabulary;
  const split = splitUnit(folded.text.slice(part.from, part.to));
  const word = split?.word ?? '';
  const proportion = ` ${fold(words.inProportion).text}`;
  const said = word.endsWith(proportion);
  const percent = words.percent.read.includes(said ? word.slice(0, -proportion.length) : word);
  const points = field.unit === '%' && words.points.some((one) => fold(one).text === word);
  const place = { vocabulary, folded, field };
  const reading =
    split !== null && (percent || points || word === '')
      ? bareNumber(place, split.number, part, word === '' && field.type === 'money')
      : readValueAt(vocabulary, folded, field, part);
  if (!reading.ok) return reading;
  const by = reading.values[0] ?? '';
  if (by.startsWith('-')) return { ok: false, fault: { code: 'bad-value', said: words.say.negative(typed(folded, part.from, part.to)), part } };
  const unclear = field.unit === '%' ? !points && !said : word === '' && (field.type === 'money' || field.unit !== null);
  if (!unclear) return { ok: true, by, percent };
  const [one, other] = [writeBy(vocabulary, field, by, false), writeBy(vocabulary, field, by, true)];
  return { ok: false, fault: { code: 'ambiguous', said: words.say.unclearDifference(typed(folded, part.from, part.to), one, other), part } };
}
