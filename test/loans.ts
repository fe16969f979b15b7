// The process that most tests of the engine run: its agreement, its first moment, and an AI that answers as told. No database in it,
// so that programs outside of the test runner can use it too.
import { instant } from '../src/core/time.ts';
import type { Model, Outcome, Question } from '../src/models/model.ts';

export const monday = instant(Date.parse('2026-03-02T08:00:00Z'));

/** Who there is. More can be said of people behind it. */
export const loansPeople = `fortnight: 1
process: loans
name: Small loans
case: request
sentences: en-CH
people:
  owner: Claire Favre
  deputies: [Marc Keller]
  sponsor: Nadine Perret
  reviewers: { team: Desk, people: 3 }
  coverReviewers: { team: Cover, people: 2 }
  projectTeam: [Jonas Weber]
`;

export const loans = `${loansPeople}deadline: 8 hours
fields:
  amount: { type: money, currency: CHF }
  text: { type: text, optional: true, personal: yes }
decisions:
  accept: { label: { en: accept, fr: accepter, de: annehmen } }
  refuse: { label: { en: refuse, fr: refuser, de: ablehnen } }
  ask: { label: ask back, needs: question }
personDecidesWhen: [the amount is above 10'000 CHF]
fallback: { before: 30 minutes, decide: ask, fills: { question: We need a little longer. }, never: [accept] }
otherwise: { rankedBy: [score], checkedAtRandom: 1 in 1000000 }
errors:
  wrongAccept: { label: Accepted a bad one, when: { decided: accept, shouldBe: refuse }, atMost: 2 in 100 }
`;

export const answerOf = (decision: string, score: number | null = 0.95): Outcome => ({
  ok: true,
  answer: { answer: { decision }, signals: score === null ? {} : { score }, model: 'm1', fingerprint: null, cost: null, text: decision },
});

export function modelThat(ask: (question: Question) => Outcome | Promise<Outcome>, concurrency = 100): Model {
  return { model: 'm1', wiringHash: 'w1', concurrency, ask: async (question) => ask(question), close: async () => undefined };
}
