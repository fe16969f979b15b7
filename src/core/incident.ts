// Incidents: something the owner must know, with a named person, a deputy after silence, and a page of the runbook.
// One cause is one incident with a count, not many messages. A new kind is a new row.
import type { Agreement } from './agreement.ts';
import type { EntryDraft } from './journal.ts';
import { after, type Instant, type WorkingTime } from './time.ts';

interface Kind {
  /** What it means, for the person who is told. */
  readonly means: string;
  /** `budget`: the budget holder is told first, when one is named. */
  readonly told: 'owner' | 'budget';
  /** What ends it without a person. */
  readonly endsWhen: string | null;
}

export const incidentKinds = {
  modelDown: { means: 'The AI does not answer; people decide.', told: 'owner', endsWhen: 'the AI answers again' },
  costCapReached: { means: 'The AI has cost as much as was agreed; people decide.', told: 'budget', endsWhen: 'the next day begins' },
  certificateVoid: { means: 'The certificate no longer holds; people decide.', told: 'owner', endsWhen: 'a new certificate is signed' },
  exposureReached: { means: 'The AI has decided as much alone as was agreed for a day.', told: 'owner', endsWhen: 'the next day begins' },
  fallbackUsed: { means: 'Nobody decided in time; the fallback did.', told: 'owner', endsWhen: null },
  deadlineMissed: { means: 'A case is undecided past its deadline, and no fallback is declared.', told: 'owner', endsWhen: null },
  quarantined: { means: 'A case came in that the agreement cannot read.', told: 'owner', endsWhen: 'no case is in quarantine' },
  auditFoundError: { means: 'A random check found a decision of the AI to be wrong.', told: 'owner', endsWhen: null },
  guardedErrorHappened: { means: 'An error happened that rules were to prevent.', told: 'owner', endsWhen: null },
  poisonCase: { means: 'A case stopped its worker again and again; a person decides it.', told: 'owner', endsWhen: null },
  effectNotDelivered: { means: 'A decision could not be delivered to the system that needs it.', told: 'owner', endsWhen: null },
} as const satisfies Record<string, Kind>;
export type IncidentKind = keyof typeof incidentKinds;

export interface IncidentState {
  readonly kind: IncidentKind;
  /** What tells one incident from another of its kind; the same cause counts up. */
  readonly cause: string;
  readonly say: string;
  /** Who is asked now; null when the agreement names nobody. */
  readonly owner: string | null;
  readonly silent: readonly string[];
  readonly openedAt: Instant;
  readonly acknowledgeBy: Instant | null;
  readonly acknowledgedBy: string | null;
  readonly count: number;
  readonly closedAt: Instant | null;
}

export type IncidentEvent =
  | { readonly kind: 'happened'; readonly say: string }
  | { readonly kind: 'acknowledged'; readonly by: string }
  | { readonly kind: 'silence' }
  | { readonly kind: 'closed'; readonly by: string; readonly why: string };

export interface IncidentStep {
  readonly state: IncidentState;
  readonly entries: readonly EntryDraft[];
  /** Who gets a notice now. */
  readonly tell: string | null;
}

/** Who is asked, in order: (budget holder), owner, deputies, sponsor; never someone of the project team, each once. */
export function chainOf({ people }: Agreement, kind: IncidentKind): readonly string[] {
  const first = incidentKinds[kind].told === 'budget' ? [people.budgetHolder] : [];
  const named = [...first, people.owner, ...people.deputies, people.sponsor];
  const known = named.filter((name) => name !== null && !people.projectTeam.includes(name));
  return [...new Set(known)].filter((name) => name !== null);
}

export function openIncident(agreement: Agreement, kind: IncidentKind, cause: string, say: string, now: Instant, working: WorkingTime): IncidentStep {
  const owner = chainOf(agreement, kind)[0] ?? null;
  const acknowledgeBy = owner === null ? null : after(now, agreement.people.answerWithin, working);
  const state: IncidentState = {
    kind,
    cause,
    say,
    owner,
    silent: [],
    openedAt: now,
    acknowledgeBy,
    acknowledgedBy: null,
    count: 1,
    closedAt: null,
  };
  return { state, entries: [{ kind: 'incidentOpened', by: 'fortnight', data: { kind, cause, owner } }], tell: owner };
}

function afterSilence(agreement: Agreement, state: IncidentState, now: Instant, working: WorkingTime): IncidentStep {
  const silent = state.owner === null ? state.silent : [...state.silent, state.owner];
  const next = chainOf(agreement, state.kind).find((name) => !silent.includes(name)) ?? null;
  // Everybody was silent: the last one, who stands highest, is reminded until somebody answers.
  const owner = next ?? state.owner;
  const acknowledgeBy = owner === null ? null : after(now, agreement.people.answerWithin, working);
  const entry: EntryDraft = { kind: 'incidentEscalated', by: 'fortnight', data: { kind: state.kind, from: state.owner, to: owner } };
  return { state: { ...state, silent: next === null ? state.silent : silent, owner, acknowledgeBy }, entries: [entry], tell: owner };
}

/** Late and double events change nothing: a closed incident stays closed, an acknowledged one is not escalated. */
export function advanceIncident(agreement: Agreement, state: IncidentState, event: IncidentEvent, now: Instant, working: WorkingTime): IncidentStep {
  const same: IncidentStep = { state, entries: [], tell: null };
  if (state.closedAt !== null) return same;
  switch (event.kind) {
    case 'happened':
      return { ...same, state: { ...state, count: state.count + 1, say: event.say } };
    case 'acknowledged': {
      if (state.acknowledgedBy !== null) return same;
      const entry: EntryDraft = { kind: 'incidentAcknowledged', by: event.by, data: { kind: state.kind } };
      return { state: { ...state, acknowledgedBy: event.by, acknowledgeBy: null }, entries: [entry], tell: null };
    }
    case 'silence':
      return state.acknowledgedBy === null ? afterSilence(agreement, state, now, working) : same;
    case 'closed': {
      const entry: EntryDraft = { kind: 'incidentClosed', by: event.by, data: { kind: state.kind, why: event.why, count: state.count } };
      return { state: { ...state, closedAt: now, acknowledgeBy: null }, entries: [entry], tell: null };
    }
  }
}
