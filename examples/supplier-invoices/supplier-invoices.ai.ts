// The wiring: how the AI of this process is called. Where `ask` calls the small classifier, your own call to a model would stand
// (supplier-invoices.llm.ts shows that). It learns from the first half of the history, in about a second, when the first case comes.
import { defineAi, fn, type ModelAnswer, type Question } from 'fortnight';
import { halves, history } from './invoices.ts';
import { questionTo } from './questions.ts';
import { learn, type Reader } from './reading.ts';

/** The seed of the history that everybody sees; other seeds are for tests. */
export const seed = 1;

let reader: Reader | null = null;

export function ask({ input }: Question): ModelAnswer {
  reader ??= learn(halves(history(seed)).training);
  const { decision, costCentre, probability } = reader.read(input);
  const said = questionTo(input);
  return {
    decision,
    fills: { costCentre, ...(decision === 'query' ? { question: said.question } : {}) },
    ...(decision === 'refuse' ? { reason: said.refusal } : {}),
    signals: { probability },
    cite: said.cite,
  };
}

export default defineAi('supplier-invoices', {
  version: '2026-11-20',
  model: fn(ask, {
    name: 'invoice-classifier-1',
    files: [
      '../classifier.ts',
      '../chance.ts',
      './reading.ts',
      './invoices.ts',
      './situations.ts',
      './suppliers.ts',
      './catalogue.ts',
      './phrases.ts',
    ],
    price: { currency: 'CHF', perCall: '0.00' },
  }),
});
