import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { invoiceFields } from '../../test/fixtures/invoiceFields.ts';
import { compileRule } from './rules.ts';

const page = readFileSync(new URL('../../docs/rules.md', import.meta.url), 'utf8');
const rowsUnder = (heading: string): readonly (readonly string[])[] => {
  const section = page.split(`## ${heading}`)[1]?.split('\n## ')[0] ?? '';
  const lines = section.split('\n').filter((line) => line.startsWith('| '));
  return lines.slice(1).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
};

it('every sentence on the page for owners is read, and means the same in the three languages', () => {
  const rows = rowsUnder('What you can write').filter(([say]) => say !== 'a text');
  expect(rows.length).toBeGreaterThan(12);
  for (const [, ...sentences] of rows) {
    const read = sentences.map((sentence, n) => compileRule(invoiceFields, ['en-CH', 'fr-CH', 'de-CH'][n] ?? '', sentence));
    const meanings = new Set(read.map((one) => JSON.stringify(one.ok ? one.rule.condition : one.problem)));
    expect([...meanings], sentences.join(' | ')).toHaveLength(1);
    expect(
      read.every(({ ok }) => ok),
      sentences.join(' | '),
    ).toBe(true);
  }
});

it('the page lists the codes that the program asks with, and no others', () => {
  const told = rowsUnder('What is asked back, and why').flatMap(([codes]) => [...(codes ?? '').matchAll(/`([a-z-]+)`/g)].map((match) => match[1]));
  const folder = new URL('./', import.meta.url);
  const files = ['rules.ts', 'values.ts', 'conditions.ts'].filter((file) => readdirSync(folder).includes(file));
  const source = files.map((file) => readFileSync(new URL(file, folder), 'utf8')).join('\n');
  const asked = [...source.matchAll(/(?:code: |bad\(|problem\(|, part, 'date', )'([a-z]+(?:-[a-z]+)+|ambiguous)'/g)].map((match) => match[1]);
  expect([...new Set(told)].sort()).toEqual([...new Set(asked)].sort());
});
