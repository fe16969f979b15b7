import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { messagesFolder } from '../../examples/customer-messages/messages.ts';
import { history } from '../../examples/supplier-invoices/invoices.ts';
import { loadWiring } from '../../src/models/loadWiring.ts';
import type { FunctionSpec, Wiring } from '../../src/models/wiring.ts';

const paths = {
  invoices: 'examples/supplier-invoices/supplier-invoices.ai.ts',
  llm: 'examples/supplier-invoices/supplier-invoices.llm.ts',
  messages: 'examples/customer-messages/customer-messages.ai.ts',
} as const;

function functionOf(wiring: Wiring): FunctionSpec {
  if (wiring.model.kind !== 'function') throw new Error('This example asks a function.');
  return wiring.model;
}
const about = { signal: new AbortController().signal };

describe('the wirings of the examples', () => {
  const here = Object.values(paths).filter((path) => path !== paths.messages || messagesFolder() !== null);
  test.each(here)('%s loads', async (path) => {
    const wiring = await loadWiring(path);
    expect(path).toContain(`/${wiring.process}/`);
  });
  test.each(here.filter((path) => path !== paths.llm))('%s names files that exist, so that their change is a change of the model', async (path) => {
    for (const file of functionOf(await loadWiring(path)).files ?? []) expect(existsSync(resolve(dirname(path), file))).toBe(true);
  });
  test('an invoice gets a decision, a cost centre and a score', async () => {
    const { ask } = functionOf(await loadWiring(paths.invoices));
    for (const row of history(5, 100)) {
      const answer = await ask({ key: row.key, input: { ...row.input } }, about);
      expect(['pay', 'query', 'refuse']).toContain(answer.decision);
      expect(answer).toHaveProperty('fills.costCentre');
      if (answer.decision === 'query') expect(answer).toHaveProperty('fills.question');
      if (answer.decision === 'refuse') expect(answer.reason).toBeTypeOf('string');
      expect(answer).toHaveProperty('signals.probability');
    }
  });
  test.skipIf(messagesFolder() === null)('a stolen card goes to security', async () => {
    const { ask } = functionOf(await loadWiring(paths.messages));
    expect(await ask({ key: 'a', input: { text: 'Help, someone stole my card!' } }, about)).toMatchObject({ decision: 'security' });
  });
  test('without the data the error says where they belong', async () => {
    const before = process.env.FORTNIGHT_DATASETS;
    process.env.FORTNIGHT_DATASETS = '/nowhere';
    try {
      await expect(loadWiring(paths.messages)).rejects.toThrow(/Set FORTNIGHT_DATASETS to a folder/);
    } finally {
      if (before === undefined) delete process.env.FORTNIGHT_DATASETS;
      else process.env.FORTNIGHT_DATASETS = before;
    }
  });
});
