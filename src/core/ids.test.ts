import fc from 'fast-check';
import { expect, test } from 'vitest';
import { processOfId, publicId } from './ids.ts';
import { instant } from './time.ts';

const march = instant(Date.UTC(2026, 2, 2, 8));
const chance = new Uint8Array([0, 1, 2, 3, 4, 5, 6, 7, 8, 255]);
const anyChance = fc.uint8Array({ minLength: 10, maxLength: 10 });
const anyMoment = fc.integer({ min: 0, max: 2 ** 50 - 1 }).map(instant);

test('an id is the process, the time and 80 bits of chance', () => {
  expect(publicId(1, march, chance)).toBe('1-01kjprzb00000g40r40m30e27z');
  expect(publicId(35, march, chance)).toBe('z-01kjprzb00000g40r40m30e27z');
  expect(publicId(1, march, new Uint8Array(10))).toMatch(/0{16}$/);
  expect(publicId(1, march, new Uint8Array(10).fill(255))).toMatch(/z{16}$/);
});

test('chance that is too short is our own mistake', () => {
  expect(() => publicId(1, march, new Uint8Array(9))).toThrow('10 bytes');
});

test('the process is read back from every id', () =>
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 36 ** 7 - 1 }), anyMoment, anyChance, (process, at, bytes) => {
      expect(processOfId(publicId(process, at, bytes))).toBe(process);
    }),
  ));

test('within a process, ids sort by time', () =>
  fc.assert(
    fc.property(anyMoment, anyMoment, anyChance, anyChance, (a, b, x, y) => {
      fc.pre(a !== b);
      expect(publicId(7, a, x) < publicId(7, b, y)).toBe(a < b);
    }),
  ));

test('every bit of chance counts', () =>
  fc.assert(
    fc.property(anyChance, fc.nat(79), (bytes, bit) => {
      const other = bytes.map((byte, at) => (at === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
      expect(publicId(7, march, other)).not.toBe(publicId(7, march, bytes));
    }),
  ));

test.each([
  '',
  '1-',
  '1',
  'x'.repeat(30),
  '1-01KHVRB900000G40R40M30E20Z',
  `1-${'i'.repeat(26)}`,
  `1-${'0'.repeat(25)}`,
  `-${'0'.repeat(26)}`,
  ` 1-${'0'.repeat(26)}`,
])('"%s" is no id', (text) => expect(processOfId(text)).toBeNull());
