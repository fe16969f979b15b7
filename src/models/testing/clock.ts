// A clock that stands still until a test moves it, and chance that is not chance. For tests of this folder only.
import { setImmediate } from 'node:timers/promises';
import { type Clock, type Duration, type Instant, instant, later, type Random } from '../../core/time.ts';

interface Sleeper {
  readonly at: Instant;
  readonly wake: () => void;
}

export class ManualClock implements Clock {
  #now: Instant = instant(Date.UTC(2026, 2, 2, 8));
  readonly #sleepers = new Set<Sleeper>();

  now(): Instant {
    return this.#now;
  }

  wakeAt(at: Instant, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (at <= this.#now) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const sleeper: Sleeper = { at, wake: resolve };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', () => {
        this.#sleepers.delete(sleeper);
        reject(signal.reason);
      });
    });
  }

  /** Who still sleeps: a guard that forgets its timers is found here. */
  get sleeping(): number {
    return this.#sleepers.size;
  }

  /** Moves on, waking sleepers in the order of their moments and letting the program run in between. */
  async advance(by: Duration): Promise<void> {
    const until = later(this.#now, by);
    for (;;) {
      await setImmediate();
      const next = [...this.#sleepers].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#sleepers.delete(next);
      this.#now = next.at;
      next.wake();
    }
    this.#now = until;
    await setImmediate();
  }
}

/** A fixed row of numbers, so that a test is the same each time. */
export function fixedRandom(seed = 1): Random {
  let state = seed;
  const number = (): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
  return { number, bytes: (n) => Uint8Array.from({ length: n }, () => Math.floor(number() * 256)) };
}
