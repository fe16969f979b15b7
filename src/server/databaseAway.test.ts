// The database goes away and comes back: nothing is accepted meanwhile, and the same request succeeds afterwards, once.
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openOffice, type TestOffice } from '../../test/office.ts';
import { openServer, operatorToken, type TestServer } from '../../test/server.ts';

/** Stands between the engine and its database, and can be cut. */
class Line {
  readonly #to: string;
  #server: Server | null = null;
  readonly #sockets = new Set<Socket>();
  port = 0;

  constructor(to: string) {
    this.#to = to;
  }

  async join(): Promise<void> {
    const server = createServer((near) => {
      const far = connect(this.#to);
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(one);
        one.on('error', () => other.destroy());
        one.on('close', () => this.#sockets.delete(one));
        one.pipe(other);
      }
    });
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.port = (server.address() as { port: number }).port;
    this.#server = server;
  }

  async cut(): Promise<void> {
    const closed = new Promise((resolve) => this.#server?.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}

let direct: TestOffice;
let server: TestServer;
let line: Line;

beforeAll(async () => {
  direct = await openOffice({ step: 'assisted' });
  const real = new URL(direct.urls.appUrl);
  line = new Line(`${real.searchParams.get('host')}/.s.PGSQL.${real.port}`);
  await line.join();
  const through = new URL(direct.urls.appUrl);
  through.search = '';
  through.hostname = '127.0.0.1';
  through.port = String(line.port);
  server = await openServer({ step: 'assisted', beside: { ...direct, urls: { ...direct.urls, appUrl: through.href } } });
});
afterAll(async () => {
  await server.close();
  await line.cut();
  await direct.close();
});

test('503 with Retry-After while it is away, nothing stored, and the same again is taken once it is back', async () => {
  const { token } = await server.tokenFor('loans', 'open', 'read');
  const post = () => server.ask('POST', '/v1/processes/loans/cases', token, { key: 'k', input: { amount: '1.00' } });
  const batch = () =>
    server.app.inject({
      method: 'POST',
      url: '/v1/processes/loans/cases:batch',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' },
      payload: '{"key":"k","input":{"amount":"1.00"}}',
    });
  // The token is known for five seconds; without the database it would not be.
  expect((await server.ask('GET', '/v1/inbox', token)).statusCode).toBe(200);
  await line.cut();
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const refused = await post();
    expect([refused.statusCode, refused.headers['retry-after'], refused.json().code]).toEqual([503, '5', 'database-unreachable']);
    expect(JSON.parse((await batch()).body)).toMatchObject({ line: 1, status: 503, code: 'database-unreachable' });
    const read = await server.ask('GET', '/v1/processes', operatorToken);
    expect(read.statusCode).toBe(503);
  }
  const none = await direct.engine.byKey('loans', ['k']);
  expect(none.ok && none.value).toEqual([]);
  await line.join();
  const taken = await post();
  expect(taken.statusCode).toBe(202);
  const again = await post();
  expect(again.json().id).toBe(taken.json().id);
});
