// Signed roots over HTTP: asking for them signs one, so that the journal that is read next is covered up to its end.
import type { FastifyInstance } from 'fastify';
import type { Engine } from '../engine/engine.ts';
import type { RootSigner } from '../store/rootKey.ts';
import { rootsForExport } from '../store/roots.ts';

export function rootRoutes(app: FastifyInstance, engine: Engine, signer: RootSigner): void {
  const config = {
    policy: { may: 'journal', operator: true } as const,
    says: 'Signs the heads of all chains, and gives all signed roots, oldest first.',
  };
  app.post('/v1/journal/roots', { config }, async (_request, reply) => {
    const roots = await rootsForExport(engine.db, signer, engine.now());
    return reply.type('application/x-ndjson').send(roots.map((root) => `${root}\n`).join(''));
  });
}
