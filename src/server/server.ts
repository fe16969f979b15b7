// The HTTP server: its routes, who may call them, and how it refuses. It starts only when every route says who may call it.
import fastify, { type FastifyInstance } from 'fastify';
import type { ZodType } from 'zod';
import { type Random, seconds } from '../core/time.ts';
import type { Engine } from '../engine/engine.ts';
import type { RootSigner } from '../store/rootKey.ts';
import { batchRoute } from './batchRoute.ts';
import { readsJson } from './bodies.ts';
import { caseRoutes } from './caseRoutes.ts';
import { type Heartbeat, healthRoutes } from './healthRoutes.ts';
import type { Identities } from './identities.ts';
import { inboxRoute } from './inboxRoute.ts';
import { journalRoutes } from './journalRoutes.ts';
import { openapiRoute } from './openapiRoute.ts';
import { guard, type Policy } from './policy.ts';
import { ProblemError } from './problemError.ts';
import { processRoutes } from './processRoutes.ts';
import { refuseUnknown, sendProblem } from './refusing.ts';
import { rootRoutes } from './rootRoutes.ts';
import { tokenRoutes } from './tokenRoutes.ts';

export interface ServerPorts {
  readonly engine: Engine;
  readonly random: Random;
  readonly identities: Identities;
  readonly heartbeat: Heartbeat;
  /** Signs roots of the journal. */
  readonly signer: RootSigner;
  /** Aborts when the server stops: waits end, batches end, readiness ends. */
  readonly stopping: AbortSignal;
}

export interface Route {
  readonly method: string;
  readonly url: string;
  readonly policy: Policy;
  readonly says: string;
  readonly body?: ZodType | undefined;
  readonly bodyType?: string | undefined;
  readonly query?: ZodType | undefined;
}

export interface Server {
  readonly app: FastifyInstance;
  readonly routes: readonly Route[];
}

const namesTransferEncoding = (encoding: string | undefined): boolean => encoding !== undefined && encoding.toLowerCase() !== 'identity';

export async function buildServer(ports: ServerPorts): Promise<Server> {
  const { engine, identities } = ports;
  const app = fastify({
    logger: false,
    // A batch may take its time; headers and other bodies may not.
    requestTimeout: 0,
    http: { headersTimeout: seconds(10), connectionsCheckingInterval: seconds(1) },
    routerOptions: { maxParamLength: 400 },
    forceCloseConnections: 'idle',
    frameworkErrors: (error, _request, reply) => void sendProblem(reply, new ProblemError('not-found', error.message)),
  });
  const routes: Route[] = [];
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-content-type-options', 'nosniff').header('cache-control', 'no-store');
    const encoding = request.headers['content-encoding'];
    if (namesTransferEncoding(encoding)) throw new ProblemError('wrong-media-type', `The encoding "${encoding}" is not read here.`);
  });
  guard(app, identities);
  app.addHook('onRoute', ({ method, url, config }) => {
    const { policy = 'operator', says = '', body, bodyType, query } = config ?? {};
    for (const one of [method].flat()) routes.push({ method: one, url, policy, says, body, bodyType, query });
  });
  refuseUnknown(app, engine, routes);
  readsJson(app, engine);
  healthRoutes(app, ports);
  openapiRoute(app, routes);
  caseRoutes(app, ports);
  inboxRoute(app, ports);
  processRoutes(app, ports);
  journalRoutes(app, ports);
  rootRoutes(app, engine, ports.signer);
  tokenRoutes(app, ports);
  // It reads another kind of body, and no JSON.
  await app.register(async (inner) => batchRoute(inner, ports));
  await app.ready();
  return { app, routes };
}
