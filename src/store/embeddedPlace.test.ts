// Root, closed folders, missing links, read-only installations: each as it happens on a real machine, with a copy of the real programs.
import { chmod, chown, cp, mkdir, mkdtemp, readdir, readlink, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { startProgram } from '../../test/startProgram.ts';
import { chance, wallClock } from '../../test/wallClock.ts';
import { openCluster } from './embedded.ts';
import { type BinariesPackage, installedPackage, prepareBinaries } from './embeddedBinaries.ts';
import { findPlace } from './embeddedPlace.ts';
import { openTemporaryCluster } from './embeddedTemporary.ts';
import { canEnter, type DatabaseUser, findDatabaseUser, run } from './embeddedUser.ts';

// Whole installations are copied and clusters made: a busy machine takes its time over that.
vi.setConfig({ testTimeout: 90_000 });

const isRoot = process.getuid?.() === 0;
let folder = '';
let state = '';

beforeEach(async () => {
  folder = await mkdtemp(join(await realpath(tmpdir()), 'fortnight-test-'));
  await chmod(folder, 0o711);
  state = join(folder, 'state');
  vi.stubEnv('STATE_DIRECTORY', state);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

async function me(): Promise<DatabaseUser> {
  const user = await findDatabaseUser(() => undefined);
  if (user === null) throw new Error('There is nobody to run the database.');
  return user;
}

/** The installed package as npm unpacks it without install scripts: no symbolic links. Copied once; each test has its own hard links. */
let unpacked = '';
beforeAll(async () => {
  unpacked = await mkdtemp(join(tmpdir(), 'fortnight-package-'));
  const installed = await installedPackage();
  if (installed === null) throw new Error('This platform has no binaries.');
  await cp(installed.native, join(unpacked, 'native'), { recursive: true, filter: (path) => !path.endsWith('.a') });
  for (const entry of await readdir(join(unpacked, 'native', 'lib'), { withFileTypes: true })) {
    if (entry.isSymbolicLink()) await rm(join(unpacked, 'native', 'lib', entry.name));
  }
  await run('chmod', ['-R', 'a+rX,go-w', unpacked], null);
});
afterAll(() => rm(unpacked, { recursive: true, force: true }));

async function packageWithoutLinks(parent: string): Promise<BinariesPackage> {
  const native = join(parent, 'package', 'native');
  await mkdir(dirname(native), { recursive: true });
  await run('cp', ['-Rl', join(unpacked, 'native'), native], null);
  return { native, version: '0.0.0-test' };
}

async function openAndStop(dataDir: string): Promise<{ readonly lines: string[]; readonly had: boolean }> {
  const lines: string[] = [];
  const opened = await openCluster({ dataDir, clock: wallClock, random: chance, onProgress: (line) => lines.push(line) });
  if (!opened.ok) throw new Error(`${opened.problem}: ${opened.detail}`);
  const had = await opened.value.hasDatabase('mark');
  if (!had) await opened.value.createDatabase('mark');
  await opened.value.stop();
  return { lines, had };
}

describe('the programs', () => {
  test('run after an installation that skipped the install scripts, once their links are restored in place', async () => {
    const from = await packageWithoutLinks(folder);
    const user = await me();
    expect((await run(join(from.native, 'bin', 'initdb'), ['--version'], user)).code).not.toBe(0);
    const found = await prepareBinaries(user, from, () => undefined);
    expect(found).toMatchObject({ ok: true, value: { initdb: join(from.native, 'bin', 'initdb') } });
    expect((await run(join(from.native, 'bin', 'initdb'), ['--version'], user)).output).toMatch(/^initdb \(PostgreSQL\) 18/);
  });

  test.runIf(isRoot)('are copied, once per version, when the user that runs them may not enter node_modules', async () => {
    const closed = join(folder, 'closed');
    const from = await packageWithoutLinks(closed);
    const user = await me();
    await chmod(closed, 0o700);
    const lines: string[] = [];
    const both = await Promise.all([1, 2].map(() => prepareBinaries(user, from, (line) => lines.push(line))));
    const copy = join(state, 'binaries', `${process.platform}-${process.arch}-${from.version}`);
    expect(both[0]).toMatchObject({ ok: true, value: { postgres: join(copy, 'native', 'bin', 'postgres') } });
    expect(both[1]).toEqual(both[0]);
    expect(lines[0]).toContain(copy);
    const before = lines.length;
    expect(await prepareBinaries(user, from, (line) => lines.push(line))).toEqual(both[0]);
    expect(lines).toHaveLength(before);
    expect(await readdir(join(state, 'binaries'))).toHaveLength(1);
  });

  test('that do not exist for this platform: the message says what to do', async () => {
    expect(await installedPackage('sunos-sparc')).toBeNull();
    const refused = await openCluster({ dataDir: folder, clock: wallClock, random: chance, binaries: null });
    expect(refused).toMatchObject({ ok: false, problem: 'database-cannot-start' });
    expect(refused.ok ? '' : refused.detail).toMatch(/Set DATABASE_URL to a PostgreSQL server, version 15 or later/);
  });

  test('that cannot run here are refused with what they said', async () => {
    const from = await packageWithoutLinks(folder);
    await rm(join(from.native, 'lib', 'libcrypto.so.1.1'));
    const refused = await prepareBinaries(await me(), from, () => undefined);
    expect(refused).toMatchObject({ ok: false, problem: 'database-cannot-start' });
    expect(refused.ok ? '' : refused.detail).toMatch(/libcrypto.*DATABASE_URL/s);
  });
});

/** Programs of this repository can be run as nobody only where nobody may read it. */
const nobody: DatabaseUser = { name: 'nobody', uid: 65534, gid: 65534, dropped: true };
const nobodyCanRead = isRoot && (await canEnter(nobody, fileURLToPath(new URL('.', import.meta.url))));

describe.runIf(nobodyCanRead)('as a normal user', () => {
  const asNobody = (wish: object) => startProgram('openDatabase', wish, { uid: 65534, gid: 65534, env: { STATE_DIRECTORY: state, TMPDIR: folder } });
  beforeEach(() => chown(folder, 65534, 65534));

  test('the server runs as that user, in an installation that it may not write to, without its links', async () => {
    const from = await packageWithoutLinks(folder);
    const program = asNobody({ dataDir: join(folder, 'data'), binaries: from });
    expect(await program.said).toMatchObject({
      ok: true,
      progress: [expect.stringContaining(join(state, 'binaries')), expect.stringContaining('Making')],
    });
    expect((await stat(join(folder, 'data', 'database', 'data'))).uid).toBe(65534);
    expect((await stat(join(state, 'binaries'))).uid).toBe(65534);
    program.signal('SIGTERM');
    await program.ended;
  });

  test('data of root is left alone, and a folder without rights is named', async () => {
    await openAndStop(join(folder, 'data'));
    const other = asNobody({ dataDir: join(folder, 'data') });
    expect(await other.said).toMatchObject({
      ok: false,
      problem: 'database-cannot-start',
      detail: expect.stringContaining('belongs to the user number'),
    });
    await mkdir(join(folder, 'locked'), { mode: 0o755 });
    const locked = asNobody({ dataDir: join(folder, 'locked', 'data') });
    expect(await locked.said).toMatchObject({ ok: false, problem: 'database-cannot-start', detail: expect.stringContaining(join(folder, 'locked')) });
    for (const program of [other, locked]) program.tell('stop');
  });
});

describe.runIf(isRoot)('as root', () => {
  test('the server runs as somebody else, who owns the data', async () => {
    await openAndStop(join(folder, 'data'));
    const { uid } = await stat(join(folder, 'data', 'database', 'data'));
    expect(uid).not.toBe(0);
    expect(uid).toBe((await me()).uid);
    expect((await stat(join(folder, 'data', 'database'))).uid).toBe(0);
  });

  test('a clone below a closed home keeps its database in the state directory, says so, and finds it again', async () => {
    const home = join(folder, 'home');
    await mkdir(join(home, 'clone'), { recursive: true });
    await chmod(home, 0o700);
    const first = await openAndStop(join(home, 'clone', '.fortnight'));
    const place = await readlink(join(home, 'clone', '.fortnight', 'database'));
    expect(place.startsWith(`${state}/database-`)).toBe(true);
    expect(first.lines.join('\n')).toContain(`The database stands in ${place}`);
    // The place was chosen once: opening the folder later must not make a second, empty database.
    await chmod(home, 0o755);
    expect((await openAndStop(join(home, 'clone', '.fortnight'))).had).toBe(true);
    await chmod(home, 0o700);
    expect((await openAndStop(join(home, 'clone', '.fortnight'))).had).toBe(true);
    // A clone that is deleted takes its data along: the next one at the same path begins anew.
    await rm(join(home, 'clone'), { recursive: true });
    expect((await openAndStop(join(home, 'clone', '.fortnight'))).had).toBe(false);
  });

  test('two programs that start in such a clone at once agree on one place', async () => {
    const home = join(folder, 'home');
    await mkdir(join(home, '.fortnight'), { recursive: true });
    await chmod(home, 0o700);
    const user = await me();
    const places = await Promise.all([1, 2, 3].map(() => findPlace(join(home, '.fortnight'), user, () => undefined)));
    expect(new Set(places).size).toBe(1);
    expect(await readdir(state)).toHaveLength(1);
  });

  test('a temporary cluster of such a clone stands there too', async () => {
    const home = join(folder, 'home');
    await mkdir(home, { mode: 0o700 });
    const opened = await openTemporaryCluster({ dataDir: join(home, '.fortnight'), clock: wallClock, random: chance });
    if (!opened.ok) throw new Error(opened.detail);
    expect(opened.value.appUrl()).toContain(encodeURIComponent(join(state, 'temporary')));
    await opened.value.stop();
    expect(await readdir(join(state, 'temporary'))).toEqual([]);
  });

  test('a home that is closed after the database was made in it: the message says what to open', async () => {
    const home = join(folder, 'home');
    await openAndStop(join(home, '.fortnight'));
    await chmod(home, 0o700);
    const refused = await openCluster({ dataDir: join(home, '.fortnight'), clock: wallClock, random: chance });
    expect(refused).toMatchObject({ ok: false, problem: 'database-cannot-start' });
    expect(refused.ok ? '' : refused.detail).toMatch(/may no longer enter/);
    await chmod(home, 0o755);
    expect((await openAndStop(join(home, '.fortnight'))).had).toBe(true);
  });

  test('data that another user made as a normal user is run as that user', async () => {
    const dataDir = join(folder, 'data');
    await openAndStop(dataDir);
    await run('chown', ['-R', '65534', join(dataDir, 'database', 'data')], null);
    expect((await openAndStop(dataDir)).had).toBe(true);
    await chown(join(dataDir, 'database', 'data'), 0, 0);
    expect(await openCluster({ dataDir, clock: wallClock, random: chance })).toMatchObject({ ok: false, problem: 'database-cannot-start' });
  });

  test.each([
    ['Debian makes the user with useradd', { useradd: 'touch made' }, 'fortnight', true],
    ['Alpine makes it with adduser', { adduser: 'touch made' }, 'fortnight', true],
    ['a machine that makes none has postgres', { others: 'postgres' }, 'postgres', false],
    ['or nobody', { others: 'nobody' }, 'nobody', false],
    ['or really no other', {}, null, false],
  ] as const)('who runs the server: %s', async (_, machine: { useradd?: string; adduser?: string; others?: string }, name, said) => {
    const bin = join(folder, 'bin');
    await mkdir(bin);
    const made = join(folder, 'made');
    const script = (file: string, text: string) => writeFile(join(bin, file), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    await script('id', `case "$2" in fortnight) [ -e ${made} ] && echo 901 ;; ${machine.others ?? 'fortnight-none'}) echo 902 ;; *) exit 1 ;; esac`);
    for (const maker of ['useradd', 'adduser'] as const) await script(maker, machine[maker] === undefined ? 'exit 1' : `: > ${made}`);
    vi.stubEnv('PATH', bin);
    const lines: string[] = [];
    const user = await findDatabaseUser((line) => lines.push(line));
    expect(user?.name ?? null).toBe(name);
    expect(lines).toHaveLength(said ? 1 : 0);
  });
});
