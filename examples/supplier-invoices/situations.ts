// What can be going on with an invoice, how often, what suppliers write then, and what is right to do. The weights of `right` are the
// part that no reader of the invoice can know: two invoices that look the same may deserve different answers.
import type { Phrase } from './phrases.ts';

export type Decision = 'pay' | 'query' | 'refuse';

export interface Situation {
  /** Invoices in a thousand. */
  readonly share: number;
  readonly right: Readonly<Partial<Record<Decision, number>>>;
  /** What the supplier writes, and how often he writes it at all (else mostly nothing). */
  readonly phrase: Phrase;
  readonly written: number;
  /** How the amount stands to the order, in tenths of a percent, when it differs. */
  readonly differs?: readonly [number, number];
  readonly order?: 'none';
  readonly status?: 'new' | 'blocked';
  readonly ibanChanged?: true;
  readonly credit?: true;
  readonly large?: true;
  /** A VAT rate that is not ours any more, or another country's. */
  readonly oddVat?: true;
  /** The same invoice as one that came before. */
  readonly repeats?: true;
}

export const situations: Readonly<Record<string, Situation>> = {
  asOrdered: { share: 569.6, right: { pay: 1 }, phrase: 'plain', written: 0.5 },
  rounding: { share: 90, right: { pay: 1 }, phrase: 'freight', written: 0.5, differs: [1, 18] },
  subscription: { share: 45, right: { pay: 98, query: 2 }, phrase: 'plain', written: 0.5, order: 'none' },
  orderForgotten: { share: 28, right: { query: 75, pay: 25 }, phrase: 'noOrder', written: 0.7, order: 'none' },
  differs: { share: 40, right: { query: 92, pay: 8 }, phrase: 'plain', written: 0.3, differs: [25, 400] },
  partial: { share: 12, right: { pay: 70, query: 30 }, phrase: 'partial', written: 0.9, differs: [100, 600] },
  deliveredShort: { share: 34, right: { query: 94, pay: 6 }, phrase: 'short', written: 0.99 },
  reminder: { share: 26, right: { query: 55, pay: 45 }, phrase: 'reminder', written: 1 },
  sentAgain: { share: 15, right: { query: 94, pay: 6 }, phrase: 'again', written: 1, repeats: true },
  sentAgainSilently: { share: 0.4, right: { query: 1 }, phrase: 'plain', written: 0.3, repeats: true },
  vat: { share: 18, right: { query: 90, pay: 10 }, phrase: 'vat', written: 0.6, oddVat: true },
  haste: { share: 12, right: { query: 97, pay: 3 }, phrase: 'haste', written: 1 },
  orders: { share: 3, right: { query: 1 }, phrase: 'orders', written: 1 },
  creditNote: { share: 12, right: { pay: 98, query: 2 }, phrase: 'credit', written: 0.9, credit: true, order: 'none' },
  creditVague: { share: 6, right: { query: 80, pay: 20 }, phrase: 'creditVague', written: 1, credit: true, order: 'none' },
  newBankFraud: { share: 16, right: { refuse: 88, query: 12 }, phrase: 'newBankHaste', written: 0.8, ibanChanged: true },
  newBank: { share: 12, right: { query: 72, pay: 24, refuse: 4 }, phrase: 'newBank', written: 0.8, ibanChanged: true },
  newSupplier: { share: 24, right: { pay: 55, query: 45 }, phrase: 'introduction', written: 0.6, status: 'new' },
  phantom: { share: 14, right: { refuse: 94, query: 6 }, phrase: 'phantom', written: 0.95, status: 'new', order: 'none' },
  blocked: { share: 6, right: { refuse: 85, query: 15 }, phrase: 'plain', written: 0.5, status: 'blocked' },
  large: { share: 17, right: { pay: 98, query: 2 }, phrase: 'plain', written: 0.5, large: true },
};
