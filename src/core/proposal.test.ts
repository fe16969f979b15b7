import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Agreement, Field } from './agreement.ts';
import { type RawAnswer, readAnswer, scoreOf } from './proposal.ts';

const label = { en: ['x'], fr: ['x'], de: ['x'] };
const fill = (id: string, type: Field['type'], values: readonly string[] = []) =>
  [id, { id, type, currency: 'CHF', values: new Map(values.map((value) => [value, label])) } as unknown as Field] as const;
/** Of an agreement, an answer meets decisions, fills and the ranked signals only. */
const agreement = {
  decisions: new Map([
    ['pay', { id: 'pay', needs: null }],
    ['query', { id: 'query', needs: 'question' }],
    ['refuse', { id: 'refuse', needs: 'reason' }],
  ]),
  fills: new Map([fill('costCentre', 'choice', ['4410', '4420']), fill('total', 'money')]),
  otherwise: { rankedBy: ['probability', 'runs'] },
} as unknown as Agreement;

const raw = (answer: unknown, signals: Record<string, unknown> = { probability: 0.9, runs: 0.8 }): RawAnswer => ({
  answer,
  signals,
  model: 'm1',
  fingerprint: 'f',
  cost: null,
  text: '',
});
const read = (answer: unknown, signals?: Record<string, unknown>) => readAnswer(agreement, raw(answer, signals));

test.each<[string, unknown, string]>([
  ['no object', 'pay', 'did not answer with an object'],
  ['nothing', null, 'did not answer with an object'],
  ['no decision', {}, 'named no decision'],
  ['a decision that is no text', { decision: ['pay'] }, 'named no decision'],
  ['an unknown decision', { decision: 'Pay' }, 'which is no decision of this process'],
  ['an unknown decision, which is not quoted since it may be personal', { decision: 'x'.repeat(5000) }, 'The AI proposed something which'],
  ['a cost centre that does not exist', { decision: 'pay', fills: { costCentre: '9999' } }, 'filled costCentre wrongly'],
  ['an amount with an exponent', { decision: 'pay', fills: { total: '1e3' } }, 'filled total wrongly'],
  ['a decision named like something every object has', { decision: 'constructor' }, 'which is no decision'],
])('%s: a person decides', (_, answer, why) => {
  const reading = read(answer);
  expect(reading.ok ? 'usable' : reading.why).toContain(why);
  if (!reading.ok) expect(reading.why.length).toBeLessThan(300);
});

test.each<[string, unknown, Record<string, unknown>]>([
  ['all filled', { decision: 'pay', fills: { costCentre: '4410', total: '12.50' } }, { costCentre: '4410', total: '12.50' }],
  ['what is left out is missing', { decision: 'pay' }, { costCentre: null, total: null }],
  ['null is missing', { decision: 'pay', fills: { costCentre: null } }, { costCentre: null, total: null }],
  ['fills that nobody asked for are dropped', { decision: 'pay', fills: { iban: 'CH93', costCentre: '4410' } }, { costCentre: '4410', total: null }],
  ['fills that are no object count as none', { decision: 'pay', fills: 'all' }, { costCentre: null, total: null }],
  [
    'the text that a decision needs comes along',
    { decision: 'query', fills: { question: 'Which order?' } },
    { costCentre: null, total: null, question: 'Which order?' },
  ],
  ['a needed reason is the reason', { decision: 'refuse', reason: 'Not ours.' }, { costCentre: null, total: null, reason: 'Not ours.' }],
  ['a text that this decision does not need does not', { decision: 'pay', fills: { question: 'Which order?' } }, { costCentre: null, total: null }],
])('%s', (_, answer, fills) => {
  const reading = read(answer);
  expect(reading.ok ? reading.proposal.fills : reading.why).toEqual(fills);
});

test.each<[string, readonly string[], Record<string, unknown>, number | null]>([
  ['the smallest of the ranked signals', ['a', 'b'], { a: 0.9, b: 0.8, c: 0.1 }, 0.8],
  ['zero is a score', ['a'], { a: 0 }, 0],
  ['one is a score', ['a'], { a: 1 }, 1],
  ['one of them missing', ['a', 'b'], { a: 0.9 }, null],
  ['above one', ['a'], { a: 1.0000001 }, null],
  ['below zero', ['a'], { a: -0.1 }, null],
  ['NaN', ['a', 'b'], { a: 0.9, b: Number.NaN }, null],
  ['a number as text', ['a'], { a: '0.9' }, null],
  ['a percentage', ['a'], { a: 90 }, null],
  ['nothing is ranked', [], { a: 0.9 }, null],
  ['a signal named like something every object has', ['constructor'], {}, null],
])('score: %s', (_, ranked, signals, score) => expect(scoreOf(ranked, signals)).toBe(score));

test('a proposal keeps what the AI said beside it, and invalid signals as missing', () => {
  const reading = read({ decision: 'pay', cite: ['total 12.50', 7, null], reason: 12 }, { probability: 0.9, runs: 3, note: 'x' });
  expect(reading.ok ? reading.proposal : reading.why).toMatchObject({
    decision: 'pay',
    score: null,
    signals: { probability: 0.9, runs: null, note: null },
    cite: ['total 12.50'],
    reason: null,
    model: 'm1',
    fingerprint: 'f',
  });
});

test('whatever a model answers is a proposal within the agreement or a sentence, never a throw', () =>
  fc.assert(
    fc.property(
      fc.oneof(fc.anything(), fc.record({ decision: fc.constantFrom('pay', 'query'), fills: fc.anything(), cite: fc.anything() })),
      fc.dictionary(fc.constantFrom('probability', 'runs', '__proto__'), fc.anything()),
      (answer, signals) => {
        const reading = read(answer, signals);
        if (!reading.ok) {
          expect(reading.why).toMatch(/^The AI .*\.$/s);
          return;
        }
        expect(agreement.decisions.has(reading.proposal.decision)).toBe(true);
        for (const name of Object.keys(reading.proposal.fills)) expect([...agreement.fills.keys(), 'question']).toContain(name);
        const { score } = reading.proposal;
        expect(score === null || (score >= 0 && score <= 1)).toBe(true);
      },
    ),
    { numRuns: 1000 },
  ));
