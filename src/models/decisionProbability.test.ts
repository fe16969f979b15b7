import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decisionProbability, decisionSpan, type TokenLogprob, tokenLogprobs } from './decisionProbability.ts';

const tokens = (...parts: readonly (readonly [string, number])[]): readonly TokenLogprob[] =>
  parts.map(([token, logprob]) => ({ token, logprob, bytes: [...Buffer.from(token)] }));
const textOf = (parts: readonly TokenLogprob[]): string => parts.map(({ token }) => token).join('');

describe('where the decision stands', () => {
  test.each([
    ['{"decision":"pay","reason":"x"}', 'pay'],
    ['{ "reason": "\\"decision\\": \\"refuse\\"", "decision" : "pay" }', 'pay'],
    ['{"fills":{"decision":"refuse"},"decision":"pay"}', 'pay'],
    ['{"cite":["decision","refuse"],"decision":"pay"}', 'pay'],
    ['{"reason":"decision","decision":"pay"}', 'pay'],
    ['{"decision":"pay","decision":"refuse"}', null],
    ['{"decision":7}', null],
    ['{"decision":"pa', null],
    ['', null],
  ])('%s', (json, value) => {
    const span = decisionSpan(json);
    expect(span === null ? null : json.slice(span.from, span.to)).toBe(value);
  });

  test('is where a JSON parser finds it, for any answer', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (decision, reason, cite) => {
        const json = JSON.stringify({ reason, cite: [cite, { decision: reason }], decision, fills: { decision: cite } });
        const span = decisionSpan(json);
        expect(span === null ? null : JSON.parse(`"${json.slice(span.from, span.to)}"`)).toBe(decision);
      }),
    );
  });
});

describe('the probability of the decision', () => {
  test('sums the tokens of its value and no others', () => {
    const parts = tokens(['{"', -5], ['decision', -3], ['":"', -2], ['qu', -0.2], ['ery', -0.1], ['","', -4], ['reason":"no"}', -6]);
    expect(decisionProbability(textOf(parts), parts)).toBeCloseTo(Math.exp(-0.3), 12);
  });

  test('counts a token that also holds a quote', () => {
    const parts = tokens(['{"decision":', -9], ['"pay', -0.5], ['"}', -9]);
    expect(decisionProbability(textOf(parts), parts)).toBeCloseTo(Math.exp(-0.5), 12);
  });

  test('counts bytes where tokens cut a character in two', () => {
    const text = '{"reason":"Größe","decision":"pay"}';
    const bytes = Buffer.from(text);
    const cut = bytes.indexOf(0xb6);
    const value = bytes.indexOf('pay');
    const part = (from: number, to: number, logprob: number): TokenLogprob => ({ token: '?', logprob, bytes: [...bytes.subarray(from, to)] });
    const parts = [part(0, cut, -1), part(cut, value, -2), part(value, value + 3, -0.25), part(value + 3, bytes.length, -3)];
    expect(decisionProbability(text, parts)).toBeCloseTo(Math.exp(-0.25), 12);
  });

  test.each<[string, string, readonly TokenLogprob[] | null]>([
    ['no log-probabilities came', '{"decision":"pay"}', null],
    ['tokens and text differ', '{"decision":"pay"}', tokens(['{"decision":"query"}', -0.1])],
    ['the sum is above zero', '{"decision":"pay"}', tokens(['{"decision":"pay"}', 0.7])],
    ['a log-probability is no number', '{"decision":"pay"}', tokens(['{"decision":"pay"}', Number.NaN])],
    ['the decision is empty', '{"decision":""}', tokens(['{"decision":""}', -0.1])],
  ])('is unknown when %s', (_, text, parts) => expect(decisionProbability(text, parts)).toBeNull());
});

test.each([
  [undefined],
  [{ choices: [] }],
  [{ choices: [{ logprobs: null }] }],
  [{ choices: [{ logprobs: { content: [null] } }] }],
  [{ choices: [{ logprobs: { content: [{ token: 'a', logprob: 'b' }] } }] }],
])('a body without usable log-probabilities has none: %j', (body) => expect(tokenLogprobs(body)).toBeNull());
