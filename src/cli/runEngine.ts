// The engine of one run: the plan's agreement and AI on the run's database, from the first row to the figures.
import { Engine } from '../engine/engine.ts';
import type { Office } from '../engine/office.ts';
import type { Model, Outcome } from '../models/model.ts';
import { modelOf } from '../server/composition.ts';
import { releaseLeases } from '../store/cases.ts';
import { refused } from './output.ts';
import type { Progress } from './progress.ts';
import { feed, Labels } from './runFeed.ts';
import type { RunGround } from './runGround.ts';
import type { Plan } from './runPlan.ts';
import { type RunFigures, report } from './runReport.ts';

/** After an interruption nothing comes back from the AI any more: an answer that was on its way is asked for again by the next run. */
function stoppable(model: Model, signal: AbortSignal, failed: (why: string) => void): Model {
  const never = new Promise<Outcome>(() => undefined);
  const ask: Model['ask'] = async (question) => {
    if (signal.aborted) return never;
    const outcome = await model.ask(question);
    if (!outcome.ok) failed(outcome.why);
    return signal.aborted ? never : outcome;
  };
  return { model: model.model, wiringHash: model.wiringHash, concurrency: model.concurrency, ask, close: () => model.close() };
}

export interface Working {
  readonly engine: Engine;
  readonly office: Office;
  readonly labels: Labels;
  readonly model: Model | null;
  readonly troubles: Set<string>;
  /** Why the AI gave no answer, and how often, since this command began. */
  readonly silences: ReadonlyMap<string, number>;
}

export async function openEngine(
  { agreement, source, wiring, step }: Plan,
  { clock, random, db, known }: RunGround,
  signal: AbortSignal,
): Promise<Working> {
  const troubles = new Set<string>();
  const trouble = (what: string, error: unknown): void => void troubles.add(`${what}: ${error instanceof Error ? error.message : String(error)}`);
  const silences = new Map<string, number>();
  const failed = (why: string): void => void silences.set(why, (silences.get(why) ?? 0) + 1);
  const labels = new Labels(trouble);
  const number = async (): Promise<number> => {
    const office = await engine.officeNamed(agreement.process);
    return office.ok ? office.value.runtime.number : 0;
  };
  const place = wiring === null ? null : { agreement, wiring: wiring.wiring, path: wiring.path, db, number };
  const model = place === null ? null : stoppable(await modelOf(place, { clock, random }), signal, failed);
  const engine: Engine = new Engine({
    ...{ clock, random, db, trouble },
    models: async () => model,
    watch: (office, cases) => labels.see(office, cases),
  });
  const installed = await engine.install(agreement.process, source, { step });
  if (!installed.ok) throw refused(installed);
  if (known) await releaseLeases(db, installed.value.runtime.number, clock.now());
  return { engine, office: installed.value, labels, model, troubles, silences };
}

/** From the first row to the figures; null when somebody interrupted. */
export async function through(plan: Plan, { engine, office, labels }: Working, signal: AbortSignal, progress: Progress): Promise<RunFigures | null> {
  const { file, step, out } = plan;
  await feed(file, { engine, office, labels, signal, onRows: (done) => progress.show(done, file.count, 'cases') });
  return signal.aborted ? null : report(file, { engine, office, step, out });
}
