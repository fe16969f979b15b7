// Whoever changes an exported journal is found, wherever he does it, and the first bad entry is named; by us and by docs/verify.py alike.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { canonicalJson } from '../../src/core/canonical.ts';
import { type JournalLine, journalKinds } from '../../src/core/journal.ts';
import { instant } from '../../src/core/time.ts';
import { Chain, sha256 } from '../../src/store/chain.ts';
import { linesOf, type Verification, verifyJournal } from '../../src/store/verify.ts';
import { publicKeysIn } from '../../src/store/verifyRoots.ts';
import { type Exported, exported, type Made, makeJournal, signer, signerOf } from './made.ts';

const runs = 200;
let made: Made;
let journal: Exported;
let entries: readonly JournalLine[];
/** The last entry of each process that a root names. */
const rooted = new Map<string, number>();
let folder: string;

beforeAll(async () => {
  made = await makeJournal(4);
  journal = await exported(made);
  entries = journal.lines.map((line) => JSON.parse(line) as JournalLine);
  const last = JSON.parse(journal.roots.at(-1) ?? '{}') as { heads: { process: string; seq: number }[] };
  for (const { process, seq } of last.heads) rooted.set(process, seq);
  folder = mkdtempSync(join(tmpdir(), 'journal-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await made.office.close();
});

async function* each(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines;
}
const check = (
  lines: readonly string[],
  options: { roots?: readonly string[]; keys?: readonly string[] } = { roots: journal.roots },
): Promise<Verification> => verifyJournal(each(lines), options);

const entry = (at: number): JournalLine => entries[at] ?? ({} as JournalLine);
const nameOf = (at: number): { process: string; seq: number } => ({ process: entry(at).process, seq: entry(at).seq });
const isRooted = (at: number): boolean => entry(at).seq <= (rooted.get(entry(at).process) ?? 0);
const place = (): fc.Arbitrary<number> => fc.nat({ max: entries.length - 1 });
const withHash = ({ hash: _hash, ...rest }: JournalLine): string => canonicalJson({ ...rest, hash: sha256(canonicalJson(rest)) });

/** At 200 random places; the seed makes a failure repeatable. */
const everywhere = <T>(choice: fc.Arbitrary<T>, judge: (chosen: T) => Promise<void>): Promise<void> =>
  fc.assert(fc.asyncProperty(choice, judge), { numRuns: runs, seed: 7 });

type Change = readonly [what: string, (line: JournalLine) => string];
const changes: readonly Change[] = [
  ['by', (line) => JSON.stringify({ ...line, by: `${line.by}x` })],
  ['at', (line) => JSON.stringify({ ...line, at: line.at.replace(/.Z$/, (end) => (end === '0Z' ? '1Z' : '0Z')) })],
  ['seq', (line) => JSON.stringify({ ...line, seq: line.seq + 7 })],
  ['kind', (line) => JSON.stringify({ ...line, kind: journalKinds.find((kind) => kind !== line.kind) })],
  ['prev', (line) => JSON.stringify({ ...line, prev: sha256(line.prev) })],
  ['hash', (line) => JSON.stringify({ ...line, hash: sha256(line.hash) })],
  ['data', (line) => JSON.stringify({ ...line, data: { ...line.data, more: 1 } })],
  ['an added member', (line) => JSON.stringify({ ...line, note: 'x' })],
  ['a member twice, the first one new', (line) => JSON.stringify(line).replace('{', '{"by":"Somebody else",')],
  ['data with a member twice', (line) => JSON.stringify(line).replace('"data":{', '"data":{"value":"x","value":"y",')],
  ['a letter lost', (line) => JSON.stringify(line).replace('"kind":"', '"kind":"x')],
  ['the end of the line lost', (line) => JSON.stringify(line).slice(0, -9)],
];

interface Tampered {
  readonly lines: () => readonly string[];
  readonly named: { readonly process: string; readonly seq: number } | null;
  readonly noticed: readonly number[];
}

/** What each kind does to the lines, and where it must be noticed: the exact entry, or one of these lines of the file. */
const kinds: Readonly<Record<'change' | 'deletion' | 'insertion' | 'exchange' | 'truncation', () => fc.Arbitrary<Tampered>>> = {
  change: () =>
    fc.tuple(place(), fc.constantFrom(...changes)).map(([at, [, change]]) => ({
      lines: () => journal.lines.with(at, change(entry(at))),
      named: nameOf(at),
      noticed: [at + 1],
    })),
  deletion: () =>
    place()
      .filter(isRooted)
      .map((at) => ({ lines: () => journal.lines.toSpliced(at, 1), named: nameOf(at), noticed: [at + 1, at] })),
  insertion: () =>
    fc.tuple(place().filter(isRooted), place(), fc.boolean()).map(([at, from, forged]) => {
      const line = forged ? withHash({ ...entry(at), by: 'Somebody else' }) : (journal.lines[from] ?? '');
      return { lines: () => journal.lines.toSpliced(at, 0, line), named: forged ? nameOf(at) : null, noticed: [at + 1, at + 2] };
    }),
  exchange: () =>
    fc
      .tuple(place(), place())
      .filter(([a, b]) => a !== b)
      .map(([a, b]) => {
        const [first, second] = [Math.min(a, b), Math.max(a, b)];
        const lines = () => journal.lines.with(first, journal.lines[second] ?? '').with(second, journal.lines[first] ?? '');
        const same = entry(first).process === entry(second).process;
        return { lines, named: same ? nameOf(first) : null, noticed: same ? [first + 1] : [first + 1, first + 2] };
      }),
  truncation: () =>
    place()
      .filter(isRooted)
      .map((at) => ({ lines: () => journal.lines.slice(0, at), named: nameOf(at), noticed: [at] })),
};
const kindNames = Object.keys(kinds) as (keyof typeof kinds)[];

describe('an export', () => {
  test('is sound as it is, and every chain but the last root itself is confirmed', async () => {
    const checked = await check(journal.lines);
    expect(checked).toMatchObject({ ok: true, entries: entries.length, rootsChecked: 5, afterLastRoot: 1, absent: [], keys: [signer.key] });
    expect(checked.processes).toMatchObject({ installation: 5, loans: entries.length - 5 });
    expect(entries.length).toBeGreaterThan(250);
  });

  test('is sound in another layout: what counts is what the lines say', async () => {
    const spaced = journal.lines.map((line) =>
      JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(line)).reverse()), null, 1).replaceAll('\n', ''),
    );
    expect(await check(spaced)).toMatchObject({ ok: true, entries: entries.length });
  });

  test('comes in pieces that end anywhere, and ends its lines with a line feed alone', async () => {
    const chain = new Chain('p', { seq: 0, hash: '0'.repeat(64) }, instant(0));
    chain.add({ kind: 'intervention', by: 'a\u2028b', case: null, key: null, data: { what: 'c\u0085d\u2029' } });
    const text = `${chain.end().lines}${journal.lines.join('\n')}`;
    async function* pieces(): AsyncGenerator<string> {
      for (let at = 0; at < text.length; at += 997) yield text.slice(at, at + 997);
    }
    expect(await verifyJournal(linesOf(pieces()))).toMatchObject({ ok: true, entries: entries.length + 1 });
  });
});

describe('somebody changed the file', () => {
  test.each(kindNames)(`${runs} times, by %s: found every time, and the first bad entry is named`, async (kind) => {
    await everywhere<Tampered>(kinds[kind](), async ({ lines, named, noticed }) => {
      const { ok, firstBad } = await check(lines());
      expect(ok).toBe(false);
      expect(noticed).toContain(firstBad?.line);
      if (named !== null) expect(firstBad).toMatchObject(named);
    });
  });

  test('with its own hash computed anew: found without any root, by the entry after it', async () => {
    await everywhere(
      place().filter((at) => entries[at + 1]?.process === entry(at).process),
      async (at) => {
        const lines = journal.lines.with(at, withHash({ ...entry(at), by: 'Somebody else' }));
        const { ok, firstBad } = await check(lines, {});
        expect(ok).toBe(false);
        expect(firstBad).toMatchObject({ ...nameOf(at + 1), what: expect.stringContaining('one of the two') });
      },
    );
  });

  test('with all hashes after it computed anew: found by the next root, and only by a root', async () => {
    await everywhere(place().filter(isRooted), async (at) => {
      const { process } = entry(at);
      const lines = [...journal.lines];
      let prev = entry(at).prev;
      for (let next = at; entries[next]?.process === process; next += 1) {
        lines[next] = withHash({ ...entry(next), ...(next === at ? { by: 'Somebody else' } : {}), prev });
        prev = (JSON.parse(lines[next] ?? '') as JournalLine).hash;
      }
      expect(await check(lines, {})).toMatchObject({ ok: true, rootsChecked: 0 });
      const { ok, firstBad } = await check(lines);
      expect(ok).toBe(false);
      const heads = journal.roots.flatMap((root) => (JSON.parse(root) as { heads: { process: string; seq: number }[] }).heads);
      const next = heads.filter((head) => head.process === process && head.seq >= entry(at).seq).map(({ seq }) => seq);
      expect(firstBad).toMatchObject({ process, seq: Math.min(...next), what: expect.stringContaining('computed anew') });
    });
  });

  test('an end cut off after the last root is not seen, and the answer says how much no root confirms', async () => {
    const older = journal.roots.slice(0, 2);
    const kept = entries.findLastIndex(({ process }) => process === 'loans');
    const whole = await check(journal.lines, { roots: older });
    const cut = await check(journal.lines.slice(0, kept), { roots: older });
    expect(whole).toMatchObject({ ok: true, rootsChecked: 2 });
    expect(cut).toMatchObject({ ok: true, afterLastRoot: whole.afterLastRoot - 1 });
    expect(await check(journal.lines.slice(0, kept))).toMatchObject({ ok: false, firstBad: nameOf(kept) });
  });

  test('a whole chain taken out of an export of everything is found; an export of one process says what it does not hold', async () => {
    const without = (name: string): readonly string[] => journal.lines.filter((_, at) => entry(at).process !== name);
    expect(await check(without('loans'))).toMatchObject({ ok: false, firstBad: { process: 'loans', seq: 1 } });
    expect(await check(without('installation'))).toMatchObject({ ok: true, absent: ['installation'] });
    expect(await check([])).toMatchObject({ ok: false, firstBad: { seq: 1 } });
  });

  test('two entries with one number are called that, and lines that stand apart from their chain too', async () => {
    const twice = await check(journal.lines.toSpliced(40, 0, journal.lines[20] ?? ''), {});
    expect(twice).toMatchObject({ ok: false, firstBad: { ...nameOf(20), line: 41, what: expect.stringContaining('a second entry') } });
    const apart = await check([...journal.lines.toSpliced(3, 1), journal.lines[3] ?? ''], {});
    expect(apart).toMatchObject({ ok: false, firstBad: { ...nameOf(3), line: 4 } });
    const moved = await check([...journal.lines.slice(0, 4), ...journal.lines.slice(5), journal.lines[4] ?? ''], {});
    expect(moved).toMatchObject({ ok: false, firstBad: { ...nameOf(4), line: entries.length, what: expect.stringContaining('apart') } });
  });

  test('a line of a foreign process is found', async () => {
    const foreign = new Chain('elsewhere', { seq: 8, hash: entry(8).hash }, instant(0));
    foreign.add({ kind: 'decided', by: 'x', case: null, key: null, data: {} });
    const lines = journal.lines.toSpliced(40, 0, foreign.end().lines.trim());
    expect(await check(lines)).toMatchObject({ ok: false, firstBad: { line: 41 } });
    expect(await check(lines, {})).toMatchObject({ ok: false, firstBad: { process: 'elsewhere', line: 41 } });
  });
});

describe('roots', () => {
  const roots = (change: (root: Record<string, unknown>) => object): readonly string[] =>
    journal.roots.with(2, canonicalJson(change(JSON.parse(journal.roots[2] ?? '{}'))));
  const bad = (root: number, what: string) => ({ ok: false, firstBad: { process: 'installation', seq: root, what: expect.stringContaining(what) } });

  test.each<[string, () => readonly string[], number, string]>([
    ['changed', () => roots((root) => ({ ...root, at: '2026-03-02T09:00:00.001Z' })), 3, 'signature'],
    ['with other heads', () => roots((root) => ({ ...root, heads: [] })), 3, 'signature'],
    ['without a signature', () => roots(({ signature: _signature, ...root }) => root), 3, 'cannot be read'],
    ['missing', () => journal.roots.toSpliced(2, 1), 3, 'follow'],
    ['exchanged', () => [journal.roots[1] ?? '', journal.roots[0] ?? ''], 2, 'follow'],
    ['signed anew with another key', () => roots((root) => signedAnew(root, 'a key of somebody else')), 3, 'unknown key'],
    ['that is no JSON', () => journal.roots.with(2, 'root'), 3, 'cannot be read'],
    ['with a member twice', () => journal.roots.with(2, (journal.roots[2] ?? '').replace('{', '{"at":"x",')), 3, 'cannot be read'],
  ])('one %s is found', async (_, changed, root, what) => {
    expect(await check(journal.lines, { roots: changed() })).toMatchObject(bad(root, what));
  });

  const signedAnew = ({ signature: _signature, ...root }: Record<string, unknown>, seed: string): object => {
    const other = signerOf(seed);
    const unsigned = { ...root, key: other.key };
    return { ...unsigned, signature: other.sign(canonicalJson(unsigned)) };
  };

  test('all signed anew with another key are found by whoever holds the right key, and only by him', async () => {
    let previous = '0'.repeat(64);
    const forged = journal.roots.map((root) => {
      const line = canonicalJson(signedAnew({ ...JSON.parse(root), previous }, 'a key of somebody else'));
      previous = sha256(line);
      return line;
    });
    expect(await check(journal.lines, { roots: forged })).toMatchObject({ ok: true });
    expect(await check(journal.lines, { roots: forged, keys: [signer.key] })).toMatchObject(bad(1, 'unknown key'));
    expect(await check(journal.lines, { roots: journal.roots, keys: [signerOf('an older key').key, signer.key] })).toMatchObject({ ok: true });
  });

  test('keys are read as PEM or as roots show them', () => {
    const pem = '-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n-----END PUBLIC KEY-----\n';
    expect(publicKeysIn(pem)).toEqual(['11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo']);
    expect(publicKeysIn(`${signer.key}\n${signer.key}`)).toEqual([signer.key, signer.key]);
    expect(() => publicKeysIn('{}')).toThrow();
    expect(() => publicKeysIn('')).toThrow();
  });
});

describe('the second verifier, docs/verify.py', () => {
  const script = fileURLToPath(new URL('../../docs/verify.py', import.meta.url));
  const hasPython = spawnSync('python3', ['--version']).status === 0;
  const python = (lines: readonly string[], roots: readonly string[] | null): { exit: number | null; said: Partial<Verification> } => {
    const file = join(folder, 'journal.ndjson');
    writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
    if (roots !== null) writeFileSync(`${file}.roots`, roots.map((line) => `${line}\n`).join(''));
    const { status, stdout, stderr } = spawnSync('python3', [script, file, ...(roots === null ? [] : [`${file}.roots`])], { encoding: 'utf8' });
    if (stdout === '') throw new Error(stderr);
    return { exit: status, said: JSON.parse(stdout) as Partial<Verification> };
  };

  test.skipIf(!hasPython)('agrees on what is sound, and says what it cannot check', () => {
    expect(python(journal.lines, journal.roots)).toMatchObject({ exit: 0, said: { ok: true, entries: entries.length, signatures: 'not checked' } });
    expect(python(journal.lines, null)).toMatchObject({ exit: 3, said: { ok: true } });
  });

  test.skipIf(!hasPython).each(kindNames)('agrees on the first bad entry, by %s', async (kind) => {
    await fc.assert(
      fc.asyncProperty<[Tampered]>(kinds[kind](), async ({ lines }) => {
        const ours = await check(lines());
        const { exit, said } = python(lines(), journal.roots);
        const { process, seq } = ours.firstBad ?? {};
        expect({ exit, ok: said.ok, entries: said.entries, at: said.firstBad }).toMatchObject({
          exit: 1,
          ok: false,
          entries: ours.entries,
          at: { process, seq },
        });
      }),
      { numRuns: 12, seed: 11 },
    );
  });

  test.skipIf(!hasPython)('writes numbers and texts as we do', () => {
    const numbers = [0, 1e21, 1e-7, 123456789012345680000, 5e-324, 1.7976931348623157e308, 4.35, 0.000001, -1.5e-9, 2 ** 53, 1 / 3];
    const texts = ['é', '\u0000\u001f\u007f', '\ud83d\ude00', 'a"b\\c/d', '\u2028'];
    const value = { numbers, texts, '\ud83d\ude00': 1, '\ufb33': 2, z: null, a: true };
    const code = `import sys; exec(open(${JSON.stringify(script)}).read().split('entries, pinned')[0]); print(canonical(read(sys.stdin.read())))`;
    const said = execFileSync('python3', ['-c', code], {
      input: JSON.stringify(value),
      encoding: 'utf8',
      env: { ...process.env, PYTHONIOENCODING: 'utf8' },
    });
    expect(said.trimEnd()).toBe(canonicalJson(value));
  });
});

test('200,000 entries take less than 6 seconds of processor time, and the memory does not grow with them', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const heap = new Map<number, number>();
  async function* lines(): AsyncGenerator<string> {
    let head = { seq: 0, hash: '0'.repeat(64) };
    while (head.seq < 200_000) {
      if (head.seq === 20_000 || head.seq === 199_000) {
        collect();
        heap.set(head.seq, process.memoryUsage().heapUsed);
      }
      const chain = new Chain('loans', head, instant(0));
      const data = { value: 'accept', why: 'Score 0.95 is at or over the certified 0.9.', route: 'auto' };
      for (let n = 0; n < 500; n += 1) chain.add({ kind: 'decided', by: 'ai:m1', case: 'c', key: 'k', data });
      head = chain.end();
      yield* chain.end().lines.split('\n');
    }
  }
  const making = process.cpuUsage();
  for await (const _ of lines());
  const { user, system } = process.cpuUsage(making);
  const begun = process.cpuUsage();
  expect(await verifyJournal(lines())).toMatchObject({ ok: true, entries: 200_000 });
  const used = process.cpuUsage(begun);
  expect((used.user + used.system - user - system) / 1e6).toBeLessThan(6);
  expect(((heap.get(199_000) ?? Number.NaN) - (heap.get(20_000) ?? Number.NaN)) / 1e6).toBeLessThan(5);
});
