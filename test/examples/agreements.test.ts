import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { halves, history } from '../../examples/supplier-invoices/invoices.ts';
import { parseAgreement } from '../../src/agreement/parse.ts';
import type { Agreement } from '../../src/core/agreement.ts';
import { readInput } from '../../src/core/input.ts';
import { evaluate } from '../../src/core/rule.ts';
import { errorsBetween } from '../../src/core/tolerance.ts';

const paths = {
  shipped: 'examples/supplier-invoices/supplier-invoices.process.yaml',
  fixed: 'examples/supplier-invoices/supplier-invoices.fixed.process.yaml',
  messages: 'examples/customer-messages/customer-messages.process.yaml',
} as const;
const reading = (path: string) => parseAgreement(readFileSync(path, 'utf8'), basename(path));

function agreementOf(path: string): Agreement {
  const { agreement, problems } = reading(path);
  if (agreement === null) throw new Error(problems.map((one) => `${one.line} ${one.message}`).join('\n'));
  return agreement;
}

describe('the agreements of the examples', () => {
  test.each(Object.values(paths))('%s has no problem', (path) => {
    expect(reading(path).problems).toEqual([]);
  });
  test('the fixed one and the messages miss nothing', () => {
    expect(reading(paths.fixed).notes).toEqual([]);
    expect(reading(paths.messages).notes).toEqual([]);
  });
  test('the shipped one misses deputies, cover and fallback, and nothing else', () => {
    const missing = reading(paths.shipped).notes.map((note) => note.path);
    expect(missing.sort()).toEqual(['fallback', 'people.coverReviewers', 'people.deputies']);
  });
  test('what a certificate binds is the same in the shipped and the fixed one', () => {
    expect(agreementOf(paths.shipped).trustHash).toBe(agreementOf(paths.fixed).trustHash);
    expect(agreementOf(paths.shipped).hash).not.toBe(agreementOf(paths.fixed).hash);
  });
});

describe('the history under the agreement', () => {
  const agreement = agreementOf(paths.fixed);
  const rows = halves(history(1)).evidence.map((row) => ({ row, reading: readInput(agreement, row.input) }));
  test('fits the fields, every row', () => {
    expect(rows.filter((one) => !one.reading.ok || one.reading.extra.length > 0)).toEqual([]);
  });
  test('has a kept example that fits as well', () => {
    const path = 'examples/supplier-invoices/supplier-invoices.examples/cases/INV-20193.json';
    const kept = JSON.parse(readFileSync(path, 'utf8')) as { key: string; input: unknown };
    expect(kept.key).toBe('INV-20193');
    expect(readInput(agreement, kept.input)).toMatchObject({ ok: true, extra: [] });
  });
  test('meets a rule in a quarter of the rows', () => {
    const met = rows.filter(({ reading: { ok, ...read } }) => {
      const values = ok && 'values' in read ? read.values : {};
      return agreement.personDecidesWhen.some((rule) => evaluate(rule.condition, values) !== 'no');
    });
    expect(met.length / rows.length).toBeGreaterThan(0.2);
    expect(met.length / rows.length).toBeLessThan(0.3);
  });
});

describe('the kinds of error of the messages', () => {
  const answer = (decision: string) => ({ decision, fills: {} });
  test.each([
    ['cards', 'cards', []],
    ['cards', 'security', ['urgentMissed', 'wrongQueue']],
    ['security', 'cards', ['falseAlarm', 'wrongQueue']],
    ['fees', 'cash', ['wrongQueue']],
  ])('decided %s, right %s: %j', (decided, right, kinds) => {
    expect(errorsBetween(agreementOf(paths.messages), answer(decided), answer(right))).toEqual(kinds);
  });
});
