// The guard on a clock that tests move: what we promise for a model that is slow, down, rate-limited, expensive or gone.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Duration, hours, milliseconds, minutes, seconds } from '../core/time.ts';
import type { BreakerChange } from './breaker.ts';
import { type Caps, type Spending, spendingInMemory } from './costs.ts';
import { failure } from './failures.ts';
import { guarded } from './guarded.ts';
import type { Connector, Outcome, Question } from './model.ts';
import { fixedRandom, ManualClock } from './testing/clock.ts';

const answer: Outcome = {
  ok: true,
  answer: { answer: { decision: 'pay' }, signals: {}, model: 'm', fingerprint: null, cost: null, text: '{"decision":"pay"}' },
};
const chf = (amount: string) => ({ amount, currency: 'CHF' });
const paid = (amount: string): Outcome => (answer.ok ? { ok: true, answer: { ...answer.answer, cost: chf(amount) } } : answer);
const down = failure('unreachable', 'The model does not work (503).');
const question = (key: string): Question => ({ key, input: { supplier: 'Muster', iban: 'secret' } });
type Behaviour = (question: Question, call: number, signal: AbortSignal) => Outcome | Promise<Outcome>;

function setUp(
  behave: Behaviour,
  options: Partial<{ concurrency: number; retriesMax: number; timeout: Duration; caps: Caps; worst: string | null }> = {},
) {
  const clock = new ManualClock();
  const changes: BreakerChange[] = [];
  const calls: Question[] = [];
  const connector: Connector = {
    kind: 'function',
    model: 'm',
    ask: async (asked, signal) => {
      calls.push(asked);
      return behave(asked, calls.length, signal);
    },
    close: async () => {},
    ...(options.worst === undefined ? {} : { worstCost: () => (options.worst ? chf(options.worst) : null) }),
  };
  const { concurrency = 4, retriesMax = 2, timeout = seconds(20), caps = null } = options;
  const model = guarded(
    connector,
    { wiringHash: 'h', fields: ['supplier'], timeout, concurrency, retriesMax },
    { clock, random: fixedRandom(), caps, onChange: (change) => changes.push(change) },
  );
  /** Asks and moves the clock until there is an answer. */
  async function ask(key = 'k'): Promise<Outcome> {
    let outcome: Outcome | undefined;
    const asked = model.ask(question(key)).then((one) => {
      outcome = one;
    });
    for (let n = 0; n < 10_000 && outcome === undefined; n += 1) await clock.advance(milliseconds(n === 0 ? 0 : 500));
    await asked;
    if (outcome === undefined) throw new Error('no answer');
    return outcome;
  }
  /** Good calls fill the retry budget. */
  async function warm(n = 10): Promise<void> {
    for (let at = 0; at < n; at += 1) await ask(`warm ${at}`);
  }
  return { clock, changes, calls, model, ask, warm };
}

describe('time', () => {
  test('a call that hangs is aborted at its time limit, and its place is free again', async () => {
    let aborted = 0;
    const world = setUp(
      (_, call, signal) => {
        if (call > 1) return answer;
        signal.addEventListener('abort', () => {
          aborted += 1;
        });
        return new Promise(() => {});
      },
      { concurrency: 1, retriesMax: 0 },
    );
    const before = world.clock.now();
    expect(await world.ask()).toMatchObject({ ok: false, failure: 'timeout', why: 'The AI did not answer within 20 s.' });
    expect(world.clock.now() - before).toBeLessThanOrEqual(20_500);
    expect(aborted).toBe(1);
    expect(await world.ask()).toMatchObject({ ok: true });
    expect(world.clock.sleeping).toBe(0);
  });

  test('no more calls run at the same time than the wiring says, and they run in order', async () => {
    let running = 0;
    let most = 0;
    const world = setUp(
      async () => {
        running += 1;
        most = Math.max(most, running);
        await world.clock.wakeAt((world.clock.now() + 1000) as ReturnType<ManualClock['now']>);
        running -= 1;
        return answer;
      },
      { concurrency: 3 },
    );
    const all = Promise.all(Array.from({ length: 10 }, (_, n) => world.model.ask(question(String(n)))));
    await world.clock.advance(seconds(10));
    expect((await all).every(({ ok }) => ok)).toBe(true);
    expect(most).toBe(3);
    expect(world.calls.map(({ key }) => key)).toEqual(Array.from({ length: 10 }, (_, n) => String(n)));
  });

  test('a closed model asks nobody, and ends what runs', async () => {
    const world = setUp(() => new Promise(() => {}));
    const running = world.model.ask(question('a'));
    await world.clock.advance(seconds(1));
    await world.model.close();
    // The connector does not listen to its signal; the time limit frees the case.
    await world.clock.advance(seconds(20));
    expect(await running).toMatchObject({ ok: false });
    expect(await world.model.ask(question('b'))).toMatchObject({ ok: false, failure: 'no-model' });
    expect(world.calls).toHaveLength(1);
  });
});

describe('what leaves', () => {
  test('only the fields that the wiring names are sent', async () => {
    const world = setUp(() => answer);
    await world.ask();
    expect(JSON.stringify(world.calls)).not.toContain('secret');
    expect(world.calls[0]?.input).toEqual({ supplier: 'Muster' });
  });
});

describe('retries', () => {
  test('Retry-After is honoured to the second, for every case', async () => {
    const limited = failure('rate-limited', 'too often', { retryAfter: 30 });
    const times: number[] = [];
    const world = setUp((_, call) => {
      if (call > 10) times.push(world.clock.now());
      return call === 11 ? limited : answer;
    });
    await world.warm();
    const one = world.model.ask(question('a'));
    await world.clock.advance(seconds(2));
    const other = world.model.ask(question('b'));
    await world.clock.advance(seconds(60));
    expect(await one).toMatchObject({ ok: true });
    expect(await other).toMatchObject({ ok: true });
    const [first = 0, ...rest] = times;
    expect(rest.map((at) => at - first)).toEqual([30_000, 30_000]);
  });

  test('an absurd Retry-After is no wait: the case goes on at once, and others are asked again after a minute', async () => {
    const world = setUp((_, call) => (call === 11 ? failure('rate-limited', 'too often', { retryAfter: 1e9 }) : answer));
    await world.warm();
    const before = world.clock.now();
    expect(await world.ask('a')).toMatchObject({ ok: false, failure: 'rate-limited', retryAfter: 1e9 });
    expect(world.clock.now() - before).toBe(0);
    expect(await world.ask('b')).toMatchObject({ ok: true });
    expect(world.clock.now() - before).toBeLessThanOrEqual(61_000);
  });

  test.each(['over-budget', 'not-found', 'refused'] as const)('%s is never retried', async (kind) => {
    const world = setUp((_, call) => (call > 20 ? failure(kind, 'no') : answer));
    await world.warm(20);
    expect(await world.ask()).toMatchObject({ failure: kind });
    expect(world.calls).toHaveLength(21);
  });

  test('an unusable answer is asked for again, at most as often as the wiring says for one case', async () => {
    const world = setUp((_, call) => (call > 50 ? failure('unusable', 'no JSON', { raw: '<html>' }) : answer));
    await world.warm(50);
    expect(await world.ask()).toMatchObject({ failure: 'unusable', raw: '<html>' });
    expect(world.calls).toHaveLength(53);
  });

  test('never more than one call in ten is a repetition, whatever happens', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom('ok', 'down', 'unusable', 'timeout'), { minLength: 1, maxLength: 80 }), async (fate) => {
        const world = setUp((_, call) => {
          const how = fate[(call - 1) % fate.length];
          return how === 'ok' ? answer : how === 'down' ? down : failure(how === 'timeout' ? 'timeout' : 'unusable', 'x');
        });
        const cases = 60;
        for (let n = 0; n < cases; n += 1) await world.ask(String(n));
        expect(world.calls.length).toBeLessThanOrEqual(cases * 1.1);
      }),
      { numRuns: 15 },
    );
  });
});

describe('the breaker', () => {
  test('opens after ten failed calls; then nobody is asked, and cases are told at once', async () => {
    const world = setUp(() => down, { concurrency: 1 });
    for (let n = 0; n < 1000; n += 1) await world.ask(String(n));
    expect(world.calls).toHaveLength(10);
    expect(world.changes.map(({ state }) => state)).toEqual(['open']);
    expect(world.changes[0]?.why).toBe('10 calls failed in a row: The model does not work (503).');
    expect(await world.ask()).toMatchObject({ ok: false, failure: 'breaker-open' });
  });

  test('of a crowd only one call tries whether the model is back', async () => {
    let back = false;
    const world = setUp(() => (back ? answer : down), { retriesMax: 0 });
    for (let n = 0; n < 10; n += 1) await world.ask();
    await world.clock.advance(seconds(31));
    const calls = world.calls.length;
    const crowd = await Promise.all(Array.from({ length: 50 }, (_, n) => world.model.ask(question(String(n)))));
    expect(world.calls.length - calls).toBe(1);
    expect(crowd.filter((outcome) => !outcome.ok && outcome.failure === 'breaker-open')).toHaveLength(49);
    back = true;
    await world.clock.advance(minutes(2));
    expect(await world.ask()).toMatchObject({ ok: true });
    expect(world.changes.map(({ state }) => state)).toEqual(['open', 'half-open', 'open', 'half-open', 'closed']);
    expect(await world.ask()).toMatchObject({ ok: true });
  });

  test('in an outage of a day there are at most 1.1 calls a case, and it works again without a human', async () => {
    let back = false;
    const world = setUp(() => (back ? answer : down));
    const cases = 24 * 60;
    for (let n = 0; n < cases; n += 1) {
      await world.ask(String(n));
      await world.clock.advance(minutes(1));
    }
    expect(world.calls.length).toBeLessThanOrEqual(cases * 1.1);
    // A call about every five minutes, while the breaker tries.
    expect(world.calls.length).toBeLessThan(cases / 3);
    back = true;
    await world.clock.advance(minutes(5));
    expect(await world.ask()).toMatchObject({ ok: true });
  });

  test('opens when most of the last twenty calls fail, although some succeed', async () => {
    const world = setUp((_, call) => (call % 8 === 0 ? answer : down), { retriesMax: 0 });
    for (let n = 0; n < 40 && world.changes.length === 0; n += 1) await world.ask();
    expect(world.changes[0]?.why).toContain('Most of the last 20 calls failed');
  });

  test('stays closed when half of the answers are garbage', async () => {
    const random = fixedRandom(7);
    const world = setUp(() => (random.number() < 0.5 ? answer : failure('unusable', 'garbage')), { retriesMax: 0 });
    for (let n = 0; n < 300; n += 1) await world.ask();
    expect(world.calls.length).toBeGreaterThan(250);
  });

  test('a key that was not recorded says nothing about the model', async () => {
    const world = setUp(() => failure('no-model', 'No answer was recorded for this case.'));
    for (let n = 0; n < 30; n += 1) await world.ask();
    expect(world.changes).toEqual([]);
    expect(world.calls).toHaveLength(30);
  });
});

describe('caps on cost', () => {
  const capped = (spending: Spending, more: Partial<Caps> = {}): Caps => ({ perCase: null, perDay: chf('1.00'), perMonth: null, spending, ...more });

  test('at the cap of the day no call is made, and the next day calls are made again', async () => {
    const world = setUp(() => paid('0.10'), { caps: capped(spendingInMemory()), worst: '0.10' });
    const outcomes: Outcome[] = [];
    for (let n = 0; n < 15; n += 1) outcomes.push(await world.ask());
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(10);
    expect(outcomes[14]).toMatchObject({ failure: 'cost-cap', why: 'The AI has reached its cap of 1.00 CHF a day.' });
    await world.clock.advance(hours(24));
    expect(await world.ask()).toMatchObject({ ok: true });
  });

  test('calls at the same time cannot pass the cap together', async () => {
    const world = setUp(() => paid('0.10'), { caps: capped(spendingInMemory()), worst: '0.10', concurrency: 50 });
    const outcomes = await Promise.all(Array.from({ length: 50 }, (_, n) => world.model.ask(question(String(n)))));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(10);
    expect(world.calls).toHaveLength(10);
  });

  test('a month has a cap of its own', async () => {
    const world = setUp(() => paid('0.10'), { caps: capped(spendingInMemory(), { perMonth: chf('1.50') }), worst: '0.10' });
    for (let n = 0; n < 12; n += 1) await world.ask();
    await world.clock.advance(hours(24));
    for (let n = 0; n < 12; n += 1) await world.ask();
    expect(world.calls).toHaveLength(15);
    expect(await world.ask()).toMatchObject({ failure: 'cost-cap', why: 'The AI has reached its cap of 1.50 CHF a month.' });
  });

  test('a retry that would pass the cap of the case is not made', async () => {
    const unusable = failure('unusable', 'no JSON', { cost: chf('0.03') });
    const caps = capped(spendingInMemory(), { perDay: null, perCase: chf('0.04') });
    const world = setUp((_, call) => (call > 20 ? unusable : paid('0.00')), { caps, worst: '0.03' });
    await world.warm(20);
    expect(await world.ask()).toMatchObject({ failure: 'cost-cap', why: 'One more call could cost more than 0.04 CHF for this case.' });
    expect(world.calls).toHaveLength(21);
  });

  test.each<[string, Spending['read'], string | null]>([
    ['cannot be read', () => Promise.reject(new Error('database away')), '0.10'],
    ['is no amount', async () => ({ day: 'NaN', month: '0' }), '0.10'],
    ['cannot be compared, for want of a price', async () => ({ day: '0', month: '0' }), null],
  ])('when the spending %s, no call is made', async (_, read, worst) => {
    const world = setUp(() => answer, { caps: capped({ read, add: async () => {} }), worst });
    expect(await world.ask()).toMatchObject({ ok: false, failure: 'cost-cap' });
    expect(world.calls).toHaveLength(0);
  });

  test('costs in another currency than the cap stop the calls', async () => {
    const caps = capped(spendingInMemory(), { perDay: { amount: '1.00', currency: 'EUR' } });
    const world = setUp(() => answer, { caps, worst: '0.10' });
    expect(await world.ask()).toMatchObject({ failure: 'cost-cap' });
  });

  test('a cost that cannot be written down stops the calls until it can', async () => {
    const memory = spendingInMemory();
    let broken = true;
    const spending: Spending = { read: memory.read, add: (at, cost) => (broken ? Promise.reject(new Error('disk full')) : memory.add(at, cost)) };
    const world = setUp(() => paid('0.60'), { caps: capped(spending), worst: '0.60' });
    expect(await world.ask()).toMatchObject({ ok: true });
    expect(await world.ask()).toMatchObject({ failure: 'cost-cap', why: 'What the AI has cost so far cannot be read.' });
    broken = false;
    expect(await world.ask()).toMatchObject({ failure: 'cost-cap', why: 'The AI has reached its cap of 1.00 CHF a day.' });
  });

  test('a model that costs nothing is asked without reading the spending', async () => {
    const spending: Spending = { read: () => Promise.reject(new Error('never')), add: () => Promise.reject(new Error('never')) };
    const world = setUp(() => answer, { caps: capped(spending) });
    expect(await world.ask()).toMatchObject({ ok: true });
  });
});
