// What an OpenAI-compatible model is sent, and what is kept of its answer.
import { afterEach, expect, test } from 'vitest';
import { readAnswer } from '../core/proposal.ts';
import { aiSdkConnector, type OpenAiSettings } from './aiSdk.ts';
import type { Connector, Question } from './model.ts';
import { testAgreement } from './testing/agreement.ts';
import { ManualClock } from './testing/clock.ts';
import { completion, type Stub, startStub } from './testing/stub.ts';
import type { OpenAiOptions } from './wiring.ts';

const forever = new AbortController().signal;
const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of cleanUp.splice(0)) await end();
});
const pay = (more = ''): string =>
  completion([
    ['{"decision":"', -2],
    ['pay', -0.2],
    [`","fills":{"costCentre":"4410","question":null},"cite":["x"],"reason":"because"${more}}`, -3],
  ]);

async function open(
  answer: string,
  more: Partial<OpenAiSettings> = {},
  options: Partial<OpenAiOptions> = {},
): Promise<{ connector: Connector; stub: Stub }> {
  const stub = await startStub((_, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(answer);
  });
  const agreement = more.agreement ?? testAgreement(['probability']);
  const connector = aiSdkConnector({
    spec: { kind: 'openai', id: 'small-1', baseUrl: stub.url, ...options },
    baseUrl: `${stub.url}/v1`,
    apiKey: 'sk-planted-secret',
    headers: {},
    prompt: 'You decide about invoices.',
    agreement,
    logprobSignals: ['probability'],
    bindFingerprint: false,
    form: { output: null, rankedBy: agreement.otherwise.rankedBy, cost: null, model: 'small-1' },
    clock: new ManualClock(),
    ...more,
  });
  cleanUp.push(
    () => connector.close(),
    () => stub.close(),
  );
  return { connector, stub };
}
const image = { name: 'scan.png', mediaType: 'image/png', base64: 'iVBORw0KGgo=' };
const question: Question = { key: 'KEY-OF-A-PERSON', input: { supplier: 'Muster', amount: '12500.50', document: image } };

test('gets prompt, fields and the schema of the agreement: no key of the case, no tool, no secret', async () => {
  const { connector, stub } = await open(pay());
  await connector.ask(question, forever);
  const [{ path = '', body = '', headers = {} } = {}] = stub.received;
  const sent = JSON.parse(body);
  expect(path).toBe('/v1/chat/completions');
  expect(headers.authorization).toBe('Bearer sk-planted-secret');
  expect(body).not.toContain('KEY-OF-A-PERSON');
  expect(body).not.toContain('planted');
  expect(sent).toMatchObject({
    model: 'small-1',
    logprobs: true,
    max_tokens: 1000,
    messages: [{ role: 'system', content: 'You decide about invoices.' }, { role: 'user' }],
  });
  expect(sent.tools).toBeUndefined();
  const [text, picture] = sent.messages[1].content;
  expect(JSON.parse(text.text)).toEqual({ supplier: 'Muster', amount: '12500.50', document: { name: 'scan.png', mediaType: 'image/png' } });
  expect(picture.image_url.url).toBe('data:image/png;base64,iVBORw0KGgo=');
  const { schema, strict } = sent.response_format.json_schema;
  expect(strict).toBe(true);
  expect(Object.keys(schema.properties)).toEqual(['decision', 'fills', 'cite', 'reason']);
  expect(schema.properties.decision.enum).toEqual(['pay', 'query', 'refuse']);
  expect(schema.properties.fills).toMatchObject({
    required: ['costCentre', 'question'],
    additionalProperties: false,
    properties: { costCentre: { enum: ['4410', '4420', null] }, question: { type: ['string', 'null'] } },
  });
});

test('its decision, probability, reported model, fingerprint and cost are kept', async () => {
  const price = { currency: 'CHF', inputPerMillion: '0.15', outputPerMillion: '0.60' };
  const { connector } = await open(pay(), {}, { price });
  const outcome = await connector.ask(question, forever);
  if (!outcome.ok) throw new Error(outcome.why);
  expect(outcome.answer).toMatchObject({ model: 'small-1-2026-11', fingerprint: 'fp_1' });
  // 100 x 0.15 / 1,000,000 + 20 x 0.60 / 1,000,000
  expect(Number(outcome.answer.cost?.amount)).toBeCloseTo(0.000027, 12);
  expect(outcome.answer.cost?.currency).toBe('CHF');
  const read = readAnswer(testAgreement(['probability']), outcome.answer);
  expect(read).toMatchObject({ ok: true, proposal: { decision: 'pay', fills: { costCentre: '4410' }, reason: 'because', cite: ['x'] } });
  expect(read.ok && read.proposal.score).toBeCloseTo(Math.exp(-0.2), 12);
});

test('a bound fingerprint is part of the reported model', async () => {
  const { connector } = await open(pay(), { bindFingerprint: true });
  expect(await connector.ask(question, forever)).toMatchObject({ answer: { model: 'small-1-2026-11#fp_1' } });
});

test('what it says about its own sureness is no signal', async () => {
  const { connector } = await open(pay(',"score":0.99,"signals":{"probability":1},"selfReported":0.99'));
  const outcome = await connector.ask(question, forever);
  expect(outcome.ok && Object.keys(outcome.answer.signals)).toEqual(['probability']);
  expect(outcome.ok && outcome.answer.signals.probability).toBeCloseTo(Math.exp(-0.2), 12);
});

test('its own word is asked for, and counts, only where the agreement ranks by it', async () => {
  const { connector, stub } = await open(pay(',"selfReported":0.7'), { agreement: testAgreement(['selfReported']), logprobSignals: [] });
  expect(await connector.ask(question, forever)).toMatchObject({ ok: true, answer: { signals: { selfReported: 0.7 } } });
  expect(JSON.parse(stub.received[0]?.body ?? '').response_format.json_schema.schema.required).toContain('selfReported');
  expect(JSON.parse(stub.received[0]?.body ?? '').logprobs).toBeUndefined();
});

test('a server without log-probabilities leaves the score missing', async () => {
  const body = JSON.parse(pay());
  delete body.choices[0].logprobs;
  const { connector } = await open(JSON.stringify(body));
  const outcome = await connector.ask(question, forever);
  expect(outcome.ok && outcome.answer.signals).toEqual({ probability: null });
});

test('a server without json_schema gets the schema in the prompt', async () => {
  const { connector, stub } = await open(pay(), {}, { structured: false });
  expect(await connector.ask(question, forever)).toMatchObject({ ok: true });
  const sent = JSON.parse(stub.received[0]?.body ?? '');
  expect(sent.response_format).toEqual({ type: 'json_object' });
  expect(sent.messages[0].content).toContain('"enum":["pay","query","refuse"]');
});

test.each([
  [
    'cut off',
    completion([['{"decision":"pay"', -0.1]], {
      choices: [{ finish_reason: 'length', index: 0, message: { role: 'assistant', content: '{"decision":"pay"}' } }],
    }),
    'unusable',
  ],
  [
    'filtered',
    completion([['', 0]], { choices: [{ finish_reason: 'content_filter', index: 0, message: { role: 'assistant', content: '' } }] }),
    'refused',
  ],
  ['prose', completion([['I would pay this.', -0.1]]), 'unusable'],
  ['no choices', completion([['', 0]], { choices: [] }), 'unusable'],
])('an answer that is %s has its reason, and its cost', async (name, answer, is) => {
  const price = { currency: 'CHF', inputPerMillion: '1', outputPerMillion: '1' };
  const { connector } = await open(answer, {}, { price });
  const outcome = await connector.ask(question, forever);
  expect(!outcome.ok && outcome.failure).toBe(is);
  if (name !== 'no choices') expect(!outcome.ok && outcome.cost?.amount).toBe('0.000120');
});

test('the most that a call may cost is above what it costs, and unknown without a price', async () => {
  const price = { currency: 'CHF', inputPerMillion: '1', outputPerMillion: '1' };
  const { connector } = await open(pay(), {}, { price });
  expect(Number(connector.worstCost?.(question)?.amount)).toBeGreaterThan(0.00012);
  const { connector: free } = await open(pay());
  expect(free.worstCost?.(question)).toBeNull();
});
