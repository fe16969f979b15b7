// The AI's answer as a value: parsed to the agreement, or a reason why a person decides. Nothing that the model writes is trusted as it is.
import type { Agreement } from './agreement.ts';
import { readValue, type Value } from './input.ts';

export interface Proposal {
  readonly decision: string;
  readonly fills: Readonly<Record<string, Value>>;
  /** The smallest of the ranked signals, in [0, 1]; null when one is missing or invalid, or none is ranked. */
  readonly score: number | null;
  readonly signals: Readonly<Record<string, number | null>>;
  /** The model id as the provider reports it. */
  readonly model: string;
  readonly fingerprint: string | null;
  /** What the AI quotes from the case, for the reviewer. */
  readonly cite: readonly string[];
  /** The AI's own reason: shown, never read by a rule. */
  readonly reason: string | null;
  readonly cost: { readonly amount: string; readonly currency: string } | null;
}

/** What a connector hands over, before anything about it is believed. */
export interface RawAnswer {
  readonly answer: unknown;
  readonly signals: Readonly<Record<string, unknown>>;
  readonly model: string;
  readonly fingerprint: string | null;
  readonly cost: { readonly amount: string; readonly currency: string } | null;
  /** The answer as text, kept for the person when it cannot be used. */
  readonly text: string;
}

export type AnswerReading = { readonly ok: true; readonly proposal: Proposal } | { readonly ok: false; readonly why: string };

const isScore = (value: unknown): value is number => typeof value === 'number' && value >= 0 && value <= 1;

/** One score from many signals: the smallest of those that are ranked; one missing or invalid means no score. */
export function scoreOf(rankedBy: readonly string[], signals: Readonly<Record<string, unknown>>): number | null {
  let score: number | null = null;
  for (const name of rankedBy) {
    const signal = signals[name];
    if (!isScore(signal)) return null;
    score = score === null || signal < score ? signal : score;
  }
  return score;
}

/** Parses an answer `{decision, fills?, cite?, reason?}` strictly: an unknown decision or a wrong fill makes it unusable. */
export function readAnswer(agreement: Agreement, raw: RawAnswer): AnswerReading {
  if (typeof raw.answer !== 'object' || raw.answer === null) return { ok: false, why: 'The AI did not answer with an object.' };
  const { decision, fills, cite, reason } = raw.answer as Record<string, unknown>;
  if (typeof decision !== 'string') return { ok: false, why: 'The AI named no decision.' };
  // The why stands in the journal, so it quotes nothing that the AI wrote: that may be personal. The person sees the answer itself.
  if (!agreement.decisions.has(decision)) return { ok: false, why: 'The AI proposed something which is no decision of this process.' };
  const read: Record<string, Value> = {};
  const given = typeof fills === 'object' && fills !== null ? (fills as Record<string, unknown>) : {};
  for (const fill of agreement.fills.values()) {
    const value = Object.hasOwn(given, fill.id) ? given[fill.id] : undefined;
    if (value === undefined || value === null) {
      read[fill.id] = null;
      continue;
    }
    const one = readValue(fill, value);
    if (!one.ok) return { ok: false, why: `The AI filled ${fill.id} wrongly.` };
    read[fill.id] = one.value;
  }
  const needs = agreement.decisions.get(decision)?.needs ?? null;
  if (needs !== null) {
    const text = needs === 'reason' ? reason : given[needs];
    if (typeof text === 'string') read[needs] = text;
  }
  const signals: Record<string, number | null> = {};
  for (const [name, signal] of Object.entries(raw.signals)) signals[name] = isScore(signal) ? signal : null;
  return {
    ok: true,
    proposal: {
      decision,
      fills: read,
      score: scoreOf(agreement.otherwise.rankedBy, raw.signals),
      signals,
      model: raw.model,
      fingerprint: raw.fingerprint,
      cite: Array.isArray(cite) ? cite.filter((text) => typeof text === 'string') : [],
      reason: typeof reason === 'string' ? reason : null,
      cost: raw.cost,
    },
  };
}
