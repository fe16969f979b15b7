import { createPrivateKey, createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshDatabase } from '../../test/freshDatabase.ts';
import { chance } from '../../test/wallClock.ts';
import { canonicalJson } from '../core/canonical.ts';
import { type Instant, instant, later, minutes } from '../core/time.ts';
import { sha256 } from './chain.ts';
import { type Database, openDatabase } from './database.ts';
import { inInstallation } from './installation.ts';
import { journalBlocks, readRoots } from './journal.ts';
import { openRootKey, type RootSigner, rootSigner } from './rootKey.ts';
import { type Root, rootsForExport, signRoot, signRootWhenDue } from './roots.ts';
import type { Clone } from './template.ts';
import { verifyJournal } from './verify.ts';

const at = instant(Date.parse('2026-03-02T08:00:00Z'));
const signed = rootSigner('ab'.repeat(32), 'the test');
if (!signed.ok) throw new Error(signed.detail);
const signer: RootSigner = signed.value;

describe('roots', () => {
  let database: Clone;
  let db: Database;
  beforeAll(async () => {
    database = await freshDatabase();
    db = openDatabase(database.appUrl, 8);
  });
  afterAll(async () => {
    await db.end();
    await database.drop();
  });

  const chain = async (): Promise<readonly Record<string, unknown>[]> => {
    let text = '';
    for await (const block of journalBlocks(db, 0)) text += block;
    return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Record<string, unknown>]));
  };

  test('a root is a row and an entry of the installation, signed over its canonical form, and names the one before', async () => {
    const first = await signRoot(db, signer, at);
    const second = await signRoot(db, signer, at);
    expect(first).toMatchObject({ at: '2026-03-02T08:00:00.000Z', heads: [], previous: '0'.repeat(64), key: signer.key });
    const rows = await readRoots(db);
    expect(rows.map(({ id }) => id)).toEqual([1, 2]);
    expect(rows.map(({ root }) => root)).toEqual([canonicalJson(first), canonicalJson(second)]);
    expect(second.previous).toBe(sha256(canonicalJson(first)));
    const [entry] = await chain();
    expect(entry).toMatchObject({ process: 'installation', seq: 1, kind: 'rootSigned', by: 'fortnight', data: first });
    expect(second.heads).toEqual([{ process: 'installation', seq: 1, hash: entry?.hash }]);
    const { signature, ...unsigned } = second;
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: second.key }, format: 'jwk' });
    expect(verify(null, Buffer.from(canonicalJson(unsigned)), key, Buffer.from(signature, 'base64url'))).toBe(true);
    expect(verify(null, Buffer.from(canonicalJson({ ...unsigned, heads: [] })), key, Buffer.from(signature, 'base64url'))).toBe(false);
  });

  test('ten that sign at once make ten roots in one row, and every other entry keeps its place', async () => {
    const write = (n: number): Promise<unknown> =>
      inInstallation(db, at, async (of) => of.add({ kind: 'intervention', by: 'Claire', case: null, key: null, data: { n } }));
    await Promise.all(Array.from({ length: 10 }, (_, n) => [signRoot(db, signer, at), write(n)]).flat());
    const roots = (await rootsForExport(db, signer, at)).map((root) => JSON.parse(root) as Root);
    expect(roots).toHaveLength(13);
    const lines = (await chain()).map((line) => canonicalJson(line));
    expect(lines).toHaveLength(23);
    async function* each(): AsyncGenerator<string> {
      yield* lines;
    }
    const checked = await verifyJournal(each(), { roots: roots.map((root) => canonicalJson(root)), keys: [signer.key] });
    expect(checked).toMatchObject({ ok: true, rootsChecked: 13, afterLastRoot: 1 });
  });

  test('what fails in the middle leaves nothing', async () => {
    const before = await chain();
    const failing = inInstallation(db, at, async (of) => {
      of.add({ kind: 'intervention', by: 'Claire', case: null, key: null, data: {} });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await chain()).toEqual(before);
  });

  test('when it is due is known to all nodes: once an hour, however many ask', async () => {
    const count = async (): Promise<number> => (await readRoots(db)).length;
    const before = await count();
    const ask = async (now: Instant): Promise<number> => {
      const answers = await Promise.all(Array.from({ length: 5 }, () => signRootWhenDue(db, signer, now)));
      return answers.filter((root) => root !== null).length;
    };
    expect(await ask(later(at, minutes(59)))).toBe(0);
    expect(await ask(later(at, minutes(60)))).toBe(1);
    expect(await ask(later(at, minutes(119)))).toBe(0);
    expect(await count()).toBe(before + 1);
  });
});

describe('the key', () => {
  const folders: string[] = [];
  const folder = (): string => {
    folders.push(mkdtempSync(join(tmpdir(), 'root-key-')));
    return folders.at(-1) ?? '';
  };
  afterAll(() => folders.map((path) => rmSync(path, { recursive: true, force: true })));
  const open = (dataDir: string, secret: string | null = null): ReturnType<typeof openRootKey> => openRootKey({ secret, dataDir, random: chance });

  test('is made once, in a file that only its user may read, with its public part beside it', async () => {
    const dataDir = join(folder(), 'data');
    const all = await Promise.all(Array.from({ length: 5 }, () => open(dataDir)));
    const keys = new Set(all.map((one) => (one.ok ? one.value.key : one.detail)));
    expect(keys.size).toBe(1);
    expect([...keys][0]).toMatch(/^[\w-]{43}$/);
    expect(statSync(join(dataDir, 'root-key')).mode & 0o777).toBe(0o600);
    expect(createPublicKey(readFileSync(join(dataDir, 'root-key.pub'))).export({ format: 'jwk' }).x).toBe([...keys][0]);
    expect(await open(folder())).not.toMatchObject({ value: { key: [...keys][0] } });
  });

  test('is refused when others may read it, or when it is none; and what is wrong never quotes it', async () => {
    const dataDir = folder();
    const path = join(dataDir, 'root-key');
    await open(dataDir);
    chmodSync(path, 0o640);
    expect(await open(dataDir)).toMatchObject({ ok: false, problem: 'root-key-unusable', detail: expect.stringContaining(`chmod 600 ${path}`) });
    writeFileSync(path, 'secret-that-is-no-key');
    chmodSync(path, 0o600);
    for (const refused of [await open(dataDir), await open(dataDir, 'secret-that-is-no-key'), await open(dataDir, 'ab'.repeat(31))]) {
      expect(refused).toMatchObject({ ok: false, problem: 'root-key-unusable' });
      expect(JSON.stringify(refused)).not.toContain('secret-that');
    }
  });

  test('of FORTNIGHT_ROOT_KEY is read as PEM, also on one line, hex or base64; another kind of key is refused', async () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }) as string;
    const seed = Buffer.from(createPrivateKey(pem).export({ format: 'jwk' }).d ?? '', 'base64url');
    const key = createPublicKey(privateKey).export({ format: 'jwk' }).x;
    const dataDir = folder();
    for (const secret of [pem, pem.trim().replaceAll('\n', '\\n'), seed.toString('hex'), seed.toString('base64'), seed.toString('base64url')]) {
      expect(await open(dataDir, secret)).toMatchObject({ ok: true, value: { key } });
    }
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'pem', type: 'pkcs8' }) as string;
    expect(await open(dataDir, other)).toMatchObject({ ok: false, detail: expect.stringContaining('Ed25519') });
    expect(() => statSync(join(dataDir, 'root-key'))).toThrow();
  });
});
