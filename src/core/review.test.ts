// What a person may answer, and who may.
import { describe, expect, test } from 'vitest';
import { aProcess, at, contested, loans, proposed, reviewed, tale } from '../../test/process.ts';
import type { ProblemCode } from './problems.ts';
import { mayDecide, readPersonAnswer } from './review.ts';

const needsReason = aProcess({
  agreement: { decisions: new Map([...loans.decisions].map(([id, rule]) => [id, id === 'refuse' ? { ...rule, needs: 'reason' } : rule])) },
}).agreement;

type Given = Parameters<typeof readPersonAnswer>[1];
describe('an answer', () => {
  test.each<[what: string, given: Given, expected: object]>([
    ['a decision', { decision: 'accept' }, { decision: 'accept', fills: {}, reason: null }],
    ['with fills', { decision: 'accept', fills: { account: '1', centre: 'a' } }, { fills: { account: '1', centre: 'a' } }],
    ['with a fill left empty', { decision: 'accept', fills: { account: null } }, { fills: { account: null } }],
    ['with the text that it needs', { decision: 'ask', fills: { question: 'Which?' } }, { fills: { question: 'Which?' } }],
    ['with its reason', { decision: 'refuse', reason: 'Too large.' }, { reason: 'Too large.' }],
  ])('is taken: %s', (_, given, expected) => {
    expect(readPersonAnswer(needsReason, given)).toMatchObject({ ok: true, value: expected });
  });

  test.each<[what: string, given: Given, problem: ProblemCode]>([
    ['an unknown decision', { decision: 'shred' }, 'unknown-decision'],
    ['a name that every object has', { decision: 'toString' }, 'unknown-decision'],
    ['a fill of no name', { decision: 'accept', fills: { colour: 'red' } }, 'invalid-input'],
    ['a fill with a wrong value', { decision: 'accept', fills: { centre: 'z' } }, 'invalid-input'],
    ['the text missing', { decision: 'ask' }, 'needs-missing'],
    ['the text of spaces', { decision: 'ask', fills: { question: '  ' } }, 'needs-missing'],
    ['the text of another decision', { decision: 'accept', fills: { question: 'Which?' } }, 'invalid-input'],
    ['the reason missing', { decision: 'refuse' }, 'needs-missing'],
    ['the reason of spaces', { decision: 'refuse', reason: '  ' }, 'needs-missing'],
  ])('is refused: %s', (_, given, problem) => {
    expect(readPersonAnswer(needsReason, given)).toMatchObject({ ok: false, problem });
  });
});

test('whoever decided a case does not decide it again after a contest; who took it back in time may', () => {
  const process = aProcess({ certificate: null });
  const held = tale(process).happens(proposed()).happens(reviewed('Nadia'), at('09:00'));
  const back = held.happens({ kind: 'undone', by: 'Nadia' }, at('09:00'));
  expect(mayDecide(back.state, 'Nadia').ok).toBe(true);
  const open = held.silentUntil(at('10:00')).happens(contested, at('11:00'));
  expect(mayDecide(open.state, 'Nadia')).toMatchObject({ ok: false, problem: 'decided-by-same-person' });
  expect(mayDecide(open.state, 'Jean').ok).toBe(true);
});
