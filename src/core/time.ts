// Moments, lengths and working time, as values. Nothing here reads a clock: the engine brings the time in.

/** A moment, in whole milliseconds since 1970 UTC. */
export type Instant = number & { readonly __unit: 'instant' };
/** A length of time, in milliseconds. */
export type Duration = number & { readonly __unit: 'duration' };

export const instant = (ms: number): Instant => ms as Instant;
export const milliseconds = (n: number): Duration => n as Duration;
export const seconds = (n: number): Duration => (n * 1000) as Duration;
export const minutes = (n: number): Duration => (n * 60_000) as Duration;
export const hours = (n: number): Duration => (n * 3_600_000) as Duration;
export const days = (n: number): Duration => (n * 86_400_000) as Duration;
export const later = (at: Instant, wait: Duration): Instant => (at + wait) as Instant;
export const earliest = (a: Instant, b: Instant): Instant => (a < b ? a : b);
export const latest = (a: Instant, b: Instant): Instant => (a > b ? a : b);

/** A length as an agreement says it: elapsed, or counted in working time only. */
export interface Span {
  readonly length: Duration;
  readonly counted: 'elapsed' | 'working';
}

/** A stretch of working time in UTC, `from` included, `to` not. */
export interface WorkingInterval {
  readonly from: Instant;
  readonly to: Instant;
}

/** Working time as data: sorted, not touching, resolved outside the core for about three years. Empty means: always working. */
export interface WorkingTime {
  readonly intervals: readonly WorkingInterval[];
  /** SHA-256 of the intervals, journaled with each case, so that a deadline can be computed again. */
  readonly hash: string;
}

export const alwaysWorking: WorkingTime = { intervals: [], hash: 'always' };

/** The clock is a port. Only `engine/clock.ts` reads the real one; a drill has a virtual one. */
export interface Clock {
  now(): Instant;
  /** Resolves at `at`, or at once when it has passed; rejects with the signal's reason when aborted. */
  wakeAt(at: Instant, signal?: AbortSignal): Promise<void>;
}

/** Chance is a port too: ids, salts and jitter come from here. */
export interface Random {
  /** `n` unpredictable bytes (in a drill: bytes derived from the seed). */
  bytes(n: number): Uint8Array;
  /** A number in [0, 1), for jitter only. */
  number(): number;
}

/** Index of the first interval that ends after `at`. */
function firstEndingAfter(intervals: readonly WorkingInterval[], at: Instant): number {
  let low = 0;
  let high = intervals.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const interval = intervals[middle];
    if (interval !== undefined && interval.to > at) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * The moment when `span` has passed since `from`. Working spans count only inside the intervals; past the known calendar
 * (about three years) they count as elapsed time, so that a deadline always exists.
 */
export function after(from: Instant, span: Span, working: WorkingTime): Instant {
  if (span.counted === 'elapsed' || working.intervals.length === 0) return later(from, span.length);
  let left: number = span.length;
  let last = from;
  for (let at = firstEndingAfter(working.intervals, from); at < working.intervals.length; at += 1) {
    const interval = working.intervals[at];
    if (interval === undefined) break;
    const start = latest(interval.from, from);
    const length = interval.to - start;
    if (left <= length) return instant(start + left);
    left -= length;
    last = interval.to;
  }
  return instant(latest(last, from) + left);
}

/** The moment `span` before `to`: the mirror of `after`. Outside the known calendar, on both sides, time counts as elapsed. */
export function before(to: Instant, span: Span, working: WorkingTime): Instant {
  if (span.counted === 'elapsed' || working.intervals.length === 0) return instant(to - span.length);
  const beyond = Math.max(0, to - (working.intervals.at(-1)?.to ?? to));
  if (span.length <= beyond) return instant(to - span.length);
  let left = span.length - beyond;
  let first = to;
  for (let at = firstEndingAfter(working.intervals, to); at >= 0; at -= 1) {
    const interval = working.intervals[at];
    if (interval === undefined || interval.from >= to) continue;
    const end = earliest(interval.to, to);
    const length = end - interval.from;
    if (left <= length) return instant(end - left);
    left -= length;
    first = interval.from;
  }
  return instant(earliest(first, to) - left);
}

/** The start of working time at or after `at` (itself when somebody works then). */
export function nextWorking(at: Instant, working: WorkingTime): Instant {
  const interval = working.intervals[firstEndingAfter(working.intervals, at)];
  return interval === undefined ? at : latest(interval.from, at);
}

/** `2026-03-02T08:00:00.000Z`. */
export const isoOf = (at: Instant): string => new Date(at).toISOString();
