// A live node: it ticks when something is due, looks at least once a second for what other nodes have left, and follows the database's clock.
import { earliest, later, seconds } from '../core/time.ts';
import { readDatabaseClock } from '../store/database.ts';
import { nextDueAt, tick } from './alarms.ts';
import type { WallClock } from './clock.ts';
import type { Engine } from './engine.ts';

const lookEvery = seconds(1);

/** Runs until `signal` aborts; then finishes what it holds. A tick that fails is told and tried again; one that succeeds is told to `ticked`. */
export async function live(engine: Engine, clock: WallClock, signal: AbortSignal, ticked: () => void = () => undefined): Promise<void> {
  while (!signal.aborted) {
    try {
      const asked = clock.machineNow();
      clock.correct(await readDatabaseClock(engine.db), asked);
      const worked = await tick(engine);
      ticked();
      if (worked) continue;
      const next = await nextDueAt(engine);
      const latest = later(clock.now(), lookEvery);
      // What is due and was not worked on belongs to somebody else; looking again at once would only turn in circles.
      await clock.wakeAt(next === null || next <= clock.now() ? latest : earliest(next, latest), signal);
    } catch (error) {
      if (signal.aborted) break;
      engine.trouble('a tick', error);
      await clock.wakeAt(later(clock.now(), lookEvery), signal).catch(() => undefined);
    }
  }
  await engine.idle();
}
