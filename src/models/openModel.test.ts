// From a wiring to a model: what an engineer is told when it is wrong, what the hash binds, what is read, and what never shows.
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readAnswer } from '../core/proposal.ts';
import { type Caps, spendingInMemory } from './costs.ts';
import { type ModelPorts, openModel } from './openModel.ts';
import { testAgreement } from './testing/agreement.ts';
import { fixedRandom, ManualClock } from './testing/clock.ts';
import { startStub } from './testing/stub.ts';
import { command, defineAi, env, file, fn, http, logprob, openaiCompatible, recorded, signalsOf, type Wiring, type WiringOptions } from './wiring.ts';

const folder = await mkdtemp(join(tmpdir(), 'fortnight-wiring-'));
await writeFile(join(folder, 'prompt.md'), 'Decide about invoices.');
await writeFile(join(folder, 'poc.py'), 'print("v1")');
const ports = (more: Partial<ModelPorts> = {}): ModelPorts => ({
  agreement: testAgreement(),
  clock: new ManualClock(),
  random: fixedRandom(),
  baseDir: folder,
  caps: null,
  environment: { MODEL_URL: 'https://models.example/v1', MODEL_KEY: 'sk-planted-secret' },
  ...more,
});
const answers = fn(() => ({ decision: 'pay', score: 0.9 }));
const wiring = (more: Partial<WiringOptions> = {}): Wiring => defineAi('invoices', { version: '1', model: answers, ...more });
const llm = (options: Partial<Parameters<typeof openaiCompatible>[1]> = {}) =>
  openaiCompatible('small-1', { baseUrl: env.MODEL_URL ?? '', apiKey: env.MODEL_KEY ?? '', ...options });
const hashOf = async (one: Wiring, more: Partial<ModelPorts> = {}): Promise<string> => {
  const model = await openModel(one, ports(more));
  await model.close();
  return model.wiringHash;
};

describe('a wiring that is wrong says so', () => {
  test.each<[string, () => unknown, RegExp]>([
    ['no version', () => wiring({ version: ' ' }), /no version.*version: "2026/],
    ['a name that is none', () => defineAi('My Process', { version: '1', model: answers }), /no name of a process/],
    ['a length that is none', () => wiring({ timeout: 'soon' }), /timeout is "soon".*"20 s"/],
    ['a length of nothing', () => wiring({ timeout: '0 s' }), /no length of time/],
    ['no place for a call', () => wiring({ concurrency: 0 }), /concurrency is 0/],
    ['log-probabilities of a function', () => wiring({ signals: { probability: logprob() } }), /only openaiCompatible/],
    ['an empty command', () => wiring({ model: command([]) }), /command is empty/],
    ['no model', () => wiring({ model: {} as WiringOptions['model'] }), /has no model/],
  ])('%s', (_, make, message) => expect(make).toThrow(message));

  test.each<[string, Wiring, RegExp]>([
    ['another process', defineAi('other', { version: '1', model: answers }), /wiring is for other, the agreement for invoices/],
    ['a field that does not exist', wiring({ fields: ['supplier', 'colour'] }), /sends colour.*supplier, amount/],
    ['no prompt', wiring({ model: llm() }), /no prompt/],
    ['a prompt that is not there', wiring({ model: llm(), prompt: file('gone.md') }), /prompt gone.md cannot be read \(ENOENT\)/],
    ['a missing variable', wiring({ model: http(env.NO_SUCH_URL ?? '') }), /environment variable NO_SUCH_URL/],
    ['an address with a password', wiring({ model: http('https://me:planted@models.example') }), /address of the model cannot be used/],
    ['a price that is none', wiring({ model: fn(() => ({}), { price: { currency: 'CHF', perCall: '1e-3' } }) }), /"1e-3" is no price/],
    ['a line that is no answer', wiring({ model: recorded('bad.jsonl') }), /Line 2 of bad.jsonl/],
  ])('%s', async (_, one, message) => {
    await writeFile(join(folder, 'bad.jsonl'), '{"key":"1","decision":"pay"}\nnope\n');
    await expect(openModel(one, ports())).rejects.toThrow(message);
    await expect(openModel(one, ports())).rejects.not.toThrow(/planted/);
  });
});

describe('the hash of a wiring', () => {
  test.each<[string, Wiring, Wiring]>([
    ['version', wiring(), wiring({ version: '2' })],
    ['prompt', wiring({ model: llm(), prompt: 'a' }), wiring({ model: llm(), prompt: 'b' })],
    ['model id', wiring({ model: llm(), prompt: 'a' }), wiring({ model: { ...llm(), id: 'small-2' }, prompt: 'a' })],
    ['setting', wiring({ model: llm(), prompt: 'a' }), wiring({ model: llm({ temperature: 0.5 }), prompt: 'a' })],
    ['address', wiring({ model: llm(), prompt: 'a' }), wiring({ model: llm({ baseUrl: 'https://other.example/v1' }), prompt: 'a' })],
    ['fields', wiring(), wiring({ fields: ['supplier'] })],
    ['output', wiring(), wiring({ output: ({ decision }) => ({ decision }) })],
    ['function', wiring(), wiring({ model: fn(() => ({ decision: 'query' })) })],
    ['arguments', wiring({ model: command(['python', 'poc.py']) }), wiring({ model: command(['python', 'poc.py', '--fast']) })],
    ['recorded answers', wiring({ model: recorded([{ key: '1' }]) }), wiring({ model: recorded([{ key: '2' }]) })],
  ])('changes with the %s', async (_, one, other) => {
    expect(await hashOf(one)).toMatch(/^[0-9a-f]{64}$/);
    expect(await hashOf(one)).toBe(await hashOf(one));
    expect(await hashOf(one)).not.toBe(await hashOf(other));
  });

  test.each<[string, Partial<WiringOptions>]>([
    ['timeout', { timeout: '5 s' }],
    ['concurrency', { concurrency: 9 }],
    ['retries', { retries: 0 }],
  ])('does not change with %s', async (_, more) => expect(await hashOf(wiring(more))).toBe(await hashOf(wiring())));

  test('does not depend on keys, and a prompt counts the same as text and as file', async () => {
    const one = wiring({ model: llm(), prompt: file('prompt.md') });
    const environment = { MODEL_URL: 'https://models.example/v1', MODEL_KEY: 'another-key' };
    expect(await hashOf(one, { environment })).toBe(await hashOf(wiring({ model: llm(), prompt: 'Decide about invoices.' })));
  });

  test('changes with the content of a script that the command names', async () => {
    const one = wiring({ model: command(['python', 'poc.py'], { files: ['weights.bin'] }) });
    const before = await hashOf(one);
    await writeFile(join(folder, 'poc.py'), 'print("v2")');
    const after = await hashOf(one);
    expect(after).not.toBe(before);
    await writeFile(join(folder, 'weights.bin'), 'w');
    expect(await hashOf(one)).not.toBe(after);
  });
});

describe('an open model', () => {
  const input = { supplier: 'Muster', amount: '10.00', message: null, document: null };

  test('answers with output applied, and its score also as the one ranked signal', async () => {
    const agreement = testAgreement(['certainty']);
    const model = await openModel(
      wiring({
        model: fn(() => ({ label: 'zahlen', p: 0.7 }) as object),
        output: ({ label, p }) => ({ decision: label === 'zahlen' ? 'pay' : 'query', score: p }),
      }),
      ports({ agreement }),
    );
    const outcome = await model.ask({ key: '1', input });
    expect(outcome).toMatchObject({ ok: true, answer: { signals: { score: 0.7, certainty: 0.7 } } });
    expect(outcome.ok && readAnswer(agreement, outcome.answer)).toMatchObject({ ok: true, proposal: { decision: 'pay', score: 0.7 } });
  });

  test('an output that fails makes the answer unusable', async () => {
    const output = () => {
      throw new Error('mistake');
    };
    const model = await openModel(wiring({ output }), ports());
    expect(await model.ask({ key: '1', input })).toMatchObject({ failure: 'unusable', raw: '{"decision":"pay","score":0.9}' });
  });

  test.each([Number.NaN, 1.1, -0.1, '0.9', null])('a score of %s is no score', async (score) => {
    const agreement = testAgreement();
    const model = await openModel(wiring({ model: fn(() => ({ decision: 'pay', score })) }), ports());
    const outcome = await model.ask({ key: '1', input });
    expect(outcome.ok && readAnswer(agreement, outcome.answer)).toMatchObject({ ok: true, proposal: { score: null } });
  });

  test('with two ranked signals, a score stands for neither', async () => {
    const model = await openModel(wiring(), ports({ agreement: testAgreement(['a', 'b']) }));
    expect(await model.ask({ key: '1', input })).toMatchObject({ answer: { signals: { score: 0.9 } } });
    const outcome = await model.ask({ key: '1', input });
    expect(outcome.ok && Object.keys(outcome.answer.signals)).toEqual(['score']);
  });

  test('a function that throws is a model that does not work', async () => {
    const ask = () => {
      throw new Error('no weights');
    };
    const model = await openModel(wiring({ model: fn(ask), retries: 0 }), ports());
    expect(await model.ask({ key: '1', input })).toMatchObject({ failure: 'unreachable', raw: 'Error: no weights' });
  });

  test('recorded answers come from JSONL, and an unknown key is a failure', async () => {
    await writeFile(join(folder, 'answers.jsonl'), '{"key":"1","decision":"query","score":0.4,"question":"Which order?"}\n');
    const model = await openModel(wiring({ model: recorded('answers.jsonl', { name: 'poc-2025' }) }), ports());
    const outcome = await model.ask({ key: '1', input });
    expect(outcome.ok && readAnswer(testAgreement(), outcome.answer)).toMatchObject({
      proposal: { decision: 'query', score: 0.4, model: 'poc-2025', fills: { question: 'Which order?' } },
    });
    expect(await model.ask({ key: '2', input })).toMatchObject({ failure: 'no-model' });
  });

  const caps: Caps = { perCase: null, perDay: { amount: '1.00', currency: 'CHF' }, perMonth: null, spending: spendingInMemory() };
  test('a model of our own costs nothing; an address without a price is not asked when costs are capped', async () => {
    const own = await openModel(wiring(), ports({ caps }));
    expect(await own.ask({ key: '1', input })).toMatchObject({ ok: true });
    const stub = await startStub((_, response) => response.end('{"decision":"pay"}'));
    const unpriced = await openModel(wiring({ model: http(stub.url) }), ports({ caps }));
    expect(await unpriced.ask({ key: '1', input })).toMatchObject({ failure: 'cost-cap', why: expect.stringContaining('names no price') });
    expect(stub.received).toHaveLength(0);
    const priced = await openModel(wiring({ model: http(stub.url, { price: { currency: 'CHF', perCall: '0.60' } }) }), ports({ caps }));
    expect(await priced.ask({ key: '1', input })).toMatchObject({ ok: true, answer: { cost: { amount: '0.60', currency: 'CHF' } } });
    expect(await priced.ask({ key: '2', input })).toMatchObject({ failure: 'cost-cap' });
    for (const model of [own, unpriced, priced]) await model.close();
    await stub.close();
  });
});

test('the signals that a wiring delivers are known for log-probabilities only', () => {
  expect(signalsOf(wiring({ model: llm(), signals: { probability: logprob() } }), ['probability', 'selfReported'])).toEqual([
    'probability',
    'selfReported',
  ]);
  expect(signalsOf(wiring(), ['score'])).toBeNull();
});
