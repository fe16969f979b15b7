// The command line before any command: help, version, completion, and what happens when nothing is typed.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loans } from '../loans.ts';
import { openWorkshop, type Workshop } from './commandLine.ts';

let workshop: Workshop;
beforeAll(() => {
  workshop = openWorkshop();
});
afterAll(() => workshop.close());

test('nothing typed outside a project: six lines, with the first command', async () => {
  const { code, stdout, stderr } = await workshop.fortnight([]);
  expect(code).toBe(0);
  expect(stdout.trimEnd().split('\n')).toHaveLength(6);
  expect(stdout).toContain('fortnight check');
  expect(stderr).toBe('');
});

test('nothing typed in a project, or below it: status', async () => {
  workshop.write('project/loans.process.yaml', loans);
  const other = openWorkshop();
  try {
    other.write('loans.process.yaml', loans);
    const { json } = await other.fortnight(['--json'], { FORTNIGHT_URL: 'http://127.0.0.1:1' });
    expect(json).toMatchObject({ command: 'status', exit: 2 });
  } finally {
    other.close();
  }
});

test('the version, in text and in JSON', async () => {
  const [text, json] = await Promise.all([workshop.fortnight(['--version']), workshop.fortnight(['--version', '--json'])]);
  expect(text).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  expect(json.json).toMatchObject({ exit: 0, ok: true, summary: text.stdout.trim() });
});

test('help names every command and loads none of them', async () => {
  const { code, stdout } = await workshop.fortnight(['--help']);
  expect(code).toBe(0);
  for (const name of ['check', 'run', 'status', 'explain', 'journal', 'tokens', 'start', 'completion', '--json', '--exit-zero']) {
    expect(stdout).toContain(name);
  }
});

test('help loads the list of commands and no command', async () => {
  const coverage = join(workshop.folder, 'loaded');
  await workshop.fortnight(['--help'], { NODE_V8_COVERAGE: coverage });
  const reports = readdirSync(coverage).map((name) => JSON.parse(readFileSync(join(coverage, name), 'utf8')) as { result: { url: string }[] });
  const loaded = new Set(reports.flatMap(({ result }) => result.map(({ url }) => url)));
  const ours = [...loaded].flatMap((url) => /\/(?:src|dist)\/(.*)\.[jt]s$/.exec(url)?.[1] ?? []);
  expect(ours.sort()).toEqual(['cli/main', 'cli/output', 'cli/project', 'cli/usage', 'core/problems']);
  const packages = [...loaded].flatMap((url) => /.*node_modules\/([^/]+)/.exec(url)?.[1] ?? []);
  expect([...new Set(packages)].filter((name) => !/^(?:tsx|esbuild|get-tsconfig|commander|picocolors)$/.test(name))).toEqual([]);
});

describe('completion', () => {
  test.each(['bash', 'zsh', 'fish'])('%s: the script, and nothing after it', async (shell) => {
    const { code, stdout, stderr } = await workshop.fortnight(['completion', shell]);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    for (const word of ['check', 'journal', 'export', 'labels', 'autonomous']) expect(stdout).toContain(word);
    expect(stdout).not.toContain('exit 0');
    const read = spawnSync(shell, ['-n'], { input: stdout, encoding: 'utf8' });
    if (read.error === undefined) expect(read).toMatchObject({ status: 0, stderr: '' });
  });

  test.skipIf(spawnSync('bash', ['-c', 'true']).error !== undefined)('bash completes words, options, values and files', async () => {
    const { stdout: script } = await workshop.fortnight(['completion', 'bash']);
    workshop.write('here.csv', 'x');
    const wanted: readonly (readonly [line: string, answer: string])[] = [
      ['fortnight ch', 'check'],
      ['fortnight --json che', 'check'],
      ['fortnight jo', 'journal'],
      ['fortnight journal ', 'export verify'],
      ['fortnight tokens re', 'revoke'],
      ['fortnight run --la', '--labels'],
      ['fortnight run --step a', 'assisted autonomous'],
      ['fortnight run --input her', 'here.csv'],
      ['fortnight journal export --o', '--out'],
      ['fortnight check her', 'here.csv'],
      ['fortnight completion z', 'zsh'],
      ['fortnight run --nothing-of-that-name', ''],
    ];
    const asks = wanted.map(([line]) => {
      const words = line.split(' ');
      const typed = words.map((word) => `'${word}'`).join(' ');
      return `COMP_WORDS=(${typed}); COMP_CWORD=${words.length - 1}; COMPREPLY=(); _fortnight; echo "\${COMPREPLY[*]}"`;
    });
    const { stdout, status } = spawnSync('bash', ['--norc'], { input: `${script}\n${asks.join('\n')}\n`, encoding: 'utf8', cwd: workshop.folder });
    expect(status).toBe(0);
    expect(stdout.split('\n').slice(0, -1)).toEqual(wanted.map(([, answer]) => answer));
  });
});

test('interrupted in the middle of a command: exit 130, and one object with --json', async () => {
  // A server that takes the call and never answers.
  const silent = createServer();
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo;
  const called = new Promise((resolve) => silent.once('connection', resolve));
  const { child, ended } = workshop.begin(['status', '--json'], { FORTNIGHT_URL: `http://127.0.0.1:${port}`, FORTNIGHT_TOKEN: 'x' });
  await Promise.race([called, ended]);
  child.kill('SIGINT');
  const { code, json } = await ended;
  silent.close();
  expect(code).toBe(130);
  expect(json).toMatchObject({ exit: 130, ok: false, summary: 'Interrupted.' });
});
