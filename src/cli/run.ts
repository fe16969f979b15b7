// `fortnight run`: real cases from a file through the real engine, on a database of its own. Nothing is sent to anybody. The same command
// continues what was interrupted, also by a kill, and ends with the same answer: each case once.
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Agreement, labelIn } from '../core/agreement.ts';
import { type LadderStep, ladder } from '../core/ladder.ts';
import { SystemRandom, WallClock } from '../engine/clock.ts';
import { Engine } from '../engine/engine.ts';
import type { Office } from '../engine/office.ts';
import { nearestWord } from '../files/nearest.ts';
import type { Model, Outcome } from '../models/model.ts';
import { openModel } from '../models/openModel.ts';
import type { Wiring } from '../models/wiring.ts';
import { modelOf, nameOfRun } from '../server/composition.ts';
import { releaseLeases } from '../store/cases.ts';
import { CommandError, exitCodes, type Output, refused } from './output.ts';
import { readProcessFile, readWiring, wiringPath, wiringProblem } from './processFiles.ts';
import { Progress } from './progress.ts';
import { answerOf } from './runAnswer.ts';
import { feed, Labels } from './runFeed.ts';
import { type FileToRun, needFile, openInput } from './runFile.ts';
import { duringRun, openRunGround, type RunGround } from './runGround.ts';
import { type RunFigures, report } from './runReport.ts';

interface RunOptions {
  readonly process: string;
  readonly input: string;
  readonly labels?: string;
  readonly out?: string;
  readonly step: string;
  readonly map?: readonly string[];
}

/** Everything that was read and found right before anything is started. */
interface Plan {
  readonly agreement: Agreement;
  readonly source: string;
  readonly wiring: { readonly path: string; readonly wiring: Wiring } | null;
  readonly file: FileToRun;
  readonly step: LadderStep;
  readonly out: string | null;
  /** The name of the database: of what is run, and of nothing else. */
  readonly name: string;
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
  const ports = { agreement, clock: new WallClock(), random: new SystemRandom(), baseDir: dirname(path), caps: null };
  const model = await openModel(wiring, ports).catch((error: unknown) => {
    throw wiringProblem(path, error);
  });
  await model.close();
  return model.wiringHash;
}

async function planOf(options: RunOptions, out: Output): Promise<Plan> {
  const step = readStep(options.step);
  await needFile(options.process);
  await needFile(options.input);
  if (options.out !== undefined) checkOut(options.out, [options.process, options.input]);
  const { agreement, source, path, reading } = await readProcessFile(options.process);
  for (const { message } of reading.problems) out.say(`Problem: ${message} See fortnight check.`);
  const wiringFile = wiringPath(path, agreement);
  const wiring = wiringFile === null ? null : { path: wiringFile, wiring: await readWiring(wiringFile) };
  if (wiring === null) out.say(`No wiring beside ${path}: people decide every case.`);
  const model = wiring === null ? [] : [await hashOfFile(wiring.path), await hashOfModel(agreement, wiring.wiring, wiring.path)];
  const hash = await hashOfFile(options.input);
  const file = await openInput(options, agreement, hash, out);
  const name = nameOfRun([agreement.hash, ...model, hash, step, options.labels ?? '', ...(options.map ?? [])]);
  return { agreement, source, wiring, file, step, out: options.out ?? null, name };
}

/** After an interruption nothing comes back from the AI any more: an answer that was on its way is asked for again by the next run. */
function stoppable(model: Model, signal: AbortSignal): Model {
  const never = new Promise<Outcome>(() => undefined);
  const ask: Model['ask'] = async (question) => {
    if (signal.aborted) return never;
    const outcome = await model.ask(question);
    return signal.aborted ? never : outcome;
  };
  return { model: model.model, wiringHash: model.wiringHash, concurrency: model.concurrency, ask, close: () => model.close() };
}

interface Working {
  readonly engine: Engine;
  readonly office: Office;
  readonly labels: Labels;
  readonly model: Model | null;
  readonly troubles: Set<string>;
}

async function openEngine({ agreement, source, wiring, step }: Plan, { clock, random, db, known }: RunGround, signal: AbortSignal): Promise<Working> {
  const troubles = new Set<string>();
  const trouble = (what: string, error: unknown): void => void troubles.add(`${what}: ${error instanceof Error ? error.message : String(error)}`);
  const labels = new Labels(trouble);
  const number = async (): Promise<number> => {
    const office = await engine.officeNamed(agreement.process);
    return office.ok ? office.value.runtime.number : 0;
  };
  const place = wiring === null ? null : { agreement, wiring: wiring.wiring, path: wiring.path, db, number };
  const model = place === null ? null : stoppable(await modelOf(place, { clock, random }), signal);
  const engine: Engine = new Engine({
    ...{ clock, random, db, trouble },
    models: async () => model,
    watch: (office, cases) => labels.see(office, cases),
  });
  const installed = await engine.install(agreement.process, source, { step });
  if (!installed.ok) throw refused(installed);
  if (known) await releaseLeases(db, installed.value.runtime.number, clock.now());
  return { engine, office: installed.value, labels, model, troubles };
}

export async function run(_args: readonly string[], given: Readonly<Record<string, unknown>>, out: Output): Promise<void> {
  const clock = new WallClock();
  const started = clock.machineNow();
  const stop = new AbortController();
  let interrupt = (): void => endInterrupted(out);
  // A listener that stays: the database, which listens too, leaves the ending to us while there is one.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interrupt());
  const plan = await planOf(given as unknown as RunOptions, out);
  interrupt = () => (stop.signal.aborted ? endInterrupted(out) : stop.abort());
  const aborted = new Promise<null>((done) => stop.signal.addEventListener('abort', () => done(null), { once: true }));
  const ground = await openRunGround(plan.name, (line) => out.say(line)).catch((error: unknown) => {
    // Ctrl-C reaches the programs of the database too, and what they say then is only an echo of it.
    if (stop.signal.aborted) return endInterrupted(out);
    throw error;
  });
  if (ground.known) out.say('This run was begun before; it goes on where it stopped.');
  const progress = new Progress(out, labelIn(plan.agreement.name, plan.agreement.language));
  let working: Working | null = null;
  try {
    working = await openEngine(plan, ground, stop.signal);
    const figures = await Promise.race([through(plan, working, stop.signal, progress), aborted]);
    progress.end();
    if (figures === null) await working.office.scribe.idle();
    else out.answer(answerOf(figures, { ...plan, troubles: [...working.troubles], seconds: (clock.machineNow() - started) / 1000 }));
  } catch (error) {
    progress.end();
    if (!stop.signal.aborted) throw duringRun(error);
  } finally {
    await working?.model?.close();
    await ground.close().catch((error: unknown) => out.say(`The database of the run did not close well: ${String(error)}`));
    if (stop.signal.aborted) endInterrupted(out);
  }
}

/** From the first row to the figures; null when somebody interrupted. */
async function through(plan: Plan, { engine, office, labels }: Working, signal: AbortSignal, progress: Progress): Promise<RunFigures | null> {
  const { file, step, out } = plan;
  await feed(file, { engine, office, labels, signal, onRows: (done) => progress.show(done, file.count, 'cases') });
  return signal.aborted ? null : report(file, { engine, office, step, out });
}

/** Leaves at once: what waits for the AI would keep the program alive, and nothing of it counts any more. */
function endInterrupted(out: Output): never {
  const summary = 'Interrupted. Everything that was decided is kept; run the same command again to go on';
  out.answer({ exit: exitCodes.interrupted, summary, json: { ok: false, interrupted: true } });
  process.exit(exitCodes.interrupted);
}
