// `fortnight journal`, as somebody types it: exported from a database and from a running server, and verified where neither is.
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { copyFileSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testCluster } from '../freshDatabase.ts';
import { loans } from '../loans.ts';
import { openServer, operatorToken, type TestServer } from '../server.ts';
import { disturbing, openWorkshop, type Workshop } from './commandLine.ts';
import { csvOf, someLoans, wiring } from './loans.ts';

let workshop: Workshop;
let server: TestServer;
let url: string;
const place = (name: string): string => join(workshop.folder, name);
const linesIn = (name: string): readonly string[] => readFileSync(place(name), 'utf8').trimEnd().split('\n');
const verify = (...args: readonly string[]): ReturnType<Workshop['fortnight']> => workshop.fortnight(['journal', 'verify', ...args, '--json']);

beforeAll(async () => {
  workshop = openWorkshop();
  server = await openServer();
  for (const key of ['a', 'b', 'c', 'd', 'e']) await server.office.engine.open('loans', { key, input: { amount: '480.00' } });
  await server.office.engine.idle();
  url = await server.app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await server.close();
  workshop.close();
});

describe('from a database', () => {
  beforeAll(async () => {
    const spoken = await workshop.fortnight(['journal', 'export', '--json'], { DATABASE_URL: server.office.urls.appUrl });
    expect(spoken.code).toBe(0);
    expect(spoken.json).toMatchObject({ ok: true, file: 'journal.ndjson', roots: 'journal.ndjson.roots' });
    expect(spoken.json.entries).toBe(linesIn('journal.ndjson').length);
  });

  test('it is sound with its roots and the key of the data folder, and exit 3 without roots', async () => {
    const key = place('data/root-key.pub');
    expect(statSync(place('data/root-key')).mode & 0o777).toBe(0o600);
    const entries = linesIn('journal.ndjson').length;
    const sound = await verify('journal.ndjson', '--roots', 'journal.ndjson.roots', '--key', key);
    expect([sound.code, sound.json.ok, sound.json.entries]).toEqual([0, true, entries]);
    const named = createPublicKey(readFileSync(key)).export({ format: 'jwk' }).x;
    expect(sound.json.keys).toEqual([named]);
    const without = await verify('journal.ndjson');
    expect([without.code, without.json.ok, without.json.entries]).toEqual([3, true, entries]);
    expect(without.json.summary).toContain('--roots journal.ndjson.roots');
  });

  test('it is verified where there is nothing but the files', async () => {
    const elsewhere = openWorkshop();
    for (const name of ['journal.ndjson', 'journal.ndjson.roots']) copyFileSync(place(name), join(elsewhere.folder, name));
    const spoken = await elsewhere.fortnight(['journal', 'verify', 'journal.ndjson', '--roots', 'journal.ndjson.roots'], {
      DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing',
    });
    expect(spoken.code).toBe(0);
    expect(spoken.stdout).toMatch(/Sound: \d+ entries and \d+ roots?\. · exit 0\n$/);
    expect(spoken.stdout).not.toMatch(disturbing);
    expect(existsSync(join(elsewhere.folder, 'data'))).toBe(false);
    elsewhere.close();
  });

  test('a changed line is named with process, number and what is wrong: exit 1', async () => {
    const lines = linesIn('journal.ndjson');
    const at = lines.findIndex((line) => line.includes('"kind":"proposed"'));
    const { process, seq } = JSON.parse(lines[at] ?? '') as { process: string; seq: number };
    writeFileSync(place('changed.ndjson'), lines.with(at, (lines[at] ?? '').replace('"accept"', '"refuse"')).join('\n'));
    const [json, text] = await Promise.all([
      verify('changed.ndjson', '--roots', 'journal.ndjson.roots'),
      workshop.fortnight(['journal', 'verify', 'changed.ndjson']),
    ]);
    expect([json.code, json.json.ok]).toEqual([1, false]);
    expect(json.json.firstBad).toMatchObject({ process, seq, what: expect.stringContaining('hash') });
    expect(text.code).toBe(1);
    expect(text.stdout).toContain(`Not sound: the first bad entry is ${process} ${seq}. · exit 1`);
  });

  test('a cut end is exit 1 with roots, and cannot be seen without', async () => {
    writeFileSync(place('cut.ndjson'), linesIn('journal.ndjson').slice(0, -1).join('\n'));
    expect(await verify('cut.ndjson', '--roots', 'journal.ndjson.roots')).toMatchObject({ code: 1 });
    expect(await verify('cut.ndjson')).toMatchObject({ code: 3 });
  });

  test('roots of a key that is not trusted are exit 1', async () => {
    writeFileSync(place('other.pub'), generateKeyPairSync('ed25519').publicKey.export({ format: 'pem', type: 'spki' }));
    const spoken = await verify('journal.ndjson', '--roots', 'journal.ndjson.roots', '--key', 'other.pub');
    expect(spoken.code).toBe(1);
    expect(spoken.json.firstBad).toMatchObject({ what: expect.stringContaining('unknown key') });
  });

  test('an export of one process is sound with the same roots, and says what it does not hold', async () => {
    const DATABASE_URL = server.office.urls.appUrl;
    const spoken = await workshop.fortnight(['journal', 'export', '-p', 'loans', '-o', 'loans.ndjson', '--json'], { DATABASE_URL });
    expect(spoken.code).toBe(0);
    const sound = await verify('loans.ndjson', '--roots', 'loans.ndjson.roots');
    expect([sound.code, sound.json.absent]).toEqual([0, ['installation']]);
    const unknown = await workshop.fortnight(['journal', 'export', '-p', 'loan', '--json'], { DATABASE_URL });
    expect([unknown.code, unknown.json.problems[0]?.code]).toEqual([2, 'not-found']);
  });

  test('what cannot be read is exit 2', async () => {
    writeFileSync(place('empty.ndjson'), '\n');
    writeFileSync(place('no.key'), 'this is no key');
    const spoken = await Promise.all([
      verify('nowhere.ndjson'),
      verify('.'),
      verify('empty.ndjson'),
      verify('journal.ndjson', '--roots', 'nowhere.roots'),
      verify('journal.ndjson', '--key', 'no.key'),
    ]);
    expect(spoken.map(({ code }) => code)).toEqual([2, 2, 2, 2, 2]);
    expect(spoken.map(({ json }) => json.problems[0]?.code)).toEqual(
      ['file-not-found', ...Array(4).fill('file-unreadable')].with(3, 'file-not-found'),
    );
  });

  test('a key that signs nothing, a place that cannot be written, and no installation at all are exit 2', async () => {
    const DATABASE_URL = server.office.urls.appUrl;
    const [key, folder, none] = await Promise.all([
      workshop.fortnight(['journal', 'export', '--json'], { DATABASE_URL, FORTNIGHT_ROOT_KEY: 'nothing' }),
      workshop.fortnight(['journal', 'export', '-o', 'no/such/folder.ndjson', '--json'], { DATABASE_URL }),
      workshop.fortnight(['journal', 'export', '--json'], { FORTNIGHT_DATA: place('empty') }),
    ]);
    expect([key.code, key.json.problems[0]?.code]).toEqual([2, 'root-key-unusable']);
    expect([folder.code, folder.json.problems[0]?.code]).toEqual([2, 'file-not-written']);
    expect([none.code, none.json.problems[0]?.code]).toEqual([2, 'database-unreachable']);
    expect(existsSync(place('empty'))).toBe(false);
  });
});

describe('from a running server', () => {
  const fromServer = (token: string, ...args: readonly string[]): ReturnType<Workshop['fortnight']> =>
    workshop.fortnight(['journal', 'export', ...args, '--json'], { FORTNIGHT_URL: url, FORTNIGHT_TOKEN: token });

  test('with its roots, signed by its key', async () => {
    const spoken = await fromServer(operatorToken, '-o', 'served.ndjson');
    expect([spoken.code, spoken.json.ok]).toEqual([0, true]);
    expect(spoken.stderr).toContain(url);
    writeFileSync(place('served.key'), String(spoken.json.key));
    // The same database was signed above with the key of the workshop: both are known, and each may be named.
    writeFileSync(
      place('both.key'),
      `${String(spoken.json.key)}\n${createPublicKey(readFileSync(place('data/root-key.pub'))).export({ format: 'jwk' }).x}\n`,
    );
    expect(await verify('served.ndjson', '--roots', 'served.ndjson.roots', '--key', 'both.key')).toMatchObject({ code: 0 });
    expect(await verify('served.ndjson', '--roots', 'served.ndjson.roots', '--key', 'served.key')).toMatchObject({ code: 1 });
  });

  test('a token with the right "journal" gets the journal of its process; others are exit 4', async () => {
    const { token } = await server.tokenFor('loans', 'journal');
    expect(await fromServer(token, '-o', 'mine.ndjson')).toMatchObject({ code: 0 });
    expect(linesIn('mine.ndjson').every((line) => line.includes('"process":"loans"'))).toBe(true);
    const { token: reader } = await server.tokenFor('loans', 'read');
    expect((await fromServer(reader, '-o', 'not.ndjson')).code).toBe(4);
    expect((await fromServer('fn_unknown', '-o', 'not.ndjson')).code).toBe(4);
    expect(existsSync(place('not.ndjson'))).toBe(false);
  });

  test('a server that was named and does not answer is exit 2, and the database is not asked instead', async () => {
    const env = { FORTNIGHT_URL: 'http://127.0.0.1:9', FORTNIGHT_TOKEN: 'fn_x', DATABASE_URL: server.office.urls.appUrl };
    const spoken = await workshop.fortnight(['journal', 'export', '--json'], env);
    expect([spoken.code, spoken.json.problems[0]?.code]).toEqual([2, 'server-unreachable']);
  });
});

test('of a run, with what was decided in it; the same run again goes on with the same journal', async () => {
  const { appUrl, administratorUrl } = testCluster().addresses;
  const rows = someLoans(20);
  workshop.write('loans.process.yaml', loans);
  workshop.write('loans.ai.ts', wiring());
  workshop.write('journal-cases.csv', csvOf(rows));
  const run = (...more: readonly string[]): ReturnType<Workshop['fortnight']> =>
    workshop.fortnight(['run', '-p', 'loans.process.yaml', '-i', 'journal-cases.csv', '--labels', 'right', ...more, '--json'], {
      DATABASE_URL: appUrl,
      DATABASE_OWNER_URL: administratorUrl,
    });
  const first = await run('--journal', 'run.ndjson');
  const entries = linesIn('run.ndjson');
  expect(first.json.problems).toEqual([]);
  expect(entries.filter((line) => line.includes('"kind":"decided"'))).toHaveLength(rows.length);
  expect(await verify('run.ndjson', '--roots', 'run.ndjson.roots', '--key', 'data/root-key.pub')).toMatchObject({ code: 0 });
  const again = await run('--journal', 'again.ndjson');
  expect({ ...again.json, seconds: 0 }).toEqual({ ...first.json, seconds: 0 });
  const loansOf = (lines: readonly string[]): readonly string[] => lines.filter((line) => line.includes('"process":"loans"'));
  expect(loansOf(linesIn('again.ndjson')).filter((line) => line.includes('"kind":"decided"'))).toHaveLength(rows.length);
  expect(await verify('again.ndjson', '--roots', 'again.ndjson.roots')).toMatchObject({ code: 0 });
  expect(await verify('again.ndjson', '--roots', 'run.ndjson.roots')).toMatchObject({ code: 0 });
  expect((await run('--journal', 'journal-cases.csv')).code).toBe(2);
});
