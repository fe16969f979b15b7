// Two nodes on one database, killed and frozen at random moments. The test keeps its own ledger of what was acknowledged and sent, and
// compares it with the database and with the journal in the end. Time is real here.
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { canonicalJson } from '../../src/core/canonical.ts';
import { firstPrev, type JournalLine } from '../../src/core/journal.ts';
import { SeededRandom } from '../../src/engine/clock.ts';
import { sha256 } from '../../src/store/chain.ts';
import { openDatabase, setPurpose } from '../../src/store/database.ts';
import { journalBlocks } from '../../src/store/journal.ts';
import { freshDatabase } from '../freshDatabase.ts';
import type { Wish } from './node.ts';

const cases = 4000;
const blows = 6;
const seed = process.env.FORTNIGHT_CRASH_SEED ?? String(Date.now());
const random = new SeededRandom(seed, 'crash');
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What the nodes said, whichever of them, before they died. */
const acknowledged = new Map<string, Set<string>>();
const sent = new Map<string, number>();
const troubles: string[] = [];

class Node {
  readonly #wish: Omit<Wish, 'keys'>;
  #left: string[];
  #child: ChildProcess | null = null;
  #ended: Promise<void> = Promise.resolve();

  constructor(wish: Omit<Wish, 'keys'>, keys: readonly string[]) {
    this.#wish = wish;
    this.#left = [...keys];
  }

  start(): Promise<void> {
    const wish: Wish = { ...this.#wish, keys: this.#left };
    const args = ['--import', import.meta.resolve('tsx'), fileURLToPath(new URL('node.ts', import.meta.url)), JSON.stringify(wish)];
    const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child = child;
    child.stderr?.on('data', (chunk: Buffer) => troubles.push(chunk.toString()));
    this.#ended = new Promise((resolve) => child.on('exit', () => resolve()));
    return new Promise((resolve, reject) => {
      child.on('exit', (code) => reject(new Error(`A node ended with ${code} before it was ready: ${troubles.join('')}`)));
      const lines = createInterface({ input: child.stdout as NonNullable<typeof child.stdout> });
      lines.on('line', (line) => {
        if (line === 'ready') resolve();
        this.#hear(line);
      });
    });
  }

  #hear(line: string): void {
    const [what, ...words] = line.split(' ');
    const [first = '', second = ''] = words;
    if (what === 'opened') {
      acknowledged.set(first, (acknowledged.get(first) ?? new Set()).add(second));
      this.#left = this.#left.filter((key) => key !== first);
    }
    if (what === 'sent') sent.set(first, (sent.get(first) ?? 0) + 1);
    if (what === 'trouble') troubles.push(line);
  }

  async kill(): Promise<void> {
    this.#child?.kill('SIGKILL');
    await this.#ended;
  }

  /** Longer than a lease: the world goes on without it, and then it comes back with old answers in its hands. */
  async freeze(): Promise<void> {
    this.#child?.kill('SIGSTOP');
    await sleep(2500);
    this.#child?.kill('SIGCONT');
  }

  async stop(): Promise<void> {
    this.#child?.stdin?.write('stop\n');
    await this.#ended;
  }
}

async function linesOf(db: ReturnType<typeof openDatabase>): Promise<JournalLine[]> {
  const lines: JournalLine[] = [];
  for await (const block of journalBlocks(db, 1)) for (const line of block.split('\n')) if (line !== '') lines.push(JSON.parse(line));
  return lines;
}

test(`nodes that die and freeze lose nothing and decide nothing twice (seed ${seed})`, { timeout: 90_000 }, async () => {
  const database = await freshDatabase();
  await setPurpose(database.ownerUrl, 'test');
  const { appUrl } = database;
  const db = openDatabase(appUrl, 2);
  const keys = Array.from({ length: cases }, (_, n) => `k${n}`);
  // Both get every key, in opposite order: each case is opened twice, and in the middle by both at once.
  const wish = { appUrl, epoch: Date.now() };
  const nodes = [new Node(wish, keys), new Node(wish, [...keys].reverse())];
  onTestFinished(() => void nodes.map((node) => node.kill()));
  for (const node of nodes) await node.start();

  for (let n = 0; n < blows; n += 1) {
    await sleep(100 + random.number() * 500);
    const victim = nodes[random.number() < 0.5 ? 0 : 1];
    if (victim === undefined) continue;
    if (n % 3 === 2) {
      await victim.freeze();
      continue;
    }
    await victim.kill();
    await victim.start();
  }

  const undecided = async (): Promise<number> => {
    const { rows } = await db.query<{ n: number }>("select count(*) as n from cases where step <> 'decided'");
    const { rows: unsent } = await db.query<{ n: number }>('select count(*) as n from outbox where sent_at is null');
    return (rows[0]?.n ?? 0) + (unsent[0]?.n ?? 0);
  };
  const end = Date.now() + 40_000;
  while (acknowledged.size < cases || (await undecided()) > 0) {
    if (Date.now() > end)
      throw new Error(`Not done: ${acknowledged.size} acknowledged, ${await undecided()} undecided or unsent. ${troubles.join('\n')}`);
    await sleep(200);
  }
  await Promise.all(nodes.map((node) => node.stop()));

  const { rows } = await db.query<{ id: string; key: string; route: string }>('select id, key, route from cases');
  const idOf = new Map(rows.map(({ id, key }) => [key, id]));
  expect(rows).toHaveLength(cases);
  expect(acknowledged.size).toBe(cases);
  for (const [key, ids] of acknowledged) expect([key, [...ids]]).toEqual([key, [idOf.get(key)]]);

  const journal = await linesOf(db);
  let prev = firstPrev;
  for (const [index, { hash, ...rest }] of journal.entries()) {
    if (rest.seq !== index + 1 || rest.prev !== prev || sha256(canonicalJson(rest)) !== hash) expect([index, 'broken']).toEqual([]);
    prev = hash;
  }
  const of = (kind: string): readonly JournalLine[] => journal.filter((line) => line.kind === kind);
  const once = (ids: readonly (string | undefined)[]): void => {
    expect(ids).toHaveLength(cases);
    expect(new Set(ids)).toEqual(new Set(idOf.values()));
  };
  once(of('opened').map((line) => line.case));
  once(of('decided').map((line) => line.case));
  // Each decision left the house, perhaps more than once, always under one id; and it left only when it stood in the journal.
  const decided = new Map(of('decided').map((line) => [`${line.case}:${line.seq}`, 1]));
  expect([...sent.keys()].filter((id) => !decided.has(id) && !/notice|:Claire/.test(id))).toEqual([]);
  expect([...decided.keys()].filter((id) => !sent.has(id))).toEqual([]);
  expect(troubles.filter((line) => !/ECONN|EPIPE|terminat/.test(line))).toEqual([]);
  await db.end();
  await database.drop();
});
