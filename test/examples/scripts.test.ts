import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, describe, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'fortnight-examples-'));
afterAll(() => rmSync(folder, { recursive: true }));

function run(script: string, ...args: readonly string[]) {
  const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', `examples/${script}`, ...args], { encoding: 'utf8' });
  return { status, stderr };
}

describe('join.ts', () => {
  const out = join(folder, 'messages.csv');
  const data = join(folder, 'data');
  mkdirSync(join(data, 'banking77'), { recursive: true });
  const file = (name: string, text: string): void => writeFileSync(join(data, 'banking77', name), text);
  file('queues.csv', 'intent,queue,urgent\nlost_card,security,yes\nfee,fees,no\n');
  file('train.csv', 'text,category\nI lost my card,lost_card\n');
  file('test.csv', 'text,category\nI LOST my card,lost_card\n"A fee, ""again"",\nand why?",fee\nCard gone,lost_card\n');

  test('writes key, text and queue, and keeps commas, quotes and line breaks', () => {
    expect(run('customer-messages/join.ts', '--out', out, '--datasets', data).status).toBe(0);
    const rows = parse(readFileSync(out, 'utf8'), { columns: true }) as Record<string, string>[];
    expect(rows.map(({ text, queue }) => [text, queue])).toEqual([
      ['A fee, "again",\nand why?', 'fees'],
      ['Card gone', 'security'],
    ]);
    expect(Object.keys(rows[0] ?? {})).toEqual(['key', 'text', 'queue']);
  });
  test('says where the data belong when they are not there', () => {
    const { status, stderr } = run('customer-messages/join.ts', '--out', out, '--datasets', join(folder, 'nowhere'));
    expect([status, stderr]).toEqual([2, expect.stringContaining('FORTNIGHT_DATASETS')]);
  });
});

describe('generate.ts', () => {
  test('writes one row for each invoice, and the truth only when asked', () => {
    const out = join(folder, 'invoices.jsonl');
    expect(run('supplier-invoices/generate.ts', '--out', out, '--count', '40', '--half', 'evidence').status).toBe(0);
    const rows = readFileSync(out, 'utf8').trimEnd().split('\n');
    expect(rows).toHaveLength(20);
    expect(JSON.parse(rows[0] ?? '')).toMatchObject({ key: 'INV-10020', decision: expect.any(String), document: { mediaType: expect.any(String) } });
    expect(rows.some((row) => row.includes('rightDecision'))).toBe(false);
  });
  test('refuses what it does not understand', () => {
    expect(run('supplier-invoices/generate.ts', '--out', join(folder, 'x'), '--half', 'third').status).toBe(2);
  });
});
