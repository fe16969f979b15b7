import { createRequire } from 'node:module';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from './canonical.ts';
import { NumberText } from './input.ts';

/** A CommonJS package whose types say otherwise. */
const serialize = createRequire(import.meta.url)('canonicalize') as (value: unknown) => string;

test.each<[string, unknown, string]>([
  ['keys are sorted, at every depth', { b: 1, a: { d: [], c: {} } }, '{"a":{"c":{},"d":[]},"b":1}'],
  [
    'by UTF-16 code units, as the RFC asks',
    { '\u{1F600}': 1, '\uFB33': 2, é: 3, z: 4, '10': 5, '9': 6 },
    '{"10":5,"9":6,"z":4,"é":3,"\u{1F600}":1,"\uFB33":2}',
  ],
  ['numbers as ECMAScript writes them', [1e21, 1e-7, 0.1, 100, -0, 5e-324], '[1e+21,1e-7,0.1,100,0,5e-324]'],
  ['undefined members are left out', { a: undefined, b: null }, '{"b":null}'],
  ['in a list they are null', [undefined, 1], '[null,1]'],
  ['control characters are escaped, nothing else', '\u0000\n"\\/é€', '"\\u0000\\n\\"\\\\/é€"'],
  ['dates by their own JSON', { at: new Date(0) }, '{"at":"1970-01-01T00:00:00.000Z"}'],
  ['a number kept as text', { amount: new NumberText('12500.50') }, '{"amount":"12500.50"}'],
  ['values without a prototype', Object.assign(Object.create(null), { a: 1 }), '{"a":1}'],
  ['a key that would be a prototype', JSON.parse('{"__proto__":1,"a":2}'), '{"__proto__":1,"a":2}'],
])('%s', (_, value, text) => expect(canonicalJson(value)).toBe(text));

test.each<[string, unknown]>([
  ['NaN', Number.NaN],
  ['Infinity', [Number.POSITIVE_INFINITY]],
  ['a bigint', { n: 1n }],
  ['a function', { f: () => 1 }],
  ['a symbol', [Symbol('x')]],
  ['undefined alone', undefined],
  ['a map, which JSON would write as {}', { fields: new Map([['a', 1]]) }],
  ['a set', new Set([1])],
  ['bytes', new Uint8Array(2)],
])('%s is refused', (_, value) => expect(() => canonicalJson(value)).toThrow('Canonical JSON has no'));

test('says the same as another implementation of RFC 8785', () =>
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
      expect(canonicalJson(value)).toBe(serialize(value));
    }),
    { numRuns: 2000 },
  ));

test('the text is JSON for the same value, and reading and writing it again changes nothing', () =>
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
      const text = canonicalJson(value);
      expect(canonicalJson(JSON.parse(text))).toBe(text);
      expect(JSON.stringify(JSON.parse(text)).length).toBe(text.length);
    }),
    { numRuns: 500 },
  ));

test('the order in which members were added does not matter', () =>
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      expect(canonicalJson(Object.fromEntries(Object.entries(value).reverse()))).toBe(canonicalJson(value));
    }),
  ));
