// The kinds of journal entries, once. docs/journal.md lists the same; a test compares both.
// An entry carries no personal value: the core marks such values, and the engine puts their keyed hash in their place.
import type { Agreement, Field } from './agreement.ts';
import type { Value } from './input.ts';

export const journalKinds = [
  'opened',
  'proposed',
  'modelFailed',
  'asked',
  'handedOn',
  'postponed',
  'reviewed',
  'decided',
  'undone',
  'expired',
  'contested',
  'effectSent',
  'outcomeKnown',
  'quarantined',
  'repaired',
  'discarded',
  'incidentOpened',
  'incidentAcknowledged',
  'incidentEscalated',
  'incidentClosed',
  'labelled',
  'labelChanged',
  'lookTaken',
  'certified',
  'certificateVoided',
  'watchAlarm',
  'stepChanged',
  'changeProposed',
  'changeSigned',
  'agreementSigned',
  'processPaused',
  'intervention',
  'tokenCreated',
  'tokenRevoked',
  'rootSigned',
  'erased',
] as const;
export type JournalKind = (typeof journalKinds)[number];

/** A value that must not stand in the journal. */
export class Personal {
  readonly value: unknown;
  constructor(value: unknown) {
    this.value = value;
  }
}

/** What the core wants recorded; the engine adds process, number, time, case and hash. */
export interface EntryDraft {
  readonly kind: JournalKind;
  /** A person's name, `ai:<model>`, `fallback`, `caller` or `fortnight`. */
  readonly by: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** One line as it is exported. */
export interface JournalLine {
  readonly process: string;
  readonly seq: number;
  readonly at: string;
  readonly kind: JournalKind;
  readonly case?: string;
  readonly key?: string;
  readonly by: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly prev: string;
  readonly hash: string;
}

export const firstPrev = '0'.repeat(64);

/** The chain of people, tokens, settings and roots. */
export const installation = 'installation';

/** Scores with more than 15 digits are written as text, so that every language reads the same (SECURITY 3.1). */
export const exactNumber = (n: number): number | string => (Number.isSafeInteger(n) || String(n).replace(/\D/g, '').length <= 15 ? n : String(n));

const personal = (field: Field | undefined): boolean => field === undefined || field.personal;

/** Fills as the journal may carry them: personal ones marked. A fill that no field describes (a question, a reason) is personal. */
export function journalFills(agreement: Agreement, fills: Readonly<Record<string, Value>>): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fills)) {
    if (value === null) continue;
    const plain = typeof value === 'number' ? exactNumber(value) : value;
    out[name] = personal(agreement.fills.get(name)) ? new Personal(plain) : plain;
  }
  return out;
}
