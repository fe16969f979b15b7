// What a model behind an address may answer, and what each of it means: the last row of the table of limits, for both HTTP connectors.
import { afterEach, describe, expect, test } from 'vitest';
import { aiSdkConnector } from './aiSdk.ts';
import type { AnswerForm } from './answer.ts';
import { httpConnector } from './http.ts';
import type { Connector } from './model.ts';
import { testAgreement } from './testing/agreement.ts';
import { ManualClock } from './testing/clock.ts';
import { type Answering, type Stub, startStub } from './testing/stub.ts';

const form: AnswerForm = { output: null, rankedBy: ['score'], cost: null, model: 'm' };
const forever = new AbortController().signal;
const question = { key: 'k1', input: { supplier: 'Muster' } };
const secret = 'sk-planted-secret';
const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of cleanUp.splice(0)) await end();
});

const make: Readonly<Record<string, (url: string) => Connector>> = {
  http: (url) => httpConnector({ url, headers: { authorization: `Bearer ${secret}` }, form, clock: new ManualClock() }),
  openai: (baseUrl) =>
    aiSdkConnector({
      spec: { kind: 'openai', id: 'm', baseUrl },
      baseUrl,
      apiKey: secret,
      headers: {},
      prompt: 'Decide.',
      agreement: testAgreement(),
      logprobSignals: [],
      bindFingerprint: false,
      form,
      clock: new ManualClock(),
    }),
};

async function opened(kind: string, answer: Answering): Promise<{ connector: Connector; stub: Stub }> {
  const stub = await startStub(answer);
  const connector = make[kind]?.(stub.url);
  if (connector === undefined) throw new Error(kind);
  cleanUp.push(
    () => connector.close(),
    () => stub.close(),
  );
  return { connector, stub };
}

interface Row {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly is: string;
  readonly why?: RegExp;
}
const rows: readonly Row[] = [
  { status: 200, body: '', is: 'unusable' },
  { status: 200, body: '<!doctype html><html>login</html>', is: 'unusable', why: /web page/ },
  { status: 200, body: '{"choices": [{"message": ', is: 'unusable' },
  { status: 200, body: '[]', is: 'unusable' },
  { status: 200, body: '{"error": {"message": "Internal error"}}', is: 'unusable', why: /error instead of a decision/ },
  { status: 200, body: '{"error": {"message": "insufficient_quota"}}', is: 'over-budget' },
  { status: 400, body: '{"error": {"message": "ExceededBudget: Budget has been exceeded"}}', is: 'over-budget' },
  { status: 400, body: '{"error": {"message": "Unknown parameter"}}', is: 'refused' },
  { status: 401, body: `{"error": {"message": "Incorrect API key ${secret}"}}`, is: 'refused', why: /does not accept our key/ },
  { status: 402, body: '{"error": {"message": "Payment required"}}', is: 'over-budget' },
  { status: 404, body: '{"error": {"message": "The model does not exist"}}', is: 'not-found' },
  { status: 410, body: '', is: 'not-found' },
  { status: 429, body: '{"error": {"message": "Rate limit reached"}}', headers: { 'retry-after': '7' }, is: 'rate-limited' },
  { status: 429, body: '{"error": {"message": "You exceeded your current quota"}}', is: 'over-budget' },
  { status: 302, body: '', headers: { location: 'http://127.0.0.1:1/elsewhere' }, is: 'unreachable', why: /do not follow/ },
  { status: 500, body: '{"error": {"message": "boom"}}', is: 'unreachable' },
  { status: 503, body: '<html>Bad gateway</html>', headers: { 'retry-after': '120' }, is: 'unreachable' },
  { status: 504, body: '', is: 'timeout' },
];

describe.each(['http', 'openai'])('%s', (kind) => {
  test.each(rows)('$status $body is $is', async ({ status, body, headers = {}, is, why = /./ }) => {
    const { connector, stub } = await opened(kind, (_, response) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(body);
    });
    const outcome = await connector.ask(question, forever);
    expect(outcome).toMatchObject({ ok: false, failure: is, retryAfter: headers['retry-after'] ? Number(headers['retry-after']) : null });
    expect(!outcome.ok && outcome.why).toMatch(why);
    expect(JSON.stringify(outcome)).not.toContain('planted');
    if (status === 200 && body !== '') expect(!outcome.ok && outcome.raw).toBe(body);
    expect(stub.received).toHaveLength(1);
  });

  test('an endless answer is cut off at 32 MB', async () => {
    const { connector } = await opened(kind, (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const part = Buffer.alloc(1 << 20, 'x');
      const more = (): void => {
        while (!response.destroyed && response.write(part)) {}
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    expect(await connector.ask(question, forever)).toMatchObject({ failure: 'unusable', why: 'The answer is larger than 32 MB.' });
  });

  test('an answer that breaks off is unreachable', async () => {
    const { connector } = await opened(kind, (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"decision"');
      response.socket?.destroySoon();
    });
    expect(await connector.ask(question, forever)).toMatchObject({ failure: 'unreachable' });
  });

  test('nobody listens: unreachable, with a word to look up', async () => {
    const stub = await startStub(() => {});
    await stub.close();
    const connector = make[kind]?.(stub.url);
    expect(await connector?.ask(question, forever)).toMatchObject({ failure: 'unreachable', why: 'The model cannot be reached (ECONNREFUSED).' });
    await connector?.close();
  });
});

test('http sends the key and the input as JSON, and reads score and model', async () => {
  const { connector, stub } = await opened('http', (_, response) => response.end('{"decision":"pay","score":0.8,"model":"clf-7"}'));
  expect(await connector.ask(question, forever)).toMatchObject({ ok: true, answer: { model: 'clf-7', signals: { score: 0.8 } } });
  expect(JSON.parse(stub.received[0]?.body ?? '')).toEqual(question);
  expect(stub.received[0]?.headers.authorization).toBe(`Bearer ${secret}`);
});
