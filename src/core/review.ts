// Whether a person's answer can be taken: checked against the agreement before it moves a case.
import type { Agreement } from './agreement.ts';
import type { CaseState } from './caseTypes.ts';
import { readValue, type Value } from './input.ts';
import { ok, type Result, refuse } from './problems.ts';

export interface PersonAnswer {
  readonly decision: string;
  readonly fills: Readonly<Record<string, Value>>;
  readonly reason: string | null;
}

/** Reads an answer; every text that the decision needs must be there. */
export function readPersonAnswer(
  agreement: Agreement,
  raw: { decision: string; fills?: Record<string, unknown>; reason?: string },
): Result<PersonAnswer> {
  const rule = agreement.decisions.get(raw.decision);
  if (rule === undefined) {
    return refuse('unknown-decision', `"${raw.decision}" is none of ${[...agreement.decisions.keys()].join(', ')}.`);
  }
  const given = raw.fills ?? {};
  const fills: Record<string, Value> = {};
  for (const [name, value] of Object.entries(given)) {
    const field = agreement.fills.get(name);
    if (field === undefined) {
      if (name === rule.needs && typeof value === 'string') fills[name] = value;
      else return refuse('invalid-input', `"${name}" is no field that is filled in this process.`);
      continue;
    }
    const one = value === null ? ({ ok: true, value: null } as const) : readValue(field, value);
    if (!one.ok) return refuse('invalid-input', `${name} ${one.why}.`);
    fills[name] = one.value;
  }
  const reason = raw.reason?.trim() ? raw.reason : null;
  if (rule.needs === 'reason' && reason === null) return refuse('needs-missing', `"${raw.decision}" needs a reason.`);
  if (rule.needs !== null && rule.needs !== 'reason' && !String(fills[rule.needs] ?? '').trim()) {
    return refuse('needs-missing', `"${raw.decision}" needs the text "${rule.needs}".`);
  }
  return ok({ decision: raw.decision, fills, reason });
}

/** Nobody decides a case again that he decided before it was contested, and nobody checks his own decision. */
export function mayDecide(state: CaseState, by: string): Result<null> {
  if ([...state.former, state.decision].some((decision) => decision?.route === 'review' && decision.by === by)) {
    return refuse('decided-by-same-person', `${by} decided this case before.`);
  }
  return ok(null);
}
