// The JSON schema of an answer, made from the agreement: decisions, fills, and the texts that decisions need. In the strict form that
// providers ask for: every property required, null for "none", nothing additional. The decision comes first, so that its probability is its own.
import { type Agreement, type Field, labelIn } from '../core/agreement.ts';

type Schema = Readonly<Record<string, unknown>>;

function valueSchema(field: Field, agreement: Agreement): Schema {
  const { language } = agreement;
  const description = labelIn(field.label, language);
  switch (field.type) {
    case 'choice': {
      const labels = [...field.values].map(([id, label]) => `${id} = ${labelIn(label, language)}`).join('; ');
      return { type: ['string', 'null'], enum: [...field.values.keys(), null], description: `${description}: ${labels}` };
    }
    case 'number':
      return { type: ['number', 'null'], description: field.unit === null ? description : `${description} (${field.unit})` };
    case 'yesno':
      return { type: ['boolean', 'null'], description };
    case 'money':
      return { type: ['string', 'null'], description: `${description}: an amount in ${field.currency} such as 12500.50` };
    case 'date':
      return { type: ['string', 'null'], description: `${description}: a date such as 2026-03-31` };
    case 'text':
    case 'file':
      return { type: ['string', 'null'], description };
  }
}

const object = (properties: Readonly<Record<string, Schema>>, description?: string): Schema => ({
  type: 'object',
  ...(description === undefined ? {} : { description }),
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});

/** `selfReported` asks for the model's own word, which counts only where the agreement ranks by it. */
export function answerSchema(agreement: Agreement): Schema {
  const decisions = [...agreement.decisions.values()];
  const meaning = decisions.map(({ id, label }) => `${id} = ${labelIn(label, agreement.language)}`).join('; ');
  const fills: Record<string, Schema> = {};
  // A model cannot write a file.
  for (const fill of agreement.fills.values()) if (fill.type !== 'file') fills[fill.id] = valueSchema(fill, agreement);
  for (const { needs, label } of decisions) {
    if (needs === null || needs === 'reason' || Object.hasOwn(fills, needs)) continue;
    fills[needs] = { type: ['string', 'null'], description: `Needed with the decision "${labelIn(label, agreement.language)}"` };
  }
  return object({
    decision: { type: 'string', enum: decisions.map(({ id }) => id), description: meaning },
    ...(Object.keys(fills).length === 0 ? {} : { fills: object(fills) }),
    cite: { type: 'array', items: { type: 'string' }, description: 'Words of the case that the decision rests on' },
    reason: { type: ['string', 'null'], description: 'Why, in one sentence' },
    ...(agreement.otherwise.rankedBy.includes('selfReported')
      ? { selfReported: { type: 'number', description: 'How sure you are, from 0 to 1' } }
      : {}),
  });
}
