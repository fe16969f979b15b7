// Everything that guards calls to a model, in one place: places, caps on cost, breaker, time limit, retries. Nothing is retried anywhere else.
// All waiting goes through the Clock. `ask` always resolves: what goes wrong, ours included, is a reason for a person to decide.
import { setMaxListeners } from 'node:events';
import type { Money } from '../core/agreement.ts';
import type { Values } from '../core/input.ts';
import { type Clock, type Duration, type Instant, instant, later, milliseconds, minutes, type Random, seconds } from '../core/time.ts';
import { Breaker, type BreakerChange } from './breaker.ts';
import { type Caps, type CaseCost, Costs, newCaseCost } from './costs.ts';
import { failure } from './failures.ts';
import type { Connector, Failure, FailureKind, Model, Outcome, Question } from './model.ts';
import { Places } from './places.ts';
import { RetryBudget } from './retryBudget.ts';

export interface GuardSettings {
  readonly wiringHash: string;
  /** Only these fields leave for the model. */
  readonly fields: readonly string[];
  readonly timeout: Duration;
  readonly concurrency: number;
  readonly retriesMax: number;
}
export interface GuardPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly caps: Caps | null;
  readonly onChange: (change: BreakerChange) => void;
}

/** A second call may have another end. The others end the same way until somebody acts. */
const worthRetrying: readonly FailureKind[] = ['timeout', 'unreachable', 'rate-limited', 'unusable'];
/** A longer `Retry-After` is no wait but an outage: the case goes on without the AI. */
const retryAfterMax = minutes(1);
/** Doubles with each retry, with chance in it, so that many callers do not come back together. */
const firstBackoff = seconds(1);

function sent(input: Values, fields: readonly string[]): Values {
  const chosen: Record<string, Values[string]> = Object.create(null);
  for (const name of fields) if (Object.hasOwn(input, name)) chosen[name] = input[name] ?? null;
  return chosen;
}

class Guarded implements Model {
  readonly model: string;
  readonly wiringHash: string;
  readonly concurrency: number;
  readonly #connector: Connector;
  readonly #settings: GuardSettings;
  readonly #ports: GuardPorts;
  readonly #places: Places;
  readonly #budget = new RetryBudget();
  readonly #breaker: Breaker;
  readonly #costs: Costs;
  readonly #closing = new AbortController();
  readonly #running = new Set<AbortController>();
  /** After a 429 nobody asks before this moment, for whichever case. */
  #notBefore: Instant = instant(0);

  constructor(connector: Connector, settings: GuardSettings, ports: GuardPorts) {
    this.#connector = connector;
    this.#settings = settings;
    this.#ports = ports;
    // Every sleeping call listens to it.
    setMaxListeners(0, this.#closing.signal);
    this.model = connector.model;
    this.wiringHash = settings.wiringHash;
    this.concurrency = settings.concurrency;
    this.#places = new Places(settings.concurrency);
    this.#breaker = new Breaker(ports.onChange);
    this.#costs = new Costs(ports.caps, ports.clock);
  }

  async ask({ key, input }: Question): Promise<Outcome> {
    const refused = this.#refusal();
    if (refused !== null) return refused;
    const wait = this.#places.take();
    if (wait !== undefined) await wait;
    try {
      return await this.#untilAnswered({ key, input: sent(input, this.#settings.fields) });
    } catch (error) {
      if (this.#closing.signal.aborted) return closed();
      return failure('unusable', `The call failed in a way that we did not foresee (${error instanceof Error ? error.name : typeof error}).`);
    } finally {
      this.#places.giveBack();
    }
  }

  askNow({ key, input }: Question): Outcome | null {
    const { clock } = this.#ports;
    // A model with a price reserves it first, and a rest after a 429 is waited for: both are `ask`'s.
    if (this.#connector.askNow === undefined || this.#connector.worstCost !== undefined || this.#notBefore > clock.now()) return null;
    if (this.#refusal() !== null) return null;
    const pass = this.#breaker.enter(clock.now());
    if (pass === null) return null;
    const outcome = this.#connector.askNow({ key, input: sent(input, this.#settings.fields) });
    if (outcome === null) this.#breaker.giveBack(pass);
    else if (outcome.ok) this.#breaker.succeeded(pass, clock.now());
    else this.#breaker.failed(pass, clock.now(), outcome.why, milliseconds(0));
    if (outcome !== null) this.#budget.firstCall();
    // What failed may be worth a second call, which waits.
    return outcome?.ok === true ? outcome : null;
  }

  async close(): Promise<void> {
    this.#closing.abort(new Error('The model is closed.'));
    for (const call of this.#running) call.abort(this.#closing.signal.reason);
    await this.#connector.close();
  }

  #refusal(): Failure | null {
    if (this.#closing.signal.aborted) return closed();
    if (!this.#breaker.refuses(this.#ports.clock.now())) return null;
    return failure('breaker-open', 'The AI failed too often and is not asked at the moment.');
  }

  async #untilAnswered(question: Question): Promise<Outcome> {
    const ofCase = newCaseCost();
    for (let retries = 0; ; retries += 1) {
      const outcome = await this.#once(question, ofCase, retries === 0);
      if (outcome.ok || retries >= this.#settings.retriesMax || !worthRetrying.includes(outcome.failure)) return outcome;
      const wait = this.#waitFor(outcome, retries);
      if (wait > retryAfterMax || this.#refusal() !== null || !this.#budget.take()) return outcome;
      await this.#sleepUntil(later(this.#ports.clock.now(), wait));
    }
  }

  #waitFor({ retryAfter }: Failure, retries: number): Duration {
    if (retryAfter !== null) return milliseconds(retryAfter * 1000);
    return milliseconds(firstBackoff * 2 ** retries * (0.5 + this.#ports.random.number()));
  }

  #sleepUntil(at: Instant): Promise<void> {
    return this.#ports.clock.wakeAt(at, this.#closing.signal);
  }

  /** One call, or the reason why none was made. */
  async #once(question: Question, ofCase: CaseCost, first: boolean): Promise<Outcome> {
    const { clock } = this.#ports;
    const open = this.#refusal();
    if (open !== null) return open;
    while (this.#notBefore > clock.now()) await this.#sleepUntil(this.#notBefore);
    const reserved = await this.#costs.reserve(this.#connector.worstCost?.(question), ofCase);
    if (!reserved.ok) return failure('cost-cap', reserved.why);
    const refused = this.#refusal();
    const pass = refused === null ? this.#breaker.enter(clock.now()) : null;
    if (pass === null) {
      await this.#costs.settle(reserved.amount, null, ofCase);
      return refused ?? failure('breaker-open', 'The AI failed too often and is not asked at the moment.');
    }
    if (first) this.#budget.firstCall();
    const outcome = await this.#timed(question);
    if (!outcome.ok && outcome.failure === 'no-model') this.#breaker.giveBack(pass);
    else if (outcome.ok) this.#breaker.succeeded(pass, clock.now());
    else {
      const rest = milliseconds((outcome.retryAfter ?? 0) * 1000);
      this.#breaker.failed(pass, clock.now(), outcome.why, rest);
      if (outcome.failure === 'rate-limited') this.#notBefore = later(clock.now(), milliseconds(Math.min(rest, retryAfterMax)));
    }
    await this.#costs.settle(reserved.amount, this.#costOf(question, outcome), ofCase);
    return outcome;
  }

  /** A call that ran into its time was probably computed, and will be on the bill. */
  #costOf(question: Question, outcome: Outcome): Money | null {
    if (outcome.ok) return outcome.answer.cost;
    if (outcome.cost !== undefined && outcome.cost !== null) return outcome.cost;
    return outcome.failure === 'timeout' ? (this.#connector.worstCost?.(question) ?? null) : null;
  }

  /** The connector's answer, or a failure at the time limit, even when the connector does not listen to its signal. */
  async #timed(question: Question): Promise<Outcome> {
    const { clock } = this.#ports;
    const { timeout } = this.#settings;
    const call = new AbortController();
    const over = new AbortController();
    const tooLate = (): Failure => failure('timeout', `The AI did not answer within ${timeout / 1000} s.`);
    const limit = clock.wakeAt(later(clock.now(), timeout), over.signal).then(
      () => {
        call.abort(tooLong);
        return tooLate();
      },
      () => tooLate(),
    );
    this.#running.add(call);
    const asked = this.#connector.ask(question, call.signal).catch((error: unknown): Failure => {
      if (this.#closing.signal.aborted) return closed();
      if (call.signal.aborted) return tooLate();
      return failure('unusable', `The call failed in a way that we did not foresee (${error instanceof Error ? error.name : typeof error}).`);
    });
    try {
      return await Promise.race([asked, limit]);
    } finally {
      this.#running.delete(call);
      over.abort(answered);
    }
  }
}

/** Made once: an error and its stack for each call would cost more than all the rest of the guard. */
const tooLong = new Error('The time for this call is over.');
const answered = new Error('The call has ended.');
const closed = (): Failure => failure('no-model', 'The model is closed.');

/** Puts the guards around a connector. */
export const guarded = (connector: Connector, settings: GuardSettings, ports: GuardPorts): Model => new Guarded(connector, settings, ports);
