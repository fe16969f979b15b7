// Labels: what we know to be right for a case, with where it comes from. "Nobody complained" is no label.

import type { Agreement } from './agreement.ts';
import type { CaseEffect, CaseState, Provenance } from './caseTypes.ts';
import { journalFills } from './journal.ts';
import { type Answer, errorsBetween } from './tolerance.ts';

export const labelOf = (provenance: Provenance, answer: Answer, by: string): readonly CaseEffect[] => [{ kind: 'label', provenance, answer, by }];

/** A check of a decided case: it writes a label and never moves the case; a difference is an incident with a way to reopen. */
export function judgeAudit(agreement: Agreement, state: CaseState, answer: Answer, by: string): readonly CaseEffect[] {
  const label = labelOf('blind', answer, by);
  // A contest may have brought another decision since; the check is of the one that was drawn.
  const decided = [...state.former, state.decision].find((decision) => decision?.audit?.drawn === true);
  if (decided === undefined || decided === null || decided.value === null) return label;
  const errors = errorsBetween(agreement, { decision: decided.value, fills: decided.fills }, answer);
  const reviewed: CaseEffect = {
    kind: 'record',
    entry: {
      kind: 'reviewed',
      by,
      data: { decision: answer.decision, fills: journalFills(agreement, answer.fills), blind: true, audit: true, errors },
    },
  };
  if (errors.length === 0 && decided.value === answer.decision) return [reviewed, ...label];
  const say = `A random check of ${state.id}: decided "${decided.value}", the person says "${answer.decision}".`;
  return [reviewed, ...label, { kind: 'incident', incident: 'auditFoundError', cause: state.id, say }];
}
