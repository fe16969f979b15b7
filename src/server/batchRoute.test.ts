// A batch over HTTP: one answer per line in order, bad lines stop nobody, and neither a client that reads late nor one that reads at once hangs.
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openServer, type TestServer } from '../../test/server.ts';
import type { BatchLine } from '../contract/cases.ts';
import { countCases } from '../store/cases.ts';

let server: TestServer;
let token = '';
let port = 0;

beforeAll(async () => {
  server = await openServer({ step: 'assisted' });
  token = (await server.tokenFor('loans', 'open', 'read')).token;
  port = Number(new URL(await server.app.listen({ port: 0, host: '127.0.0.1' })).port);
});
afterAll(() => server.close());

const url = '/v1/processes/loans/cases:batch';
const line = (key: string, amount = '1.00'): string => JSON.stringify({ key, input: { amount } });

async function send(payload: string | Buffer, type = 'application/x-ndjson') {
  return server.app.inject({ method: 'POST', url, headers: { authorization: `Bearer ${token}`, 'content-type': type }, payload });
}
const linesOf = (body: string): BatchLine[] =>
  body
    .split('\n')
    .filter((text) => text !== '')
    .map((text) => JSON.parse(text) as BatchLine);

describe('lines', () => {
  test('good and bad, each answered in its place; the last needs no line feed', async () => {
    const body = [line('a'), '{bad', line('b'), '', line('a'), line('a', '2.00'), '{"key":"q","input":{}}', '{"key":"","input":{}}', line('c')].join(
      '\n',
    );
    const answer = await send(body);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toBe('application/x-ndjson');
    const lines = linesOf(answer.body);
    expect(lines.map(({ line: number }) => number)).toEqual([1, 2, 3, 5, 6, 7, 8, 9]);
    expect(lines.map(({ status }) => status)).toEqual([202, 400, 202, 202, 409, 422, 422, 202]);
    expect(lines.map((one) => ('code' in one ? one.code : one.key))).toEqual([
      'a',
      'not-json',
      'b',
      'a',
      'key-taken',
      'invalid-input',
      'bad-key',
      'c',
    ]);
    const [first, , , again] = lines as { id?: string }[];
    expect(again?.id).toBe(first?.id);
  });

  test('2,500 lines keep their order and each is one case', async () => {
    const keys = Array.from({ length: 2500 }, (_, n) => `many-${n}`);
    const lines = linesOf((await send(`${keys.map((key) => line(key)).join('\r\n')}\n`)).body) as { key?: string; id?: string }[];
    expect(lines.map(({ key }) => key)).toEqual(keys);
    expect(new Set(lines.map(({ id }) => id)).size).toBe(2500);
    const rows = await countCases(server.office.db, 1);
    expect(rows.reduce((sum, { n }) => sum + n, 0)).toBeGreaterThanOrEqual(2500);
  });

  test('a line that is too long is refused alone, also in the middle', async () => {
    const lines = linesOf((await send([line('before'), line('x'.repeat(1_100_000)), line('after')].join('\n'))).body);
    expect(lines.map((one) => ('code' in one ? one.code : one.key))).toEqual(['before', 'too-large', 'after']);
  });

  test('nothing at all is a batch of no lines', async () => {
    expect(linesOf((await send('\n\n')).body)).toEqual([]);
  });

  test.each([
    ['JSON', 'application/json', 415],
    ['a batch', 'application/x-ndjson', 200],
  ])('%s', async (_, type, status) => expect((await send(line('typed'), type)).statusCode).toBe(status));
});

describe('over a socket', () => {
  const options = () => ({
    port,
    host: '127.0.0.1',
    path: url,
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-ndjson' },
  });

  test('each answer comes as soon as it is known: a client may wait for one before it sends the next', async () => {
    const body = await new Promise<string>((resolve, reject) => {
      let text = '';
      const sent = request(options(), (answer) => {
        answer.on('data', (chunk: Buffer) => {
          text += chunk.toString();
          const answered = text.split('\n').length - 1;
          if (answered < 3) sent.write(`${line(`talk-${answered}`)}\n`);
          else sent.end();
        });
        answer.on('end', () => resolve(text));
      });
      sent.on('error', reject);
      sent.write(`${line('talk-0')}\n`);
    });
    expect(linesOf(body).map((one) => 'key' in one && one.key)).toEqual(['talk-0', 'talk-1', 'talk-2']);
  });

  test('a client that sends everything before it reads anything gets every answer', async () => {
    // Far more answers than sockets hold on their way; bad lines, since they cost the database nothing.
    const count = 60_000;
    const seen = await new Promise<number>((resolve, reject) => {
      let lines = 0;
      const sent = request(options(), (answer) => {
        const read = (): void => {
          answer.on('data', (chunk: Buffer) => {
            for (const byte of chunk) if (byte === 10) lines += 1;
          });
          answer.on('end', () => resolve(lines));
        };
        if (sent.writableFinished) read();
        else sent.on('finish', read);
      });
      sent.on('error', reject);
      const padded = `{"${'x'.repeat(200)}\n`.repeat(1000);
      const next = (at: number): void => {
        if (at >= count) sent.end();
        else sent.write(padded, () => next(at + 1000));
      };
      next(0);
    });
    expect(seen).toBe(count);
  });

  test('lines before a cut hold', async () => {
    await new Promise<void>((resolve) => {
      const sent = request(options(), (answer) => {
        answer.on('error', () => undefined);
        answer.once('data', () => {
          sent.destroy();
          resolve();
        });
      });
      sent.on('error', () => undefined);
      sent.write(`${Array.from({ length: 1500 }, (_, n) => line(`cut-${n}`)).join('\n')}\n{"key":"half`);
    });
    await server.office.engine.idle();
    const found = await server.ask('GET', '/v1/processes/loans/cases?key=cut-0', token);
    expect(found.json().items).toHaveLength(1);
    expect((await server.ask('GET', '/v1/processes/loans/cases?key=half', token)).json().items).toEqual([]);
  });

  test('more than 50 MB is refused at the door when it says so', async () => {
    const status = await new Promise<number | undefined>((resolve) => {
      const declared = { ...options(), headers: { ...options().headers, 'content-length': '50000001' } };
      const sent = request(declared, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      sent.on('error', () => undefined);
      sent.write('{');
    });
    expect(status).toBe(413);
  });
});
