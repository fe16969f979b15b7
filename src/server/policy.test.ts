// Deny by default: every route of the running server, times every kind of token, against one table. A new route must be added here.
import fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { endedToken, installCards, openServer, operatorToken, type TestServer } from '../../test/server.ts';
import { scopes } from '../contract/tokens.ts';
import { Identities } from './identities.ts';
import { guard } from './policy.ts';

/** Who may call what. `anyone`, or the rights of which one is needed; `operator` is one of them. */
const table: Readonly<Record<string, readonly string[]>> = {
  'GET /health/live': ['anyone'],
  'GET /health/ready': ['anyone'],
  'GET /openapi.json': ['anyone'],
  'POST /v1/processes/:process/cases': ['open'],
  'POST /v1/processes/:process/cases::batch': ['open'],
  'GET /v1/processes/:process/cases': ['read', 'operator'],
  'GET /v1/cases/:id': ['read', 'operator'],
  'GET /v1/cases/:id/record': ['read', 'operator'],
  'GET /v1/inbox': ['read'],
  'GET /v1/processes': ['read', 'operator'],
  'GET /v1/processes/:process': ['read', 'operator'],
  'GET /v1/processes/:process/incidents': ['read', 'operator'],
  'GET /v1/journal': ['journal', 'operator'],
  'POST /v1/journal/roots': ['journal', 'operator'],
  'POST /v1/tokens': ['operator'],
  'GET /v1/tokens': ['operator'],
  'POST /v1/tokens/:id/revoke': ['operator'],
};

let server: TestServer;
let caseId = '';
let tokenId = '';
const tokens = new Map<string, string | null>();

beforeAll(async () => {
  server = await openServer();
  await installCards(server);
  const opened = await server.office.engine.open('loans', { key: 'a', input: { amount: '1.00' } });
  if (!opened.ok) throw new Error(opened.detail);
  caseId = opened.held.state.id;
  await server.office.engine.idle();
  for (const scope of scopes) tokens.set(scope, (await server.tokenFor('loans', scope)).token);
  const foreign = await server.tokenFor('cards', ...scopes);
  tokens.set('foreign', foreign.token);
  const revoked = await server.tokenFor('loans', ...scopes);
  await server.ask('POST', `/v1/tokens/${revoked.id}/revoke`, operatorToken);
  tokens.set('revoked', revoked.token);
  tokens.set('ended', await endedToken(server, 'loans'));
  tokens.set('unknown', 'fn_nobody-knows-this-one');
  tokens.set('nothing', null);
  tokens.set('operator', operatorToken);
  tokenId = (await server.tokenFor('loans', 'metrics')).id;
});
afterAll(() => server.close());

const names = Object.keys(table);
const urlOf = (route: string): string => {
  const id = route.includes('/tokens/') ? tokenId : caseId;
  const url = (route.split(' ')[1] ?? '').replace('::', ':').replace(':process', 'loans').replace(':id', id);
  return route === 'GET /v1/processes/:process/cases' ? `${url}?key=a` : url;
};

const call = (route: string, kind: string) => {
  const method = route.split(' ')[0] === 'POST' ? 'POST' : 'GET';
  return server.ask(method, urlOf(route), tokens.get(kind) ?? null, method === 'POST' && !route.includes('::batch') ? {} : undefined);
};

test('the table knows every route of the server, and no other', () => {
  const real = server.routes.filter(({ method }) => method !== 'HEAD').map(({ method, url }) => `${method} ${url}`);
  expect([...real].sort()).toEqual([...names].sort());
});

test('what may be looked at may be asked for by HEAD under the same policy, and nothing else may', () => {
  const heads = server.routes.filter(({ method }) => method === 'HEAD');
  const gets = server.routes.filter(({ method }) => method === 'GET');
  expect(heads.map(({ url, policy }) => [url, policy])).toEqual(gets.map(({ url, policy }) => [url, policy]));
});

describe.each(names)('%s', (route) => {
  const allowed = table[route] ?? [];
  test.each(['nothing', 'unknown', 'revoked', 'ended'])('%s', async (kind) => {
    const { statusCode, headers } = await call(route, kind);
    if (allowed.includes('anyone')) expect(statusCode).not.toBe(401);
    else expect([statusCode, headers['www-authenticate']]).toEqual([401, 'Bearer']);
  });
  test.each([...scopes, 'operator'])('%s', async (kind) => {
    const { statusCode } = await call(route, kind);
    if (allowed.includes('anyone') || allowed.includes(kind)) expect([401, 403, 404]).not.toContain(statusCode);
    else expect(statusCode).toBe(403);
    if (!route.includes('ready')) expect(statusCode).toBeLessThan(500);
  });
  test('a token with every right in another process', async () => {
    const answer = await call(route, 'foreign');
    if (allowed.includes('anyone')) return;
    if (allowed.every((kind) => kind === 'operator')) expect(answer.statusCode).toBe(403);
    else if (/:process|:id/.test(route)) expect(answer.json()).toMatchObject({ status: 404, code: 'not-found' });
    else {
      expect(answer.statusCode).toBe(200);
      // Roots name the heads of all chains: that is what they are for.
      if (!route.includes('roots')) expect(answer.body).not.toContain('"loans"');
    }
  });
});

test('a strange process and one that does not exist are refused in the same words', async () => {
  const foreign = tokens.get('foreign') ?? null;
  for (const path of ['/v1/processes/NAME', '/v1/processes/NAME/incidents', '/v1/inbox?process=NAME', '/v1/journal?process=NAME']) {
    const strange = (await server.ask('GET', path.replace('NAME', 'loans'), foreign)).body;
    const missing = (await server.ask('GET', path.replace('NAME', 'nothing'), foreign)).body;
    expect(strange.replaceAll('loans', 'nothing')).toBe(missing);
  }
});

test('a route that does not say who may call it does not start', () => {
  const app = fastify();
  guard(app, new Identities(server.office.engine, operatorToken));
  expect(() => app.get('/v1/open', async () => 'x')).toThrow('does not say who may call it');
  expect(() => app.get('/v1/said', { config: { policy: 'anyone' } }, async () => 'x')).not.toThrow();
});

test('every route is described, with who may call it', async () => {
  const described = (await server.ask('GET', '/openapi.json')).json();
  const operations = Object.entries(described.paths as Record<string, object>).flatMap(([path, of]) =>
    Object.keys(of).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const plain = names.map((name) =>
    name
      .replace('::', '\u0000')
      .replace(/:(\w+)/g, '{$1}')
      .replace('\u0000', ':'),
  );
  expect([...operations].sort()).toEqual([...plain].sort());
  expect(described.paths['/v1/processes/{process}/cases'].post).toMatchObject({
    description: 'A token that may "open".',
    requestBody: { content: { 'application/json': { schema: { properties: { wait: { type: 'integer' } } } } } },
  });
  expect(described.paths['/v1/inbox'].get.parameters.map(({ name }: { name: string }) => name)).toEqual(['process', 'limit', 'cursor']);
});
