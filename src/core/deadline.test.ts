// When cover, deputies and the fallback step in: the order always holds, and a late case gets some time.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aProcess, at, type Changes, loans, monday } from '../../test/process.ts';
import { scheduleOf } from './deadline.ts';
import { type Duration, days, hours, type Instant, instant, isoOf, later, milliseconds, minutes, type Span, type WorkingTime } from './time.ts';

const elapsed = (length: Duration): Span => ({ length, counted: 'elapsed' });
const working = (length: Duration): Span => ({ length, counted: 'working' });
/** Monday to Friday, 08:00 to 12:00 and 13:00 to 17:00 UTC, for four weeks from Monday 2 March 2026. */
const office: WorkingTime = {
  hash: 'office',
  intervals: Array.from({ length: 28 }, (_, day) => day)
    .filter((day) => day % 7 < 5)
    .flatMap((day) => [
      { from: later(instant(monday + day * days(1)), hours(0)), to: later(instant(monday + day * days(1)), hours(4)) },
      { from: later(instant(monday + day * days(1)), hours(5)), to: later(instant(monday + day * days(1)), hours(9)) },
    ]),
};
const shown = (moment: Instant | null): string => (moment === null ? '' : isoOf(moment).slice(5, 16));
const scheduled = (changes: Changes, received: Instant, accepted: Instant, time: WorkingTime) => {
  const { dueAt, coverAt, deputiesAt, fallbackAt, lateOnArrival } = scheduleOf(aProcess(changes).agreement, received, accepted, time);
  return [shown(coverAt), shown(deputiesAt), shown(fallbackAt), shown(dueAt), lateOnArrival ? 'late' : ''];
};
const fallback = (before: Span) => (loans.fallback === null ? null : { ...loans.fallback, before });

const inWork: Changes = {
  agreement: { deadline: working(hours(8)), fallback: fallback(working(minutes(30))) },
  people: { coverFrom: working(hours(2)) },
};
const always: WorkingTime = { hash: 'always', intervals: [] };

test.each<[situation: string, Changes, received: Instant, accepted: Instant, WorkingTime, expected: readonly string[]]>([
  ['elapsed', {}, monday, monday, always, ['03-02T14:00', '03-02T14:45', '03-02T15:30', '03-02T16:00', '']],
  ['a working day', inWork, monday, monday, office, ['03-02T15:00', '03-02T15:45', '03-02T16:30', '03-02T17:00', '']],
  ['over lunch and night', inWork, at('14:00'), at('14:00'), office, ['03-03T11:00', '03-03T12:15', '03-03T13:30', '03-03T14:00', '']],
  ['over the weekend', inWork, friday('16:00'), friday('16:00'), office, ['03-09T14:00', '03-09T14:45', '03-09T15:30', '03-09T16:00', '']],
  ['late on arrival', {}, at('00:00'), at('08:00'), always, ['03-02T08:00', '03-02T08:45', '03-02T09:30', '03-02T10:00', 'late']],
  ['very late', {}, instant(monday - days(3)), monday, always, ['03-02T08:00', '03-02T08:45', '03-02T09:30', '03-02T10:00', 'late']],
  ['no fallback', { agreement: { fallback: null } }, monday, monday, always, ['03-02T14:00', '03-02T15:00', '03-02T16:00', '03-02T16:00', '']],
  ['no deadline', { agreement: { deadline: null } }, monday, monday, always, ['', '', '', '', '']],
])('%s', (_, changes, received, accepted, time, expected) => {
  expect(scheduled(changes, received, accepted, time)).toEqual(expected);
});
function friday(clock: string): Instant {
  return later(at(clock), days(4));
}

test('a deadline shorter than cover is not lengthened by it', () => {
  const changes: Changes = { agreement: { deadline: elapsed(minutes(10)), fallback: fallback(elapsed(minutes(2))) } };
  expect(scheduled(changes, monday, monday, always)).toEqual(['03-02T08:00', '03-02T08:04', '03-02T08:08', '03-02T08:10', '']);
});

const span = fc.record({
  length: fc.integer({ min: 0, max: 5 * 86_400_000 }).map(milliseconds),
  counted: fc.constantFrom('elapsed' as const, 'working' as const),
});
test('accepted <= cover <= deputies <= fallback <= due, whatever the spans', () => {
  fc.assert(
    fc.property(span, span, span, fc.integer({ min: -20, max: 20 }), fc.boolean(), (deadline, coverFrom, before, hoursBefore, calendar) => {
      const { agreement } = aProcess({ agreement: { deadline, fallback: fallback(before) }, people: { coverFrom } });
      const accepted = later(monday, days(7));
      const schedule = scheduleOf(agreement, instant(accepted - Math.abs(hoursBefore) * hours(1)), accepted, calendar ? office : always);
      const { coverAt, deputiesAt, fallbackAt, dueAt } = schedule;
      const moments = [accepted, coverAt ?? 0, deputiesAt ?? 0, fallbackAt ?? 0, dueAt ?? 0];
      expect(moments).toEqual([...moments].sort((a, b) => a - b));
    }),
  );
});
