// A few invoices for the example process, so that its inbox is not empty at the first start. They are invented, marked as such, and are
// no evidence: their keys begin with `example-`, and the journal says that `example` brought them in.
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { tsImport } from 'tsx/esm/api';
import type { Engine } from '../engine/engine.ts';
import { examplePath } from './processFolder.ts';

const count = 6;
const keyOf = (n: number): string => `example-${n + 1}`;

interface Generator {
  /** Invoices of a seed; the first half of 10,000 teaches the classifier. */
  readonly history: (seed: number, count: number) => readonly { readonly input: unknown }[];
}

/** How many were opened; 0 when they were there before. Their keys see to it that none comes twice. */
export async function openExampleCases(engine: Engine, process: string): Promise<number> {
  const keys = Array.from({ length: count }, (_, n) => keyOf(n));
  const known = await engine.byKey(process, keys);
  if (!known.ok || known.value.length === count) return 0;
  const file = pathToFileURL(join(dirname(examplePath), 'invoices.ts')).href;
  const { history } = (await tsImport(file, import.meta.url)) as Generator;
  const rows = history(1, 5000 + count).slice(5000);
  const opened = await Promise.all(rows.map(({ input }, n) => engine.open(process, { key: keyOf(n), input }, 'example')));
  return opened.filter((result) => result.ok && result.isNew).length;
}
