// One node as a process of its own, for tests that kill it: it opens cases from a list, answers after a short while and says on its
// output what was acknowledged to it and what left the house. Its time runs fast, so that a lease of two minutes is two seconds.
import pg from 'pg';
import { days, instant, later, type Random } from '../../src/core/time.ts';
import { tick } from '../../src/engine/alarms.ts';
import { SystemRandom } from '../../src/engine/clock.ts';
import { Engine } from '../../src/engine/engine.ts';
import { FencedItem } from '../../src/engine/office.ts';
import { openDatabase } from '../../src/store/database.ts';
import { answerOf, loans, modelThat } from '../loans.ts';

export interface Wish {
  readonly appUrl: string;
  /** Real time at which the fast time began, the same for all nodes. */
  readonly epoch: number;
  readonly keys: readonly string[];
  /** The control: nothing fences off who has lost a case. */
  readonly unfenced: boolean;
}

/** Sixty times as fast as the world. */
const speed = 60;
const wish = JSON.parse(process.argv[2] ?? '') as Wish;
const say = (...words: readonly string[]): void => void process.stdout.write(`${words.join(' ')}\n`);
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

if (wish.unfenced) {
  FencedItem.prototype.see = () => undefined;
  const query = pg.Client.prototype.query as (this: pg.Client, ...words: unknown[]) => unknown;
  const without = (text: string): string => text.replace('here.epoch = x.epoch', 'x.epoch >= 0');
  pg.Client.prototype.query = function unfenced(this: pg.Client, first: unknown, ...rest: unknown[]) {
    const config = typeof first === 'object' && first !== null && 'text' in first ? { ...first, text: without(String(first.text)) } : first;
    return query.call(this, config, ...rest);
  } as typeof pg.Client.prototype.query;
}

const now = () => instant(wish.epoch + (Date.now() - wish.epoch) * speed);
const clock = {
  now,
  wakeAt: async (at: number): Promise<void> => {
    while (now() < at) await sleep(Math.max(1, (at - now()) / speed));
  },
};
const random: Random = new SystemRandom();
const unheard = new Set<string>();
const db = openDatabase(wish.appUrl, 4);
const engine = new Engine({
  clock,
  random,
  db,
  models: async () =>
    modelThat(async () => {
      await sleep(random.number() * 30);
      return answerOf('accept');
    }, 20),
  // A receiver that got the effect and could not say so: now and then, and once for each.
  receiver: async ({ id }) => {
    say('sent', id);
    const lost = !unheard.has(id) && random.number() < 0.005;
    if (lost) unheard.add(id);
    return !lost;
  },
  trouble: (what, error) => say('trouble', what, String(error).replaceAll('\n', ' ')),
});
const agreement = loans.replace('otherwise: {', 'otherwise: { exposure: { cases: 100000 per day },');
const installed = await engine.install('loans', agreement, { step: 'supervised', signedBy: 'Claire Favre' });
if (!installed.ok) throw new Error(installed.detail);
const { runtime } = installed.value;
if (runtime.certificate === null) {
  const { trustHash } = runtime.process().agreement;
  const from = now();
  await engine.certify(
    'loans',
    { threshold: 0.9, model: 'm1', wiringHash: 'w1', trustHash, from, until: later(from, days(90)), planted: true },
    'a test',
  );
}
say('ready');

let stopping = false;
process.stdin.on('data', () => {
  stopping = true;
});
// The test is gone.
process.stdin.on('end', () => process.exit(1));
async function alarms(): Promise<void> {
  while (!stopping) {
    const worked = await tick(engine).catch((error: unknown) => say('trouble', 'tick', String(error).replaceAll('\n', ' ')));
    if (worked !== true) await sleep(20);
  }
}

async function openAll(): Promise<void> {
  const left = wish.keys.values();
  const caller = async (): Promise<void> => {
    for (const key of left) {
      if (stopping) return;
      const opened = await engine.open('loans', { key, input: { amount: '1.00' } }).catch(() => null);
      if (opened?.ok) say('opened', key, opened.held.state.id);
      else say('refused', key);
      await sleep(random.number() * 8);
    }
  };
  await Promise.all(Array.from({ length: 4 }, caller));
}

await Promise.all([alarms(), openAll()]);
await engine.close();
await db.end();
process.exit(0);
