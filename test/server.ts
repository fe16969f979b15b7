// The HTTP server over a small office, for tests of its routes: tokens of every kind, and a second process that is none of theirs.
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import type { NewTokenAnswer, Scope } from '../src/contract/tokens.ts';
import { SeededRandom } from '../src/engine/clock.ts';
import { Heartbeat } from '../src/server/healthRoutes.ts';
import { hashOfToken, Identities } from '../src/server/identities.ts';
import { buildServer, type Server } from '../src/server/server.ts';
import { rootSigner } from '../src/store/rootKey.ts';
import { loans, openOffice, type TestOffice, type TestOfficeOptions } from './office.ts';

export const operatorToken = 'fn_the-operator-of-this-test';

export interface TestServer extends Server {
  readonly office: TestOffice;
  readonly heartbeat: Heartbeat;
  readonly stopping: AbortController;
  ask(method: 'GET' | 'POST' | 'DELETE' | 'PUT' | 'HEAD', url: string, token?: string | null, body?: unknown): Promise<LightMyRequestResponse>;
  tokenFor(process: string, ...may: readonly Scope[]): Promise<NewTokenAnswer>;
  close(): Promise<void>;
}

const secret = (): ReturnType<typeof rootSigner> => rootSigner('11'.repeat(32), 'a test');

export async function openServer(options: TestOfficeOptions = {}): Promise<TestServer> {
  const office = await openOffice(options);
  const { engine } = office;
  const signer = secret();
  if (!signer.ok) throw new Error(signer.detail);
  const heartbeat = new Heartbeat(engine.clock);
  const stopping = new AbortController();
  const random = new SeededRandom('tokens');
  const ports = { engine, random, identities: new Identities(engine, operatorToken), heartbeat, signer: signer.value, stopping: stopping.signal };
  const server = await buildServer(ports);
  const ask: TestServer['ask'] = (method, url, token = null, body) => {
    const headers = token === null ? {} : { authorization: `Bearer ${token}` };
    const sent = body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) };
    const typed = body === undefined ? {} : { 'content-type': 'application/json' };
    return server.app.inject({ method, url, headers: { ...headers, ...typed }, ...sent } as InjectOptions);
  };
  return {
    ...server,
    office,
    heartbeat,
    stopping,
    ask,
    tokenFor: async (process, ...may) => {
      const made = await ask('POST', '/v1/tokens', operatorToken, { name: 'a test', process, may });
      if (made.statusCode !== 201) throw new Error(made.body);
      return made.json();
    },
    close: async () => {
      stopping.abort();
      await server.app.close();
      await office.close();
    },
  };
}

/** A process that belongs to somebody else. */
export async function installCards({ office }: TestServer): Promise<void> {
  const installed = await office.engine.install('cards', loans.replace('process: loans', 'process: cards'), { step: 'assisted' });
  if (!installed.ok) throw new Error(installed.detail);
}

/** A token that ended yesterday; nobody can make one over HTTP. */
export async function endedToken({ office }: TestServer, process: string): Promise<string> {
  const found = await office.engine.officeNamed(process);
  if (!found.ok) throw new Error(found.detail);
  const token = 'fn_ended-yesterday';
  await found.value.scribe.write({
    compute: (ledger) => {
      const hash = hashOfToken(token).toString('hex');
      ledger.rest.tokens.push({ id: ledger.newId(), name: 'old', hash, may: 'open,read', until: ledger.now - 86_400_000, revokedAt: null });
    },
  });
  return token;
}
