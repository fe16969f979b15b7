// The same process with a language model at any OpenAI-compatible address: set MODEL_URL and MODEL_NAME, and MODEL_KEY where the
// address asks for one. The agreement stays as it is; a certificate of the classifier does not hold for this model.
import { defineAi, file, logprob, openaiCompatible } from 'fortnight';

export default defineAi('supplier-invoices', {
  version: '2026-11-20',
  model: openaiCompatible(process.env.MODEL_NAME ?? 'gpt-4o-mini', {
    baseUrl: { env: 'MODEL_URL' },
    ...(process.env.MODEL_KEY === undefined ? {} : { apiKey: { env: 'MODEL_KEY' } }),
    temperature: 0,
    timeout: '20 s',
    price: { currency: 'CHF', inputPerMillion: '0.14', outputPerMillion: '0.54' },
  }),
  prompt: file('./prompts/invoice.md'),
  signals: { probability: logprob() },
});
