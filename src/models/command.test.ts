// A proof of concept in Python or Node stays what it is: it reads and writes lines, may die, and sees only what it may see.
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { commandConnector } from './command.ts';
import type { Connector } from './model.ts';

const opened: Connector[] = [];
afterEach(async () => {
  for (const connector of opened.splice(0)) await connector.close();
});
const forever = new AbortController().signal;
const question = (key: string) => ({ key, input: { message: key } });

async function open(
  script: string,
  more: { argv?: readonly string[]; variables?: Record<string, string>; environment?: Record<string, string> } = {},
) {
  const folder = await mkdtemp(join(tmpdir(), 'fortnight-command-'));
  await writeFile(join(folder, 'poc.cjs'), script);
  const connector = commandConnector({
    argv: more.argv ?? [process.execPath, 'poc.cjs'],
    folder,
    variables: more.variables ?? {},
    environment: more.environment ?? process.env,
    form: { output: null, rankedBy: ['score'], cost: null, model: 'poc' },
  });
  opened.push(connector);
  return { connector, folder };
}
const program = (onCase: string) => `
const fs = require('node:fs');
fs.appendFileSync('starts', 'x');
const say = (answer) => console.log(JSON.stringify(answer));
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const { key, input } = JSON.parse(line);
  ${onCase}
});`;
const starts = async (folder: string): Promise<number> => (await readFile(join(folder, 'starts'), 'utf8')).length;

test('one process answers many cases, in whatever order it likes', async () => {
  const { connector, folder } = await open(
    program(`
      globalThis.held ??= [];
      held.push(key);
      if (held.length === 5) for (const key of held.reverse()) say({ key, decision: 'pay', reason: key });`),
  );
  const outcomes = await Promise.all(['1', '2', '3', '4', '5'].map((key) => connector.ask(question(key), forever)));
  expect(outcomes.map((outcome) => outcome.ok && (outcome.answer.answer as { reason: string }).reason)).toEqual(['1', '2', '3', '4', '5']);
  expect(await starts(folder)).toBe(1);
});

test('a program that dies loses only what was in flight, and is started again', async () => {
  const { connector, folder } = await open(
    program(`
      if (key === 'deadly') { console.error('out of memory'); process.exit(3); }
      if (key !== 'slow') say({ key, decision: 'pay' });`),
  );
  expect(await connector.ask(question('a'), forever)).toMatchObject({ ok: true });
  const slow = connector.ask(question('slow'), forever);
  const deadly = await connector.ask(question('deadly'), forever);
  expect(deadly).toMatchObject({ ok: false, failure: 'unreachable', why: 'The command ended (exit code 3).', raw: 'out of memory\n' });
  expect(await slow).toMatchObject({ ok: false, failure: 'unreachable' });
  expect(await connector.ask(question('b'), forever)).toMatchObject({ ok: true });
  expect(await starts(folder)).toBe(2);
});

test('a program that is killed from outside is started again', async () => {
  const { connector } = await open(program(`say({ key, decision: 'pay', reason: String(process.pid) });`));
  const first = await connector.ask(question('a'), forever);
  const pid = Number(first.ok && (first.answer.answer as { reason: string }).reason);
  process.kill(pid, 'SIGKILL');
  await wait(200);
  const second = await connector.ask(question('b'), forever);
  expect(second).toMatchObject({ ok: true });
  expect(second).not.toMatchObject({ answer: { answer: { reason: String(pid) } } });
});

test('a slow case that is given up does not end a program that answers others', async () => {
  const { connector, folder } = await open(program(`if (key !== 'slow') say({ key, decision: 'pay' });`));
  const ending = new AbortController();
  const slow = connector.ask(question('slow'), ending.signal).catch(() => 'given up');
  expect(await connector.ask(question('a'), forever)).toMatchObject({ ok: true });
  ending.abort(new Error('too slow'));
  expect(await slow).toBe('given up');
  expect(await connector.ask(question('b'), forever)).toMatchObject({ ok: true });
  expect(await starts(folder)).toBe(1);
});

test('a program that has gone silent is ended with its children', async () => {
  const beat = `setInterval(() => require('node:fs').appendFileSync('beats', 'x'), 20)`;
  const { connector, folder } = await open(program(`require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(beat)}]);`));
  const beats = () => readFile(join(folder, 'beats'), 'utf8').catch(() => '');
  const ending = new AbortController();
  const hanging = connector.ask(question('hang'), ending.signal).catch(() => null);
  await expect.poll(beats, { timeout: 5000 }).not.toBe('');
  ending.abort();
  await hanging;
  await connector.close();
  const last = await beats();
  await wait(200);
  expect(await beats()).toBe(last);
});

test('the program sees the allowed variables and those of the wiring, and nothing else', async () => {
  const environment = { PATH: process.env.PATH ?? '', HOME: '/tmp', DATABASE_URL: 'postgres://secret', FORTNIGHT_ROOT_KEY: 'secret' };
  const { connector } = await open(program(`say({ key, decision: 'pay', reason: Object.keys(process.env).sort().join(' ') });`), {
    environment,
    variables: { OPENAI_API_KEY: 'sk-planted-secret' },
  });
  expect(await connector.ask(question('a'), forever)).toMatchObject({
    answer: { answer: { reason: 'HOME OPENAI_API_KEY PATH PYTHONIOENCODING PYTHONUNBUFFERED' } },
  });
});

test('what the program says never shows a secret that the wiring gave it', async () => {
  const { connector } = await open(
    program(`console.error(process.env.KEY); console.log('bad ' + process.env.KEY); if (key === 'b') process.exit(1);`),
    {
      variables: { KEY: 'sk-planted-secret' },
    },
  );
  const said = JSON.stringify([await connector.ask(question('a'), forever), await connector.ask(question('b'), forever)]);
  expect(said).toContain('bad ***');
  expect(said).not.toContain('planted');
});

test('no shell reads the arguments', async () => {
  const { connector } = await open('', {
    argv: [process.execPath, '-e', program(`say({ key, decision: 'pay', reason: process.argv[1] });`), '$(touch pwned); `id` && exit'],
  });
  expect(await connector.ask(question('a'), forever)).toMatchObject({ answer: { answer: { reason: '$(touch pwned); `id` && exit' } } });
});

test('lines before the first question, and lines about nobody, are noise', async () => {
  const { connector } = await open(
    `console.log('loading weights');${program(`console.log(JSON.stringify({ key: 'nobody', decision: 'pay' })); say({ key, decision: 'query' });`)}`,
  );
  await connector.ask(question('a'), forever);
  expect(await connector.ask(question('b'), forever)).toMatchObject({ answer: { answer: { decision: 'query' } } });
});

test('an answer without a key is unusable', async () => {
  const { connector } = await open(program(`say({ decision: 'pay' });`));
  expect(await connector.ask(question('a'), forever)).toMatchObject({ failure: 'unusable', raw: '{"decision":"pay"}' });
});

test('a line without end is cut off at 32 MB', async () => {
  const { connector } = await open(program(`const part = 'x'.repeat(1 << 20); for (let n = 0; n < 40; n += 1) process.stdout.write(part);`));
  expect(await connector.ask(question('a'), forever)).toMatchObject({ failure: 'unusable', why: 'The answer is larger than 32 MB.' });
});

test('a program that does not exist is unreachable', async () => {
  const { connector } = await open('', { argv: ['no-such-program-anywhere'] });
  expect(await connector.ask(question('a'), forever)).toMatchObject({ failure: 'unreachable', why: 'The command could not be started (ENOENT).' });
  expect(await connector.ask(question('b'), forever)).toMatchObject({ failure: 'unreachable' });
});

const python = spawnSync('python3', ['--version']).status === 0;
test.skipIf(!python)('a Python proof of concept stays Python; NaN is no JSON, so a person decides', async () => {
  const { connector, folder } = await open('', { argv: ['python3', 'poc.py'] });
  await writeFile(
    join(folder, 'poc.py'),
    `import json, sys
for line in sys.stdin:
    case = json.loads(line)
    score = float("nan") if case["key"] == "nan" else 0.9
    print(json.dumps({"key": case["key"], "decision": "pay", "score": score, "reason": "Größe ✓"}, ensure_ascii=False))
`,
  );
  const outcome = await connector.ask(question('a'), forever);
  expect(outcome).toMatchObject({ ok: true, answer: { signals: { score: 0.9 }, answer: { reason: 'Größe ✓' } } });
  expect(await connector.ask(question('nan'), forever)).toMatchObject({ failure: 'unusable' });
});
