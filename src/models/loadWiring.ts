// Loads a wiring file (`x.ai.ts`, or .js, .mjs, .mts). It runs with our rights, so only a deploy brings one in, and `check` never loads it.
// Node 20 runs no TypeScript: jiti does. `fortnight` in the file means this package, wherever the file stands, installed or not.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createJiti } from 'jiti';
import type { Wiring } from './wiring.ts';
import { WiringError } from './wiringError.ts';

/** This package's door, as source or as build, as this very file is. */
const door = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '../index.ts' : '../index.js', import.meta.url));

/** A wiring comes from another copy of our module, so it is known by its form and not by its class. */
const isWiring = (value: unknown): value is Wiring =>
  typeof value === 'object' && value !== null && 'process' in value && 'version' in value && 'model' in value && 'concurrency' in value;

/** The default export of a wiring file; loaded anew each time. Throws `WiringError` that names the file. */
export async function loadWiring(path: string): Promise<Wiring> {
  const file = resolve(path);
  if (!existsSync(file)) throw new WiringError(`There is no wiring file ${path}.`, 'It stands beside the agreement: x.process.yaml and x.ai.ts.');
  const jiti = createJiti(import.meta.url, { alias: { fortnight: door }, moduleCache: false, fsCache: false });
  let loaded: unknown;
  try {
    loaded = await jiti.import(file, { default: true });
  } catch (error) {
    // The words of a WiringError are meant for the engineer; those of other errors too, since the code is his own.
    const said = error instanceof Error ? error.message : String(error);
    const where = error instanceof Error ? (/\(?((?:file:\/\/)?\/[^\s()]*:\d+:\d+)\)?/.exec(error.stack?.replace(said, '') ?? '')?.[1] ?? '') : '';
    throw new WiringError(`${path} cannot be loaded: ${said}`, where.includes(file) ? `See ${where}.` : 'Put it right and try again.');
  }
  if (isWiring(loaded)) return loaded;
  throw new WiringError(`${path} exports no wiring.`, "Write: export default defineAi('my-process', { version, model }).");
}
