// The suite that every connector passes: a good answer, garbage, a hang that is aborted, and a close after which nothing runs.
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { readAnswer } from '../core/proposal.ts';
import { later, seconds } from '../core/time.ts';
import { aiSdkConnector } from './aiSdk.ts';
import type { AnswerForm } from './answer.ts';
import { commandConnector } from './command.ts';
import { functionConnector } from './function.ts';
import { httpConnector } from './http.ts';
import type { Connector, Outcome } from './model.ts';
import { recordedConnector } from './recorded.ts';
import { scriptedConnector } from './scripted.ts';
import { testAgreement } from './testing/agreement.ts';
import { fixedRandom, ManualClock } from './testing/clock.ts';
import { completion, type Stub, startStub } from './testing/stub.ts';

const agreement = testAgreement(['score']);
const form: AnswerForm = { output: null, rankedBy: ['score'], cost: null, model: 'under-test' };
const good = { decision: 'pay', fills: { costCentre: '4410' }, score: 0.9, cite: ['4410'] };
const question = (key: string) => ({ key, input: { supplier: 'Muster', amount: '10.00', message: key, document: null } });

interface Opened {
  readonly connector: Connector;
  /** What still runs for it outside: processes, sockets. */
  running(): Promise<number>;
  /** Whether a hang can be asked of it. */
  readonly hangs: boolean;
}
const stubs: Stub[] = [];
const opened: Connector[] = [];
afterEach(async () => {
  for (const connector of opened.splice(0)) await connector.close();
  for (const stub of stubs.splice(0)) await stub.close();
});

/** Answers by what the case says: its key. */
const wanted = (key: string): string | null => (key === 'hang' ? null : key === 'garbage' ? '{"decision": "pay", ' : JSON.stringify(good));

async function overHttp(make: (url: string) => Connector, wrap: (text: string) => string, keyIn: (body: string) => string): Promise<Opened> {
  const stub = await startStub((body, response) => {
    const text = wanted(keyIn(body));
    if (text === null) return;
    response.setHeader('content-type', 'application/json');
    response.end(wrap(text));
  });
  stubs.push(stub);
  const running = async (): Promise<number> => {
    for (let tries = 0; tries < 40 && stub.connections() > 0; tries += 1) await wait(25);
    return stub.connections();
  };
  return { connector: make(stub.url), running, hangs: true };
}

const script = `
const lines = require('node:readline').createInterface({ input: process.stdin });
require('node:fs').writeFileSync(process.argv[2], String(process.pid));
lines.on('line', (line) => {
  const { key } = JSON.parse(line);
  if (key === 'hang') return;
  if (key === 'garbage') return console.log('{"decision": "pay", ');
  console.log(JSON.stringify({ key, ...${JSON.stringify(good)} }));
});
// Does not end by itself: it must be ended.
setInterval(() => {}, 1000);
process.on('SIGTERM', () => {});
`;
const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const connectors: Readonly<Record<Connector['kind'], () => Promise<Opened>>> = {
  http: () =>
    overHttp(
      (url) => httpConnector({ url, headers: {}, form, clock: new ManualClock() }),
      (text) => text,
      (body) => JSON.parse(body).key,
    ),
  openai: () =>
    overHttp(
      (baseUrl) =>
        aiSdkConnector({
          spec: { kind: 'openai', id: 'under-test', baseUrl },
          baseUrl,
          apiKey: null,
          headers: {},
          prompt: 'Decide.',
          agreement,
          logprobSignals: ['score'],
          bindFingerprint: false,
          form,
          clock: new ManualClock(),
        }),
      (text) => completion([[text, -0.1]]),
      (body) => JSON.parse(JSON.parse(body).messages[1].content).message,
    ),
  command: async () => {
    const folder = await mkdtemp(join(tmpdir(), 'fortnight-models-'));
    await writeFile(join(folder, 'poc.cjs'), script);
    const pidFile = join(folder, 'pid');
    const connector = commandConnector({ argv: [process.execPath, 'poc.cjs', pidFile], folder, variables: {}, environment: process.env, form });
    return { connector, running: async () => (alive(Number(await readFile(pidFile, 'utf8'))) ? 1 : 0), hangs: true };
  },
  function: async () => {
    const ask = ({ key }: { readonly key: string }) => {
      if (key === 'hang') return new Promise<never>(() => {});
      return (key === 'garbage' ? '{"decision":' : good) as typeof good;
    };
    return { connector: functionConnector(ask, form), running: async () => 0, hangs: true };
  },
  recorded: async () => ({
    connector: recordedConnector(
      [
        { key: 'good', decision: 'pay', score: '0.9', costCentre: '4410', cite: ['4410'] },
        { key: 'garbage', error: 'it failed' },
      ],
      agreement,
      form,
    ),
    running: async () => 0,
    hangs: false,
  }),
  scripted: async () => {
    const clock = new ManualClock();
    const start = clock.now();
    const base = scriptedConnector(
      {
        kind: 'scripted',
        ask: () => good,
        plan: [
          { does: 'garbage', texts: ['{"decision": "pay", '], from: later(start, seconds(10)), to: later(start, seconds(20)) },
          { does: 'hang', from: '20 s' },
        ],
      },
      { form, clock, random: fixedRandom() },
    );
    const when = { good: 0, garbage: 10, hang: 20 };
    const ask: Connector['ask'] = async (asked, signal) => {
      await clock.advance(seconds(when[asked.key as keyof typeof when] ?? 0));
      return base.ask(asked, signal);
    };
    return { connector: { ...base, ask }, running: async () => 0, hangs: true };
  },
};

describe.each(Object.entries(connectors))('the %s connector', (kind, open) => {
  const start = async (): Promise<Opened> => {
    const one = await open();
    opened.push(one.connector);
    return one;
  };

  test('hands over a good answer that the agreement can read', async () => {
    const { connector } = await start();
    const outcome = await connector.ask(question('good'), new AbortController().signal);
    if (!outcome.ok) throw new Error(outcome.why);
    const read = readAnswer(agreement, outcome.answer);
    expect(read).toMatchObject({ ok: true, proposal: { decision: 'pay', fills: { costCentre: '4410' }, cite: ['4410'] } });
    const score = read.ok ? read.proposal.score : null;
    expect(score).toBeCloseTo(kind === 'openai' ? Math.exp(-0.1) : 0.9, 10);
    expect(connector).toMatchObject({ kind, model: 'under-test' });
  });

  test('calls garbage unusable and keeps it for the person', async () => {
    const { connector } = await start();
    const outcome = await connector.ask(question('garbage'), new AbortController().signal);
    expect(outcome).toMatchObject({ ok: false, failure: 'unusable' });
    expect((outcome as { raw?: string }).raw).toMatch(/decision|it failed/);
  });

  test('rejects when a hanging call is aborted, and can be asked again', async () => {
    const { connector, hangs } = await start();
    if (!hangs) return;
    const ending = new AbortController();
    const hanging = connector.ask(question('hang'), ending.signal).then(
      (outcome: Outcome) => outcome,
      (reason: unknown) => reason,
    );
    await wait(150);
    ending.abort(new Error('enough'));
    expect(await hanging).toEqual(new Error('enough'));
    if (kind === 'scripted') return;
    expect(await connector.ask(question('good'), new AbortController().signal)).toMatchObject({ ok: true });
  });

  test('leaves nothing running after close, not even a hanging call', async () => {
    const { connector, running, hangs } = await start();
    await connector.ask(question('good'), new AbortController().signal);
    const ending = new AbortController();
    const hanging = hangs ? connector.ask(question('hang'), ending.signal).catch(() => null) : null;
    await wait(50);
    await connector.close();
    ending.abort();
    await hanging;
    expect(await running()).toBe(0);
  });
});
