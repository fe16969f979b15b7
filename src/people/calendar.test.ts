import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import type { Calendar } from '../core/agreement.ts';
import { after, before, hours, type Instant, instant, isoOf, minutes, nextWorking, type Span, type WorkingTime } from '../core/time.ts';
import { resolveCalendar } from './calendar.ts';
import { freeTimes, isHolidayRegion } from './holidays.ts';

const at = (text: string): Instant => instant(Date.parse(text));
const zurich: Calendar = { weekdays: [1, 2, 3, 4, 5], from: 480, to: 1080, timezone: 'Europe/Zurich', holidays: ['CH-VD', 'CH-ZH'] };
const everyDay: Calendar = { ...zurich, weekdays: [1, 2, 3, 4, 5, 6, 7], holidays: [] };
const spring2026 = at('2026-03-02T08:00:00Z');

/** The stretches that touch one UTC day, as `07:00-17:00`; the zones here work within one UTC day unless a row says more. */
const workedOn = (working: WorkingTime, day: string): string =>
  working.intervals
    .filter((one) => isoOf(one.from).startsWith(day))
    .map((one) => `${isoOf(one.from).slice(11, 16)}-${isoOf(one.to).slice(11, 16)}`)
    .join(' ');
const resolved = new Map<string, WorkingTime>();
const worked = (calendar: Calendar, day: string): string => {
  const working = resolved.get(JSON.stringify(calendar)) ?? resolveCalendar(calendar, spring2026);
  resolved.set(JSON.stringify(calendar), working);
  return workedOn(working, day);
};

test.each([
  ['the last working day of winter time', zurich, '2026-03-27', '07:00-17:00'],
  ['the first working day of summer time', zurich, '2026-03-30', '06:00-16:00'],
  ['the last working day of summer time', zurich, '2026-10-23', '06:00-16:00'],
  ['the first working day of winter time', zurich, '2026-10-26', '07:00-17:00'],
  ['a Saturday', zurich, '2026-03-07', ''],
  ['a Sunday', zurich, '2026-03-08', ''],
  ['a Sunday where people work on Sundays', everyDay, '2026-03-08', '07:00-17:00'],
  ['Sunday night before the clocks jump: 00:00 to 06:00 is five hours', { ...everyDay, from: 0, to: 360 }, '2026-03-28', '23:00-04:00'],
  ['Sunday night before the clocks go back: seven hours', { ...everyDay, from: 0, to: 360 }, '2026-10-24', '22:00-05:00'],
  ['02:30 does not exist on that Sunday', { ...everyDay, from: 150, to: 600 }, '2026-03-29', '01:30-08:00'],
  ['02:30 is there twice, the first one counts', { ...everyDay, from: 150, to: 600 }, '2026-10-25', '00:30-09:00'],
  ['hours inside the hour that does not exist', { ...everyDay, from: 170, to: 190 }, '2026-03-29', ''],
  ['a night shift belongs to the day it begins on', { ...zurich, from: 1320, to: 360 }, '2026-03-06', '21:00-05:00'],
  ['India never changes its clocks', { ...zurich, timezone: 'Asia/Kolkata', holidays: [] }, '2026-07-07', '02:30-12:30'],
  ['India in winter', { ...zurich, timezone: 'Asia/Kolkata', holidays: [] }, '2026-12-08', '02:30-12:30'],
  ['New York before its change', { ...zurich, timezone: 'America/New_York', holidays: [] }, '2026-03-06', '13:00-23:00'],
  ['New York after its change, three weeks before Europe', { ...zurich, timezone: 'America/New_York', holidays: [] }, '2026-03-09', '12:00-22:00'],
])('%s', (_, calendar, day, expected) => expect(worked(calendar, day)).toBe(expected));

test.each([
  ['the second of January is free in Vaud', ['CH-VD'], '2026-01-02', 'free'],
  ['and an ordinary Friday in Zürich', ['CH-ZH'], '2026-01-02', 'worked'],
  ['a holiday in any region is free', ['CH-ZH', 'CH-VD'], '2026-01-02', 'free'],
  ['Labour Day is free in Zürich', ['CH-ZH'], '2026-05-01', 'free'],
  ['and worked in Vaud', ['CH-VD'], '2026-05-01', 'worked'],
  ['the Monday of the Jeûne is free in Vaud', ['CH-VD'], '2026-09-21', 'free'],
  ['the Jeûne genevois is free in Geneva', ['CH-GE'], '2026-09-10', 'free'],
  ['and worked in Vaud', ['CH-VD'], '2026-09-10', 'worked'],
  ['Corpus Christi in Ticino', ['CH-TI'], '2026-06-04', 'free'],
  ['Ascension everywhere', ['CH-ZH'], '2026-05-14', 'free'],
  ['Easter Monday three years ahead', ['CH-VD'], '2029-04-02', 'free'],
  ['a country without a canton: the federal day', ['CH'], '2028-08-01', 'free'],
  ['no holidays, no free Ascension', [], '2026-05-14', 'worked'],
])('%s', (_, holidays, day, expected) => expect(worked({ ...zurich, holidays }, day) === '' ? 'free' : 'worked').toBe(expected));

test('half a holiday leaves half a day', () => {
  expect(worked({ ...zurich, holidays: ['CH-VS'] }, '2026-12-24')).toBe('07:00-11:00');
});

test('a holiday is a local day, also for people who work in another zone', () => {
  const kolkata = { ...zurich, timezone: 'Asia/Kolkata', holidays: ['CH-VD'] };
  expect(worked(kolkata, '2026-05-14')).toBe('');
  expect(worked(kolkata, '2026-05-13')).toBe('02:30-12:30');
});

test('Easter Sunday with a change of clocks is a whole free day', () => {
  const easter = freeTimes(['CH-VD'], 2024, 2024).find((one) => one.name === 'Easter Sunday');
  expect(`${easter?.from} ${easter?.to}`).toBe('2024-03-31T00:00:00 2024-04-01T00:00:00');
});

test('a deadline passes weekend, holiday and change of clocks', () => {
  const working = resolveCalendar(zurich, spring2026);
  const eight: Span = { length: hours(8), counted: 'working' };
  expect(isoOf(after(at('2026-04-02T14:00:00Z'), eight, working))).toBe('2026-04-07T12:00:00.000Z'); // Maundy Thursday 16:00 to Tuesday 14:00
  expect(isoOf(after(at('2026-03-27T15:00:00Z'), eight, working))).toBe('2026-03-30T12:00:00.000Z'); // Friday 16:00 winter, Monday 14:00 summer
});

test('the window reaches back a month and ahead three full years', () => {
  const { intervals } = resolveCalendar(zurich, spring2026);
  expect(isoOf(intervals[0]?.from ?? instant(0))).toBe('2025-12-01T07:00:00.000Z');
  expect(isoOf(intervals.at(-1)?.to ?? instant(0))).toBe('2029-12-31T17:00:00.000Z');
});

test('the hash stays within a year, and tells calendars apart', () => {
  const { hash } = resolveCalendar(zurich, spring2026);
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  expect(resolveCalendar(zurich, at('2026-12-31T22:59:59Z')).hash).toBe(hash);
  expect(resolveCalendar(zurich, at('2026-12-31T23:00:00Z')).hash).not.toBe(hash);
  expect(resolveCalendar({ ...zurich, holidays: ['CH-VD'] }, spring2026).hash).not.toBe(hash);
  expect(resolveCalendar({ ...zurich, holidays: ['CH-ZH', 'CH-VD'] }, spring2026).hash).toBe(hash);
});

const machineZone = process.env.TZ;
afterEach(() => {
  if (machineZone === undefined) delete process.env.TZ;
  else process.env.TZ = machineZone;
});

test.each(['UTC', 'Pacific/Auckland', 'America/Los_Angeles', 'Asia/Kolkata'])('the zone of the machine does not matter: %s', (zone) => {
  const expected = resolveCalendar(zurich, spring2026).hash;
  process.env.TZ = zone;
  expect(new Date(spring2026).getTimezoneOffset()).toBe({ UTC: 0, 'Pacific/Auckland': -780, 'America/Los_Angeles': 480, 'Asia/Kolkata': -330 }[zone]);
  expect(resolveCalendar(zurich, spring2026).hash).toBe(expected);
});

test('a calendar in which nobody ever works is refused, since the core would read it as "always"', () => {
  expect(() => resolveCalendar({ ...zurich, weekdays: [] }, spring2026)).toThrow('no working day');
});

test.each([
  ['CH', true],
  ['CH-VD', true],
  ['CH-ZH', true],
  ['DE-BY-A', true],
  ['US-NY', true],
  ['CH-XX', false],
  ['XX', false],
  ['ch-vd', false],
  ['CH-VD-', false],
  ['CH-', false],
  ['', false],
  ['Vaud', false],
  ['DE-BY-A-A', false],
  ['__proto__', false],
  ['CH-constructor', false],
])('is "%s" a holiday region: %s', (text, expected) => expect(isHolidayRegion(text)).toBe(expected));

test('an unknown region is never read as "no holidays"', () => {
  expect(() => resolveCalendar({ ...zurich, holidays: ['CH-XX'] }, spring2026)).toThrow('CH-XX');
});

const zones = ['Europe/Zurich', 'Asia/Kolkata', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Cairo', 'Pacific/Chatham'];
const anyCalendar: fc.Arbitrary<Calendar> = fc
  .record({
    weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
    from: fc.integer({ min: 0, max: 1439 }),
    to: fc.integer({ min: 1, max: 1440 }),
    timezone: fc.constantFrom(...zones),
    holidays: fc.subarray(['CH-VD', 'CH-VS', 'TR', 'US-KY', 'IS']),
  })
  .filter(({ from, to }) => Math.abs(to - from) >= 120);

test('intervals are sorted, never empty, never touch; back and forth through working time is the same moment', () => {
  fc.assert(
    fc.property(anyCalendar, fc.integer({ min: 0, max: 300 * 24 * 60 }), fc.integer({ min: 1, max: 3000 }), (calendar, minute, long) => {
      const working = resolveCalendar(calendar, spring2026);
      let last = -1;
      for (const { from, to } of working.intervals) {
        if (from <= last || to <= from) throw new Error(`${isoOf(from)} to ${isoOf(to)} after ${isoOf(instant(last))}`);
        last = to;
      }
      const start = nextWorking(instant(spring2026 + minute * 60_000), working);
      const span: Span = { length: minutes(long), counted: 'working' };
      expect(before(after(start, span, working), span, working)).toBe(start);
    }),
    { numRuns: 25 },
  );
});
