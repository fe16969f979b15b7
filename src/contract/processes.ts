// Processes as they stand: what they do now, what waits, and what needs somebody.
import { z } from 'zod';
import type { CaseStep, Route } from '../core/caseTypes.ts';
import type { IncidentKind } from '../core/incident.ts';
import type { LadderStep } from '../core/ladder.ts';

export interface ProcessAnswer {
  readonly process: string;
  readonly title: string;
  readonly step: LadderStep;
  /** What the step means, in a sentence. */
  readonly means: string;
  readonly pausedBy: string | null;
  readonly owner: string | null;
  readonly agreement: { readonly hash: string; readonly signedBy: string | null };
  /** null: people decide every case without a proposal. */
  readonly ai: { readonly wiring: string } | null;
  readonly certificate: { readonly id: string; readonly model: string; readonly threshold: number; readonly until: string } | null;
  readonly cases: Readonly<Record<CaseStep, number>>;
  readonly routes: Readonly<Record<Route, number>>;
  /** Questions that wait for a person now. */
  readonly waiting: number;
  /** The earliest deadline of what is undecided. */
  readonly nextDueAt: string | null;
  readonly incidents: number;
}

export interface IncidentAnswer {
  readonly id: string;
  readonly kind: IncidentKind;
  /** What this kind of incident means. */
  readonly means: string;
  readonly say: string;
  /** Who is asked now; null when the agreement names nobody. */
  readonly owner: string | null;
  readonly openedAt: string;
  readonly acknowledgeBy: string | null;
  readonly acknowledgedBy: string | null;
  readonly count: number;
}

export interface JournalQuery {
  readonly process?: string | undefined;
  readonly from?: number | undefined;
}

export const journalQuery = z.strictObject({
  process: z.string().optional(),
  from: z.coerce.number().int().min(1).optional(),
}) satisfies z.ZodType<JournalQuery>;
