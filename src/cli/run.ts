// `fortnight run`: real cases from a file through the real engine, on a database of its own. Nothing is sent to anybody. The same command
// continues what was interrupted, also by a kill, and ends with the same answer: each case once.
import { labelIn } from '../core/agreement.ts';
import { WallClock } from '../engine/clock.ts';
import { exitCodes, type Output } from './output.ts';
import { Progress } from './progress.ts';
import type { Working } from './runEngine.ts';
import { planOf, type RunOptions } from './runPlan.ts';

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
  // What is wrong with the plan is said before the engine and its database are even loaded.
  const [{ duringRun, openRunGround }, { openEngine, through }, { answerOf }] = await Promise.all([
    import('./runGround.ts'),
    import('./runEngine.ts'),
    import('./runAnswer.ts'),
  ]);
  const ground = await openRunGround(plan.parts, (line) => out.say(line)).catch((error: unknown) => {
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
    if (figures !== null && plan.journal !== null) {
      const { writeRunJournal } = await import('./journalFile.ts');
      await writeRunJournal(plan.journal, ground);
    }
    if (figures === null) await working.office.scribe.idle();
    else
      out.answer(
        answerOf(figures, {
          ...plan,
          troubles: [...working.troubles, ...silencesOf(working.silences)],
          seconds: (clock.machineNow() - started) / 1000,
        }),
      );
  } catch (error) {
    progress.end();
    if (!stop.signal.aborted) throw duringRun(error);
  } finally {
    await working?.model?.close();
    await ground.close().catch((error: unknown) => out.say(`The database of the run did not close well: ${String(error)}`));
    if (stop.signal.aborted) endInterrupted(out);
  }
}

/** Leaves at once: what waits for the AI would keep the program alive, and nothing of it counts any more. */
function endInterrupted(out: Output): never {
  const summary = 'Interrupted. Everything that was decided is kept; run the same command again to go on';
  out.answer({ exit: exitCodes.interrupted, summary, json: { ok: false, interrupted: true } });
  process.exit(exitCodes.interrupted);
}

/** The commonest reasons why the AI was silent, as a person reads them. */
const silencesOf = (silences: ReadonlyMap<string, number>): readonly string[] =>
  [...silences]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 3)
    .map(([why, times]) => `${why} (${times} ${times === 1 ? 'time' : 'times'})`);
