import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NumberText } from '../core/input.ts';
import { readJson } from './json.ts';

const valueIn = (text: string): unknown => {
  const reading = readJson(text);
  if (!reading.ok) throw new Error(reading.detail);
  return reading.value;
};

test.each([
  ['{"a":12500.50}', new NumberText('12500.50')],
  ['{"a":12500.5}', 12500.5],
  ['{"a":1.0}', new NumberText('1.0')],
  ['{"a":9007199254740993}', new NumberText('9007199254740993')],
  ['{"a":0.1}', 0.1],
  ['{"a":-7}', -7],
  ['{"a":-0}', 0],
  ['{"a":-0.00}', new NumberText('0.00')],
  ['{"a":1e999}', new NumberText('1e999')],
  ['{"a":1E2}', new NumberText('1E2')],
  ['{"a":"1.0"}', '1.0'],
])('%s keeps every digit', (text, value) => {
  const read = (valueIn(text) as { a: unknown }).a;
  expect(read).toEqual(value);
  expect(Object.is(read, -0)).toBe(false);
});

test.each([
  ['', 'not-json', 0, 'nothing'],
  ['   ', 'not-json', 0, 'nothing'],
  ['\ufeff{}', 'not-json', 0, 'byte order mark'],
  ['{} {}', 'not-json', 3, 'follows after'],
  ['{"é":1} x', 'not-json', 9, 'follows after'],
  ['{"a":', 'not-json', 5, 'expected'],
  ['{"a":"b', 'not-json', 7, 'end of input'],
  ['[1,]', 'not-json', 3, 'expected'],
  ['{"a":NaN}', 'not-json', 5, 'expected'],
  ['{"a":01}', 'not-json', 6, 'expected'],
  ['{"a":1,"a":1}', 'duplicate-field', 7, '"a" is named twice'],
  ['{"é":1,"b":{"c":0},"\\u00e9":2}', 'duplicate-field', 20, 'named twice'],
  ['[{"a":{"b":[1,{"c":1, "c" : 2}]}}]', 'duplicate-field', 22, 'named twice'],
  ['{"__proto__":1,"__proto__":2}', 'duplicate-field', 15, 'named twice'],
])('%s is refused as %s at byte %s', (text, code, offset, words) => {
  const reading = readJson(text);
  expect(reading).toMatchObject({ ok: false, code, offset });
  expect(reading.ok ? '' : reading.detail).toContain(words);
});

test('a value nested 100,000 deep is refused, not followed', () => {
  expect(readJson('['.repeat(100_000) + ']'.repeat(100_000))).toMatchObject({ ok: false, code: 'too-deep', offset: 200 });
  expect(readJson('['.repeat(100_000))).toMatchObject({ ok: false, code: 'not-json' });
});

test('bytes that are not UTF-8 are refused where they stand', () => {
  const bytes = Buffer.concat([Buffer.from('{"é":"'), Buffer.from([0xff]), Buffer.from('"}')]);
  expect(readJson(bytes)).toMatchObject({ ok: false, code: 'not-json', offset: 7 });
  expect(readJson(Buffer.from('{"é":1}'))).toEqual({ ok: true, value: { é: 1 } });
  expect(readJson(Buffer.from('\ufeff{}'))).toMatchObject({ ok: false, offset: 0 });
});

test('the same name in two objects, and as a value, is no repetition', () => {
  expect(valueIn('[{"a":"a"},{"a":["a","a"]},"a"]')).toEqual([{ a: 'a' }, { a: ['a', 'a'] }, 'a']);
});

test('whatever JSON.stringify writes is read as JSON.parse reads it', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 8 }), (text) => {
      expect(JSON.stringify(valueIn(text))).toBe(JSON.stringify(JSON.parse(text)));
    }),
  );
});

test('a text beside a lossy number is read the same on the slow way', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 8 }), (text) => {
      const [slow, number] = valueIn(`[${text},1.0]`) as [unknown, unknown];
      expect(number).toEqual(new NumberText('1.0'));
      expect(JSON.stringify(slow, (_, v) => (v instanceof NumberText ? Number(v.text) : v))).toBe(JSON.stringify(JSON.parse(text)));
    }),
  );
});
