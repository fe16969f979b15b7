// A case in hand: its state with what the row knows besides. The epoch is what fences: only its holder's writes count.
import type { CaseState } from '../core/caseTypes.ts';
import type { Value, Values } from '../core/input.ts';
import type { CaseRow } from '../store/cases.ts';

export interface Held {
  state: CaseState;
  epoch: number;
  /** null once the case was erased. */
  readonly salt: string | null;
  inputHash: string | null;
  /** Numbers of this case's journal entries: its record. */
  readonly seqs: readonly number[];
  /** Number of the entry that decided it last; names its effects. */
  readonly decidedSeq: number | null;
  readonly claims: number;
}

/** What stands in the row's `state`: everything that has no column of its own. */
type Stored = Omit<CaseState, 'id' | 'key' | 'values' | 'step'> & { readonly seqs: readonly number[]; readonly decidedSeq: number | null };

export function storedState(state: CaseState, seqs: readonly number[], decidedSeq: number | null): string {
  const { openedAt, receivedAt, schedule, wakeAt, proposal, raw, review, decision, former, outside, purpose, checkedBy } = state;
  const stored: Stored = {
    openedAt,
    receivedAt,
    schedule,
    wakeAt,
    proposal,
    raw,
    review,
    decision,
    former,
    outside,
    purpose,
    checkedBy,
    seqs,
    decidedSeq,
  };
  return JSON.stringify(stored);
}

export function heldOf(row: CaseRow): Held {
  const { seqs, decidedSeq, ...rest } = JSON.parse(row.state) as Stored;
  const values: Values = row.input === null ? {} : (JSON.parse(row.input) as Record<string, Value>);
  const state = { ...rest, id: row.id, key: row.key, values, step: row.step as CaseState['step'] };
  return { state, epoch: row.epoch, salt: row.salt, inputHash: row.inputHash, seqs, decidedSeq, claims: row.claims };
}
