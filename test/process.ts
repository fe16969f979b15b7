// A process without a database, for tests of the core: an agreement that an owner could sign, and words for what happens to its cases.
// Monday 2 March 2026, 08:00 UTC, is when cases come in; the deadline is 8 hours, cover comes 2 hours and the fallback 30 minutes before.
import { parseAgreement } from '../src/agreement/parse.ts';
import type { Agreement, Otherwise, People } from '../src/core/agreement.ts';
import { advanceCase, type Opening, openCase } from '../src/core/case.ts';
import type { CaseEffect, CaseEvent, CaseState, Step } from '../src/core/caseTypes.ts';
import type { Certificate } from '../src/core/certificate.ts';
import { noExposure, type Process } from '../src/core/process.ts';
import type { Proposal } from '../src/core/proposal.ts';
import { alwaysWorking, days, type Instant, instant, later } from '../src/core/time.ts';
import { loansPeople, monday } from './loans.ts';

const text = `${loansPeople}  answerWithin: 1 hour
  coverFrom: 2 hours
  handOnTo: [Risk]
deadline: 8 hours
fields:
  amount: { type: money, currency: CHF }
  client: { type: text, optional: true }
  note: { type: text, optional: true, personal: yes }
fills:
  account: { type: text, personal: yes }
  centre: { type: choice, values: { a: Centre A, b: Centre B } }
decisions:
  accept: { label: accept }
  refuse: { label: refuse, undoFor: 5 minutes }
  ask: { label: ask back, needs: question }
  close: { label: close the account, neverByAi: yes }
  pay: { label: pay, audit: before }
personDecidesWhen:
  - the amount is above 10'000 CHF
  - the client is missing
  - the client is "Thief"
fallback: { before: 30 minutes, decide: ask, fills: { question: We need a little longer. }, never: [accept] }
otherwise: { rankedBy: [score], checkedAtRandom: { assisted: 1 in 2, supervised: 1 in 5, autonomous: 1 in 10 } }
errors:
  wrongAccept: { label: Accepted a bad one, when: { decided: accept, shouldBe: refuse }, atMost: 2 in 100 }
  fraud: { label: Paid a thief, when: { decided: pay, shouldBe: refuse }, guardedBy: ['the client is "Thief"'] }
`;

function read(): Agreement {
  const { agreement, problems } = parseAgreement(text, 'loans.process.yaml');
  if (agreement === null || problems.length > 0) throw new Error(problems.map(({ message }) => message).join('\n'));
  return agreement;
}

export const loans = read();
export { monday };
export const at = (clock: string): Instant => instant(Date.parse(`2026-03-02T${clock}:00Z`));

export const certificate: Certificate = {
  id: 'c1',
  threshold: 0.9,
  model: 'm1',
  wiringHash: 'w1',
  trustHash: loans.trustHash,
  from: monday,
  until: later(monday, days(90)),
  planted: true,
};

export interface Changes extends Partial<Omit<Process, 'agreement'>> {
  readonly agreement?: Partial<Omit<Agreement, 'people' | 'otherwise'>>;
  readonly people?: Partial<People>;
  readonly otherwise?: Partial<Otherwise>;
}

/** Certified and in the step `supervised`, unless something is said. */
export function aProcess({ agreement, people, otherwise, ...rest }: Changes = {}): Process {
  const changed: Agreement = {
    ...loans,
    ...agreement,
    people: { ...loans.people, ...people },
    otherwise: { ...loans.otherwise, ...otherwise },
  };
  const base = { number: 1, name: 'loans', step: 'supervised', pausedBy: null, certificate, wiringHash: 'w1' } as const;
  return { ...base, working: alwaysWorking, exposure: noExposure, agreement: changed, ...rest };
}

export const aProposal = (changes: Partial<Proposal> = {}): Proposal => ({
  decision: 'accept',
  fills: { account: '4711', centre: 'a' },
  score: 0.95,
  signals: { score: 0.95 },
  model: 'm1',
  fingerprint: null,
  cite: [],
  reason: null,
  cost: null,
  ...changes,
});

export const opening = (changes: Partial<Opening> = {}): Opening => {
  const values = { amount: '480.00', client: 'Muster', note: null };
  return { id: '1-a', key: 'a', raw: values, values, problems: [], receivedAt: monday, outside: null, by: 'caller', ...changes };
};

/** `u` below the rate of the step means: drawn for a check. */
export const proposed = (proposal: Partial<Proposal> = {}, u = 0.999): CaseEvent => ({
  kind: 'proposed',
  proposal: aProposal(proposal),
  draw: { u, secretId: 's1' },
});
export const failed: CaseEvent = { kind: 'modelFailed', failure: 'unusable', why: 'The AI named no decision.', raw: 'hello' };
export const reviewed = (by: string, decision = 'refuse'): CaseEvent => ({
  kind: 'reviewed',
  by,
  decision,
  fills: { account: '4712' },
  reason: null,
  provenance: null,
});
export const silence = (claims = 1): CaseEvent => ({ kind: 'dueReached', claims });
export const undone: CaseEvent = { kind: 'undone', by: 'Nadia' };
export const contested: CaseEvent = { kind: 'contested', by: 'Ms Client', reason: 'It was paid before.' };
export const outcomeKnown = (decision = 'accept'): CaseEvent => ({ kind: 'outcomeKnown', by: 'the shop', decision, fills: {} });

/** One case on its way: `happens(event, at)` moves it and keeps what came out. */
export interface Tale {
  readonly process: Process;
  readonly state: CaseState;
  /** Effects of the last step alone. */
  readonly last: readonly CaseEffect[];
  readonly effects: readonly CaseEffect[];
  happens(event: CaseEvent, now?: Instant): Tale;
  /** Delivers silence whenever it is due, until then. */
  silentUntil(end: Instant): Tale;
}

export function tale(process: Process = aProcess(), given: Partial<Opening> = {}, now: Instant = monday): Tale {
  return told(process, openCase(process, opening(given), now), [], now);
}

function told(process: Process, step: Step, before: readonly CaseEffect[], now: Instant): Tale {
  const effects = [...before, ...step.effects];
  const self: Tale = {
    process,
    state: step.state,
    last: step.effects,
    effects,
    happens: (event, then = now) => told(process, advanceCase(process, step.state, event, then), effects, then),
    silentUntil(end) {
      let one: Tale = self;
      for (let n = 0; n < 100; n += 1) {
        const { wakeAt } = one.state;
        if (wakeAt === null || wakeAt > end) return one;
        one = one.happens(silence(), instant(Math.max(wakeAt, now)));
      }
      throw new Error('Silence does not end.');
    },
  };
  return self;
}

/** The kinds of journal entries among effects. */
export const entriesOf = (effects: readonly CaseEffect[]): readonly string[] =>
  effects.flatMap((effect) => (effect.kind === 'record' ? [effect.entry.kind] : []));
export const of = <K extends CaseEffect['kind']>(effects: readonly CaseEffect[], kind: K): readonly Extract<CaseEffect, { kind: K }>[] =>
  effects.filter((effect): effect is Extract<CaseEffect, { kind: K }> => effect.kind === kind);
