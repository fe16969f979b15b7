// The words of the life of a case: its state, what may happen to it, and what must be done then.
import type { Schedule } from './deadline.ts';
import type { Count } from './exposure.ts';
import type { IncidentKind } from './incident.ts';
import type { Value, Values } from './input.ts';
import type { EntryDraft } from './journal.ts';
import type { Proposal } from './proposal.ts';
import type { Instant } from './time.ts';
import type { Answer } from './tolerance.ts';

export const caseSteps = ['quarantined', 'proposing', 'observing', 'reviewing', 'held', 'decided', 'discarded'] as const;
export type CaseStep = (typeof caseSteps)[number];
export const routes = ['auto', 'review', 'fallback', 'outside'] as const;
export type Route = (typeof routes)[number];
export type Provenance = 'blind' | 'saw-proposal' | 'outcome' | 'imported' | 'uncertain';

/** The draw that says whether a case is checked; logged with its probability, for cases not drawn too. */
export interface Draw {
  readonly purpose: 'audit';
  readonly rate: number;
  readonly drawn: boolean;
  readonly secretId: string;
}

export interface Decision {
  /** null only on the route `outside`, when nobody told us. */
  readonly value: string | null;
  readonly fills: Readonly<Record<string, Value>>;
  readonly route: Route;
  readonly why: string;
  readonly by: string;
  readonly at: Instant;
  readonly model: string | null;
  readonly certificate: string | null;
  readonly audit: Draw | null;
}

/** The question that waits for a person. */
export interface Review {
  readonly stage: 'reviewers' | 'cover' | 'deputies';
  readonly team: string | null;
  readonly why: string;
  /** The proposal is hidden until the person has decided. */
  readonly blind: boolean;
  readonly audit: Draw | null;
}

export interface CaseState {
  readonly step: CaseStep;
  readonly id: string;
  readonly key: string;
  readonly values: Values;
  readonly openedAt: Instant;
  readonly receivedAt: Instant;
  readonly schedule: Schedule;
  /** When silence counts next: the row's `due_at`. */
  readonly wakeAt: Instant | null;
  readonly proposal: Proposal | null;
  /** An unusable answer of the AI, kept for the person. */
  readonly raw: string | null;
  readonly review: Review | null;
  readonly decision: Decision | null;
  /** Decisions that were contested; never edited. */
  readonly former: readonly Decision[];
  /** Who answered the check of a decision that was drawn; it is answered once. */
  readonly checkedBy: string | null;
  readonly outside: Answer | null;
  readonly purpose: 'decide' | 'observe';
}

export type CaseEvent =
  /** `draw.u` in [0, 1): the keyed draw of this case; it alone decides whether it is checked. */
  | { readonly kind: 'proposed'; readonly proposal: Proposal; readonly draw: { readonly u: number; readonly secretId: string } }
  | { readonly kind: 'modelFailed'; readonly failure: string; readonly why: string; readonly raw: string | null }
  | {
      readonly kind: 'reviewed';
      readonly by: string;
      readonly decision: string;
      readonly fills: Readonly<Record<string, Value>>;
      readonly reason: string | null;
      readonly provenance: Provenance | null;
    }
  | { readonly kind: 'handedOn'; readonly team: string; readonly by: string; readonly reason: string }
  | { readonly kind: 'postponed'; readonly until: Instant; readonly by: string }
  | { readonly kind: 'undone'; readonly by: string }
  | { readonly kind: 'contested'; readonly by: string; readonly reason: string }
  | { readonly kind: 'outcomeKnown'; readonly by: string; readonly decision: string; readonly fills: Readonly<Record<string, Value>> }
  | { readonly kind: 'repaired'; readonly by: string; readonly values: Values }
  | { readonly kind: 'discarded'; readonly by: string; readonly why: string }
  | { readonly kind: 'dueReached'; readonly claims: number };

export type CaseEffect =
  /** Ask the AI, after the commit. */
  | { readonly kind: 'propose' }
  | { readonly kind: 'record'; readonly entry: EntryDraft }
  /** Open the question to people, or move it to another team. */
  | { readonly kind: 'ask'; readonly review: Review; readonly from: Instant; readonly dueAt: Instant | null; readonly not: readonly string[] }
  | { readonly kind: 'closeReview'; readonly as: 'answered' | 'expired'; readonly by: string }
  | { readonly kind: 'audit'; readonly why: string }
  | { readonly kind: 'send'; readonly what: 'decided' }
  | { readonly kind: 'incident'; readonly incident: IncidentKind; readonly cause: string; readonly say: string }
  | { readonly kind: 'quarantineEnded' }
  | { readonly kind: 'label'; readonly provenance: Provenance; readonly answer: Answer; readonly by: string }
  | { readonly kind: 'count'; readonly count: Count };

export interface Step {
  readonly state: CaseState;
  readonly effects: readonly CaseEffect[];
}
