// A plan on the clock happens when it says, and looks like the real thing to the guard.
import { expect, test } from 'vitest';
import { hours, later, minutes, seconds } from '../core/time.ts';
import { openModel } from './openModel.ts';
import { testAgreement } from './testing/agreement.ts';
import { fixedRandom, ManualClock } from './testing/clock.ts';
import { defineAi, type PlannedTrouble, scripted } from './wiring.ts';

const input = { supplier: 'Muster', amount: '10.00', message: null, document: null };
async function open(plan: (start: ReturnType<ManualClock['now']>) => readonly PlannedTrouble[]) {
  const clock = new ManualClock();
  const model = scripted(() => ({ decision: 'pay', score: 0.9 }), plan(clock.now()), { name: 'small-1', fingerprint: 'fp_1' });
  const changes: string[] = [];
  const opened = await openModel(defineAi('invoices', { version: '1', model, retries: 0 }), {
    agreement: testAgreement(),
    clock,
    random: fixedRandom(),
    baseDir: '.',
    caps: null,
    onChange: ({ state }) => changes.push(state),
  });
  const ask = async () => {
    let done = false;
    const asked = opened.ask({ key: '1', input }).finally(() => {
      done = true;
    });
    for (let n = 0; n < 200 && !done; n += 1) await clock.advance(seconds(n === 0 ? 0 : 1));
    return asked;
  };
  return { clock, ask, changes };
}

test.each<[PlannedTrouble, object]>([
  [{ does: 'down', from: '1 h', to: '2 h' }, { failure: 'unreachable' }],
  [{ does: 'hang', from: '1 h', to: '2 h' }, { failure: 'timeout' }],
  [{ does: 'slow', by: '5 s', from: '1 h', to: '2 h' }, { ok: true }],
  [{ does: 'slow', by: '5 minutes', from: '1 h', to: '2 h' }, { failure: 'timeout' }],
  [
    { does: 'rate-limit', retryAfter: 120, from: '1 h', to: '2 h' },
    { failure: 'rate-limited', retryAfter: 120 },
  ],
  [{ does: 'no-budget', from: '1 h', to: '2 h' }, { failure: 'over-budget' }],
  [{ does: 'withdrawn', from: '1 h', to: '2 h' }, { failure: 'not-found' }],
  [
    { does: 'garbage', texts: ['<html>'], from: '1 h', to: '2 h' },
    { failure: 'unusable', raw: '<html>' },
  ],
])('%j', async (trouble, expected) => {
  const { clock, ask } = await open(() => [trouble]);
  expect(await ask()).toMatchObject({ ok: true, answer: { model: 'small-1', fingerprint: 'fp_1' } });
  await clock.advance(minutes(61));
  expect(await ask()).toMatchObject(expected);
  await clock.advance(hours(1));
  expect(await ask()).toMatchObject({ ok: true });
});

test('a slow model takes its time on the clock', async () => {
  const { clock, ask } = await open(() => [{ does: 'slow', by: '5 s', from: '0 s' }]);
  const before = clock.now();
  await ask();
  expect(clock.now() - before).toBeGreaterThanOrEqual(5000);
});

test('a silent change answers differently under the same name; an announced one names itself', async () => {
  const { clock, ask } = await open((start) => [
    { does: 'change', ask: () => ({ decision: 'query', score: 0.99 }), from: later(start, hours(1)), to: later(start, hours(2)) },
    { does: 'change', ask: () => ({ decision: 'refuse' }), model: 'small-2', fingerprint: 'fp_2', from: later(start, hours(2)) },
  ]);
  await clock.advance(hours(1));
  expect(await ask()).toMatchObject({ answer: { answer: { decision: 'query' }, model: 'small-1', fingerprint: 'fp_1' } });
  await clock.advance(hours(1));
  expect(await ask()).toMatchObject({ answer: { answer: { decision: 'refuse' }, model: 'small-2', fingerprint: 'fp_2' } });
});

test('half garbage is about half, and none of it has a score', async () => {
  const { ask } = await open(() => [{ does: 'garbage', share: 0.5, from: '0 s' }]);
  const outcomes = [];
  for (let n = 0; n < 100; n += 1) outcomes.push(await ask());
  const good = outcomes.filter((outcome) => outcome.ok && outcome.answer.signals.score === 0.9).length;
  expect(good).toBeGreaterThan(30);
  expect(good).toBeLessThan(70);
});

test('an outage of a day opens the breaker, and the end of it closes it', async () => {
  const { clock, ask, changes } = await open(() => [{ does: 'down', from: '0 s', to: '24 h' }]);
  for (let n = 0; n < 12; n += 1) await ask();
  await clock.advance(hours(25));
  expect(await ask()).toMatchObject({ ok: true });
  expect(changes).toEqual(['open', 'half-open', 'closed']);
});
