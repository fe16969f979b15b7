// The server as people start it: a program of its own in an empty folder, asked over HTTP and by the commands, killed and started again.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const bin = fileURLToPath(new URL('../bin/fortnight.js', import.meta.url));
let folder = '';
let running: Running | null = null;

interface Running {
  readonly child: ChildProcess;
  readonly url: string;
  readonly seconds: number;
  said(): string;
  readonly ended: Promise<number | null>;
}

const surroundings = (more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv => {
  const { FORTNIGHT_TOKEN, FORTNIGHT_OPERATOR_TOKEN, FORTNIGHT_PROCESSES, FORTNIGHT_DATA, DATABASE_URL, ...rest } = process.env;
  return { ...rest, ...more };
};

/** Starts the server on any free port and waits until it says where it serves. */
function start(): Promise<Running> {
  const begun = performance.now();
  const child = spawn(process.execPath, [bin, 'start'], { cwd: folder, env: surroundings({ PORT: '0' }), stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  const ended = new Promise<number | null>((resolve) => child.on('exit', (code) => resolve(code)));
  return new Promise((resolve, reject) => {
    const hear = (chunk: Buffer): void => {
      text += chunk.toString();
      const url = /serves at (\S+)/.exec(text)?.[1];
      if (url === undefined || !text.includes('Ctrl-C')) return;
      running = { child, url, seconds: (performance.now() - begun) / 1000, said: () => text, ended };
      resolve(running);
    };
    child.stderr.on('data', hear);
    child.stdout.on('data', hear);
    void ended.then((code) => reject(new Error(`It ended with ${code}: ${text}`)));
  });
}

function command(url: string, ...words: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...words], {
    cwd: folder,
    env: surroundings({ FORTNIGHT_URL: url }),
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fortnight-start-'));
});
afterAll(async () => {
  running?.child.kill('SIGTERM');
  await running?.ended;
  rmSync(folder, { recursive: true, force: true });
});

const input = (amount: string) => ({ supplier: 'Muster AG', supplierStatus: 'known', amount, ibanChanged: false, document: paper });
const paper = { name: 'a.txt', mediaType: 'text/plain', base64: 'aGVsbG8=' };

test('a first start, a case, the commands, a kill, and nothing that was acknowledged is lost', async () => {
  const first = await start();
  expect(first.said()).toMatch(/^Fortnight starts/);
  expect(first.said()).toContain('6 invented invoices');
  const tokenFile = join(folder, '.fortnight/operator-token');
  expect(statSync(tokenFile).mode & 0o777).toBe(0o600);
  expect(first.said()).not.toContain(readFileSync(tokenFile, 'utf8').trim());

  const made = command(first.url, 'tokens', 'create', '--name', 'test', '--process', 'supplier-invoices', '--may', 'open,read', '--json');
  expect(made.status).toBe(0);
  const { token } = JSON.parse(made.stdout);
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const post = (url: string, key: string, wait = 0) =>
    fetch(`${url}/v1/processes/supplier-invoices/cases`, { method: 'POST', headers, body: JSON.stringify({ key, input: input('480.00'), wait }) });
  const posted = await post(first.url, 'mine', 1500);
  expect(posted.status).toBe(202);
  const mine = (await posted.json()) as { id: string };

  const inbox = await fetch(`${first.url}/v1/inbox`, { headers });
  const { items } = (await inbox.json()) as { items: { key: string }[] };
  expect(items.map(({ key }) => key)).toEqual(expect.arrayContaining(['example-1', 'example-6', 'mine']));

  const status = command(first.url, 'status');
  expect(status.status).toBe(0);
  expect(status.stdout).toContain('waiting      7 for a person');
  expect(status.stdout).toMatch(/1 process: 7 cases wait for a person, and no incident is open\. · exit 0\n$/);
  const explained = command(first.url, 'explain', 'mine', '--process', 'supplier-invoices');
  expect(explained.stdout).toContain('came in from caller');
  expect(explained.stdout).toMatch(/mine waits for Accounts Payable, due by .* · exit 0\n$/);
  expect(JSON.parse(command(first.url, 'explain', mine.id, '--json').stdout)).toMatchObject({ ok: true, case: { key: 'mine' } });
  expect(command(first.url, 'explain', 'nothing', '--process', 'supplier-invoices').status).toBe(2);

  // Posts until it is killed; what was answered is remembered.
  const acknowledged: string[] = [];
  let next = 0;
  const sender = async (): Promise<void> => {
    for (;;) {
      const key = `burst-${next++}`;
      const answer = await post(first.url, key).catch(() => null);
      if (answer === null) return;
      if (answer.status === 202) acknowledged.push(key);
      if (acknowledged.length === 200) first.child.kill('SIGKILL');
    }
  };
  await Promise.all(Array.from({ length: 16 }, sender));
  await first.ended;
  expect(acknowledged.length).toBeGreaterThanOrEqual(200);
  expect(command(first.url, 'status')).toMatchObject({ status: 2, stderr: expect.stringContaining('No server answers') });

  const second = await start();
  expect(second.seconds).toBeLessThan(20);
  expect(second.said()).not.toContain('invented invoices');
  const seen = new Map<string, string>();
  for (const key of acknowledged) {
    const found = await fetch(`${second.url}/v1/processes/supplier-invoices/cases?key=${key}`, { headers });
    const page = (await found.json()) as { items: { id: string }[] };
    expect(page.items).toHaveLength(1);
    seen.set(page.items[0]?.id ?? '', key);
  }
  expect(seen.size).toBe(acknowledged.length);
  const again = (await (await post(second.url, 'mine')).json()) as { id: string };
  expect(again.id).toBe(mine.id);

  const port = new URL(second.url).port;
  const third = spawnSync(process.execPath, [bin, 'start', '--json'], { cwd: folder, env: surroundings({ PORT: port }), encoding: 'utf8' });
  expect(third.status).toBe(2);
  expect(JSON.parse(third.stdout).problems[0]).toMatchObject({ code: 'port-in-use', do: expect.stringMatching(/PORT=\d+/) });

  second.child.kill('SIGINT');
  expect(await second.ended).toBe(130);
}, 120_000);

test.each([
  ['an address that others can reach', { HOST: '0.0.0.0' }, 'public-address'],
  ['no port', { PORT: 'http' }, 'usage'],
  ['a folder that is not there', { FORTNIGHT_PROCESSES: 'nowhere' }, 'file-not-found'],
  ['a folder without agreements', { FORTNIGHT_PROCESSES: '.' }, 'no-agreement'],
])('%s: it does not start, and says why', (_, more, code) => {
  const { status, stdout } = spawnSync(process.execPath, [bin, 'start', '--json'], {
    cwd: mkdtempSync(join(folder, 'empty-')),
    env: surroundings({ PORT: '0', ...more }),
    encoding: 'utf8',
  });
  expect([status, JSON.parse(stdout).problems[0].code]).toEqual([2, code]);
});
