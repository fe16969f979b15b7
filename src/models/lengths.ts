// Lengths of time as an engineer writes them in a wiring file: `20 s`, `500 ms`, `2 minutes`. Elapsed time only.
import { type Duration, days, hours, milliseconds, minutes, seconds } from '../core/time.ts';
import { WiringError } from './wiringError.ts';

export type Length = Duration | string;

const units: readonly (readonly [RegExp, (n: number) => Duration])[] = [
  [/^(ms|milliseconds?)$/, milliseconds],
  [/^(s|seconds?)$/, seconds],
  [/^(min|minutes?)$/, minutes],
  [/^(h|hours?)$/, hours],
  [/^(d|days?)$/, days],
];

/** A length above zero, or above or at zero with `orZero`. */
export function lengthOf(length: Length, name: string, orZero = false): Duration {
  const parts = typeof length === 'number' ? null : /^\s*(\d+(?:\.\d+)?)\s*([a-z]+)\s*$/.exec(length);
  const unit = parts === null ? undefined : units.find(([word]) => word.test(parts[2] ?? ''));
  const read = typeof length === 'number' ? length : unit === undefined || parts === null ? Number.NaN : unit[1](Number(parts[1]));
  if (Number.isFinite(read) && (read > 0 || (orZero && read === 0))) return milliseconds(read);
  throw new WiringError(`${name} is ${JSON.stringify(length)}, which is no length of time.`, 'Write for example "20 s", "500 ms" or "2 minutes".');
}
