// Caps on what the AI decides alone: counted per day in UTC, money exactly, rows per value.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aProcess, type Changes, monday } from '../../test/process.ts';
import { capReached, countOf, dayAfter, dayOf, rowOf } from './exposure.ts';
import type { Values } from './input.ts';
import { noExposure } from './process.ts';
import { instant, later, seconds } from './time.ts';

const capped = (exposure: NonNullable<NonNullable<Changes['otherwise']>['exposure']>) => aProcess({ otherwise: { exposure } }).agreement;
const francs = (amount: string) => capped({ cases: null, money: { amount, currency: 'CHF' } });
const values = (amount: string | null, client: string | null = 'Muster'): Values => ({ amount, client });

test('a day is a day in UTC', () => {
  expect(dayOf(instant(Date.parse('2026-03-02T23:59:59.999Z')))).toBe('2026-03-02');
  expect(dayOf(later(instant(Date.parse('2026-03-02T23:59:59Z')), seconds(1)))).toBe('2026-03-03');
});

test('an amount in another currency than the cap counts as nothing, and so does a missing one', () => {
  const euros = capped({ cases: null, money: { amount: '10', currency: 'EUR' } });
  expect(countOf(euros, values('480.00'), 'ai', monday).money).toBe('0');
  expect(countOf(francs('1000'), values(null), 'ai', monday).money).toBe('0');
  expect(countOf(francs('1000'), values('480.00'), 'ai', monday).money).toBe('480.00');
});

test('rows are counted by the field that the agreement names', () => {
  const perClient = aProcess({ otherwise: { inARow: { per: 'client', atMost: 3 } } }).agreement;
  expect(rowOf(perClient, values('1'))).toBe('Muster');
  expect(rowOf(perClient, values('1', null))).toBeNull();
  expect(rowOf(francs('1'), values('1'))).toBeNull();
});

test('amounts are added exactly: 0.10 ten thousand times is 1000, and not a centime more fits', () => {
  let exposure = noExposure;
  for (let n = 0; n < 10_000; n += 1) exposure = { ...exposure, ...dayAfter(exposure, countOf(francs('1000'), values('0.10'), 'ai', monday)) };
  expect(exposure).toMatchObject({ day: '2026-03-02', cases: 10_000 });
  expect(Number(exposure.money)).toBe(1000);
  expect(capReached(francs('1000'), exposure, values('0.01'), monday)).not.toBeNull();
  expect(capReached(francs('1000'), exposure, values('0.00'), monday)).toBeNull();
});

test('however amounts arrive, what was decided alone never passes the cap', () => {
  const cents = fc.array(fc.integer({ min: 0, max: 60_000 }), { maxLength: 60 });
  fc.assert(
    fc.property(cents, fc.integer({ min: 0, max: 100_000 }), fc.integer({ min: 1, max: 20 }), (amounts, cap, cases) => {
      const text = (n: number): string => `${Math.floor(n / 100)}.${String(n % 100).padStart(2, '0')}`;
      const agreement = capped({ cases, money: { amount: text(cap), currency: 'CHF' } });
      let exposure = noExposure;
      let spent = 0;
      let decided = 0;
      for (const amount of amounts) {
        if (capReached(agreement, exposure, values(text(amount)), monday) !== null) continue;
        exposure = { ...exposure, ...dayAfter(exposure, countOf(agreement, values(text(amount)), 'ai', monday)) };
        spent += amount;
        decided += 1;
      }
      expect(spent).toBeLessThanOrEqual(cap);
      expect(decided).toBeLessThanOrEqual(cases);
      expect(exposure.cases).toBe(decided);
    }),
  );
});
