// The small grammars of an agreement: lengths of time, shares as counted, money, percentages, counts. Each refuses rather than guesses.
// The words are English, like the keys: `10 minutes`, `2 working hours`, `2 in 100`, `4'000 CHF`, `60%`, `10 cases`.
import { distance } from 'fastest-levenshtein';
import type { Money, Share } from '../core/agreement.ts';
import { isCurrency } from '../core/quantities.ts';
import type { Duration, Span } from '../core/time.ts';

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: string; readonly message: string; readonly why: string; readonly do: string; readonly instead?: string };

const good = <T>(value: T): Parsed<T> => ({ ok: true, value });
function bad(code: string, message: string, why: string, what: string, instead?: string): Parsed<never> {
  return { ok: false, code, message, why, do: what, ...(instead === undefined ? {} : { instead }) };
}

/** A month counts 31 days and a year 366, so that nothing is removed, and no proof ends, before its time. */
const unitMs = {
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 7 * 86_400_000,
  month: 31 * 86_400_000,
  year: 366 * 86_400_000,
} as const;
type Unit = keyof typeof unitMs;
const abbreviations: Readonly<Record<string, Unit>> = {
  s: 'second',
  sec: 'second',
  min: 'minute',
  mins: 'minute',
  h: 'hour',
  hr: 'hour',
  hrs: 'hour',
  d: 'day',
};

const isUnit = (word: string): word is Unit => Object.hasOwn(unitMs, word);
const spacesIn = (text: string): string => text.trim().replace(/[\s\u00a0\u202f]+/g, ' ');

function nearestUnit(word: string): Unit | null {
  const short = abbreviations[word];
  if (short !== undefined) return short;
  const bare = word.replace(/s$/, '');
  const ranked = (Object.keys(unitMs) as Unit[]).sort((a, b) => distance(a, bare) - distance(b, bare));
  const first = ranked[0];
  return first !== undefined && distance(first, bare) <= 2 ? first : null;
}

const spanWhy = 'A length of time is a number and a unit, so that everybody waits equally long.';
const spanDo = 'Write for example: 10 minutes, 2 working hours, 10 working days, 90 days.';

/** `dailyHours`: how long one working day of the calendar is. */
export function parseSpan(text: string, dailyHours: Duration): Parsed<Span> {
  const match = /^(\d+(?:\.\d+)?) (?:(working) )?([a-z]+)$/i.exec(spacesIn(text));
  const joined = /^(\d+(?:\.\d+)?) ?([a-z]+)$/i.exec(spacesIn(text));
  if (match === null) {
    const three = /^(\d+) ([a-z]+) ([a-z]+)$/i.exec(spacesIn(text));
    if (three !== null && distance((three[2] ?? '').toLowerCase(), 'working') <= 2) {
      return bad('not-a-length', `"${text}" is not a length of time.`, spanWhy, spanDo, `${three[1]} working ${three[3]}`);
    }
    const unit = joined === null ? null : nearestUnit((joined[2] ?? '').toLowerCase());
    const instead = unit === null ? undefined : `${joined?.[1]} ${unit}s`;
    return bad('not-a-length', `"${text}" is not a length of time.`, spanWhy, spanDo, instead);
  }
  const [, number = '', working, word = ''] = match;
  const unit = word.toLowerCase().replace(/s$/, '');
  if (!isUnit(unit)) {
    const nearest = nearestUnit(word.toLowerCase());
    const instead = nearest === null ? undefined : `${number} ${working === undefined ? '' : 'working '}${nearest}${number === '1' ? '' : 's'}`;
    return bad('not-a-length', `"${word}" is not a unit of time.`, spanWhy, spanDo, instead);
  }
  if (working === undefined) return good({ length: Math.round(Number(number) * unitMs[unit]) as Duration, counted: 'elapsed' });
  if (unit === 'week' || unit === 'month' || unit === 'year') {
    return bad('not-a-length', `"${text}" cannot be counted in working time.`, spanWhy, 'Write working minutes, working hours or working days.');
  }
  const one = unit === 'day' ? dailyHours : unitMs[unit];
  return good({ length: Math.round(Number(number) * one) as Duration, counted: 'working' });
}

/** Elapsed time only. */
export function parseDuration(text: string): Parsed<Duration> {
  const span = parseSpan(text, unitMs.day as Duration);
  if (!span.ok) return span;
  if (span.value.counted === 'elapsed') return good(span.value.length);
  return bad(
    'not-a-length',
    `"${text}" counts working time; here only elapsed time is possible.`,
    spanWhy,
    'Write for example: 10 minutes, 90 days.',
  );
}

const whole = (text: string): number => Number(text.replace(/['’\s\u00a0\u202f]/g, ''));
const wholeForm = String.raw`\d{1,3}(?:['’ \u00a0\u202f]?\d{3})*|\d+`;

/** 2% as people count it: 2 in 100; 0.2% is 2 in 1000. */
export function countedForm(percent: number): string {
  let of = 100;
  let count = percent;
  while (of < 1_000_000 && Math.abs(count - Math.round(count)) > 1e-9) {
    of *= 10;
    count *= 10;
  }
  return `${Math.round(count)} in ${of}`;
}

const shareWhy = 'People read "2 in 100" more surely than a percentage, and it says how many cases stand behind it.';

export function parseShare(text: string): Parsed<Share> {
  const tidy = spacesIn(text);
  const percent = /^(\d+(?:[.,]\d+)?) ?%$/.exec(tidy);
  if (percent !== null) {
    const instead = countedForm(Number((percent[1] ?? '').replace(',', '.')));
    return bad('percentage', `"${text}" is a percentage.`, shareWhy, `Write it as counted: ${instead}.`, instead);
  }
  const match = new RegExp(`^(${wholeForm}) in (${wholeForm})$`).exec(tidy);
  if (match === null) {
    const near = new RegExp(`^(${wholeForm}) ?(?:of|out of|/|per|sur|von) ?(${wholeForm})$`).exec(tidy);
    const instead = near === null ? undefined : `${near[1]} in ${near[2]}`;
    return bad('not-a-share', `"${text}" is not a share.`, shareWhy, 'Write for example: 2 in 100.', instead);
  }
  const count = whole(match[1] ?? '');
  const of = whole(match[2] ?? '');
  if (of === 0 || count > of) return bad('not-a-share', `"${text}" is more than all.`, shareWhy, 'Write for example: 2 in 100.');
  return good({ count, of });
}

export function parsePercent(text: string): Parsed<number> {
  const match = /^(\d+(?:[.,]\d+)?) ?%$/.exec(spacesIn(text));
  const value = match === null ? Number.NaN : Number((match[1] ?? '').replace(',', '.')) / 100;
  if (value >= 0 && value <= 1) return good(value);
  const instead = /^\d{1,2}$/.test(text) ? `${text}%` : undefined;
  return bad(
    'not-a-percentage',
    `"${text}" is not a percentage from 0% to 100%.`,
    'It is compared with what happens.',
    'Write for example: 60%.',
    instead,
  );
}

/** The known currency that is nearest to a misspelt one; null when nothing is near. */
export function nearestCurrency(code: string): string | null {
  const upper = code.toUpperCase();
  if (isCurrency(upper)) return upper;
  const common = ['CHF', 'EUR', 'GBP', 'USD'].find(
    (known) => distance(known, upper) === 1 || [...known].sort().join('') === [...upper].sort().join(''),
  );
  return common ?? null;
}

const moneyWhy = 'Caps and costs are compared exactly, so an amount must have one meaning only.';
const moneyDo = "Write for example: 4'000 CHF, or 0.04 CHF.";

/** Exact, as a decimal text. Three digits after one mark are refused: 1.500 may be one and a half, or fifteen hundred. */
export function parseMoney(text: string): Parsed<Money> {
  const tidy = spacesIn(text);
  const match = /^(?:([A-Za-z]{3}) )?(\d[\d'’., \u00a0\u202f]*\d|\d)(?: ([A-Za-z]{3}))?$/.exec(tidy);
  const code = match?.[1] ?? match?.[3];
  if (match === null || code === undefined || (match[1] !== undefined && match[3] !== undefined)) {
    return bad('not-money', `"${text}" is not an amount of money.`, moneyWhy, moneyDo);
  }
  const written = match[2] ?? '';
  if (!isCurrency(code)) {
    const nearest = nearestCurrency(code);
    const instead = nearest === null ? undefined : `${written} ${nearest}`;
    return bad('unknown-currency', `"${code}" is not a currency.`, moneyWhy, 'Write the three letters of a currency, such as CHF or EUR.', instead);
  }
  const parts = /^(\d{1,3}(?:['’ ]\d{3})+|\d+)(?:[.,](\d+))?$/.exec(written);
  if (parts === null) return bad('not-money', `"${text}" is not an amount of money.`, moneyWhy, moneyDo);
  const [, units = '', fraction = ''] = parts;
  const ungrouped = units.replace(/\D/g, '');
  if (fraction.length === 3 && ungrouped === units && !/^0+$/.test(units) && units.length <= 3) {
    const message = `Is ${written} ${units}'${fraction}, or ${units} and a fraction?`;
    return bad(
      'ambiguous-number',
      message,
      moneyWhy,
      `Write ${units}'${fraction} ${code} or ${units}.${fraction.endsWith('0') ? fraction.slice(0, 2) : `${fraction}0`} ${code}.`,
    );
  }
  const amount = ungrouped.replace(/^0+(?=\d)/, '');
  return good({ amount: fraction === '' ? amount : `${amount}.${fraction}`, currency: code });
}

/** `10 cases`, `250 per day`, or the bare number. `words` is what may follow the number. */
export function parseCount(text: string, words: RegExp, example: string): Parsed<number> {
  const match = new RegExp(`^(${wholeForm})(?: (.+))?$`).exec(spacesIn(text));
  if (match !== null && (match[2] === undefined || words.test(match[2]))) return good(whole(match[1] ?? ''));
  return bad(
    'not-a-count',
    `"${text}" is not a number as it is asked for here.`,
    'It is compared with what is counted.',
    `Write for example: ${example}.`,
  );
}

/** How a length is said: `2 working hours`, `90 days`. `dailyHours` is not needed, since working days are written as hours. */
export function textOfSpan(span: Span): string {
  const units: readonly Unit[] = span.counted === 'working' ? ['hour', 'minute', 'second'] : ['day', 'hour', 'minute', 'second'];
  const unit = units.find((one) => span.length >= unitMs[one] && span.length % unitMs[one] === 0) ?? 'second';
  const count = span.length / unitMs[unit];
  return `${count} ${span.counted === 'working' ? 'working ' : ''}${unit}${count === 1 ? '' : 's'}`;
}
