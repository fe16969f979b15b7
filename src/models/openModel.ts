// From a wiring to a model that can be asked: reads the prompt, the environment and recorded answers, checks the wiring against the agreement,
// builds the connector and puts the guards around it.
import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Agreement } from '../core/agreement.ts';
import { type Clock, milliseconds, type Random } from '../core/time.ts';
import type { AnswerForm } from './answer.ts';
import type { BreakerChange } from './breaker.ts';
import { commandConnector } from './command.ts';
import type { Caps } from './costs.ts';
import { addressOf, type Environment, settingValue, settingValues } from './environment.ts';
import { functionConnector } from './function.ts';
import { guarded } from './guarded.ts';
import { httpConnector } from './http.ts';
import type { Connector, Model } from './model.ts';
import { costOfCall, costOfTokens } from './prices.ts';
import { recordedConnector, rowsOf } from './recorded.ts';
import { scriptedConnector } from './scripted.ts';
import type { ModelSpec, RecordedRow, Wiring } from './wiring.ts';
import { WiringError } from './wiringError.ts';
import { hashWiring } from './wiringHash.ts';

export interface ModelPorts {
  readonly agreement: Agreement;
  readonly clock: Clock;
  readonly random: Random;
  /** The folder of the wiring file: prompts, scripts and recorded answers stand relative to it. */
  readonly baseDir: string;
  /** null: nothing is capped. */
  readonly caps: Caps | null;
  /** When the breaker opens, tries and closes, so that somebody is told. */
  readonly onChange?: (change: BreakerChange) => void;
  readonly environment?: Environment;
}

async function textOf(path: string, folder: string, what: string): Promise<string> {
  try {
    return await readFile(resolve(folder, path), 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw new WiringError(`The ${what} ${path} cannot be read (${code}).`, 'Paths are relative to the folder of the wiring file.');
  }
}

function nameOf(model: ModelSpec): string {
  if (model.kind === 'openai') return model.id;
  if (model.name !== undefined) return model.name;
  return model.kind === 'command' ? model.argv.map((word) => basename(word)).join(' ') : model.kind;
}

function checkAgainst(agreement: Agreement, { process, fields }: Wiring): void {
  if (process !== agreement.process)
    throw new WiringError(`The wiring is for ${process}, the agreement for ${agreement.process}.`, 'Give defineAi the name of the process.');
  const unknown = (fields ?? []).filter((field) => !agreement.fields.has(field));
  if (unknown.length > 0)
    throw new WiringError(
      `The wiring sends ${unknown.join(', ')}, which the agreement does not have.`,
      `Fields are ${[...agreement.fields.keys()].join(', ')}.`,
    );
}

/** A price per call holds for every kind. Without one, models of our own cost nothing, those behind an address something unknown. */
function withPrice(connector: Connector, model: ModelSpec): Connector {
  if (model.kind === 'openai') return connector;
  const price = 'price' in model ? costOfCall(model.price) : null;
  if (price === null && model.kind !== 'http') return connector;
  return { ...connector, worstCost: () => price };
}

/** Opens the model of a process. Throws `WiringError` for what an engineer has to put right. */
export async function openModel(wiring: Wiring, ports: ModelPorts): Promise<Model> {
  const { agreement, clock, random, baseDir, environment = process.env } = ports;
  const { model } = wiring;
  checkAgainst(agreement, wiring);
  const prompt =
    wiring.prompt === null ? '' : typeof wiring.prompt === 'string' ? wiring.prompt : await textOf(wiring.prompt.file, baseDir, 'prompt');
  if (model.kind === 'openai' && prompt.trim() === '')
    throw new WiringError('The wiring has no prompt, or an empty one.', "Write prompt: file('./prompts/x.md').");
  if (model.kind === 'openai' && model.price !== undefined) costOfTokens(model.price, 0, 0);
  let rows: readonly RecordedRow[] = [];
  if (model.kind === 'recorded')
    rows =
      typeof model.answers === 'string' ? rowsOf(await textOf(model.answers, baseDir, 'file of recorded answers'), model.answers) : model.answers;
  const { rankedBy } = agreement.otherwise;
  const cost = 'price' in model && model.kind !== 'openai' ? costOfCall(model.price) : null;
  const form: AnswerForm = { output: wiring.output, rankedBy, cost, model: nameOf(model) };

  const connector = await (async (): Promise<Connector> => {
    switch (model.kind) {
      case 'openai':
        // The AI SDK takes longer to load than everything else together, and few commands need it.
        return (await import('./aiSdk.ts')).aiSdkConnector({
          spec: model,
          baseUrl: addressOf(model.baseUrl, environment).href.replace(/\/+$/, ''),
          apiKey: model.apiKey === undefined ? null : settingValue(model.apiKey, environment),
          headers: settingValues(model.headers, environment),
          prompt,
          agreement,
          logprobSignals: Object.keys(wiring.signals),
          bindFingerprint: wiring.bindFingerprint,
          form,
          clock,
        });
      case 'http':
        return httpConnector({ url: addressOf(model.url, environment).href, headers: settingValues(model.headers, environment), form, clock });
      case 'command':
        return commandConnector({ argv: model.argv, folder: baseDir, variables: settingValues(model.env, environment), environment, form });
      case 'function':
        return functionConnector(model.ask, form);
      case 'recorded':
        return recordedConnector(rows, agreement, form);
      case 'scripted':
        return scriptedConnector(model, { form, clock, random });
    }
  })();
  const wiringHash = await hashWiring(wiring, { prompt, folder: baseDir, environment, rows });
  return guarded(
    withPrice(connector, model),
    {
      wiringHash,
      fields: wiring.fields ?? [...agreement.fields.keys()],
      timeout: milliseconds(wiring.timeout),
      concurrency: wiring.concurrency,
      retriesMax: wiring.retries,
    },
    { clock, random, caps: ports.caps, onChange: ports.onChange ?? (() => {}) },
  );
}
