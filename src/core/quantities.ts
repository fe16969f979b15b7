// Numbers, money and dates as people write them, by locale (`12'500.50` in Switzerland, `12.500,50` in Germany). What could mean two
// things is ambiguous and never guessed: `12.500` is 12500 to a German, 12.5 to an American, and either to a Swiss.

export type QuantityKind = 'money' | 'number';

export type NumberReading =
  /** A decimal string without exponent, `-12500.50`. */
  | { readonly ok: true; readonly decimal: string }
  /** Both meanings, in the locale's writing; null when it is no number at all. */
  | { readonly ok: false; readonly ambiguous: readonly [string, string] | null };

interface Marks {
  /** Group marks that are read; the first is the one we write. */
  readonly groups: string;
  /** Decimal marks that are read with any number of digits. */
  readonly decimals: string;
  /** A decimal mark that is read with one or two digits only. */
  readonly loose: string;
}

const narrow = '\u202f';
const hard = '\u00a0';
const byRegion = {
  english: { groups: `,${hard}`, decimals: '.', loose: '' },
  swiss: { groups: `'\u2019${hard} `, decimals: '.,', loose: '' },
  french: { groups: ` ${hard}${narrow}`, decimals: ',', loose: '.' },
  german: { groups: `.${hard}`, decimals: ',', loose: '.' },
} as const satisfies Record<string, Marks>;

/** The marks of a locale such as `fr-CH`; what we do not know is read as English. */
export function marksOf(locale: string): Marks {
  const [language = 'en', region = ''] = locale.split(/[-_]/);
  if (/^(CH|LI)$/i.test(region)) return byRegion.swiss;
  if (/^fr$/i.test(language)) return byRegion.french;
  return /^de$/i.test(language) ? byRegion.german : byRegion.english;
}

const nothing: NumberReading = { ok: false, ambiguous: null };

/** Digits with or without group marks, all of one kind; null when it is neither. */
function ungrouped(text: string, groups: string): string | null {
  if (/^\d+$/.test(text)) return text;
  const mark = /[^\d]/.exec(text)?.[0] ?? '';
  if (!groups.includes(mark)) return null;
  const [first = '', ...rest] = text.split(mark);
  return /^[1-9]\d{0,2}$/.test(first) && rest.every((part) => /^\d{3}$/.test(part)) ? first + rest.join('') : null;
}

/** `12'500` as the locale writes it. */
const grouped = (digits: string, marks: Marks): string => digits.replace(/\B(?=(\d{3})+$)/g, marks.groups.charAt(0));

/** Without leading zeros, and no minus before zero. */
function plain(sign: string, whole: string, fraction: string): string {
  const text = whole.replace(/^0+(?=\d)/, '') + fraction;
  return /[1-9]/.test(text) ? sign + text : text;
}

/**
 * Reads one number. Exactly three digits after a single `.` or `,` that is not the locale's group mark are ambiguous for money; for plain
 * numbers only when that mark is foreign to the locale.
 */
export function readNumberText(text: string, locale: string, kind: QuantityKind): NumberReading {
  const marks = marksOf(locale);
  const parts = /^([-+\u2212]?)[ \u00a0]?(\d.*|[.,]\d+)$/.exec(text.trim());
  if (parts === null) return nothing;
  const sign = parts[1] === '-' || parts[1] === '\u2212' ? '-' : '';
  const body = parts[2] ?? '';
  const single = /^(\d*)([.,])(\d+)$/.exec(body);
  const whole = single === null ? null : (single[1] ?? '');
  const mark = single?.[2] ?? '';
  const fraction = single?.[3] ?? '';
  if (whole !== null && fraction.length === 3 && !marks.groups.includes(mark) && (kind === 'money' || !marks.decimals.includes(mark))) {
    const decimal = marks.decimals.charAt(0);
    return {
      ok: false,
      ambiguous: [sign + grouped(whole + fraction, marks), `${sign}${whole === '' ? '0' : whole}${decimal}${fraction.replace(/0{1,2}$/, '')}`],
    };
  }
  const all = ungrouped(body, marks.groups);
  if (all !== null) return { ok: true, decimal: plain(sign, all, '') };
  const at = Math.max(body.lastIndexOf('.'), body.lastIndexOf(','));
  const tail = body.slice(at + 1);
  const last = body.charAt(at);
  if (at < 0 || !/^\d+$/.test(tail)) return nothing;
  if (!marks.decimals.includes(last) && !(marks.loose === last && tail.length <= 2)) return nothing;
  const head = at === 0 ? '0' : ungrouped(body.slice(0, at), marks.groups.replace(last, ''));
  return head === null ? nothing : { ok: true, decimal: plain(sign, head, `.${tail}`) };
}

/** Signs that mean one currency everywhere; `$` does not. */
const signs: Readonly<Record<string, string>> = { '€': 'EUR', 'Fr.': 'CHF', 'SFr.': 'CHF' };
const currencies = new Set(Intl.supportedValuesOf('currency'));
export const isCurrency = (code: string): boolean => currencies.has(code);

export type AmountReading = { readonly ok: true; readonly decimal: string; readonly currency: string | null } | Extract<NumberReading, { ok: false }>;

/** Reads `12'500.50 CHF`, `CHF 12500.50` or `12'500.50`; the currency is null when none is written. */
export function readAmountText(text: string, locale: string): AmountReading {
  const bare = text.trim();
  const before = /^([A-Z]{3}|€|S?Fr\.)[ \u00a0\u202f]?(?=[-+\u2212\d])/.exec(bare);
  const after = before === null ? /[ \u00a0\u202f]?([A-Z]{3}|€|S?Fr\.)$/.exec(bare) : null;
  const written = before?.[1] ?? after?.[1] ?? null;
  const currency = written === null ? null : (signs[written] ?? written);
  if (currency !== null && !isCurrency(currency)) return nothing as AmountReading;
  const number = before !== null ? bare.slice(before[0].length) : after !== null ? bare.slice(0, after.index) : bare;
  const reading = readNumberText(number, locale, 'money');
  return reading.ok ? { ok: true, decimal: reading.decimal, currency } : reading;
}

const lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function dateOf(year: number, month: number, day: number): string | null {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const length = month === 2 && leap ? 29 : (lengths[month - 1] ?? 0);
  if (day < 1 || day > length) return null;
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/**
 * Reads `2026-03-31` and `31.3.2026` anywhere, `31/03/2026` only where the day comes first (French, British), as an ISO date; null when it
 * is none. A time of day behind an ISO date is left out, but not with a zone: which day that is depends on the reader.
 */
export function readDateText(text: string, locale: string): string | null {
  const bare = text.trim();
  const iso = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](?:\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?|00:00:00(?:\.0+)?Z))?$/.exec(bare);
  if (iso !== null) return dateOf(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const pointed = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(bare);
  const slashed = /^(fr|en-GB)/i.test(locale) ? /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(bare) : null;
  const found = pointed ?? slashed;
  return found === null ? null : dateOf(Number(found[3]), Number(found[2]), Number(found[1]));
}

const words: ReadonlyMap<string, boolean> = new Map([
  ...['yes', 'oui', 'ja', 'true', 'vrai', 'wahr', '1'].map((word) => [word, true] as const),
  ...['no', 'non', 'nein', 'false', 'faux', 'falsch', '0'].map((word) => [word, false] as const),
]);

/** Yes and no in the three languages, and as a spreadsheet writes them; null for anything else. */
export const readYesNoText = (text: string): boolean | null => words.get(text.trim().toLowerCase()) ?? null;
