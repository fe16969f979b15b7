// What enters a process: raw JSON becomes typed values under the agreement, or a list of everything that is wrong with it.
// Money is a decimal string and never a float; unknown extra fields are kept apart and reach neither rule nor model.
import type { Agreement, Field } from './agreement.ts';
import { decimalOf } from './decimal.ts';
import type { ProblemCode } from './problems.ts';

/** A stored file, or one that comes with the case. */
export type FileValue =
  | { readonly name: string; readonly mediaType: string; readonly base64: string }
  | { readonly name: string; readonly mediaType: string; readonly file: string };

/** text, choice, date: string; money: decimal string; number: number; yesno: boolean; file: object; missing: null. */
export type Value = string | number | boolean | FileValue | null;
export type Values = Readonly<Record<string, Value>>;

export interface FieldProblem {
  readonly field: string;
  readonly message: string;
  /** `invalid-input` when absent. */
  readonly code?: ProblemCode;
}

export type Reading =
  | { readonly ok: true; readonly values: Values; readonly extra: readonly string[] }
  | { readonly ok: false; readonly problems: readonly FieldProblem[]; readonly extra: readonly string[] };

/** A JSON number whose source text matters (`12500.50`, or more digits than a double holds). Doors make these when needed. */
export class NumberText {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  toJSON(): string {
    return this.text;
  }
}

/** Digits after the mark that a currency has; two where we do not know better. */
const currencyDigits: Readonly<Record<string, number>> = { JPY: 0, KRW: 0, VND: 0, CLP: 0, ISK: 0, BHD: 3, KWD: 3, OMR: 3, TND: 3, JOD: 3 };
export const digitsOf = (currency: string | null): number => currencyDigits[currency ?? ''] ?? 2;

type One = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly why: string; readonly code?: ProblemCode };
const good = (value: Value): One => ({ ok: true, value });
const bad = (why: string): One => ({ ok: false, why });
const inexact = (why: string): One => ({ ok: false, why, code: 'number-not-exact' });

/** What was sent, short enough for a message. */
const shown = (raw: unknown): string => {
  const value = raw instanceof NumberText ? raw.text : typeof raw === 'object' && raw !== null ? 'an object' : raw;
  const text = typeof raw === 'string' ? JSON.stringify(raw) : String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};

function readMoney(field: Field, raw: unknown): One {
  if (typeof raw === 'object' && raw !== null && 'amount' in raw) {
    const { amount, currency } = raw as { amount: unknown; currency?: unknown };
    if (currency !== undefined && currency !== field.currency) return bad(`is in ${shown(currency)}; the agreement says ${field.currency}`);
    const text = amount instanceof NumberText || typeof amount !== 'object' ? amount : null;
    return readMoney(field, text);
  }
  const text = raw instanceof NumberText ? raw.text : typeof raw === 'number' ? String(raw) : raw;
  const decimal = typeof text === 'string' ? decimalOf(text) : null;
  if (decimal === null) return bad('is not an amount such as "12500.50"');
  if (decimal.scale > digitsOf(field.currency)) return bad(`has more digits than ${field.currency} has`);
  return good(text as string);
}

function readNumber(raw: unknown): One {
  const number = raw instanceof NumberText ? Number(raw.text) : raw;
  if (typeof number === 'number' && Number.isFinite(number)) {
    if (raw instanceof NumberText && raw.text.replace(/e.*/i, '').replace(/\D/g, '').replace(/^0+/, '').length > 15)
      return inexact('has more digits than can be exact');
    return Math.abs(number) > Number.MAX_SAFE_INTEGER ? inexact('is beyond 2^53 and not exact') : good(number === 0 ? 0 : number);
  }
  return raw instanceof NumberText ? inexact('is not a number that can be exact') : bad('is not a number');
}

function isRealDate(text: string): boolean {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match === null) return false;
  const at = new Date(Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])));
  return at.getUTCMonth() === Number(match[2]) - 1 && at.getUTCDate() === Number(match[3]);
}

function readFile(raw: unknown): One {
  if (typeof raw !== 'object' || raw === null) return bad('is not a file: {name, mediaType, base64} or {file}');
  const { name, mediaType, base64, file } = raw as Record<string, unknown>;
  if (typeof file === 'string') {
    return good({ name: typeof name === 'string' ? name : file, mediaType: typeof mediaType === 'string' ? mediaType : '', file });
  }
  if (typeof name !== 'string' || typeof mediaType !== 'string' || typeof base64 !== 'string') return bad('is not a file: {name, mediaType, base64}');
  // One left-over character holds no byte: a reader would drop it silently.
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(base64) || base64.replace(/=+$/, '').length % 4 === 1) return bad('has content that is not base64');
  return good({ name, mediaType, base64 });
}

/** Reads one value for one field. `null`, and an empty text from a spreadsheet, mean missing. */
export function readValue(field: Field, raw: unknown): One {
  switch (field.type) {
    case 'text':
      return typeof raw === 'string' ? good(raw) : bad('is not a text');
    case 'choice':
      if (typeof raw === 'string' && field.values.has(raw)) return good(raw);
      return bad(`is ${shown(raw)}; possible are ${[...field.values.keys()].map((id) => JSON.stringify(id)).join(', ')}`);
    case 'money':
      return readMoney(field, raw);
    case 'number':
      return readNumber(raw);
    case 'date':
      return typeof raw === 'string' && isRealDate(raw) ? good(raw) : bad('is not a date such as "2026-03-31"');
    case 'yesno':
      if (typeof raw === 'boolean') return good(raw);
      if (raw === 'yes' || raw === 'no') return good(raw === 'yes');
      return bad('is neither yes nor no');
    case 'file':
      return readFile(raw);
  }
}

/** Reads the whole input and reports every field that is wrong at once. */
export function readInput(agreement: Agreement, raw: unknown): Reading {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    return { ok: false, problems: [{ field: '', message: 'The input is not an object with fields.' }], extra: [] };
  }
  const given = raw as Record<string, unknown>;
  const entries: [string, Value][] = [];
  const problems: FieldProblem[] = [];
  for (const field of agreement.fields.values()) {
    const value = Object.hasOwn(given, field.id) ? given[field.id] : undefined;
    if (value === undefined || value === null || (value === '' && field.type !== 'text')) {
      if (!field.optional) problems.push({ field: field.id, message: `${field.id} is missing.` });
      entries.push([field.id, null]);
      continue;
    }
    const one = readValue(field, value);
    if (one.ok) entries.push([field.id, one.value]);
    else problems.push({ field: field.id, message: `${field.id} ${one.why}.`, ...(one.code === undefined ? {} : { code: one.code }) });
  }
  const extra = Object.keys(given).filter((name) => !agreement.fields.has(name));
  return problems.length === 0 ? { ok: true, values: Object.fromEntries(entries), extra } : { ok: false, problems, extra };
}
