import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Value, Values } from './input.ts';
import { type Comparison, type Condition, evaluate } from './rule.ts';

const compare = (operator: Comparison, value: string): Condition => ({ kind: 'compare', field: 'amount', operator, value });
const is = (value: string, as: 'word' | 'quantity' = 'word', negated = false): Condition => ({ kind: 'is', field: 'amount', value, as, negated });
const missing = (negated = false): Condition => ({ kind: 'missing', field: 'amount', negated });
const differs = (by: string, percent: boolean): Condition => ({ kind: 'differs', field: 'amount', other: 'ordered', by, percent });
const file = { name: 'scan.pdf', mediaType: 'application/pdf', base64: '' };

test.each<[string, Condition, Value, string]>([
  ['above the limit', compare('above', '10000'), '10000.01', 'yes'],
  ['exactly at the limit is not above it', compare('above', '10000'), '10000.00', 'no'],
  ['exactly at the limit is at least it', compare('atLeast', '10000'), '10000.00', 'yes'],
  ['exactly at the limit is at most it', compare('atMost', '10000'), '10000.00', 'yes'],
  ['a credit note is below zero', compare('below', '0'), '-5.00', 'yes'],
  ['compared as amounts, not as words', compare('above', '9'), '10', 'yes'],
  ['more digits than a float holds', compare('above', '9007199254740992'), '9007199254740993', 'yes'],
  ['a very small number is still above zero', compare('above', '0'), 1e-9, 'yes'],
  ['a date after the limit', compare('above', '2026-03-01'), '2026-03-02', 'yes'],
  ['a date on the limit', compare('below', '2026-03-01'), '2026-03-01', 'no'],
  ['a date is no amount', compare('above', '20260301'), '2026-03-02', 'cannotTell'],
  ['a word is no amount', compare('above', '100'), 'many', 'cannotTell'],
  ['no amount at all', compare('above', '100'), null, 'cannotTell'],
  ['an empty text is no amount', compare('above', '100'), ' ', 'cannotTell'],
  ['the word itself', is('known'), 'known', 'yes'],
  ['another word', is('known'), 'new', 'no'],
  ['not known', is('known', 'word', true), 'new', 'yes'],
  ['not known, but it is', is('known', 'word', true), 'known', 'no'],
  ['yes is true', is('yes'), true, 'yes'],
  ['no is false', is('no'), false, 'yes'],
  ['a word that looks like a number stays a word', is('2'), '2.0', 'no'],
  ['a quantity is compared as one', is('2', 'quantity'), '2.0', 'yes'],
  ['a number as quantity', is('7.70', 'quantity'), 7.7, 'yes'],
  ['a date as quantity', is('2026-03-01', 'quantity'), '2026-03-01', 'yes'],
  ['not that quantity', is('2', 'quantity', true), '3', 'yes'],
  ['a word is neither this quantity', is('2', 'quantity'), 'two', 'cannotTell'],
  ['nor another one', is('2', 'quantity', true), 'two', 'cannotTell'],
  ['nothing is neither known', is('known'), null, 'cannotTell'],
  ['nor not known', is('known', 'word', true), null, 'cannotTell'],
  ['missing', missing(), null, 'yes'],
  ['an empty box is missing', missing(), '', 'yes'],
  ['a blank one too', missing(), ' \n', 'yes'],
  ['zero is not missing', missing(), '0', 'no'],
  ['no is not missing', missing(), false, 'no'],
  ['a file is not missing', missing(), file, 'no'],
  ['present', missing(true), file, 'yes'],
])('%s', (_, condition, value, expected) => expect(evaluate(condition, { amount: value })).toBe(expected));

test.each<[string, Condition, Values, string]>([
  ['by exactly two percent', differs('2', true), { amount: '102', ordered: '100' }, 'no'],
  ['by more than two percent', differs('2', true), { amount: '102.01', ordered: '100' }, 'yes'],
  ['less than ordered', differs('2', true), { amount: '97.99', ordered: '100' }, 'yes'],
  ['in percent of the ordered amount, not of the invoiced one', differs('10', true), { amount: '90', ordered: '100' }, 'no'],
  ['the other way round', differs('10', true), { amount: '100', ordered: '90' }, 'yes'],
  ['by more than an amount', differs('5', false), { amount: '105.01', ordered: '100' }, 'yes'],
  ['ordered for nothing: no percentage', differs('2', true), { amount: '10', ordered: '0.00' }, 'cannotTell'],
  ['ordered for nothing: an amount is fine', differs('2', false), { amount: '10', ordered: '0' }, 'yes'],
  ['nothing ordered', differs('2', true), { amount: '10', ordered: null }, 'cannotTell'],
  ['the field is not even there', differs('2', true), { amount: '10' }, 'cannotTell'],
  ['nothing invoiced', differs('2', true), { amount: null, ordered: '10' }, 'cannotTell'],
])('differs %s', (_, condition, values, expected) => expect(evaluate(condition, values)).toBe(expected));

const anyValue: fc.Arbitrary<Value> = fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.constant(null), fc.constant(file), fc.constant('12.50'));
const anyCondition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({
    kind: fc.constant('compare' as const),
    field: fc.constantFrom('amount', 'ordered', '__proto__'),
    operator: fc.constantFrom('above' as const, 'atLeast' as const, 'below' as const, 'atMost' as const),
    value: fc.oneof(fc.string(), fc.constant('12.5')),
  }),
  fc.record({
    kind: fc.constant('is' as const),
    field: fc.constant('amount'),
    value: fc.string(),
    as: fc.constantFrom('word' as const, 'quantity' as const),
    negated: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('missing' as const), field: fc.constant('amount'), negated: fc.boolean() }),
  fc.record({
    kind: fc.constant('differs' as const),
    field: fc.constant('amount'),
    other: fc.constant('ordered'),
    by: fc.constantFrom('2', 'x', '-1'),
    percent: fc.boolean(),
  }),
);
/** As `readInput` makes them: without a prototype. */
const anyValues: fc.Arbitrary<Values> = fc
  .record({ amount: anyValue, ordered: anyValue })
  .map((values): Values => Object.assign(Object.create(null), values));

test('every condition has an answer for every value, and negation never turns "cannot tell" into an answer', () =>
  fc.assert(
    fc.property(anyCondition, anyValues, (condition, values) => {
      const finding = evaluate(condition, values);
      expect(['yes', 'no', 'cannotTell']).toContain(finding);
      if (condition.kind !== 'is' && condition.kind !== 'missing') return;
      const opposite = evaluate({ ...condition, negated: !condition.negated }, values);
      expect(opposite).toBe({ yes: 'no', no: 'yes', cannotTell: 'cannotTell' }[finding]);
    }),
    { numRuns: 2000 },
  ));
