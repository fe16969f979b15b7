// The journal as it is, line by line.
import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { journalQuery } from '../contract/processes.ts';
import { journalBlocks } from '../store/journal.ts';
import { listProcesses } from '../store/processes.ts';
import { readAs } from './bodies.ts';
import { ProblemError } from './problemError.ts';
import type { ServerPorts } from './server.ts';

export function journalRoutes(app: FastifyInstance, { engine }: ServerPorts): void {
  const policy = { may: 'journal', operator: true } as const;
  const journal = { policy, says: 'The journal of a process, line by line; all processes for the operator.', query: journalQuery };
  app.get('/v1/journal', { config: journal }, async (request, reply) => {
    const { process, from } = readAs(journalQuery, request.query);
    const { identity } = request;
    const named = process ?? (identity?.kind === 'token' ? identity.process : null);
    if (named === null && from !== undefined) throw new ProblemError('invalid-request', 'from: needs a process');
    // The chain of the installation has no agreement, so it is no office; it has a journal all the same.
    const known = (await listProcesses(engine.db)).filter(({ name }) => named === null || name === named);
    if (named !== null && (known.length === 0 || (identity?.kind === 'token' && identity.process !== named))) {
      throw new ProblemError('not-found', `There is no process "${named.slice(0, 200)}".`);
    }
    async function* blocks(): AsyncGenerator<string> {
      for (const { process: number } of known) yield* journalBlocks(engine.db, number, from);
    }
    return reply.type('application/x-ndjson').send(Readable.from(blocks()));
  });
}
