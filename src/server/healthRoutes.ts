// Health. `live`: the loop turns. `ready`: this node has worked with its database within the last ten seconds; a port that answers is no
// health. Both answer from memory, without a query and without details for strangers.
import type { FastifyInstance } from 'fastify';
import { type Clock, type Instant, later, milliseconds, seconds } from '../core/time.ts';
import { ProblemError } from './problemError.ts';
import type { ServerPorts } from './server.ts';

const readyFor = seconds(10);

/** Told of every tick that succeeded. */
export class Heartbeat {
  readonly #clock: Clock;
  #last: Instant | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  beat(): void {
    this.#last = this.#clock.now();
  }

  get alive(): boolean {
    const now = this.#clock.now();
    // A clock that was put back must not make a heart beat that has stopped.
    return this.#last !== null && now >= later(this.#last, milliseconds(-readyFor)) && now < later(this.#last, readyFor);
  }
}

export function healthRoutes(app: FastifyInstance, { heartbeat, stopping }: ServerPorts): void {
  app.get('/health/live', { config: { policy: 'anyone', says: 'Whether the program runs.' } }, async () => ({ live: true }));
  app.get('/health/ready', { config: { policy: 'anyone', says: 'Whether it works with its database.' } }, async () => {
    if (stopping.aborted || !heartbeat.alive) throw new ProblemError('not-ready', 'Not ready.', { headers: { 'retry-after': '5' } });
    return { ready: true };
  });
}
