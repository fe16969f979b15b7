// The circuit breaker of one model. It opens after ten failed calls in a row, or when four of five of the last twenty failed; then no call is
// made until the pause is over, then one. Ten: the drill allows ten, and with half of the answers unusable a smaller number would open all the time.
import type { Duration, Instant } from '../core/time.ts';
import { later, milliseconds, minutes, seconds } from '../core/time.ts';

export type BreakerState = 'closed' | 'open' | 'half-open';
export interface BreakerChange {
  readonly state: BreakerState;
  readonly at: Instant;
  /** One sentence for people. */
  readonly why: string;
}
/** Permission for one call. A call that began before the breaker last moved says nothing about the present. */
export interface Pass {
  readonly turn: number;
}

const inARowMax = 10;
const lately = 20;
const failedLatelyMax = 16;
/** Short enough to work again soon after an outage, long enough to leave a struggling model alone; doubles up to the longest. */
const firstPause = seconds(30);
const longestPause = minutes(5);

export class Breaker {
  #state: BreakerState = 'closed';
  #turn = 0;
  #inARow = 0;
  #recent: boolean[] = [];
  #pause: Duration = firstPause;
  #opensAgain: Instant | null = null;
  #probing = false;
  readonly #onChange: (change: BreakerChange) => void;

  constructor(onChange: (change: BreakerChange) => void) {
    this.#onChange = onChange;
  }

  get state(): BreakerState {
    return this.#state;
  }

  /** Whether `enter` would refuse now. */
  refuses(now: Instant): boolean {
    if (this.#state === 'closed') return false;
    return this.#probing || (this.#opensAgain !== null && now < this.#opensAgain);
  }

  /** Asks for one call; null: none may be made. In doubt only one call tries whether the model is back. */
  enter(now: Instant): Pass | null {
    if (this.refuses(now)) return null;
    if (this.#state !== 'closed') {
      this.#probing = true;
      if (this.#state === 'open') this.#move('half-open', now, 'One call tries whether the AI answers again.');
    }
    return { turn: this.#turn };
  }

  /** The call was not made after all. */
  giveBack(pass: Pass): void {
    if (pass.turn === this.#turn) this.#probing = false;
  }

  succeeded(pass: Pass, now: Instant): void {
    if (pass.turn !== this.#turn) return;
    this.#inARow = 0;
    this.#remember(false);
    if (this.#state === 'closed') return;
    this.#recent = [];
    this.#pause = firstPause;
    this.#move('closed', now, 'The AI answers again.');
  }

  failed(pass: Pass, now: Instant, why: string, restFor: Duration = milliseconds(0)): void {
    if (pass.turn !== this.#turn) return;
    this.#inARow += 1;
    this.#remember(true);
    if (this.#state === 'half-open') {
      this.#pause = milliseconds(Math.min(this.#pause * 2, longestPause));
      this.#open(now, `The AI still fails: ${why}`, restFor);
    } else if (this.#inARow >= inARowMax) this.#open(now, `${this.#inARow} calls failed in a row: ${why}`, restFor);
    else if (this.#recent.filter((failed) => failed).length >= failedLatelyMax)
      this.#open(now, `Most of the last ${lately} calls failed: ${why}`, restFor);
  }

  #remember(failed: boolean): void {
    this.#recent.push(failed);
    if (this.#recent.length > lately) this.#recent.shift();
  }

  #open(now: Instant, why: string, restFor: Duration): void {
    this.#opensAgain = later(now, milliseconds(Math.max(this.#pause, Math.min(restFor, longestPause))));
    this.#recent = [];
    this.#inARow = 0;
    this.#move('open', now, why);
  }

  #move(state: BreakerState, at: Instant, why: string): void {
    this.#state = state;
    if (state !== 'half-open') this.#probing = false;
    this.#turn += 1;
    this.#onChange({ state, at, why });
  }
}
