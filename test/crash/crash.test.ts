// Two nodes on one database, killed and frozen at random moments. The test keeps its own ledger of what was acknowledged and sent, and
// compares it with the database and with the journal in the end. Time is real here. The control has the fence off, and must fail.
import { expect, onTestFinished, test } from 'vitest';
import { canonicalJson } from '../../src/core/canonical.ts';
import { firstPrev, type JournalLine } from '../../src/core/journal.ts';
import { SeededRandom } from '../../src/engine/clock.ts';
import { sha256 } from '../../src/store/chain.ts';
import { type Database, openDatabase, setPurpose } from '../../src/store/database.ts';
import { journalBlocks } from '../../src/store/journal.ts';
import { freshDatabase } from '../freshDatabase.ts';
import { Heard, Node } from './nodes.ts';

const seed = process.env.FORTNIGHT_CRASH_SEED ?? String(Date.now());
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

interface Lived {
  readonly heard: Heard;
  readonly cases: readonly { readonly id: string; readonly key: string }[];
  readonly journal: readonly JournalLine[];
}

async function linesOf(db: Database): Promise<JournalLine[]> {
  const lines: JournalLine[] = [];
  for await (const block of journalBlocks(db, 1)) for (const line of block.split('\n')) if (line !== '') lines.push(JSON.parse(line));
  return lines;
}

/** Cases that are not decided, and effects that were not delivered. */
async function left(db: Database): Promise<number> {
  const { rows } = await db.query<{ n: number }>(
    "select (select count(*) from cases where step <> 'decided') + (select count(*) from outbox where sent_at is null) as n",
  );
  return rows[0]?.n ?? 0;
}

async function live(count: number, blows: readonly ('kill' | 'freeze')[], unfenced: boolean): Promise<Lived> {
  const random = new SeededRandom(seed, 'crash');
  const database = await freshDatabase();
  await setPurpose(database.ownerUrl, 'test');
  const db = openDatabase(database.appUrl, 2);
  const keys = Array.from({ length: count }, (_, n) => `k${n}`);
  const wish = { appUrl: database.appUrl, epoch: Date.now(), unfenced };
  const heard = new Heard();
  // Both get every key, in opposite order: each case is opened twice, and in the middle by both at once.
  const nodes = [new Node(wish, keys, heard), new Node(wish, [...keys].reverse(), heard)] as const;
  onTestFinished(() => void nodes.map((node) => node.kill()));
  for (const node of nodes) await node.start();
  for (const blow of blows) {
    await sleep(100 + random.number() * 500);
    const victim = random.number() < 0.5 ? nodes[0] : nodes[1];
    if (blow === 'freeze') await victim.freeze();
    else {
      await victim.kill();
      await victim.start();
    }
  }
  const end = Date.now() + 40_000;
  while (heard.acknowledged.size < count || (await left(db)) > 0) {
    const state = `${heard.acknowledged.size} acknowledged, ${await left(db)} undecided or undelivered`;
    if (Date.now() > end) throw new Error(`Not done: ${state}. ${heard.troubles.join('\n')}`);
    await sleep(200);
  }
  for (const node of nodes) await node.stop();
  const { rows } = await db.query<{ id: string; key: string }>('select id, key from cases');
  const journal = await linesOf(db);
  await db.end();
  await database.drop();
  return { heard, cases: rows, journal };
}

const idsIn = (journal: readonly JournalLine[], kind: string): readonly (string | undefined)[] =>
  journal.filter((line) => line.kind === kind).map((line) => line.case);

test(`nodes that die and freeze lose nothing and decide nothing twice (seed ${seed})`, { timeout: 120_000 }, async () => {
  const count = 4000;
  const { heard, cases, journal } = await live(count, ['kill', 'kill', 'freeze', 'kill', 'kill', 'freeze'], false);

  // What was acknowledged is there, under the id that was said, whoever said it.
  const idOf = new Map(cases.map(({ id, key }) => [key, id]));
  expect([cases.length, idOf.size, heard.acknowledged.size]).toEqual([count, count, count]);
  for (const [key, ids] of heard.acknowledged) expect([key, [...ids]]).toEqual([key, [idOf.get(key)]]);

  let prev = firstPrev;
  for (const [index, { hash, ...rest }] of journal.entries()) {
    expect([rest.seq, rest.prev, sha256(canonicalJson(rest))]).toEqual([index + 1, prev, hash]);
    prev = hash;
  }
  for (const kind of ['opened', 'decided']) {
    expect([kind, idsIn(journal, kind).length]).toEqual([kind, count]);
    expect(new Set(idsIn(journal, kind))).toEqual(new Set(idOf.values()));
  }
  // Each decision left the house, perhaps more than once, always under one id; and none left that does not stand in the journal.
  const decided = new Set(journal.filter(({ kind }) => kind === 'decided').map((line) => `${line.case}:${line.seq}`));
  const effects = new Set([...heard.sent].filter((id) => id.split(':').length === 2));
  expect([...effects].filter((id) => !decided.has(id))).toEqual([]);
  expect([...decided].filter((id) => !effects.has(id))).toEqual([]);
  expect(heard.troubles).toEqual([]);
});

test('the control: without the fence a node that comes back decides again what others have decided', { timeout: 120_000 }, async () => {
  const { journal } = await live(3000, ['freeze', 'freeze', 'freeze'], true);
  const decided = idsIn(journal, 'decided');
  expect(decided.length).toBeGreaterThan(new Set(decided).size);
});
