import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Agreement, Field } from './agreement.ts';
import { decimalOf } from './decimal.ts';
import { digitsOf, NumberText, readInput, readValue, type Value } from './input.ts';

const field = (id: string, type: Field['type'], more: Partial<Field> = {}): Field => ({
  id,
  type,
  label: { en: [id], fr: [id], de: [id] },
  optional: false,
  personal: false,
  values: new Map(),
  unit: null,
  currency: type === 'money' ? 'CHF' : null,
  show: null,
  subject: false,
  ...more,
});
const status = field('status', 'choice', { values: new Map(['known', '4410'].map((id) => [id, { en: [id], fr: [id], de: [id] }])) });
const agreementOf = (...fields: readonly Field[]): Agreement => ({ fields: new Map(fields.map((one) => [one.id, one])) }) as unknown as Agreement;

const money = field('amount', 'money');
const pdf = { name: 'a.pdf', mediaType: 'application/pdf', base64: 'QUJD' };

test.each<[string, Field, unknown, Value]>([
  ['text as it is, spaces and all', field('t', 'text'), ' Grüezi\n', ' Grüezi\n'],
  ['a known choice', status, 'known', 'known'],
  ['an amount keeps its zeros', money, '12500.50', '12500.50'],
  ['an amount keeps the source text of its number', money, new NumberText('12500.50'), '12500.50'],
  ['a plain JSON number', money, 12500.5, '12500.5'],
  ['a credit note', money, '-5', '-5'],
  ['amount and currency', money, { amount: '7.70', currency: 'CHF' }, '7.70'],
  ['amount as number, with currency', money, { amount: new NumberText('7.70'), currency: 'CHF' }, '7.70'],
  ['an amount in its object, currency left out', money, { amount: '7.70' }, '7.70'],
  ['yen have no digits after the mark', field('a', 'money', { currency: 'JPY' }), '1200', '1200'],
  ['dinars have three', field('a', 'money', { currency: 'KWD' }), '1.234', '1.234'],
  ['a number', field('n', 'number'), 7.7, 7.7],
  ['a number by its text', field('n', 'number'), new NumberText('7.70'), 7.7],
  ['a tiny number', field('n', 'number'), new NumberText('0.000000000000001234'), 1.234e-15],
  ['fifteen digits and an exponent', field('n', 'number'), new NumberText('1.23456789012345e-10'), 1.23456789012345e-10],
  ['minus zero is zero', field('n', 'number'), -0, 0],
  ['a date', field('d', 'date'), '2026-03-31', '2026-03-31'],
  ['a leap day', field('d', 'date'), '2028-02-29', '2028-02-29'],
  ['yes', field('y', 'yesno'), 'yes', true],
  ['false', field('y', 'yesno'), false, false],
  ['a file with its content', field('f', 'file'), pdf, pdf],
  ['a stored file', field('f', 'file'), { file: 'f1' }, { name: 'f1', mediaType: '', file: 'f1' }],
])('%s', (_, one, raw, value) => expect(readValue(one, raw)).toEqual({ ok: true, value }));

test.each<[string, Field, unknown, string]>([
  ['a number is no text', field('t', 'text'), 7, 'is not a text'],
  ['an unknown choice', status, 'Known', '"known"'],
  ['a choice sent as a number says so', status, 4410, 'is 4410; possible are "known", "4410"'],
  ['a choice sent as a number by its text', status, new NumberText('4410'), 'is 4410; possible'],
  ['a very long choice is cut', status, 'x'.repeat(100_000), '…'],
  ['an exponent', money, '1e3', 'is not an amount'],
  ['grouping', money, "12'500", 'is not an amount'],
  ['a comma', money, '12,50', 'is not an amount'],
  ['a tenth of a cent', money, '12.505', 'more digits than CHF has'],
  ['the sum of two floats', money, 0.1 + 0.2, 'more digits than CHF has'],
  ['half a yen', field('a', 'money', { currency: 'JPY' }), '1200.5', 'more digits than JPY has'],
  ['another currency', money, { amount: '7', currency: 'EUR' }, 'is in "EUR"; the agreement says CHF'],
  ['a currency that is an object', money, { amount: '7', currency: {} }, 'is in an object'],
  ['an amount within an amount', money, { amount: { amount: '7' } }, 'is not an amount'],
  ['infinite money', money, Number.POSITIVE_INFINITY, 'is not an amount'],
  ['a number as text', field('n', 'number'), '7', 'is not a number'],
  ['NaN', field('n', 'number'), Number.NaN, 'is not a number'],
  ['a number beyond a double', field('n', 'number'), new NumberText('1e400'), 'is not a number'],
  ['more digits than are exact', field('n', 'number'), new NumberText('0.12345678901234567'), 'more digits than can be exact'],
  ['beyond 2^53', field('n', 'number'), 2 ** 53, 'beyond 2^53'],
  ['beyond 2^53 by an exponent', field('n', 'number'), new NumberText('1e30'), 'beyond 2^53'],
  ['the 30th of February', field('d', 'date'), '2026-02-30', 'is not a date'],
  ['the 29th of February in a common year', field('d', 'date'), '2026-02-29', 'is not a date'],
  ['month thirteen', field('d', 'date'), '2026-13-01', 'is not a date'],
  ['a date as people write it', field('d', 'date'), '31.03.2026', 'is not a date'],
  ['a moment is no date', field('d', 'date'), '2026-03-31T00:00:00Z', 'is not a date'],
  ['one is not yes', field('y', 'yesno'), 1, 'is neither yes nor no'],
  ['"true" is not yes', field('y', 'yesno'), 'true', 'is neither yes nor no'],
  ['a path is no file', field('f', 'file'), '/etc/passwd', 'is not a file'],
  ['content that is not base64', field('f', 'file'), { ...pdf, base64: 'QUJ D' }, 'not base64'],
  ['content with half a byte', field('f', 'file'), { ...pdf, base64: 'QUJDR' }, 'not base64'],
])('refused: %s', (_, one, raw, why) => {
  const reading = readValue(one, raw);
  expect(reading.ok ? 'accepted' : reading.why).toContain(why);
  if (!reading.ok) expect(reading.why.length).toBeLessThan(200);
});

const agreement = agreementOf(money, status, field('note', 'text', { optional: true }), field('due', 'date', { optional: true }));

test('everything that is wrong is said at once', () => {
  const reading = readInput(agreement, { amount: 'much', due: '2026-02-30', colour: 'red' });
  expect(reading).toEqual({
    ok: false,
    problems: [
      { field: 'amount', message: 'amount is not an amount such as "12500.50".' },
      { field: 'status', message: 'status is missing.' },
      { field: 'due', message: 'due is not a date such as "2026-03-31".' },
    ],
    extra: ['colour'],
  });
});

test('unknown fields are kept apart, by name only', () => {
  const reading = readInput(agreement, { amount: '1', status: 'known', colour: 'red', __proto__: { note: 'smuggled' } });
  expect(reading.ok ? { ...reading.values } : reading.problems).toEqual({ amount: '1', status: 'known', note: null, due: null });
  expect(reading.extra).toEqual(['colour']);
});

test.each<[string, unknown]>([
  ['null', null],
  ['an empty cell', ''],
  ['nothing', undefined],
])('%s in an optional date means missing', (_, due) => {
  const reading = readInput(agreement, { amount: '1', status: 'known', due });
  expect(reading.ok && reading.values.due).toBeNull();
});

test.each<[string, unknown]>([
  ['a list', []],
  ['a text', 'x'],
  ['nothing', null],
])('%s is no input', (_, raw) => expect(readInput(agreement, raw)).toMatchObject({ ok: false, problems: [{ field: '' }] }));

test('fields named like something every object has are read like any other', () => {
  const strange = agreementOf(field('constructor', 'text'), field('__proto__', 'text', { optional: true }));
  expect(readInput(strange, {})).toMatchObject({ ok: false, problems: [{ field: 'constructor' }] });
  const reading = readInput(strange, JSON.parse('{"constructor":"a","__proto__":"b"}'));
  expect(reading.ok && Object.entries(reading.values)).toEqual([
    ['constructor', 'a'],
    ['__proto__', 'b'],
  ]);
});

const anyField = fc.constantFrom(
  field('x', 'text'),
  { ...status, id: 'x' },
  { ...money, id: 'x' },
  field('x', 'number'),
  field('x', 'date'),
  field('x', 'yesno'),
  field('x', 'file'),
);

test('anything at all is read or refused with a reason, and what was read is read again as the same', () =>
  fc.assert(
    fc.property(anyField, fc.anything({ withBigInt: true, withNullPrototype: true, withSparseArray: true }), (one, raw) => {
      const reading = readValue(one, raw);
      if (!reading.ok) expect(reading.why).not.toBe('');
      else expect(readValue(one, reading.value)).toEqual(reading);
    }),
    { numRuns: 2000 },
  ));

test('an accepted amount is an exact decimal within the digits of its currency', () =>
  fc.assert(
    fc.property(fc.oneof(fc.double(), fc.integer(), fc.string(), fc.stringMatching(/^-?\d{1,25}(\.\d{1,4})?$/)), (raw) => {
      const reading = readValue(money, raw);
      if (!reading.ok) return;
      const decimal = decimalOf(String(reading.value));
      expect(decimal?.scale).toBeLessThanOrEqual(digitsOf('CHF'));
      if (typeof raw === 'string') expect(reading.value).toBe(raw);
      else expect(Number(reading.value)).toBe(raw === 0 ? 0 : raw);
    }),
    { numRuns: 2000 },
  ));
