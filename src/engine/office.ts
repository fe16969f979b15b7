// One process at work in one node: its runtime, its scribe, its AI. The office is where an event of a case becomes a commit.
import { advanceCase } from '../core/case.ts';
import type { CaseEvent } from '../core/caseTypes.ts';
import { type Refusal, refuse } from '../core/problems.ts';
import type { CaseRow } from '../store/cases.ts';
import { type Held, heldOf } from './held.ts';
import type { Ledger } from './ledger.ts';
import type { Proposer } from './proposing.ts';
import type { Runtime } from './runtime.ts';
import type { Item, Scribe } from './scribe.ts';

export interface Office {
  readonly runtime: Runtime;
  readonly scribe: Scribe;
  readonly proposer: Proposer;
}

/** An event of a case in hand: when somebody else has taken it over meanwhile, it changes nothing. */
export class FencedItem implements Item<Held | null> {
  readonly caseId: string;
  readonly #held: Held;
  readonly #event: CaseEvent;
  #lost = false;

  constructor(held: Held, event: CaseEvent) {
    this.caseId = held.state.id;
    this.#held = held;
    this.#event = event;
  }

  see(row: CaseRow | undefined): void {
    this.#lost = row === undefined || row.epoch !== this.#held.epoch;
  }

  compute(ledger: Ledger): Held | null {
    if (this.#lost) return null;
    return ledger.change(this.#held, advanceCase(ledger.process, this.#held.state, this.#event, ledger.now));
  }
}

/** An act of a person: it is judged by what is true when it is written. */
export class ActItem implements Item<Held | Refusal> {
  readonly caseId: string;
  readonly #act: (ledger: Ledger, held: Held) => Held | Refusal;
  #held: Held | null;

  constructor(held: Held, act: (ledger: Ledger, held: Held) => Held | Refusal) {
    this.caseId = held.state.id;
    this.#held = held;
    this.#act = act;
  }

  see(row: CaseRow | undefined): void {
    this.#held = row === undefined ? null : heldOf(row);
  }

  compute(ledger: Ledger): Held | Refusal {
    if (this.#held === null) return refuse('not-found', 'The case is gone.');
    if (this.#held.salt === null) return refuse('erased', `The content of ${this.caseId} was erased.`);
    return this.#act(ledger, this.#held);
  }
}
