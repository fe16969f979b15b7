// A check of a decided case writes a label and never moves the case; a difference is an incident.
import { describe, expect, test } from 'vitest';
import { aProcess, entriesOf, loans, of, proposed, tale } from '../../test/process.ts';
import { judgeAudit, labelOf } from './labels.ts';

const { state, process } = tale().happens(proposed({}, 0));

describe('the answer of a check', () => {
  test('that agrees is a blind label and nothing else', () => {
    const effects = judgeAudit(process.agreement, state, { decision: 'accept', fills: {} }, 'Nadia');
    expect(of(effects, 'label')).toMatchObject([{ provenance: 'blind', answer: { decision: 'accept' }, by: 'Nadia' }]);
    expect(entriesOf(effects)).toEqual(['reviewed']);
    expect(of(effects, 'incident')).toEqual([]);
  });

  test('that differs is told to the owner, with the error in the words of the agreement', () => {
    const effects = judgeAudit(process.agreement, state, { decision: 'refuse', fills: {} }, 'Nadia');
    expect(of(effects, 'incident')).toMatchObject([{ incident: 'auditFoundError', cause: '1-a' }]);
    expect(of(effects, 'record')[0]?.entry.data).toMatchObject({ errors: ['wrongAccept'], audit: true, blind: true });
  });

  test('that differs in a way nobody named is told too', () => {
    const effects = judgeAudit(process.agreement, state, { decision: 'close', fills: {} }, 'Nadia');
    expect(of(effects, 'record')[0]?.entry.data).toMatchObject({ errors: [] });
    expect(of(effects, 'incident')).toHaveLength(1);
  });

  test('about a case that was reopened meanwhile is a label alone', () => {
    const reopened = { ...state, decision: null };
    expect(judgeAudit(process.agreement, reopened, { decision: 'refuse', fills: {} }, 'Nadia').map(({ kind }) => kind)).toEqual(['label']);
  });

  test('can find a wrong field of a right decision', () => {
    const errors = new Map(loans.errors);
    const label = { en: ['x'], fr: ['x'], de: ['x'] };
    errors.set('wrongCentre', { id: 'wrongCentre', label, when: { field: 'centre' }, atMost: { count: 1, of: 100 }, guardedBy: [], costs: null });
    const { agreement } = aProcess({ agreement: { errors } });
    const effects = judgeAudit(agreement, state, { decision: 'accept', fills: { centre: 'b' } }, 'Nadia');
    expect(of(effects, 'incident')).toHaveLength(1);
  });
});

test('a label says where it comes from', () => {
  expect(labelOf('outcome', { decision: 'accept', fills: {} }, 'the shop')).toEqual([
    { kind: 'label', provenance: 'outcome', answer: { decision: 'accept', fills: {} }, by: 'the shop' },
  ]);
});
