// Who may call what: every route says so, a route that says nothing does not start, and everything that is not allowed is denied.
// Rights are checked on the object too: what belongs to another process is not found, in the same words as what does not exist.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodType } from 'zod';
import type { Scope } from '../contract/tokens.ts';
import { processOfId } from '../core/ids.ts';
import type { Engine } from '../engine/engine.ts';
import type { Office } from '../engine/office.ts';
import type { Identities, Identity } from './identities.ts';
import { ProblemError } from './problemError.ts';

/** `operator`: the operator of the machine may do it as well. */
export type Policy = 'anyone' | 'operator' | { readonly may: Scope; readonly operator: boolean };

declare module 'fastify' {
  interface FastifyContextConfig {
    policy?: Policy;
    /** What the route does, for the description of all routes. */
    says?: string;
    /** Its body and its query, for the same description. */
    body?: ZodType;
    bodyType?: string;
    query?: ZodType;
    /** A body of cases may hold files, where the agreement has fields for them. */
    mayHoldFiles?: boolean;
  }
  interface FastifyRequest {
    identity: Identity | null;
  }
}

function judge(policy: Policy, identity: Identity | null): 'not-signed-in' | 'not-allowed' | null {
  if (policy === 'anyone') return null;
  if (identity === null) return 'not-signed-in';
  if (identity.kind === 'operator') return policy === 'operator' || policy.operator ? null : 'not-allowed';
  return policy !== 'operator' && identity.may.has(policy.may) ? null : 'not-allowed';
}

const noProcess = (name: string): ProblemError => new ProblemError('not-found', `There is no process "${name.slice(0, 200)}".`);

/** Refuses before anything of the body is read. */
export function guard(app: FastifyInstance, identities: Identities): void {
  app.decorateRequest('identity', null);
  app.addHook('onRoute', ({ config, method, url }) => {
    if (config?.policy === undefined) throw new Error(`The route ${method} ${url} does not say who may call it.`);
  });
  app.addHook('onRequest', async (request) => {
    if (request.is404) return;
    const { policy } = request.routeOptions.config;
    if (policy === undefined) throw new ProblemError('not-allowed', 'This address says not who may call it.');
    if (policy === 'anyone') return;
    request.identity = await identities.of(request.headers.authorization);
    const { process } = request.params as { process?: string };
    const denied = judge(policy, request.identity);
    if (denied === 'not-signed-in') {
      throw new ProblemError('not-signed-in', 'The token is missing, unknown, revoked or past its end.', {
        headers: { 'www-authenticate': 'Bearer' },
      });
    }
    // A stranger to the process does not learn whether it exists.
    if (process !== undefined && request.identity?.kind === 'token' && request.identity.process !== process) throw noProcess(process);
    if (denied !== null) throw new ProblemError('not-allowed', 'This token has no right for that.');
  });
}

/** The process that a request is about, if whoever asks may know of it. */
export async function officeFor({ identity }: FastifyRequest, engine: Engine, name: string): Promise<Office> {
  if (identity === null || (identity.kind === 'token' && identity.process !== name)) throw noProcess(name);
  const office = await engine.officeNamed(name);
  if (!office.ok || office.value.runtime.agreement === null) throw noProcess(name);
  return office.value;
}

/** Refuses the id of something in a process that is not the caller's. */
export function checkId({ identity }: FastifyRequest, what: string, id: string): number {
  const number = processOfId(id);
  const strange = identity === null || (identity.kind === 'token' && identity.number !== number);
  if (number === null || strange) throw notFound(what, id);
  return number;
}

export const notFound = (what: string, id: string): ProblemError => new ProblemError('not-found', `There is no ${what} ${id.slice(0, 100)}.`);
