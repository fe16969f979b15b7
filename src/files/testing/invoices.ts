// The supplier invoices of the examples, as far as files need them: fields of every type, with labels in three languages.

import { fieldOf, labelOf } from '../../../test/fixtures/invoiceFields.ts';
import { byId, decisionOf, plantedAgreement } from '../../../test/fixtures/plantedAgreement.ts';
import type { Agreement, Field, FieldType, Label } from '../../core/agreement.ts';

const needed = (id: string, type: FieldType, label: Label, more: Partial<Field> = {}): Field =>
  fieldOf(id, type, label, { optional: false, ...more });

export const invoices: Agreement = {
  ...plantedAgreement,
  process: 'supplier-invoices',
  fields: byId([
    needed('supplier', 'text', labelOf(['supplier', 'vendor'], 'le fournisseur', 'der Lieferant')),
    needed('supplierStatus', 'choice', labelOf('supplier status', 'le statut du fournisseur', 'der Lieferantenstatus'), {
      values: new Map([
        ['known', labelOf('known', 'connu', 'bekannt')],
        ['new', labelOf('new', 'nouveau', 'neu')],
        ['blocked', labelOf('blocked', 'bloqué', 'gesperrt')],
      ]),
    }),
    needed('amount', 'money', labelOf(['amount', 'total'], 'le montant', ['der Betrag', 'die Summe']), { currency: 'CHF' }),
    fieldOf('vatRate', 'number', labelOf('VAT rate', 'le taux de TVA', 'der MwSt-Satz'), { unit: '%' }),
    fieldOf('dueDate', 'date', labelOf('due date', "l'échéance", 'die Fälligkeit')),
    needed('ibanChanged', 'yesno', labelOf('IBAN changed', "l'IBAN modifié", 'die IBAN-Änderung')),
    fieldOf('message', 'text', labelOf('message', 'le message', 'die Nachricht'), { personal: true }),
    fieldOf('document', 'file', labelOf('document', 'le document', 'das Dokument'), { personal: true }),
  ]),
  fills: byId([
    needed('costCentre', 'choice', labelOf('cost centre', 'le centre de coûts', 'die Kostenstelle'), {
      values: new Map([
        ['4410', labelOf('4410 Office', '4410 Bureau', '4410 Büro')],
        ['4420', labelOf('4420 IT', '4420 IT', '4420 IT')],
      ]),
    }),
  ]),
  decisions: byId([
    decisionOf('pay', labelOf('pay', 'payer', 'zahlen')),
    decisionOf('query', labelOf('ask the supplier', 'demander au fournisseur', 'beim Lieferanten nachfragen')),
    decisionOf('refuse', labelOf('refuse', 'refuser', 'ablehnen')),
  ]),
};
