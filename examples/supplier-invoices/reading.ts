// What the model of the example reads in an invoice, and what it answers. This is the place where your own call would stand.
import { type Classifier, train, withPairs, wordsOf } from '../classifier.ts';
import { textOfDocument } from './document.ts';
import type { Answer, HistoryRow, Invoice } from './invoices.ts';

/** Everything may be missing: an example in business language names only what matters to it. */
export type Read = Readonly<Partial<Record<keyof Invoice, unknown>>>;

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** How far the amount is from the order, in steps that a clerk would name. */
export function gap(input: Read): string {
  const amount = Number(input.amount ?? Number.NaN);
  const ordered = Number(input.orderedAmount ?? Number.NaN);
  if (Number.isNaN(amount) || Number.isNaN(ordered) || ordered === 0) return 'unknown';
  const share = Math.abs(amount - ordered) / Math.abs(ordered);
  return share === 0 ? 'none' : share <= 0.02 ? 'small' : share <= 0.1 ? 'clear' : 'large';
}

function documentWords(input: Read): string[] {
  const document = input.document;
  if (typeof document !== 'object' || document === null || !('base64' in document)) return ['no document'];
  return wordsOf(textOfDocument(document as Invoice['document']), 'd:');
}

/** For the decision: the facts, and what the supplier writes. */
export function wordsForDecision(input: Read): string[] {
  const amount = Number(input.amount ?? 0);
  const facts = [
    `status ${textOf(input.supplierStatus)}`,
    `iban ${input.ibanChanged === true || input.ibanChanged === 'yes'}`,
    `order ${textOf(input.purchaseOrder) !== ''}`,
    `gap ${gap(input)}`,
    `vat ${input.vatRate ?? 'unknown'}`,
    `size ${amount < 0 ? 'credit' : String(Math.floor(Math.abs(amount))).length}`,
  ];
  // Facts stand twice, so that a long message cannot drown them.
  return [...facts, ...facts.map((fact) => `${fact}!`), ...withPairs(wordsOf(textOf(input.message), 'm:'))];
}

/** For the cost centre: who sells, and the lines of the document. */
export function wordsForCostCentre(input: Read): string[] {
  const supplier = textOf(input.supplier);
  return [`from ${supplier.toLowerCase()}`, ...wordsOf(supplier, 's:'), ...documentWords(input)];
}

export interface Reader {
  read(input: Read): Answer & { readonly probability: number };
}

/** Learns both answers from what people decided. The score is the probability that both are right. */
export function learn(history: readonly HistoryRow[]): Reader {
  const decisions: Classifier = train(history.map((row) => ({ words: wordsForDecision(row.input), label: row.decided.decision })));
  const centres: Classifier = train(history.map((row) => ({ words: wordsForCostCentre(row.input), label: row.decided.costCentre })));
  return {
    read(input) {
      const decision = decisions.classify(wordsForDecision(input));
      const centre = centres.classify(wordsForCostCentre(input));
      return {
        decision: decision.label as Answer['decision'],
        costCentre: centre.label as Answer['costCentre'],
        probability: decision.probability * centre.probability,
      };
    },
  };
}
