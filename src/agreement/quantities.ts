// Numbers, money and dates as people of a locale type and write them (docs/rules.md has the table). Never a guess:
// three digits after one mark may be thousands or decimals, and then we ask. Texts come in folded: no typographic marks.
import { digitsOf } from '../core/input.ts';

export interface NumberFormat {
  /** Marks between thousands that are read; a space is read everywhere. */
  readonly groups: string;
  /** Marks before the decimals that are read. */
  readonly decimals: string;
  /** A point is also read before one or two decimals. */
  readonly shortPoint: boolean;
  readonly group: string;
  readonly decimal: string;
}

const english: NumberFormat = { groups: ', ', decimals: '.', shortPoint: false, group: ',', decimal: '.' };
const swiss: NumberFormat = { groups: "' ", decimals: '.,', shortPoint: false, group: "'", decimal: '.' };
const french: NumberFormat = { groups: ' ', decimals: ',', shortPoint: true, group: ' ', decimal: ',' };
const german: NumberFormat = { groups: '. ', decimals: ',', shortPoint: true, group: '.', decimal: ',' };

export function formatOf(locale: string): NumberFormat {
  if (/-(CH|LI)$/i.test(locale)) return swiss;
  return locale.startsWith('fr') ? french : locale.startsWith('de') ? german : english;
}

export type NumberReading =
  | { readonly kind: 'number'; readonly value: string }
  /** Thousands or decimals: both are possible here. */
  | { readonly kind: 'ambiguous'; readonly thousands: string; readonly decimals: string }
  /** One meaning only, but not written as in this locale. */
  | { readonly kind: 'foreign'; readonly value: string }
  | { readonly kind: 'none' };

/** Without leading zeros, without zeros at the end of the decimals, and no minus before zero. */
function plain(sign: string, whole: string, fraction: string): string {
  const digits = whole.replace(/^0+(?=\d)/, '');
  const rest = fraction.replace(/0+$/, '');
  const text = rest === '' ? digits : `${digits}.${rest}`;
  return text === '0' ? '0' : sign + text;
}

/** Far beyond any sum of money; it bounds the work for a hostile text. */
const digitsMax = 40;

/** Reads a bare number. `money` makes three digits after any mark but the locale's own for thousands a question. */
export function readNumber(text: string, format: NumberFormat, money: boolean): NumberReading {
  const match = /^(-?)(\d+(?:[.,' ]\d+)*)$/.exec(text);
  const body = match?.[2] ?? '';
  if (body === '' || body.replace(/\D/g, '').length > digitsMax) return { kind: 'none' };
  const sign = match?.[1] ?? '';
  const runs = body.split(/[.,' ]/);
  const marks = body.replace(/\d/g, '');
  if (marks === '') return { kind: 'number', value: plain(sign, body, '') };
  const last = marks.slice(-1);
  const before = marks.slice(0, -1);
  const fraction = runs.at(-1) ?? '';
  const grouped = (parts: readonly string[], between: string): boolean =>
    parts.length === 1 || (new Set(between).size === 1 && /^[1-9]\d{0,2}$/.test(parts[0] ?? '') && parts.slice(1).every((part) => part.length === 3));
  const thousands = grouped(runs, marks) ? plain(sign, runs.join(''), '') : null;
  const decimals =
    '.,'.includes(last) && !before.includes(last) && grouped(runs.slice(0, -1), before) ? plain(sign, runs.slice(0, -1).join(''), fraction) : null;
  const knownGroups = [...before].every((mark) => format.groups.includes(mark));
  const decimalKnown = format.decimals.includes(last) || (format.shortPoint && last === '.' && fraction.length <= 2);
  if (thousands !== null && decimals !== null) {
    if (format.groups.includes(last)) return { kind: 'number', value: thousands };
    if (money || !decimalKnown) return { kind: 'ambiguous', thousands, decimals };
    return { kind: 'number', value: decimals };
  }
  if (thousands !== null) return { kind: format.groups.includes(last) && knownGroups ? 'number' : 'foreign', value: thousands };
  if (decimals !== null) return { kind: decimalKnown && knownGroups ? 'number' : 'foreign', value: decimals };
  return { kind: 'none' };
}

/** Splits `CHF 990`, `990 chf`, `8.1 %`, `30 days` into number and word; null when it is not one number with at most one word. */
export function splitUnit(text: string): { readonly number: string; readonly word: string } | null {
  const match = /^(?:([^\d\s-][^\d]*?) ?)?(-?\d(?:[\d.,' ]*\d)?)(?: ?([^\d\s].*))?$/.exec(text);
  if (match === null || (match[1] !== undefined && match[3] !== undefined)) return null;
  return { number: match[2] ?? '', word: match[1] ?? match[3] ?? '' };
}

/** Money has no decimals or all that its currency has: `12500.50`, `10000`. Null when it has more than the currency knows. */
export function moneyValue(value: string, currency: string | null): string | null {
  const [whole = '', fraction = ''] = value.split('.');
  const digits = digitsOf(currency);
  if (fraction.length > digits) return null;
  return fraction === '' ? whole : `${whole}.${fraction.padEnd(digits, '0')}`;
}

const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isoOf(year: string, month: string, day: string): string | null {
  const [y, m, d] = [Number(year), Number(month), Number(day)];
  const leap = y % 4 === 0 && (y % 100 !== 0 || y % 400 === 0);
  const days = m === 2 && leap ? 29 : (monthDays[m - 1] ?? 0);
  if (y < 1000 || d < 1 || d > days) return null;
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

/** An ISO date; null for anything else, the impossible and the two-digit year included. `31/03/2026` is read in French and in en-GB only. */
export function readDate(text: string, locale: string): string | null {
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (iso !== null) return isoOf(iso[1] ?? '', iso[2] ?? '', iso[3] ?? '');
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text);
  const slashed = locale.startsWith('fr') || locale === 'en-GB' ? /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text) : null;
  const parts = dotted ?? slashed;
  return parts === null ? null : isoOf(parts[3] ?? '', parts[2] ?? '', parts[1] ?? '');
}

export function writeDate(iso: string, locale: string): string {
  return locale.startsWith('en') ? iso : iso.split('-').reverse().join('.');
}

/** A decimal string as the locale writes it. */
export function writeNumber(value: string, format: NumberFormat): string {
  const [, sign = '', whole = '', fraction] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(value) ?? [];
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, format.group);
  return `${sign}${grouped}${fraction === undefined ? '' : format.decimal + fraction}`;
}

/** Without its currency. Three decimals (KWD) get a zero more: `12.345` would be a question to whoever reads it. */
export function writeMoney(value: string, format: NumberFormat): string {
  return writeNumber(/\.\d{3}$/.test(value) ? `${value}0` : value, format);
}
