// docs/life-of-a-case.md says what the program does: its tables against `caseMoves`, its drawing against what really happens.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyDelay, histories, lived } from '../../test/histories.ts';
import { caseMoves } from './case.ts';
import { caseSteps } from './caseTypes.ts';

const page = readFileSync(new URL('../../docs/life-of-a-case.md', import.meta.url), 'utf8');
const rowsUnder = (heading: string): readonly (readonly string[])[] => {
  const section = page.split('\n## ').find((text) => text.startsWith(heading)) ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim().replaceAll('`', '')),
  );
};

test('every step is explained, in order', () => {
  expect(
    rowsUnder('The steps')
      .slice(2)
      .map(([step]) => step),
  ).toEqual(caseSteps);
});

test('the table of events is the table of the program', () => {
  const [head = [], , ...rows] = rowsUnder('What may happen to it');
  expect(head.slice(2)).toEqual(caseSteps);
  const drawn = Object.fromEntries(caseSteps.map((step, at) => [step, rows.filter((row) => row[at + 2] === '•').map(([event]) => event)]));
  const moves = Object.fromEntries(caseSteps.map((step) => [step, rows.map(([event = '']) => event).filter((event) => named(step, event))]));
  expect(drawn).toEqual(moves);
  expect(new Set(rows.map(([event]) => event))).toEqual(new Set(Object.values(caseMoves).flat()));
});
function named(step: keyof typeof caseMoves, event: string): boolean {
  return (caseMoves[step] as readonly string[]).includes(event);
}

test('the drawing has exactly the ways that cases go', () => {
  const drawn = [...page.matchAll(/^ {2}(\S+) --> (\w+):/gm)].map(([, from, to]) => `${from} ${to}`);
  const gone = new Set<string>();
  fc.assert(
    fc.property(histories(anyDelay), (history) => {
      for (const { before, state } of lived(history)) if (before?.step !== state.step) gone.add(`${before?.step ?? '[*]'} ${state.step}`);
    }),
    { numRuns: 4000, seed: 7 },
  );
  expect([...gone].sort()).toEqual(drawn.sort());
});
