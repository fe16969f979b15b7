// The single values of an agreement: names, dates, locales, hours, channels. The grammars of lengths and amounts stand in `spans.ts`.

import type { Money, Share } from '../core/agreement.ts';
import type { Duration, Span } from '../core/time.ts';
import { changed, type Kind, list, nearest, scalar, shortOr, text } from './kinds.ts';
import { type Parsed, parseCount, parseDuration, parseMoney, parsePercent, parseShare, parseSpan } from './spans.ts';

function bad(code: string, message: string, why: string, what: string, instead?: string | null): Parsed<never> {
  return { ok: false, code, message, why, do: what, ...(instead === undefined || instead === null ? {} : { instead }) };
}
const good = <T>(value: T): Parsed<T> => ({ ok: true, value });

export const span: Kind<Span> = scalar('a length of time', (value, reading) => parseSpan(value, reading.dailyHours));
/** A length that cannot be zero. */
export const positiveSpan: Kind<Span> = scalar('a length of time', (value, reading) => {
  const parsed = parseSpan(value, reading.dailyHours);
  if (!parsed.ok || parsed.value.length > 0) return parsed;
  return bad('not-a-length', 'This length is zero.', 'Nobody could do anything in no time.', 'Write for example: 30 seconds, 8 working hours.');
});
export const duration: Kind<Duration> = scalar('a length of time', parseDuration);
export const every: Kind<Duration> = scalar('a length of time such as "every 90 days"', (value) => parseDuration(value.replace(/^every\s+/, '')));
export const share: Kind<Share> = scalar('a share such as "2 in 100"', parseShare);
/** A share of nothing would prove or show nothing. */
export const someShare: Kind<Share> = scalar('a share such as "2 in 100"', (value) => {
  const parsed = parseShare(value);
  if (!parsed.ok || parsed.value.count > 0) return parsed;
  const what = 'Write at least 1 in 1000; an error that must never happen is guarded by rules: guardedBy.';
  return bad('never-zero', `"${value}" is none at all.`, 'No number of checked cases proves that something never happens.', what);
});
/** A draw of nothing would check nothing. */
export const drawShare: Kind<Share> = scalar('a share such as "1 in 10"', (value) => {
  const parsed = parseShare(value);
  if (!parsed.ok || parsed.value.count > 0) return parsed;
  return bad(
    'never-zero',
    'No case would be checked at random.',
    'Then nobody would notice that the AI became worse.',
    'Write for example: 1 in 10.',
  );
});
export const percent: Kind<number> = scalar('a percentage', parsePercent);
export const sureness: Kind<number> = scalar('a percentage from 50% to below 100%', (value) => {
  const parsed = parsePercent(value);
  if (!parsed.ok || (parsed.value >= 0.5 && parsed.value < 1)) return parsed;
  const why = 'Full certainty needs endless evidence, and below one half it would be a guess.';
  return bad('not-a-percentage', `"${value}" cannot be reached or says nothing.`, why, 'Write for example: 90% or 95%.');
});
export const money: Kind<Money> = scalar('an amount of money', parseMoney);
export const moneyPerDay: Kind<Money> = scalar('an amount of money per day', (value) => parseMoney(value.replace(/\s+per day$/, '')));
export const casesPerDay: Kind<number> = scalar('a number of cases per day', (value) => parseCount(value, /^(cases )?per day$/, '250 per day'));
export const cases: Kind<number> = scalar('a number of cases', (value) => parseCount(value, /^cases?$/, '60 cases'));
export const perShift: Kind<number> = scalar('a number per person and shift', (value) =>
  parseCount(value, /^per person and shift$/, '2 per person and shift'),
);

const numberSchema = { type: 'number', exclusiveMinimum: 0 };
export const positive: Kind<number> = scalar(
  'a number above zero',
  (value) => {
    const number = /^\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN;
    if (number > 0) return good(number);
    return bad('not-a-number', `"${value}" is not a number above zero.`, 'It is compared with what happens.', 'Write for example: 5.');
  },
  numberSchema,
);
export const whole: Kind<number> = scalar(
  'a whole number',
  (value) =>
    /^\d{1,12}$/.test(value)
      ? good(Number(value))
      : bad('not-a-number', `"${value}" is not a whole number.`, 'It is compared with what is counted.', 'Write for example: 50.'),
  { type: 'integer', minimum: 0 },
);

const pattern = (source: string) => ({ type: 'string', pattern: source });

export const processName: Kind<string> = scalar(
  'a process name',
  (value) => {
    if (/^[a-z][a-z0-9-]{0,62}$/.test(value)) return good(value);
    const tidy = value
      .toLowerCase()
      .normalize('NFKD')
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^[^a-z]+|-+$/g, '');
    const what = 'Use small letters, digits and -, starting with a letter.';
    return bad('bad-name', `"${value}" cannot be the name of a process.`, 'It stands in addresses and file names.', what, tidy === '' ? null : tidy);
  },
  pattern('^[a-z][a-z0-9-]{0,62}$'),
);

export const id: Kind<string> = scalar(
  'a name',
  (value) =>
    /^[A-Za-z][A-Za-z0-9_-]{0,63}$/.test(value)
      ? good(value)
      : bad('bad-name', `"${value}" cannot be a name here.`, 'Programs use this name.', 'Use letters, digits, - and _, starting with a letter.'),
  pattern('^[A-Za-z][A-Za-z0-9_-]{0,63}$'),
);

export const locale: Kind<string> = scalar(
  'a language with a country, such as en-CH',
  (value) => {
    if (/^(en|fr|de)-[A-Z]{2}$/.test(value)) return good(value);
    const match = /^(en|fr|de)(?:[-_]?([a-z]{2}))?$/i.exec(value);
    const instead = match === null ? null : `${match[1]?.toLowerCase()}-${(match[2] ?? 'CH').toUpperCase()}`;
    const why = 'The language says how sentences are read, the country how numbers are: 12.500 differs between Berlin and London.';
    return bad('bad-locale', `"${value}" is not a language with a country.`, why, 'Write en, fr or de and a country: en-CH, fr-FR, de-DE.', instead);
  },
  pattern('^(en|fr|de)-[A-Z]{2}$'),
);

export const date: Kind<string> = scalar(
  'a date such as 2027-02-04',
  (value) => {
    const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value);
    const [year, month, day] = [Number(match?.[1]), Number(match?.[2]), Number(match?.[3])];
    if (match !== null && month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate()) return good(value);
    const swiss = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(value);
    const instead = swiss === null ? null : `${swiss[3]}-${swiss[2]?.padStart(2, '0')}-${swiss[1]?.padStart(2, '0')}`;
    return bad('bad-date', `"${value}" is not a date of the calendar.`, 'A date must be one day only.', 'Write year-month-day: 2027-02-04.', instead);
  },
  pattern('^\\d{4}-\\d{2}-\\d{2}$'),
);

export const timezone: Kind<string> = scalar('a time zone such as Europe/Zurich', (value) => {
  const zones = Intl.supportedValuesOf('timeZone');
  if (value === 'UTC' || zones.includes(value)) return good(value);
  const why = 'Working hours are local hours, and summer time changes them.';
  return bad('bad-timezone', `"${value}" is not a known time zone.`, why, 'Write a region and a city: Europe/Zurich.', nearest(value, zones));
});

export const region: Kind<string> = scalar(
  'a region such as CH-VD',
  (value) =>
    /^[A-Z]{2}(-[A-Z0-9]{1,3})?$/.test(value)
      ? good(value)
      : bad('bad-region', `"${value}" is not a region.`, 'Public holidays differ by region.', 'Write the country and the region: CH-VD, DE-BY, FR.'),
  pattern('^[A-Z]{2}(-[A-Z0-9]{1,3})?$'),
);

const weekdayNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const fullWeekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const clock = (text: string): number | null => {
  const match = /^(\d{2}):(\d{2})$/.exec(text);
  const minute = match === null ? Number.NaN : Number(match[1]) * 60 + Number(match[2]);
  return minute <= 1440 && Number(match?.[2]) < 60 ? minute : null;
};

export interface Hours {
  readonly weekdays: readonly number[];
  readonly from: number;
  readonly to: number;
}

function weekdaysOf(text: string): readonly number[] | null {
  const days: number[] = [];
  for (const part of text.split(/\s*,\s*/)) {
    const [first = '', last = first, ...more] = part.split('-').map((name) => name.trim().slice(0, 3));
    const from = weekdayNames.indexOf(first) + 1;
    const to = weekdayNames.indexOf(last) + 1;
    if (from === 0 || to < from || more.length > 0) return null;
    for (let day = from; day <= to; day += 1) days.push(day);
  }
  return [...new Set(days)].sort((a, b) => a - b);
}

export function parseHours(value: string): Parsed<Hours> {
  const match = /^(.+?)\s+(\d{2}:\d{2})\s*-\s*(\d{2}:\d{2})$/.exec(value.trim());
  const weekdays = match === null ? null : weekdaysOf(match[1] ?? '');
  const from = clock(match?.[2] ?? '');
  const to = clock(match?.[3] ?? '');
  if (weekdays !== null && from !== null && to !== null && from < to) return good({ weekdays, from, to });
  const what = 'Write days and hours in this form: Mon-Fri 08:00-18:00.';
  return bad('bad-hours', `"${value}" does not say working hours.`, 'Deadlines in working hours count only inside them.', what);
}
export const hoursOfWork: Kind<Hours> = scalar('working hours such as "Mon-Fri 08:00-18:00"', parseHours);

export const quiet: Kind<string> = scalar('hours such as 19:00-07:00', (value) => {
  const [from, to, ...more] = value.split('-').map((part) => clock(part.trim()));
  if (from !== null && from !== undefined && to !== null && to !== undefined && more.length === 0) return good(value);
  return bad('bad-hours', `"${value}" are not hours.`, 'In quiet hours only urgent messages get through.', 'Write for example: 19:00-07:00.');
});

export const digest: Kind<string> = scalar('a weekday and a time', (value) => {
  const [day = '', time = '', ...more] = value.split(' ');
  const full = fullWeekdays.find((name) => name === day);
  if (full !== undefined && clock(time) !== null && more.length === 0) return good(value);
  const near = nearest(day, fullWeekdays);
  const instead = near !== null && clock(time) !== null ? `${near} ${time}` : null;
  return bad('bad-hours', `"${value}" is not a weekday and a time.`, 'The weekly summary is sent then.', 'Write for example: Monday 07:30.', instead);
});

export const channels = ['mail', 'teams', 'slack', 'webhook'] as const;
const channel: Kind<string> = scalar(
  `a channel (${channels.join(', ')})`,
  (value) => {
    if (channels.some((known) => known === value)) return good(value);
    if (/[@/]/.test(value)) {
      const why = 'An agreement is read by many and signed; addresses and secrets change and do not belong in it.';
      return bad(
        'address',
        'An address stands here.',
        why,
        `Name the channel (${channels.join(', ')}); its address is set up in Settings > Connections.`,
      );
    }
    const what = `Write one of: ${channels.join(', ')}.`;
    return bad('unknown-word', `"${value}" is not a channel.`, 'Messages would reach nobody.', what, nearest(value, channels));
  },
  { enum: channels },
);

const one = <T>(kind: Kind<T>): Kind<readonly T[]> => changed(kind, (value) => [value]);
/** One, or a list. */
const some = <T>(kind: Kind<T>, called: string): Kind<readonly T[]> => shortOr(one(kind), list(kind, called));
export const people: Kind<readonly string[]> = some(text, 'a list of names');
export const sentences: Kind<readonly string[]> = some(text, 'a list of sentences');
export const channelList: Kind<readonly string[]> = some(channel, 'a list of channels');
export const regions: Kind<readonly string[]> = some(region, 'a list of regions');

/** Which signals rank cases; `none`: rules alone make the candidates. */
export const rankedBy: Kind<readonly string[]> = shortOr(
  changed(id, (name) => (name === 'none' ? [] : [name])),
  list(id, 'a list of signals'),
);
