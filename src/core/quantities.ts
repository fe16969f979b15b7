// Numbers, money, dates, yes and no as people of a locale write them: in sentences, in spreadsheets (docs/rules.md has the table).
// Never a guess: three digits after one mark may be thousands or decimals, and then we ask. Whoever has typographic text (a cell)
// passes it through `typewritten`; sentences come in folded, which is the same for what stands here.
import { digitsOf } from './input.ts';

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

/** How a locale such as `fr-CH` writes; what we do not know is read as English. */
export function formatOf(locale: string): NumberFormat {
  if (/[-_](CH|LI)$/i.test(locale)) return swiss;
  return /^fr\b/i.test(locale) ? french : /^de\b/i.test(locale) ? german : english;
}

/** Apostrophes, spaces and minus as a typewriter has them. Programs also write `+7`, `- 7` and `.5`, each with one meaning only. */
export const typewritten = (text: string): string =>
  text
    .trim()
    .replace(/\u2019/g, "'")
    .replace(/[\u00a0\u202f]/g, ' ')
    .replace(/\u2212/g, '-')
    .replace(/^(\D*?)([-+]) ?(?=[.,]?\d)/, (_, before: string, sign: string) => before + (sign === '-' ? sign : ''))
    .replace(/^-?(?=[.,]\d)/, (sign) => `${sign}0`);

export type NumberReading =
  /** `value` is a decimal text with its decimals as written, `12500.50`; other members hold the shortest one, since they are shown. */
  | { readonly kind: 'number'; readonly value: string }
  /** Thousands or decimals: both are possible here. */
  | { readonly kind: 'ambiguous'; readonly thousands: string; readonly decimals: string }
  /** One meaning only, but not written as in this locale. */
  | { readonly kind: 'foreign'; readonly value: string }
  | { readonly kind: 'none' };
const none: NumberReading = { kind: 'none' };

/** A decimal text without zeros at the end of its decimals. */
export const shortest = (value: string): string => (value.includes('.') ? value.replace(/\.?0+$/, '') : value);

/** Without leading zeros, and no minus before zero. */
function plain(sign: string, whole: string, fraction: string): string {
  const text = whole.replace(/^0+(?=\d)/, '') + (fraction === '' ? '' : `.${fraction}`);
  return /[1-9]/.test(text) ? sign + text : text;
}

/** Far beyond any sum of money; it bounds the work for a hostile text. */
const digitsMax = 40;

/** Reads a bare number. `money` makes three digits after any mark but the locale's own for thousands a question. */
export function readNumber(text: string, format: NumberFormat, money: boolean): NumberReading {
  const match = /^(-?)(\d+(?:[.,' ]\d+)*)$/.exec(text);
  const body = match?.[2] ?? '';
  if (body === '' || body.replace(/\D/g, '').length > digitsMax) return none;
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
    if (money || !decimalKnown) return { kind: 'ambiguous', thousands, decimals: shortest(decimals) };
    return { kind: 'number', value: decimals };
  }
  if (thousands !== null) return { kind: format.groups.includes(last) && knownGroups ? 'number' : 'foreign', value: thousands };
  if (decimals === null) return none;
  return decimalKnown && knownGroups ? { kind: 'number', value: decimals } : { kind: 'foreign', value: shortest(decimals) };
}

/** Splits `CHF 990`, `990 chf`, `8.1 %`, `30 days` into number and word; null when it is not one number with at most one word. */
export function splitUnit(text: string): { readonly number: string; readonly word: string } | null {
  const match = /^(?:([^\d\s-]\D*?) ?)?(-?\d(?:[\d.,' ]*\d)?)(\D.*)?$/.exec(text);
  if (match === null || (match[1] !== undefined && match[3] !== undefined)) return null;
  return { number: match[2] ?? '', word: (match[1] ?? match[3] ?? '').trim() };
}

const currencies = new Set(Intl.supportedValuesOf('currency'));
export const isCurrency = (code: string): boolean => currencies.has(code);

/** Signs that mean one currency everywhere; `$` does not. */
const signs: Readonly<Record<string, string>> = { '€': 'EUR', 'Fr.': 'CHF', 'SFr.': 'CHF' };

export interface Amount {
  readonly number: NumberReading;
  /** Null when none is written. */
  readonly currency: string | null;
}

/** Reads `12'500.50 CHF`, `CHF 12500.50` or `12'500.50`. A word that is no currency makes it no amount. */
export function readAmount(text: string, format: NumberFormat): Amount {
  const split = splitUnit(text);
  if (split === null) return { number: none, currency: null };
  const currency = split.word === '' ? null : (signs[split.word] ?? split.word);
  if (currency !== null && !isCurrency(currency)) return { number: none, currency: null };
  return { number: readNumber(split.number, format, true), currency };
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
  const slashed = /^(fr\b|en-GB$)/i.test(locale) ? /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text) : null;
  const parts = dotted ?? slashed;
  return parts === null ? null : isoOf(parts[3] ?? '', parts[2] ?? '', parts[1] ?? '');
}

/** Leaves out the time of day behind an ISO date, but not one with a zone: which day that is depends on the reader. */
export const withoutTime = (text: string): string =>
  text.replace(/^(\d{4}-\d{2}-\d{2})[T ](?:\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?|00:00:00(?:\.0+)?Z)$/, '$1');

const answers: ReadonlyMap<string, boolean> = new Map([
  ...['yes', 'oui', 'ja', 'true', 'vrai', 'wahr', '1'].map((word) => [word, true] as const),
  ...['no', 'non', 'nein', 'false', 'faux', 'falsch', '0'].map((word) => [word, false] as const),
]);

/** Yes and no in the three languages, and as a spreadsheet writes them; null for anything else. */
export const readYesNo = (text: string): boolean | null => answers.get(text.trim().toLowerCase()) ?? null;

export function writeDate(iso: string, locale: string): string {
  return locale.startsWith('en') ? iso : iso.split('-').reverse().join('.');
}

/** A decimal text as the locale writes it. */
export function writeNumber(value: string, format: NumberFormat): string {
  const [, sign = '', whole = '', fraction] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(value) ?? [];
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, format.group);
  return `${sign}${grouped}${fraction === undefined ? '' : format.decimal + fraction}`;
}

/** Without its currency. Three decimals (KWD) get a zero more: `12.345` would be a question to whoever reads it. */
export function writeMoney(value: string, format: NumberFormat): string {
  return writeNumber(/\.\d{3}$/.test(value) ? `${value}0` : value, format);
}
