// Real time and real chance for tests that drive real processes. The product's own are in engine/clock.ts, which the store may not import.
import { randomBytes } from 'node:crypto';
import { type Clock, instant, type Random } from '../src/core/time.ts';

export const wallClock: Clock = {
  now: () => instant(Date.now()),
  wakeAt: (at) => new Promise((resolve) => setTimeout(resolve, Math.max(0, at - Date.now()))),
};

export const chance: Random = { bytes: (n) => randomBytes(n), number: () => Math.random() };
