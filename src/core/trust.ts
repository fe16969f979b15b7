// The clear rule for when the AI's output is trusted or escalated. It reads typed input and scores, never the model's text.
// Precedence: a person's order, the step of the ladder, the business rules, then the certificate, then the caps.
import { type Agreement, labelIn, type Rule, rateOf } from './agreement.ts';
import { whyNotCertified } from './certificate.ts';
import { capReached } from './exposure.ts';
import type { Values } from './input.ts';
import { mayAiDecide } from './ladder.ts';
import type { Process } from './process.ts';
import type { Proposal } from './proposal.ts';
import { evaluate } from './rule.ts';
import { type Instant, isoOf } from './time.ts';

export type Trust =
  | { readonly verdict: 'trust'; readonly why: string }
  /** `rule` is the cause that incidents and reports group by. */
  | { readonly verdict: 'person'; readonly why: string; readonly rule: TrustCause };
export type TrustCause = 'order' | 'step' | 'business-rule' | 'never-by-ai' | 'certificate' | 'score' | 'cap' | 'needs';

const person = (rule: TrustCause, why: string): Trust => ({ verdict: 'person', rule, why });

/** The first business rule that asks for a person, as a sentence; null when none speaks. */
export function ruleThatSpeaks(rules: readonly Rule[], values: Values): string | null {
  for (const rule of rules) {
    const finding = evaluate(rule.condition, values);
    if (finding === 'yes') return `Your rule: ${rule.sentence}.`;
    if (finding === 'cannotTell') return `Your rule could not be checked, a value is missing: ${rule.sentence}.`;
  }
  return null;
}

/** The rules in force for one proposed decision: those of the process, and the guards of errors that this decision could be. */
function rulesFor(agreement: Agreement, decision: string): readonly Rule[] {
  const guards = [...agreement.errors.values()].filter((kind) => 'decided' in kind.when && (kind.when.decided ?? decision) === decision);
  return [...agreement.personDecidesWhen, ...guards.flatMap((kind) => kind.guardedBy)];
}

/** Business rules and `neverByAi` alone, as if a certificate accepted every score: what examples are judged by. */
export function rulesAskForPerson(agreement: Agreement, values: Values, decision: string): Trust | null {
  const spoken = ruleThatSpeaks(rulesFor(agreement, decision), values);
  if (spoken !== null) return person('business-rule', spoken);
  const rule = agreement.decisions.get(decision);
  if (rule?.neverByAi === true) return person('never-by-ai', `"${labelIn(rule.label, agreement.language)}" is never decided by the AI.`);
  return null;
}

/** Reads the rule from the strictest reason down; the first that speaks wins, and it is the `why` that people see. */
export function applyTrustRule(process: Process, values: Values, proposal: Proposal, now: Instant): Trust {
  const { agreement } = process;
  if (process.pausedBy !== null) return person('order', `${process.pausedBy} ordered that people decide everything.`);
  if (!mayAiDecide(process.step)) return person('step', `In the step "${process.step}" a person decides every case.`);
  const ruled = rulesAskForPerson(agreement, values, proposal.decision);
  if (ruled !== null) return ruled;
  if (agreement.otherwise.aiDecides === 'never') return person('order', 'The agreement lets people decide every case.');
  const needs = agreement.decisions.get(proposal.decision)?.needs ?? null;
  if (needs !== null && typeof proposal.fills[needs] !== 'string')
    return person('needs', `The AI did not write the ${needs} that this decision needs.`);
  if (agreement.reviewAgreementBy !== null && isoOf(now).slice(0, 10) > agreement.reviewAgreementBy) {
    return person('certificate', `The agreement was to be reviewed by ${agreement.reviewAgreementBy}; until then people decide.`);
  }
  const binding = { model: proposal.model, wiringHash: process.wiringHash ?? '', trustHash: agreement.trustHash };
  const uncertified = whyNotCertified(process.certificate, binding, now);
  if (uncertified !== null || process.certificate === null) return person('certificate', uncertified ?? '');
  const { threshold } = process.certificate;
  if (proposal.score === null) return person('score', 'The answer came without a usable score.');
  if (proposal.score < threshold) return person('score', `Score ${proposal.score} is under the certified ${threshold}.`);
  const cap = capReached(agreement, process.exposure, values, now);
  if (cap !== null) return person('cap', cap);
  return { verdict: 'trust', why: `Score ${proposal.score} is at or over the certified ${threshold}.` };
}

/** The share of cases that are checked at random in this step. */
export function auditRate({ agreement, step }: Process): number {
  const shares = agreement.otherwise.checkedAtRandom;
  return step === 'shadow' ? 0 : rateOf(shares[step]);
}
