// What one cell means for one field of the agreement: labels become value ids, amounts and dates are read by the locale. What could mean
// two things, or nothing, is a reason why the row waits for a person; never a guess.
import type { Agreement, Field } from '../core/agreement.ts';
import { digitsOf, NumberText } from '../core/input.ts';
import { formatOf, readAmount, readDate, readNumber, readYesNo, typewritten, withoutTime, writeMoney, writeNumber } from '../core/quantities.ts';
import { nearestWord } from './nearest.ts';
import { matchWord, wordsOf } from './words.ts';

export type CellReading = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly why: string };
const good = (value: unknown): CellReading => ({ ok: true, value });
const bad = (why: string): CellReading => ({ ok: false, why });

/** Enough to see what is meant, and no more of what may be personal. */
export const quoted = (text: string): string => JSON.stringify(text.length > 40 ? `${text.slice(0, 39)}…` : text);

const asks = (many: string, few: string, text: string): CellReading =>
  bad(`is ${quoted(text)}, which could be ${many} or ${few}. Write ${many} or ${few}`);

function readMoney(text: string, field: Field, locale: string): CellReading {
  const format = formatOf(locale);
  const { number, currency } = readAmount(typewritten(text), format);
  switch (number.kind) {
    case 'number':
      if (currency !== null && currency !== field.currency) return bad(`is in ${currency}; the agreement says ${field.currency}`);
      // Three decimals are written with a zero more (writeMoney), so that they are no question; the currency does not have it.
      return good(digitsOf(field.currency) === 3 ? number.value.replace(/(\.\d{3})0$/, '$1') : number.value);
    case 'ambiguous':
      return asks(writeMoney(number.thousands, format), writeMoney(number.decimals, format), text);
    case 'foreign':
      return bad(`is ${quoted(text)}, which is written ${writeMoney(number.value, format)} in ${locale}`);
    case 'none':
      return bad(`is ${quoted(text)}, not an amount such as 12500.50`);
  }
}

function readPlainNumber(text: string, field: Field, locale: string): CellReading {
  const format = formatOf(locale);
  const bare = text.trim();
  const number = field.unit !== null && bare.endsWith(field.unit) ? bare.slice(0, -field.unit.length) : bare;
  const reading = readNumber(typewritten(number), format, false);
  switch (reading.kind) {
    case 'number':
      return good(new NumberText(reading.value));
    case 'ambiguous':
      return asks(writeNumber(reading.thousands, format), writeNumber(reading.decimals, format), text);
    case 'foreign':
      return bad(`is ${quoted(text)}, which is written ${writeNumber(reading.value, format)} in ${locale}`);
    case 'none':
      return bad(`is ${quoted(text)}, not a number`);
  }
}

function readChoice(text: string, field: Field): CellReading {
  const match = matchWord(text.trim(), field.values);
  if (match.ok) return good(match.id);
  if (match.between.length > 0) return bad(`is ${quoted(text)}, which could be ${match.between.join(' or ')}`);
  const nearest = nearestWord(
    text,
    [...field.values].flatMap(([id, label]) => [id, ...wordsOf(label)]),
  );
  return bad(`is ${quoted(text)}; possible are ${[...field.values.keys()].join(', ')}${nearest === null ? '' : `; perhaps ${nearest} is meant`}`);
}

/** A value that is no text (from JSON lines or a workbook), as `readInput` wants it. */
function readOther(value: unknown, field: Field): CellReading {
  if (typeof value === 'boolean' && field.type === 'choice') return readChoice(value ? 'yes' : 'no', field);
  if (typeof value === 'number' || value instanceof NumberText) {
    const text = value instanceof NumberText ? value.text : String(value);
    if (field.type === 'text') return good(text);
    if (field.type === 'choice') return readChoice(text, field);
    if (field.type === 'yesno' && (text === '1' || text === '0')) return good(text === '1');
  }
  return good(value);
}

/** Reads a cell that is not empty. The reason reads on after the name of the field. Files are read elsewhere. */
export function readCell(value: unknown, field: Field, agreement: Agreement): CellReading {
  if (typeof value !== 'string') return readOther(value, field);
  switch (field.type) {
    case 'money':
      return readMoney(value, field, agreement.locale);
    case 'number':
      return readPlainNumber(value, field, agreement.locale);
    case 'choice':
      return readChoice(value, field);
    case 'date': {
      const date = readDate(withoutTime(value.trim()), agreement.locale);
      return date === null ? bad(`is ${quoted(value)}, not a date such as 2026-03-31 or 31.03.2026`) : good(date);
    }
    case 'yesno': {
      const answer = readYesNo(value);
      return answer === null ? bad(`is ${quoted(value)}, neither yes nor no`) : good(answer);
    }
    case 'text':
    case 'file':
      return good(value);
  }
}

export type DecisionReading = { readonly ok: true; readonly decision: string } | { readonly ok: false; readonly why: string };

/** Reads the label column: the id of a decision, or what it is called in any of the languages. */
export function readDecision(text: string, agreement: Agreement): DecisionReading {
  const match = matchWord(text.trim(), agreement.decisions);
  if (match.ok) return { ok: true, decision: match.id };
  if (match.between.length > 0) return { ok: false, why: `${quoted(text)} could be ${match.between.join(' or ')}.` };
  const nearest = nearestWord(text, agreement.decisions.keys());
  const hint = nearest === null ? '' : ` Did you mean ${nearest}?`;
  return { ok: false, why: `${quoted(text)} is no decision of this process; it has ${[...agreement.decisions.keys()].join(', ')}.${hint}` };
}
