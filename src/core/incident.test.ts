// Incidents: one for one cause, a named person who answers for it, and the next one after silence; nobody of the project team.
import { describe, expect, test } from 'vitest';
import { aProcess, at, type Changes } from '../../test/process.ts';
import type { Agreement } from './agreement.ts';
import { advanceIncident, chainOf, type IncidentEvent, type IncidentKind, type IncidentStep, incidentKinds, openIncident } from './incident.ts';
import { alwaysWorking, type Instant, later, minutes } from './time.ts';

const claire = 'Claire Favre';
const marc = 'Marc Keller';
const nadine = 'Nadine Perret';
const { agreement } = aProcess();
const silence: IncidentEvent = { kind: 'silence' };

const open = (of: Agreement = agreement, kind: IncidentKind = 'modelDown', now: Instant = at('08:00')) =>
  openIncident(of, kind, 'ai', 'It does not answer.', now, alwaysWorking);
const move = (step: IncidentStep, event: IncidentEvent, now: Instant, of = agreement) => advanceIncident(of, step.state, event, now, alwaysWorking);

describe('who is asked', () => {
  test.each<[what: string, people: Changes['people'], kind: IncidentKind, chain: readonly string[]]>([
    ['owner, deputy, sponsor', {}, 'modelDown', [claire, marc, nadine]],
    ['the budget holder first, about money', { budgetHolder: 'Beat Zaugg' }, 'costCapReached', ['Beat Zaugg', claire, marc, nadine]],
    ['the budget holder is not asked about anything else', { budgetHolder: 'Beat Zaugg' }, 'modelDown', [claire, marc, nadine]],
    ['the sponsor once, who also holds the budget', { budgetHolder: nadine }, 'costCapReached', [nadine, claire, marc]],
    ['nobody of the project team', { owner: 'Jonas Weber', deputies: [marc, 'Jonas Weber'] }, 'modelDown', [marc, nadine]],
    ['every deputy in turn', { deputies: [marc, 'Ines Roth'], sponsor: null }, 'modelDown', [claire, marc, 'Ines Roth']],
    ['nobody, when nobody is named', { owner: null, deputies: [], sponsor: null }, 'modelDown', []],
  ])('%s', (_, people, kind, chain) => {
    expect(chainOf(aProcess({ people: people ?? {} }).agreement, kind)).toEqual(chain);
  });

  test('every kind says what it means', () => {
    for (const { means } of Object.values(incidentKinds)) expect(means).toMatch(/^[A-Z].*\.$/);
  });
});

test('opens with its owner and the time to answer, and tells that person', () => {
  const step = open();
  expect(step).toMatchObject({ tell: claire, state: { owner: claire, acknowledgeBy: at('09:00'), count: 1 } });
  expect(step.entries).toMatchObject([{ kind: 'incidentOpened', data: { kind: 'modelDown', cause: 'ai', owner: claire } }]);
});

test('the same cause again counts up, with the newest words, and nobody is told again', () => {
  const again = move(open(), { kind: 'happened', say: 'Still.' }, at('08:10'));
  expect(again).toMatchObject({ tell: null, entries: [], state: { count: 2, say: 'Still.', acknowledgeBy: at('09:00') } });
});

test('silence escalates from the owner to the deputies to the sponsor, who is then reminded without end', () => {
  const asked: (string | null)[] = [];
  let step = open();
  for (let n = 1; n <= 5; n += 1) {
    asked.push(step.tell);
    step = move(step, silence, later(at('08:00'), minutes(60 * n)));
    expect(step.entries).toMatchObject([{ kind: 'incidentEscalated' }]);
    expect(step.state.acknowledgeBy).toBe(later(at('09:00'), minutes(60 * n)));
  }
  expect(asked).toEqual([claire, marc, nadine, nadine, nadine]);
  expect(step.state.silent).toEqual([claire, marc]);
});

test('with nobody named nothing is promised, and silence finds nobody', () => {
  const { agreement: nobody } = aProcess({ people: { owner: null, deputies: [], sponsor: null } });
  const step = open(nobody);
  expect(step).toMatchObject({ tell: null, state: { owner: null, acknowledgeBy: null } });
  expect(move(step, silence, at('10:00'), nobody)).toMatchObject({ tell: null, state: { owner: null, acknowledgeBy: null, silent: [] } });
});

test('the time to answer is counted in working time', () => {
  const working = {
    hash: 'w',
    intervals: [
      { from: at('08:00'), to: at('08:30') },
      { from: at('13:00'), to: at('17:00') },
    ],
  };
  const { agreement: inWork } = aProcess({ people: { answerWithin: { length: minutes(60), counted: 'working' } } });
  expect(openIncident(inWork, 'modelDown', 'ai', 'It.', at('08:00'), working).state.acknowledgeBy).toBe(at('13:30'));
});

test('who acknowledges ends the asking, not the incident; a second time changes nothing', () => {
  const acknowledged = move(open(), { kind: 'acknowledged', by: marc }, at('08:30'));
  expect(acknowledged).toMatchObject({ tell: null, state: { acknowledgedBy: marc, acknowledgeBy: null, closedAt: null } });
  expect(move(acknowledged, silence, at('10:00'))).toEqual({ state: acknowledged.state, entries: [], tell: null });
  expect(move(acknowledged, { kind: 'acknowledged', by: claire }, at('10:00')).state).toBe(acknowledged.state);
  expect(move(acknowledged, { kind: 'happened', say: 'Again.' }, at('11:00')).state).toMatchObject({ count: 2, acknowledgedBy: marc });
});

test('closed is closed: with how often it happened, and nothing moves it afterwards', () => {
  const twice = move(open(), { kind: 'happened', say: 'Again.' }, at('08:10'));
  const closed = move(twice, { kind: 'closed', by: 'fortnight', why: 'The AI answers again.' }, at('08:20'));
  expect(closed.state).toMatchObject({ closedAt: at('08:20'), acknowledgeBy: null });
  expect(closed.entries).toMatchObject([{ kind: 'incidentClosed', data: { count: 2, why: 'The AI answers again.' } }]);
  const events: readonly IncidentEvent[] = [
    silence,
    { kind: 'happened', say: 'x' },
    { kind: 'acknowledged', by: marc },
    { kind: 'closed', by: marc, why: 'x' },
  ];
  for (const event of events) expect(move(closed, event, at('12:00'))).toEqual({ state: closed.state, entries: [], tell: null });
});
