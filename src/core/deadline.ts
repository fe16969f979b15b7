// In time: when cover, deputies and the fallback step in, so that silence never blocks a decision.
import type { Agreement } from './agreement.ts';
import { after, before, earliest, type Instant, instant, latest, type WorkingTime } from './time.ts';

/** The moments of one case. All null when the agreement names no deadline: then nothing is promised. */
export interface Schedule {
  readonly dueAt: Instant | null;
  readonly coverAt: Instant | null;
  readonly deputiesAt: Instant | null;
  readonly fallbackAt: Instant | null;
  readonly lateOnArrival: boolean;
}

/**
 * `dueAt` is the later of receivedAt + deadline and acceptance + `coverFrom` (RULINGS A5), so that people always get some time.
 * The order openedAt <= coverAt <= deputiesAt <= fallbackAt <= dueAt always holds.
 */
export function scheduleOf(agreement: Agreement, receivedAt: Instant, acceptedAt: Instant, working: WorkingTime): Schedule {
  const { deadline, people, fallback } = agreement;
  if (deadline === null) return { dueAt: null, coverAt: null, deputiesAt: null, fallbackAt: null, lateOnArrival: false };
  const promised = after(receivedAt, deadline, working);
  const atLeast = after(acceptedAt, people.coverFrom, working);
  const shortest = deadline.length < people.coverFrom.length ? after(acceptedAt, deadline, working) : atLeast;
  const dueAt = latest(promised, shortest);
  const fallbackAt = latest(acceptedAt, earliest(dueAt, fallback === null ? dueAt : before(dueAt, fallback.before, working)));
  const coverAt = latest(acceptedAt, earliest(fallbackAt, before(dueAt, people.coverFrom, working)));
  const deputiesAt = instant(Math.floor((coverAt + fallbackAt) / 2));
  return { dueAt, coverAt, deputiesAt, fallbackAt, lateOnArrival: promised < dueAt };
}
