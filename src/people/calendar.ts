// When people work, as UTC intervals: the calendar of an agreement (weekdays, hours, zone, holidays) resolved for about three years.
// Zones and holidays end here: the core gets plain intervals, and their hash is journaled with each case (RULINGS B4).

import { createHash } from 'node:crypto';
import { Temporal } from '@js-temporal/polyfill';
import type { Calendar } from '../core/agreement.ts';
import { canonicalJson } from '../core/canonical.ts';
import { type Instant, instant, latest, type WorkingInterval, type WorkingTime } from '../core/time.ts';
import { freeTimes } from './holidays.ts';

/** Full years that are resolved after the year of the asking. */
const yearsAhead = 3;

/**
 * A local moment in UTC. Where the clocks jump forward, 02:30 does not exist and becomes 03:30; where they go back, 02:30 is
 * there twice and the first one counts.
 */
const momentOf = (local: Temporal.PlainDateTime, zone: string): Instant => instant(local.toZonedDateTime(zone).epochMilliseconds);

const midnight = (day: Temporal.PlainDate): Temporal.PlainDateTime => day.toPlainDateTime();

/** What is left of an interval without the free ones; `free` is sorted by its start. */
function without(interval: WorkingInterval, free: readonly WorkingInterval[]): readonly WorkingInterval[] {
  const left: WorkingInterval[] = [];
  let from = interval.from;
  for (const gone of free) {
    if (gone.to <= from || gone.from >= interval.to) continue;
    if (gone.from > from) left.push({ from, to: gone.from });
    from = gone.to;
  }
  if (from < interval.to) left.push({ from, to: interval.to });
  return left;
}

/** Joins what touches or overlaps: a calendar of 00:00-24:00 is one stretch from Monday to Friday. */
function joined(intervals: readonly WorkingInterval[]): readonly WorkingInterval[] {
  const all: WorkingInterval[] = [];
  for (const interval of intervals) {
    const last = all.at(-1);
    if (last !== undefined && interval.from <= last.to) all[all.length - 1] = { from: last.from, to: latest(interval.to, last.to) };
    else all.push(interval);
  }
  return all;
}

/**
 * Working time from a month before the year of `from` until three full years after it. The window moves once a year, so that
 * the hash does not change from case to case. Hours that end before they begin (22:00-06:00) belong to the day they begin on.
 */
export function resolveCalendar(calendar: Calendar, from: Instant): WorkingTime {
  const zone = calendar.timezone;
  const year = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone).year;
  const first = Temporal.PlainDate.from({ year: year - 1, month: 12, day: 1 });
  const last = Temporal.PlainDate.from({ year: year + yearsAhead, month: 12, day: 31 });
  const free = freeTimes(calendar.holidays, first.year, last.year).map((one) => ({ from: momentOf(one.from, zone), to: momentOf(one.to, zone) }));
  const length = calendar.to > calendar.from ? calendar.to - calendar.from : calendar.to + 1440 - calendar.from;
  const worked: WorkingInterval[] = [];
  for (let day = first; Temporal.PlainDate.compare(day, last) <= 0; day = day.add({ days: 1 })) {
    if (!calendar.weekdays.includes(day.dayOfWeek)) continue;
    const start = midnight(day).add({ minutes: calendar.from });
    worked.push({ from: momentOf(start, zone), to: momentOf(start.add({ minutes: length }), zone) });
  }
  const intervals = joined(worked.flatMap((interval) => without(interval, free)));
  // To the core, no interval at all means "always working": the opposite of a calendar without a working day.
  if (intervals.length === 0) throw new Error('The calendar has no working day; the check of the agreement should have refused it.');
  return { intervals, hash: createHash('sha256').update(canonicalJson(intervals)).digest('hex') };
}
