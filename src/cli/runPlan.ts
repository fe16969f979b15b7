// What a run needs, read and found right before anything is started: agreement, wiring, input, and where the decisions go.
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Agreement } from '../core/agreement.ts';
import { type LadderStep, ladder } from '../core/ladder.ts';
import { SystemRandom, WallClock } from '../engine/clock.ts';
import { nearestWord } from '../files/nearest.ts';
import type { Wiring } from '../models/wiring.ts';
import { CommandError, type Output } from './output.ts';
import { readProcessFile, readWiring, wiringPath, wiringProblem } from './processFiles.ts';
import { type FileToRun, needFile, openInput } from './runFile.ts';

export interface RunOptions {
  readonly process: string;
  readonly input: string;
  readonly labels?: string;
  readonly out?: string;
  readonly journal?: string;
  readonly step: string;
  readonly map?: readonly string[];
}

/** Everything that was read and found right before anything is started. */
export interface Plan {
  readonly agreement: Agreement;
  readonly source: string;
  readonly wiring: { readonly path: string; readonly wiring: Wiring } | null;
  readonly file: FileToRun;
  readonly step: LadderStep;
  readonly out: string | null;
  /** Where the journal of the run goes. */
  readonly journal: string | null;
  /** What names the run's database: the contents of everything that is run, and nothing else. */
  readonly parts: readonly string[];
}

async function hashOfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of createReadStream(path)) hash.update(part as Buffer);
  return hash.digest('hex');
}

const usage = (message: string, why: string, help: string): CommandError => new CommandError({ code: 'usage', message, why, do: help });

function readStep(given: string): LadderStep {
  const step = ladder.find((name) => name === given);
  if (step !== undefined) return step;
  const nearest = nearestWord(given, ladder);
  throw usage(`"${given}" is no step.`, `The steps are ${ladder.join(', ')}.`, nearest === null ? 'Use one of these.' : `Did you mean ${nearest}?`);
}

function checkOut(out: string, inputs: readonly string[]): void {
  const folder = dirname(resolve(out));
  if (!existsSync(folder)) throw usage(`There is no folder ${folder}.`, `${out} should be written there.`, 'Make the folder, or choose another.');
  if (existsSync(out) && statSync(out).isDirectory()) throw usage(`${out} is a folder.`, 'The decisions go into one file.', 'Name a file in it.');
  if (inputs.some((input) => resolve(input) === resolve(out)))
    throw usage(`${out} is read by this run.`, 'It would be overwritten.', 'Name another file.');
}

/** Opened once without a database: a wiring that cannot work is told before anything is started, and its hash names the run. */
async function hashOfModel(agreement: Agreement, wiring: Wiring, path: string): Promise<string> {
  const { openModel } = await import('../models/openModel.ts');
  const ports = { agreement, clock: new WallClock(), random: new SystemRandom(), baseDir: dirname(path), caps: null };
  const model = await openModel(wiring, ports).catch((error: unknown) => {
    throw wiringProblem(path, error);
  });
  await model.close();
  return model.wiringHash;
}

export async function planOf(options: RunOptions, out: Output): Promise<Plan> {
  const step = readStep(options.step);
  await needFile(options.process);
  await needFile(options.input);
  const { out: decisions, journal = null } = options;
  if (decisions !== undefined) checkOut(decisions, [options.process, options.input]);
  if (journal !== null) checkOut(journal, [options.process, options.input, ...(decisions === undefined ? [] : [decisions])]);
  const { agreement, source, path, reading } = await readProcessFile(options.process);
  for (const { message } of reading.problems) out.say(`Problem: ${message} See fortnight check.`);
  const wiringFile = wiringPath(path, agreement);
  const wiring = wiringFile === null ? null : { path: wiringFile, wiring: await readWiring(wiringFile) };
  if (wiring === null) out.say(`No wiring beside ${path}: people decide every case.`);
  const model = wiring === null ? [] : [await hashOfFile(wiring.path), await hashOfModel(agreement, wiring.wiring, wiring.path)];
  const hash = await hashOfFile(options.input);
  const file = await openInput(options, agreement, hash, out);
  const parts = [agreement.hash, ...model, hash, step, options.labels ?? '', ...(options.map ?? [])];
  return { agreement, source, wiring, file, step, out: decisions ?? null, journal, parts };
}
