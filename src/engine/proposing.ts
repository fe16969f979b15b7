// Asking the AI, after the commit that says so. Whatever comes back, or does not, is an event of the case; an answer that comes
// after somebody else took the case over is fenced off by its epoch.
import { createHmac } from 'node:crypto';
import type { CaseEvent, CaseState } from '../core/caseTypes.ts';
import { readAnswer } from '../core/proposal.ts';
import type { Instant } from '../core/time.ts';
import type { FailureKind, Model, Outcome } from '../models/model.ts';
import type { Held } from './held.ts';
import type { Runtime } from './runtime.ts';

/** Cases in hand of one process beyond which this node leaves the rest to others and to later. */
export const inHandMax = 4000;

export interface DrawSecret {
  readonly id: string;
  readonly secret: string;
}

/** The keyed draw of a case: the first 52 bits of HMAC-SHA-256(secret, purpose, process, case id), as a number in [0, 1). */
export function drawOf({ secret }: DrawSecret, purpose: string, process: string, caseId: string): number {
  const digest = createHmac('sha256', Buffer.from(secret, 'hex')).update(`${purpose}\0${process}\0${caseId}`).digest();
  return (digest.readUIntBE(0, 6) * 16 + (digest.readUInt8(6) >> 4)) / 2 ** 52;
}

const noModel: Outcome = {
  ok: false,
  failure: 'no-model',
  why: 'This process has no AI: people decide every case.',
  retryAfter: null,
  raw: null,
};

export interface ProposerPorts {
  readonly runtime: Runtime;
  readonly model: Model | null;
  readonly secret: DrawSecret;
  /** Writes the event of a case in hand; only its holder's write counts. */
  settle(held: Held, event: CaseEvent): Promise<void>;
  /** A call failed in a way that the owner must hear of, or succeeded again. */
  reached(failure: FailureKind | null, why: string): void;
  trouble(what: string, error: unknown): void;
}

export class Proposer {
  readonly #ports: ProposerPorts;
  readonly #waiting: Held[] = [];
  readonly #held = new Set<Held>();
  /** When the leases of the cases in hand are to be renewed; null: look now. */
  renewAt: Instant | null = null;
  #next = 0;
  #asking = 0;
  #settling = 0;
  #idle: (() => void)[] = [];

  constructor(ports: ProposerPorts) {
    this.#ports = ports;
  }

  /** Cases in hand. */
  get inHand(): number {
    return this.#waiting.length - this.#next + this.#asking + this.#settling;
  }

  /** The cases in hand, those that wait for their turn too. */
  get held(): ReadonlySet<Held> {
    return this.#held;
  }

  add(held: Held): void {
    this.#held.add(held);
    this.#waiting.push(held);
    this.#pump();
  }

  /** Resolves when no case is in hand. */
  idle(): Promise<void> {
    return this.inHand === 0 ? Promise.resolve() : new Promise((resolve) => this.#idle.push(resolve));
  }

  #pump(): void {
    const atOnce = this.#ports.model?.concurrency ?? 1000;
    while (this.#asking < atOnce && this.#next < this.#waiting.length) {
      const held = this.#waiting[this.#next];
      this.#next += 1;
      if (this.#next >= 10_000) {
        this.#waiting.splice(0, this.#next);
        this.#next = 0;
      }
      if (held === undefined) continue;
      this.#asking += 1;
      void this.#ask(held);
    }
    if (this.inHand > 0) return;
    const idle = this.#idle;
    this.#idle = [];
    for (const resolve of idle) resolve();
  }

  async #ask(held: Held): Promise<void> {
    const { model, settle, trouble } = this.#ports;
    let event: CaseEvent;
    try {
      const { key, values } = held.state;
      event = this.#eventOf(held.state, model === null ? noModel : await model.ask({ key, input: values }));
    } catch (error) {
      trouble('asking the AI', error);
      event = { kind: 'modelFailed', failure: 'unreachable', why: 'The AI could not be asked.', raw: null };
    }
    // The place of a call is free as soon as the answer is here; writing it is the scribe's work.
    this.#asking -= 1;
    this.#settling += 1;
    this.#pump();
    await settle(held, event).catch((error: unknown) => trouble('writing an answer of the AI', error));
    this.#settling -= 1;
    this.#held.delete(held);
    this.#pump();
  }

  /** The event of a case whose AI answers at once; null: it has to be asked after the commit. */
  eventNow(state: CaseState): CaseEvent | null {
    const outcome = this.#ports.model?.askNow?.({ key: state.key, input: state.values }) ?? null;
    return outcome === null ? null : this.#eventOf(state, outcome);
  }

  #eventOf(state: CaseState, outcome: Outcome): CaseEvent {
    const { runtime, secret, reached } = this.#ports;
    if (!outcome.ok) {
      reached(outcome.failure, outcome.why);
      return { kind: 'modelFailed', failure: outcome.failure, why: outcome.why, raw: outcome.raw };
    }
    reached(null, '');
    const { agreement } = runtime.process();
    const reading = readAnswer(agreement, outcome.answer);
    if (!reading.ok) return { kind: 'modelFailed', failure: 'unusable', why: reading.why, raw: outcome.answer.text };
    const u = drawOf(secret, 'audit', runtime.name, state.id);
    return { kind: 'proposed', proposal: reading.proposal, draw: { u, secretId: secret.id } };
  }
}
