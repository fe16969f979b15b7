// What a caller sees at each step; never more than is decided, and never a proposal that is not his to see.
import { expect, test } from 'vitest';
import { aProcess, at, monday, proposed, reviewed, silence, tale } from '../../test/process.ts';
import { days, later } from './time.ts';
import { isAnswered, viewOf } from './view.ts';

const uncertified = aProcess({ certificate: null });
const decided = tale().happens(proposed(), at('08:01'));
const reviewing = tale(uncertified).happens(proposed(), at('08:01'));
const held = reviewing.happens(reviewed('Nadia'), at('09:00'));
const observing = tale(aProcess({ step: 'shadow' })).happens(proposed());

test('a decided case has its decision, with route, why, time and who', () => {
  expect(viewOf(decided.state)).toEqual({
    id: '1-a',
    key: 'a',
    step: 'decided',
    decision: {
      value: 'accept',
      fills: { account: '4711', centre: 'a' },
      route: 'auto',
      why: 'Score 0.95 is at or over the certified 0.9.',
      at: '2026-03-02T08:01:00.000Z',
      by: 'ai:m1',
      model: 'm1',
      certificate: 'c1',
    },
    dueAt: '2026-03-02T16:00:00.000Z',
  });
});

test('a held one says when its effect goes out', () => {
  expect(viewOf(held.state)).toMatchObject({ step: 'held', effectAt: '2026-03-02T09:05:00.000Z', decision: { value: 'refuse' } });
  expect(viewOf(held.happens(silence(), at('09:05')).state)).not.toHaveProperty('effectAt');
});

test('the proposal is seen in shadow only: what a person shall decide is not told before', () => {
  expect(viewOf(observing.state)).toMatchObject({ step: 'observing', proposal: { decision: 'accept', score: 0.95 } });
  expect(viewOf(reviewing.state)).not.toHaveProperty('proposal');
  expect(viewOf(decided.state)).not.toHaveProperty('proposal');
});

test('a case that came late says so, and one without deadline has none', () => {
  expect(viewOf(tale(uncertified, { receivedAt: later(monday, days(-3)) }).state)).toMatchObject({ lateOnArrival: true });
  expect(viewOf(tale().state)).not.toHaveProperty('lateOnArrival');
  expect(viewOf(tale(aProcess({ agreement: { deadline: null } })).state).dueAt).toBeNull();
});

test('waiting ends when nothing more happens by itself soon', () => {
  const quarantined = tale(aProcess(), { values: null });
  expect([decided, held, quarantined, observing].map(({ state }) => isAnswered(state))).toEqual([true, true, true, true]);
  expect([tale(), reviewing].map(({ state }) => isAnswered(state))).toEqual([false, false]);
});
