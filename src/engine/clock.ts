// The only place that reads a clock or makes chance. The live clock is the database's, so that all nodes agree;
// the virtual one stands still until it is moved, and never goes back.
import { createHash, randomBytes } from 'node:crypto';
import { type Clock, type Instant, instant, type Random } from '../core/time.ts';

/** The longest wait of one timer; longer ones are made of several. */
const timerMax = 2_000_000_000;

export class WallClock implements Clock {
  /** What must be added to this machine's clock to get the database's. */
  #offset = 0;

  now(): Instant {
    return instant(Date.now() + this.#offset);
  }

  /** Called once per tick with what the database said, and with how long asking took. The correction counts half of the way. */
  correct(databaseNow: Instant, asked: number): void {
    const answered = Date.now();
    this.#offset = Math.round(databaseNow + (answered - asked) / 2 - answered);
  }

  /** Differences above 2 s are an incident of the node. */
  get offset(): number {
    return this.#offset;
  }

  /** This machine's own time, to measure how long something took. */
  machineNow(): number {
    return Date.now();
  }

  wakeAt(at: Instant, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      let timer: NodeJS.Timeout | undefined;
      const stop = (): void => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const arm = (): void => {
        const left = at - this.now();
        if (left <= 0) {
          signal?.removeEventListener('abort', stop);
          resolve();
          return;
        }
        timer = setTimeout(arm, Math.min(left, timerMax));
      };
      if (signal?.aborted === true) {
        stop();
        return;
      }
      signal?.addEventListener('abort', stop, { once: true });
      arm();
    });
  }
}

interface Sleeper {
  readonly at: Instant;
  readonly wake: () => void;
}

export class VirtualClock implements Clock {
  #now: Instant;
  #sleepers: Sleeper[] = [];

  constructor(start: Instant) {
    this.#now = start;
  }

  now(): Instant {
    return this.#now;
  }

  /** When the next sleeper wants to wake; null when nobody sleeps. */
  nextWake(): Instant | null {
    return this.#sleepers.reduce<Instant | null>((first, { at }) => (first === null || at < first ? at : first), null);
  }

  /** Moves the time and wakes whoever's moment has come, in the order of their moments. */
  advanceTo(at: Instant): void {
    if (at < this.#now) throw new Error(`The clock would go back from ${this.#now} to ${at}.`);
    this.#now = at;
    const due = this.#sleepers.filter((sleeper) => sleeper.at <= at).sort((a, b) => a.at - b.at);
    this.#sleepers = this.#sleepers.filter((sleeper) => sleeper.at > at);
    for (const { wake } of due) wake();
  }

  wakeAt(at: Instant, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return Promise.reject(signal.reason);
    if (at <= this.#now) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const sleeper: Sleeper = { at, wake: resolve };
      this.#sleepers.push(sleeper);
      signal?.addEventListener('abort', () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        reject(signal.reason);
      });
    });
  }
}

/** The system's own chance; bytes are drawn in larger pieces, since ids and salts need some for every case. */
export class SystemRandom implements Random {
  #pool: Uint8Array = new Uint8Array(0);
  #at = 0;

  bytes(n: number): Uint8Array {
    if (this.#at + n > this.#pool.length) {
      this.#pool = randomBytes(Math.max(8192, n));
      this.#at = 0;
    }
    this.#at += n;
    return this.#pool.subarray(this.#at - n, this.#at);
  }

  number(): number {
    return Math.random();
  }
}

/** Chance that can be replayed: SHA-256 over seed, name and a counter. One stream per subject, so that removing one shifts no other. */
export class SeededRandom implements Random {
  readonly #name: string;
  #count = 0;
  #pool = Buffer.alloc(0);

  constructor(seed: string, name = '') {
    this.#name = `${seed}\0${name}\0`;
  }

  bytes(n: number): Uint8Array {
    while (this.#pool.length < n) {
      const next = createHash('sha256').update(`${this.#name}${this.#count}`).digest();
      this.#count += 1;
      this.#pool = Buffer.concat([this.#pool, next]);
    }
    const taken = this.#pool.subarray(0, n);
    this.#pool = this.#pool.subarray(n);
    return taken;
  }

  number(): number {
    return Buffer.from(this.bytes(6)).readUIntBE(0, 6) / 2 ** 48;
  }
}
