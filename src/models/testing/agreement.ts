// A small agreement for tests of this folder.
import { fieldOf, labelOf } from '../../../test/fixtures/invoiceFields.ts';
import { byId, decisionOf, plantedAgreement } from '../../../test/fixtures/plantedAgreement.ts';
import type { Agreement, Field } from '../../core/agreement.ts';

const label = (word: string): Field['label'] => labelOf(word, word, word);
const field = (id: string, type: Field['type'], more: Partial<Field> = {}): Field => fieldOf(id, type, label(id), { optional: false, ...more });

export const testAgreement = (rankedBy: readonly string[] = ['score']): Agreement => ({
  ...plantedAgreement,
  fields: byId([field('supplier', 'text'), field('amount', 'money', { currency: 'CHF' }), field('message', 'text'), field('document', 'file')]),
  fills: byId([field('costCentre', 'choice', { values: new Map(['4410', '4420'].map((id) => [id, label(id)])) })]),
  decisions: byId([
    decisionOf('pay', label('pay')),
    decisionOf('query', label('query'), 'question'),
    decisionOf('refuse', label('refuse'), 'reason'),
  ]),
  otherwise: { ...plantedAgreement.otherwise, aiDecides: 'when certified', rankedBy },
});
