// What the README shows works: its agreement is read without a problem, and is as short as it says.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseAgreement } from '../src/agreement/parse.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const sample = /```yaml\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';

test('the agreement of the README has at most 15 lines', () => expect(sample.trim().split('\n').length).toBeLessThanOrEqual(15));
test('it is read without a problem', () => {
  const reading = parseAgreement(sample, 'README.md');
  expect(reading.problems).toEqual([]);
  expect(reading.agreement?.personDecidesWhen).toHaveLength(2);
});
test('the README fits on a screen or two', () => expect(readme.split('\n').length).toBeLessThan(80));
