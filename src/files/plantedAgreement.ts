// The supplier invoices of the examples, as far as files need them: fields of every type, with labels in three languages. For tests only.
import type { Agreement, DecisionRule, Field, FieldType, Label } from '../core/agreement.ts';
import { milliseconds } from '../core/time.ts';

const words = (en: string | string[], fr: string, de: string | string[]): Label => ({ en: [en].flat(), fr: [fr], de: [de].flat() });

function field(id: string, type: FieldType, label: Label, more: Partial<Field> = {}): readonly [string, Field] {
  const plain = { id, type, label, optional: false, personal: false, values: new Map(), unit: null, currency: null, show: null, subject: false };
  return [id, { ...plain, ...more }];
}

function decision(id: string, label: Label): readonly [string, DecisionRule] {
  return [id, { id, label, undoFor: null, needs: null, neverByAi: false, audit: 'after' }];
}

const never = { length: milliseconds(0), counted: 'elapsed' } as const;
const share = { count: 1, of: 2 } as const;

export const invoices: Agreement = {
  process: 'supplier-invoices',
  name: words('Supplier invoices', 'Factures', 'Rechnungen'),
  case: words('invoice', 'la facture', 'die Rechnung'),
  language: 'en',
  locale: 'en-CH',
  purpose: null,
  expect: {
    casesPerWeek: null,
    minutesPerCaseByHand: null,
    hoursSavedPerWeek: null,
    decidedByAi: null,
    decidedInTime: null,
    usedEveryWeek: null,
  },
  reviewAgreementBy: null,
  people: {
    owner: null,
    deputies: [],
    sponsor: null,
    budgetHolder: null,
    answerWithin: never,
    reviewers: null,
    coverReviewers: null,
    coverFrom: never,
    handOnTo: [],
    projectTeam: [],
    fourEyes: true,
  },
  deadline: null,
  calendar: { weekdays: [], from: 0, to: 0, timezone: 'Europe/Zurich', holidays: [] },
  keyIsPersonal: false,
  fields: new Map([
    field('supplier', 'text', words(['supplier', 'vendor'], 'le fournisseur', 'der Lieferant')),
    field('supplierStatus', 'choice', words('supplier status', 'le statut du fournisseur', 'der Lieferantenstatus'), {
      values: new Map([
        ['known', words('known', 'connu', 'bekannt')],
        ['new', words('new', 'nouveau', 'neu')],
        ['blocked', words('blocked', 'bloqué', 'gesperrt')],
      ]),
    }),
    field('amount', 'money', words(['amount', 'total'], 'le montant', ['der Betrag', 'die Summe']), { currency: 'CHF' }),
    field('vatRate', 'number', words('VAT rate', 'le taux de TVA', 'der MwSt-Satz'), { unit: '%', optional: true }),
    field('dueDate', 'date', words('due date', "l'échéance", 'die Fälligkeit'), { optional: true }),
    field('ibanChanged', 'yesno', words('IBAN changed', "l'IBAN modifié", 'die IBAN-Änderung')),
    field('message', 'text', words('message', 'le message', 'die Nachricht'), { optional: true, personal: true }),
    field('document', 'file', words('document', 'le document', 'das Dokument'), { optional: true, personal: true }),
  ]),
  fills: new Map([
    field('costCentre', 'choice', words('cost centre', 'le centre de coûts', 'die Kostenstelle'), {
      values: new Map([
        ['4410', words('4410 Office', '4410 Bureau', '4410 Büro')],
        ['4420', words('4420 IT', '4420 IT', '4420 IT')],
      ]),
    }),
  ]),
  decisions: new Map([
    decision('pay', words('pay', 'payer', 'zahlen')),
    decision('query', words('ask the supplier', 'demander au fournisseur', 'beim Lieferanten nachfragen')),
    decision('refuse', words('refuse', 'refuser', 'ablehnen')),
  ]),
  personDecidesWhen: [],
  otherwise: {
    aiDecides: 'never',
    sureness: 0.9,
    certificateLasts: milliseconds(0),
    rankedBy: [],
    checkedAtRandom: { assisted: share, supervised: share, autonomous: share },
    exposure: { cases: null, money: null },
    inARow: null,
    cannotTell: 'error',
    costPerCase: null,
  },
  fallback: null,
  changesInWork: [],
  errors: new Map(),
  budgets: {
    fallbackShare: null,
    fallbackShareInTrouble: null,
    reviewShare: null,
    withoutAi: null,
    noticeWithin: { aiDown: null, aiChanged: null, aiWorse: null, noCases: null, checksStopped: null },
    slip: {},
    falseAlarms: null,
    aiCost: { perCase: null, perDay: null, perMonth: null },
    onPurpose: null,
  },
  overload: null,
  notify: { owner: [], sponsor: [], reviewers: [], undeliveredAfter: milliseconds(0), quiet: null, digest: null },
  keep: { decisions: null, aiInputs: milliseconds(0), personal: null },
  hash: '',
  trustHash: '',
};
