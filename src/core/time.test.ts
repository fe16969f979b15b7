import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  after,
  alwaysWorking,
  before,
  days,
  type Instant,
  instant,
  isoOf,
  milliseconds,
  minutes,
  nextWorking,
  type Span,
  type WorkingInterval,
  type WorkingTime,
} from './time.ts';

const at = (text: string): Instant => instant(Date.parse(`${text}:00Z`));
const working = (length: number): Span => ({ length: minutes(length * 60), counted: 'working' });
const elapsed = (length: number): Span => ({ length: minutes(length * 60), counted: 'elapsed' });
const short = (moment: Instant): string =>
  `${['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][new Date(moment).getUTCDay()]} ${isoOf(moment).slice(5, 16).replace('T', ' ')}`;

/** Monday to Friday, 08:00 to 18:00 UTC, for the four weeks from Monday 2 March 2026; Wednesday 11 March is a holiday. */
const office: WorkingTime = {
  intervals: Array.from({ length: 28 }, (_, day) => instant(at('2026-03-02T08:00') + days(day)))
    .filter((from) => ![0, 6].includes(new Date(from).getUTCDay()) && !isoOf(from).startsWith('2026-03-11'))
    .map((from) => ({ from, to: instant(from + minutes(600)) })),
  hash: 'office',
};

test.each([
  ['8 working hours from Friday 16:00 end Monday 14:00', '2026-03-06T16:00', working(8), 'Mon 03-09 14:00'],
  ['2 working hours from Friday 16:00 end with the day', '2026-03-06T16:00', working(2), 'Fri 03-06 18:00'],
  ['from Saturday noon they count from Monday', '2026-03-07T12:00', working(2), 'Mon 03-09 10:00'],
  ['before the office opens they count from 08:00', '2026-03-03T05:30', working(1), 'Tue 03-03 09:00'],
  ['after it has closed they count from the next morning', '2026-03-03T18:00', working(1), 'Wed 03-04 09:00'],
  ['a holiday does not count', '2026-03-10T17:00', working(2), 'Thu 03-12 09:00'],
  ['ten working hours are one whole day', '2026-03-03T08:00', working(10), 'Tue 03-03 18:00'],
  ['thirty working hours over a weekend', '2026-03-05T08:00', working(30), 'Mon 03-09 18:00'],
  ['elapsed hours count at night and on Sunday', '2026-03-06T16:00', elapsed(48), 'Sun 03-08 16:00'],
  ['past the known calendar, time counts as elapsed', '2026-03-27T17:00', working(3), 'Fri 03-27 20:00'],
  ['long past it too', '2026-06-01T23:00', working(3), 'Tue 06-02 02:00'],
  ['nothing at all ends at once', '2026-03-03T09:00', working(0), 'Tue 03-03 09:00'],
])('%s', (_, from, span, expected) => expect(short(after(at(from), span, office))).toBe(expected));

test.each([
  ['2 working hours before Monday 09:00 is Friday 17:00', '2026-03-09T09:00', working(2), 'Fri 03-06 17:00'],
  ['8 working hours before Monday 14:00 is Friday 16:00', '2026-03-09T14:00', working(8), 'Fri 03-06 16:00'],
  ['1 working hour before Sunday is Friday 17:00', '2026-03-08T12:00', working(1), 'Fri 03-06 17:00'],
  ['over a holiday', '2026-03-12T09:00', working(2), 'Tue 03-10 17:00'],
  ['1 working hour before Monday 09:00 is Monday 08:00', '2026-03-09T09:00', working(1), 'Mon 03-09 08:00'],
  ['elapsed minutes before a deadline', '2026-03-09T08:15', elapsed(0.5), 'Mon 03-09 07:45'],
  ['before the known calendar, time counts as elapsed', '2026-03-02T09:00', working(3), 'Mon 03-02 06:00'],
  ['past the known calendar, time counts as elapsed', '2026-03-28T09:00', working(3), 'Sat 03-28 06:00'],
  ['and then goes on in working hours', '2026-03-27T19:00', working(3), 'Fri 03-27 16:00'],
])('%s', (_, to, span, expected) => expect(short(before(at(to), span, office))).toBe(expected));

test.each([
  ['somebody works', '2026-03-03T09:00', 'Tue 03-03 09:00'],
  ['the office closes', '2026-03-03T18:00', 'Wed 03-04 08:00'],
  ['a weekend', '2026-03-07T09:00', 'Mon 03-09 08:00'],
  ['a holiday', '2026-03-11T09:00', 'Thu 03-12 08:00'],
  ['past the known calendar', '2026-05-01T23:00', 'Fri 05-01 23:00'],
])('next working time: %s', (_, from, expected) => expect(short(nextWorking(at(from), office))).toBe(expected));

test('without a calendar somebody always works', () => {
  const sunday = at('2026-03-08T03:00');
  expect(nextWorking(sunday, alwaysWorking)).toBe(sunday);
  expect(after(sunday, working(1), alwaysWorking)).toBe(sunday + minutes(60));
  expect(before(sunday, working(1), alwaysWorking)).toBe(sunday - minutes(60));
});

/** Sorted stretches that do not touch, starting at 1000. */
const anyWorking: fc.Arbitrary<WorkingTime> = fc
  .array(fc.record({ gap: fc.integer({ min: 1, max: 50 }), length: fc.integer({ min: 1, max: 50 }) }), { minLength: 1, maxLength: 12 })
  .map((parts) => {
    const intervals: WorkingInterval[] = [];
    let end = 1000;
    for (const { gap, length } of parts) {
      intervals.push({ from: instant(end + gap), to: instant(end + gap + length) });
      end += gap + length;
    }
    return { intervals, hash: 'any' };
  });
const anyMoment = fc.integer({ min: 900, max: 2500 }).map(instant);
const anyLength = fc.integer({ min: 1, max: 900 }).map((n): Span => ({ length: milliseconds(n), counted: 'working' }));

/** Working milliseconds in [from, to), counted one by one; what lies past the calendar counts as well. */
function countWorked({ intervals }: WorkingTime, from: Instant, to: Instant): number {
  const end = intervals.at(-1)?.to ?? 0;
  let n = 0;
  for (let ms = from as number; ms < to; ms += 1) if (ms >= end || intervals.some((one) => one.from <= ms && ms < one.to)) n += 1;
  return n;
}

test('exactly the span is worked between a moment and what `after` says', () =>
  fc.assert(
    fc.property(anyMoment, anyLength, anyWorking, (from, span, time) => {
      const end = after(from, span, time);
      expect(countWorked(time, from, end)).toBe(span.length);
      expect(countWorked(time, from, instant(end - 1))).toBe(span.length - 1);
    }),
    { numRuns: 500 },
  ));

test('`before` takes `after` back to the moment when work could begin', () =>
  fc.assert(
    fc.property(anyMoment, anyLength, anyWorking, (from, span, time) => {
      expect(before(after(from, span, time), span, time)).toBe(nextWorking(from, time));
    }),
    { numRuns: 500 },
  ));

test('a later start never gives an earlier deadline, a longer span never an earlier one, and both always move on', () =>
  fc.assert(
    fc.property(anyMoment, anyLength, fc.nat(300), anyWorking, (from, span, more, time) => {
      const end = after(from, span, time);
      expect(after(instant(from + more), span, time)).toBeGreaterThanOrEqual(end);
      expect(after(from, { ...span, length: milliseconds(span.length + more) }, time)).toBeGreaterThanOrEqual(end);
      expect(before(instant(from + more), span, time)).toBeGreaterThanOrEqual(before(from, span, time));
      expect(end).toBeGreaterThanOrEqual(from + span.length);
      expect(before(from, span, time)).toBeLessThanOrEqual(from - span.length);
    }),
    { numRuns: 500 },
  ));
