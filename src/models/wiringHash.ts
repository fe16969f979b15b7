// SHA-256 over what makes a model this model: version, prompt, model id, settings, what it is sent, how its answer is read. Certificates bind it.
// Time limits, places, retries and prices are left out: they change no answer. No value of the environment and no header stands in it.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { canonicalJson } from '../core/canonical.ts';
import { addressOf, addressShown, type Environment } from './environment.ts';
import type { RecordedRow, Wiring } from './wiring.ts';

export interface HashSources {
  readonly prompt: string;
  readonly folder: string;
  readonly environment: Environment;
  readonly rows: readonly RecordedRow[];
}

const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The source of a function, so that only its words count and not its layout. */
const sourceOf = (code: unknown): string => String(code).replace(/\s+/g, ' ').trim();

/** SHA-256 of files by name. One that cannot be read is no file of ours, such as the program `python` on the path: null. */
async function filesHashed(names: readonly string[], folder: string): Promise<Readonly<Record<string, string | null>>> {
  const hashes = await Promise.all(
    names.map(async (name) => {
      try {
        return [name, sha256(await readFile(resolve(folder, name)))] as const;
      } catch (error) {
        if (error instanceof Error && 'code' in error) return [name, null] as const;
        throw error;
      }
    }),
  );
  return Object.fromEntries(hashes);
}

async function modelSettings({ model }: Wiring, { folder, environment, rows }: HashSources): Promise<unknown> {
  switch (model.kind) {
    case 'openai': {
      const { id, temperature, seed, maxOutputTokens, body, structured } = model;
      return { id, address: addressShown(addressOf(model.baseUrl, environment)), temperature, seed, maxOutputTokens, body, structured };
    }
    case 'http':
      return { name: model.name, address: addressShown(addressOf(model.url, environment)) };
    case 'command':
      return { name: model.name, argv: model.argv, files: await filesHashed([...model.argv, ...(model.files ?? [])], folder) };
    case 'function':
      return { name: model.name, source: sourceOf(model.ask), files: await filesHashed(model.files ?? [], folder) };
    case 'recorded':
      return { name: model.name, rows: sha256(canonicalJson(rows)) };
    case 'scripted':
      return { name: model.name, source: sourceOf(model.ask) };
  }
}

export async function hashWiring(wiring: Wiring, sources: HashSources): Promise<string> {
  const { process, version, fields, signals, output, model } = wiring;
  const settings = await modelSettings(wiring, sources);
  const read = output === null ? null : sourceOf(output);
  return sha256(canonicalJson({ process, version, kind: model.kind, prompt: sources.prompt, fields, signals, output: read, settings }));
}
