// A process as it runs: the signed agreement with what is true of it at the head of its journal. Every decision is computed
// against one such value, and committed only if the head has not moved since: no decision rests on a state that has gone.
import type { Agreement } from './agreement.ts';
import type { Certificate } from './certificate.ts';
import type { LadderStep } from './ladder.ts';
import type { WorkingTime } from './time.ts';

/** What the AI has decided alone today (UTC), and in a row per value of the field that the agreement names. */
export interface Exposure {
  readonly day: string;
  readonly cases: number;
  /** Decimal string, in the currency of the cap. */
  readonly money: string;
  readonly inARow: ReadonlyMap<string, number>;
}

export interface Process {
  readonly number: number;
  readonly name: string;
  readonly agreement: Agreement;
  readonly step: LadderStep;
  /** Who ordered that people decide everything, or null. */
  readonly pausedBy: string | null;
  readonly certificate: Certificate | null;
  /** SHA-256 of prompt, model, settings and version of the wiring; null: a process without AI. */
  readonly wiringHash: string | null;
  readonly working: WorkingTime;
  readonly exposure: Exposure;
}

export const noExposure: Exposure = { day: '', cases: 0, money: '0', inARow: new Map() };
