// The door: what is refused stores nothing; what cannot be read waits in quarantine; everything else becomes a case.
import { describe, expect, test } from 'vitest';
import { loans, monday } from '../../test/process.ts';
import { admit, type CaseRequest } from './admission.ts';
import { NumberText } from './input.ts';
import type { ProblemCode } from './problems.ts';
import { days, isoOf, later, minutes } from './time.ts';

const input = { amount: '480.00', client: 'Muster' };
const admitted = (request: Partial<CaseRequest>) => admit(loans, { key: 'a', input, ...request }, monday);
const nested = (depth: number): unknown => (depth === 0 ? 'x' : { in: nested(depth - 1) });
const wide = (n: number): Record<string, number> => Object.fromEntries(Array.from({ length: n }, (_, i) => [`f${i}`, i]));
const withName = (name: string): unknown => JSON.parse(`{"amount": "1.00", "client": {"${name}": 1}}`);

describe('refused', () => {
  test.each<[what: string, request: Partial<CaseRequest>, problem: ProblemCode]>([
    ['a key that is no text', { key: 7 }, 'bad-key'],
    ['an empty key', { key: ' \t' }, 'bad-key'],
    ['a key with a line feed', { key: 'a\nb' }, 'bad-key'],
    ['a key with a NUL', { key: 'a\u0000' }, 'bad-key'],
    ['a key with half a character', { key: 'a\ud800' }, 'bad-key'],
    ['a key of 201 characters', { key: 'k'.repeat(201) }, 'bad-key'],
    ['a name that reaches into the language', { input: withName('__proto__') }, 'key-not-allowed'],
    ['another such name', { input: withName('constructor') }, 'key-not-allowed'],
    ['33 levels', { input: nested(33) }, 'too-deep'],
    ['1,001 fields', { input: wide(1001) }, 'too-many-fields'],
    ['a name of 201 characters', { input: withName('n'.repeat(201)) }, 'too-many-fields'],
    ['a number that is none', { input: { ...input, x: Number.NaN } }, 'number-not-exact'],
    ['a time that is no time', { receivedAt: 'yesterday' }, 'time-implausible'],
    ['a time without its zone', { receivedAt: '2026-03-02T07:00:00' }, 'time-implausible'],
    ['the future', { receivedAt: isoOf(later(monday, minutes(6))) }, 'time-implausible'],
    ['eleven years ago', { receivedAt: isoOf(later(monday, days(-11 * 365))) }, 'time-implausible'],
    ['an outside decision that the agreement does not know', { shadow: { decision: 'shred' } }, 'unknown-decision'],
    ['an outside decision that is no text', { shadow: { decision: 1 } }, 'unknown-decision'],
  ])('%s', (_, request, problem) => {
    expect(admitted(request)).toMatchObject({ ok: false, problem });
  });
});

describe('admitted', () => {
  test.each<[what: string, request: Partial<CaseRequest>, expected: object]>([
    ['a plain case', {}, { key: 'a', values: { amount: '480.00', client: 'Muster', note: null }, receivedAt: monday, outside: null }],
    ['a key in one form: é is é', { key: 'caf\u0065\u0301' }, { key: 'caf\u00e9' }],
    ['200 characters', { key: 'k'.repeat(200) }, { key: 'k'.repeat(200) }],
    ['a clock that is a little fast', { receivedAt: isoOf(later(monday, minutes(5))) }, { receivedAt: later(monday, minutes(5)) }],
    ['a time with its zone', { receivedAt: '2026-03-02T08:30:00+01:00' }, { receivedAt: later(monday, minutes(-30)) }],
    ['a day alone', { receivedAt: '2026-03-02' }, { receivedAt: later(monday, minutes(-8 * 60)) }],
    ['a case of last week', { receivedAt: isoOf(later(monday, days(-7))) }, { receivedAt: later(monday, days(-7)) }],
    ['money from its digits', { input: { ...input, amount: new NumberText('12500.50') } }, { values: { amount: '12500.50' } }],
    ['fields beside the agreement, kept apart', { input: { ...input, colour: 'red' } }, { extra: { colour: 'red' } }],
    ['the outside decision without the text we would ask for', { shadow: { decision: 'ask' } }, { outside: { decision: 'ask', fills: {} } }],
    ['the outside decision with fills', { shadow: { decision: 'accept', fills: { centre: 'a' } } }, { outside: { fills: { centre: 'a' } } }],
  ])('%s', (_, request, expected) => {
    expect(admitted(request)).toMatchObject({ ok: true, value: { ...expected, problems: [] } });
  });
});

describe('to quarantine, with everything that is wrong at once', () => {
  test.each<[what: string, request: Partial<CaseRequest>, fields: readonly string[]]>([
    ['a missing and a wrong value', { input: { amount: 'lots', note: 7 } }, ['amount', 'note']],
    ['no object at all', { input: [1, 2] }, ['']],
    ['what the door itself could not read', { problems: [{ field: 'row 7', message: 'Row 7 has 3 columns.' }] }, ['row 7']],
    ['no input at all', { input: undefined }, ['']],
    ['a text that cannot be stored', { input: { ...input, note: 'a\u0000b' } }, ['note']],
  ])('%s', (_, request, fields) => {
    const result = admitted(request);
    expect(result).toMatchObject({ ok: true, value: { values: null } });
    expect(result.ok && result.value.problems.map(({ field }) => field)).toEqual(fields);
  });

  test('a NUL is shown as its escape, so that a person can look at it and the database can keep it', () => {
    const result = admitted({ input: { 'a\u0000': 'b\u0000', c: ['\ud800'] } });
    expect(result).toMatchObject({ ok: true, value: { raw: { 'a\\u0000': 'b\\u0000', c: ['\ufffd'] } } });
  });
});
