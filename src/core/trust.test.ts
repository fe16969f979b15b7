// The trust rule as its owner reads it: one row, one situation, who decides and why.
import { describe, expect, test } from 'vitest';
import { aProcess, aProposal, type Changes, certificate, loans, monday } from '../../test/process.ts';
import { type Otherwise, rateOf } from './agreement.ts';
import type { Values } from './input.ts';
import type { Exposure } from './process.ts';
import type { Proposal } from './proposal.ts';
import { days, instant, later } from './time.ts';
import { applyTrustRule, auditRate, rulesAskForPerson } from './trust.ts';

const small: Values = { amount: '480.00', client: 'Muster', note: null };
const exposure = { day: '2026-03-02', cases: 0, money: '0', inARow: new Map<string, number>() };

const money = { amount: '1000', currency: 'CHF' };

interface Row {
  readonly values?: Values;
  readonly process?: Changes;
  readonly proposal?: Partial<Proposal>;
  readonly now?: number;
}
const verdict = ({ values = small, process = {}, proposal = {}, now = monday }: Row) =>
  applyTrustRule(aProcess(process), values, aProposal(proposal), instant(now));

describe('who decides', () => {
  test.each<[situation: string, rule: string, why: string, Row]>([
    ['a person ordered a pause', 'order', 'Claire Favre ordered that people decide everything.', { process: { pausedBy: 'Claire Favre' } }],
    ['the step is shadow', 'step', 'In the step "shadow" a person decides every case.', { process: { step: 'shadow' } }],
    ['the step is assisted', 'step', 'In the step "assisted" a person decides every case.', { process: { step: 'assisted' } }],
    ['a rule speaks', 'business-rule', "Your rule: the amount is above 10'000 CHF.", { values: { ...small, amount: '10000.01' } }],
    ['a rule asks for a value that is there', 'business-rule', 'Your rule: the client is missing.', { values: { ...small, client: null } }],
    ['a rule cannot be checked', 'business-rule', 'Your rule could not be checked, a value is missing: ', { values: { ...small, amount: null } }],
    ['the guard of a grave error speaks', 'business-rule', 'Your rule: the client is "Thief".', thief('pay')],
    ['the decision is never the AI’s', 'never-by-ai', '"close the account" is never decided by the AI.', { proposal: { decision: 'close' } }],
    ['the agreement says never', 'order', 'The agreement lets people decide every case.', { process: { otherwise: { aiDecides: 'never' } } }],
    ['the text that the decision needs is missing', 'needs', 'The AI did not write the question', { proposal: { decision: 'ask' } }],
    ['the agreement has lapsed', 'certificate', 'The agreement was to be reviewed by 2026-03-01', lapsed('2026-03-01')],
    ['there is no certificate', 'certificate', 'No certificate: a person decides every case.', { process: { certificate: null } }],
    ['the certificate has ended', 'certificate', 'The certificate ended on 2026-05-31.', { now: certificate.until }],
    ['the certificate has not begun', 'certificate', 'The certificate begins on 2026-03-02.', { now: certificate.from - 1 }],
    ['another model answers', 'certificate', 'The certificate is for m1, this answer is from m2.', { proposal: { model: 'm2' } }],
    ['the wiring changed', 'certificate', 'The certificate is for another prompt or wiring.', { process: { wiringHash: 'w2' } }],
    ['there is no wiring', 'certificate', 'The certificate is for another prompt or wiring.', { process: { wiringHash: null } }],
    ['the agreement changed', 'certificate', 'another version of the agreement', { process: { agreement: { trustHash: 'other' } } }],
    ['there is no score', 'score', 'The answer came without a usable score.', { proposal: { score: null } }],
    ['the score is just under', 'score', 'is under the certified 0.9.', { proposal: { score: 0.9 - Number.EPSILON } }],
    ['the day’s cases are full', 'cap', 'decided 5 cases alone today', capped({ cases: 5, money: null }, { cases: 5 })],
    ['the day’s money would be passed', 'cap', 'more than 1000 CHF alone today', capped({ cases: null, money }, { money: '520.01' })],
    ['too many in a row', 'cap', '3 cases in a row with the same client', inARow(3)],
  ])('a person, since %s', (_, rule, why, row) => {
    expect(verdict(row)).toEqual({ verdict: 'person', rule, why: expect.stringContaining(why) });
  });

  test.each<[situation: string, Row]>([
    ['all is well', {}],
    ['the score is exactly the certified one', { proposal: { score: 0.9 } }],
    ['the amount is exactly the limit', { values: { ...small, amount: '10000' } }],
    ['it is the last moment of the certificate', { now: certificate.until - 1 }],
    ['it is the day by which the agreement is reviewed', lapsed('2026-03-02')],
    ['a guard speaks, but for another decision', thief('accept')],
    ['one case is left today', capped({ cases: 5, money: null }, { cases: 4 })],
    ['the cap was full yesterday', capped({ cases: 5, money: null }, { cases: 5, day: '2026-03-01' })],
    ['the money fits to the centime', capped({ cases: null, money }, { money: '520.00' })],
    ['one more in a row is allowed', inARow(2)],
    ['the text that the decision needs is written', { proposal: { decision: 'ask', fills: { question: 'Which one?' } } }],
    ['a holiday was added', { process: { agreement: { hash: 'other' } } }],
  ])('the AI, when %s', (_, row) => {
    expect(verdict(row)).toEqual({ verdict: 'trust', why: expect.stringMatching(/^Score 0\.9\d* is at or over the certified 0\.9\.$/) });
  });
});

function thief(decision: string): Row {
  const agreement = { personDecidesWhen: [] };
  return { values: { ...small, client: 'Thief' }, proposal: { decision }, process: { agreement } };
}
function lapsed(reviewAgreementBy: string): Row {
  return { process: { agreement: { reviewAgreementBy } } };
}
function capped(cap: Otherwise['exposure'], used: Partial<Exposure>): Row {
  return { process: { otherwise: { exposure: cap }, exposure: { ...exposure, ...used } } };
}
function inARow(before: number): Row {
  return { process: { otherwise: { inARow: { per: 'client', atMost: 3 } }, exposure: { ...exposure, inARow: new Map([['Muster', before]]) } } };
}

describe('the strictest reason is the one that is told', () => {
  // Each row of this ladder holds for every case below it too; taking the first away shows the next.
  const everything: Changes = {
    pausedBy: 'Claire Favre',
    step: 'assisted',
    certificate: null,
    otherwise: { aiDecides: 'never', exposure: { cases: 0, money: null } },
    agreement: { reviewAgreementBy: '2020-01-01' },
  };
  const bad = { decision: 'close', score: null, fills: {} };
  const large = { ...small, amount: '99999' };
  test.each<[what: string, rule: string, values: Values, process: Changes, proposal: Partial<Proposal>]>([
    ['all at once', 'order', large, everything, bad],
    ['without the order', 'step', large, { ...everything, pausedBy: null }, bad],
    ['on the step that trusts', 'business-rule', large, { ...everything, pausedBy: null, step: 'autonomous' }, bad],
    ['with a small amount', 'never-by-ai', small, { ...everything, pausedBy: null, step: 'autonomous' }, bad],
    ['with another decision', 'order', small, { ...everything, pausedBy: null, step: 'autonomous' }, { ...bad, decision: 'ask' }],
    ['when the AI may decide', 'needs', small, mayDecide(), { ...bad, decision: 'ask' }],
    ['with the text', 'certificate', small, mayDecide(), { ...bad, decision: 'accept' }],
    ['with a certificate', 'score', small, { ...mayDecide(), certificate, agreement: {} }, { ...bad, decision: 'accept' }],
    ['with a score', 'cap', small, { ...mayDecide(), certificate, agreement: {} }, { decision: 'accept', score: 1 }],
  ])('%s: %s', (_, rule, values, process, proposal) => {
    expect(applyTrustRule(aProcess(process), values, aProposal(proposal), monday)).toMatchObject({ verdict: 'person', rule });
  });
  function mayDecide(): Changes {
    return { ...everything, pausedBy: null, step: 'autonomous', otherwise: { exposure: { cases: 0, money: null } } };
  }
});

test('examples are judged by rules and never-by-AI alone, as if every score were accepted', () => {
  expect(rulesAskForPerson(loans, small, 'accept')).toBeNull();
  expect(rulesAskForPerson(loans, { ...small, client: null }, 'accept')).toMatchObject({ rule: 'business-rule' });
  expect(rulesAskForPerson(loans, small, 'close')).toMatchObject({ rule: 'never-by-ai' });
});

test('the share of checks is that of the step; shadow has none', () => {
  const shares = (['shadow', 'assisted', 'supervised', 'autonomous'] as const).map((step) => auditRate(aProcess({ step })));
  expect(shares).toEqual([0, 1 / 2, 1 / 5, 1 / 10]);
  expect(rateOf({ count: 2, of: 100 })).toBe(0.02);
});

test('the agreement’s day of review ends with its day, in UTC', () => {
  const { process } = lapsed('2026-03-02');
  expect(verdict({ ...(process === undefined ? {} : { process }), now: later(monday, days(1)) })).toMatchObject({ rule: 'certificate' });
});
