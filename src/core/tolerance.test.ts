import { expect, test } from 'vitest';
import type { Agreement, ErrorKind, Field } from './agreement.ts';
import type { Value } from './input.ts';
import { errorsBetween } from './tolerance.ts';

const kind = (id: string, when: ErrorKind['when']): readonly [string, ErrorKind] => [
  id,
  { id, label: { en: [id], fr: [id], de: [id] }, when, atMost: { count: 1, of: 100 }, guardedBy: [], costs: null },
];
const fill = (id: string, type: Field['type']) => [id, { id, type } as Field] as const;
/** Of an agreement, only errors and fills matter here. */
const agreement = {
  errors: new Map([
    kind('wrongSupplierPaid', { decided: 'pay', shouldBe: 'refuse' }),
    kind('paidAnything', { decided: 'pay', shouldBe: null }),
    kind('missedRefusal', { decided: null, shouldBe: 'refuse' }),
    kind('wrongCostCentre', { field: 'costCentre' }),
    kind('wrongTotal', { field: 'total' }),
    kind('wrongPage', { field: 'page' }),
  ]),
  fills: new Map([fill('costCentre', 'choice'), fill('total', 'money'), fill('page', 'file')]),
} as unknown as Agreement;
const file = (base64: string): Value => ({ name: 'a.pdf', mediaType: 'application/pdf', base64 });

test.each<[string, string, Record<string, Value>, string, Record<string, Value>, readonly string[]]>([
  ['right in every way', 'pay', { costCentre: '4410' }, 'pay', { costCentre: '4410' }, []],
  ['a wrong supplier was paid: three names for it', 'pay', {}, 'refuse', {}, ['wrongSupplierPaid', 'paidAnything', 'missedRefusal']],
  ['paid instead of asked', 'pay', {}, 'query', {}, ['paidAnything']],
  ['asked instead of refused', 'query', {}, 'refuse', {}, ['missedRefusal']],
  ['wrong, but not in a way that has a name', 'query', {}, 'pay', {}, []],
  ['another cost centre', 'pay', { costCentre: '4410' }, 'pay', { costCentre: '4420' }, ['wrongCostCentre']],
  ['no cost centre where there is one', 'pay', { costCentre: null }, 'pay', { costCentre: '4420' }, ['wrongCostCentre']],
  ['not even filled', 'pay', {}, 'pay', { costCentre: '4420' }, ['wrongCostCentre']],
  ['the right one is not known', 'pay', { costCentre: '4410' }, 'pay', { costCentre: null }, []],
  ['both at once', 'pay', { costCentre: '4410' }, 'query', { costCentre: '4420' }, ['paidAnything', 'wrongCostCentre']],
  ['one amount, written twice', 'pay', { total: '12500.5' }, 'pay', { total: '12500.50' }, []],
  ['another amount', 'pay', { total: '12500.5' }, 'pay', { total: '12500.05' }, ['wrongTotal']],
  ['choices are words: 4410 is not 4410.0', 'pay', { costCentre: '4410' }, 'pay', { costCentre: '4410.0' }, ['wrongCostCentre']],
  ['the same file', 'pay', { page: file('QQ==') }, 'pay', { page: file('QQ==') }, []],
  ['another file', 'pay', { page: file('QQ==') }, 'pay', { page: file('Qg==') }, ['wrongPage']],
])('%s', (_, decided, fills, right, rightFills, expected) =>
  expect(errorsBetween(agreement, { decision: decided, fills }, { decision: right, fills: rightFills })).toEqual(expected),
);
