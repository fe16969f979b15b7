// One contestant, one round: warm-up, cases one by one, cases in bulk, and whether everything that was added was decided once.
// A figure that cannot be trusted is an error, not a figure.
import pg from 'pg';
import { type Contestant, callers, inParallel, type Payload, payloadOf, type Running } from './contestant.ts';
import { memoryMax, serverTime } from './processorTime.ts';

export interface Round {
  readonly cases: number;
  readonly acknowledgedPerSecond: number;
  readonly oneByOnePerSecond: number;
  readonly bulkPerSecond: number;
  readonly ackMsP50: number;
  readonly ackMsP99: number;
  /** Milliseconds of processor time per case: this process, and the server. */
  readonly nodeMs: number;
  readonly serverMs: number;
  readonly bulkNodeMs: number;
  readonly bulkServerMs: number;
  readonly memoryMb: number;
}

export interface Sizes {
  readonly cases: number;
  readonly warmUp: number;
}

/** A contestant that has stopped working must not hold the bench for ever. */
const secondsMax = 300;
const pollMs = 4;
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const quantile = (sorted: readonly number[], share: number): number => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;

/** How often each case was decided. */
class Ledger {
  readonly #times = new Map<string, number>();
  readonly decide = ({ key, amount }: Payload): 'pay' | 'query' => {
    this.#times.set(key, (this.#times.get(key) ?? 0) + 1);
    return amount.length > 7 ? 'query' : 'pay';
  };
  get cases(): number {
    return this.#times.size;
  }
  get twice(): number {
    return [...this.#times.values()].filter((n) => n > 1).length;
  }
}

/** Waits until `total` cases are decided and the database says so. The database is asked only when the last step has run. */
async function untilFinished(running: Running, ledger: Ledger, total: number): Promise<void> {
  const end = performance.now() + secondsMax * 1000;
  while (ledger.cases < total || (await running.finished()) < total) {
    if (performance.now() > end)
      throw new Error(`${ledger.cases} of ${total} cases decided after ${secondsMax} s, ${await running.finished()} recorded`);
    await sleep(pollMs);
  }
}

/** What the server's own housekeeping would have done by now in a longer life: without it, young tables have no statistics. */
async function settle(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query('vacuum analyze');
  await client.end();
}

interface Spent {
  readonly seconds: number;
  readonly nodeMs: number;
  readonly serverMs: number;
}

async function spend(server: number, work: () => Promise<void>): Promise<Spent> {
  const before = { at: performance.now(), node: process.cpuUsage(), server: serverTime(server) };
  await work();
  const node = process.cpuUsage(before.node);
  return {
    seconds: (performance.now() - before.at) / 1000,
    nodeMs: (node.user + node.system) / 1000,
    serverMs: serverTime(server) - before.server,
  };
}

/** `server` is the process id of the PostgreSQL server. */
export async function measure(contestant: Contestant, databaseUrl: string, server: number, sizes: Sizes): Promise<Round> {
  const cases = Math.max(1, Math.round(sizes.cases * contestant.share));
  const warmUp = Math.max(2, Math.round(sizes.warmUp * contestant.share));
  const ledger = new Ledger();
  const running = await contestant.start(databaseUrl, ledger.decide);
  let total = 0;
  const make = (name: string, n: number): readonly Payload[] => Array.from({ length: n }, (_, at) => payloadOf(`${name}-${at}`, at));
  const oneByOne = async (payloads: readonly Payload[], latencies: number[]): Promise<number> => {
    const start = performance.now();
    await inParallel(payloads, callers, async (payload) => {
      const sent = performance.now();
      await running.addOne(payload);
      latencies.push(performance.now() - sent);
    });
    const acknowledged = (performance.now() - start) / 1000;
    total += payloads.length;
    await untilFinished(running, ledger, total);
    return acknowledged;
  };
  const bulk = async (payloads: readonly Payload[]): Promise<void> => {
    await running.addMany(payloads);
    total += payloads.length;
    await untilFinished(running, ledger, total);
  };
  await oneByOne(make('warm', Math.ceil(warmUp / 2)), []);
  await bulk(make('warm-bulk', Math.ceil(warmUp / 2)));

  await settle(databaseUrl);
  const latencies: number[] = [];
  let acknowledged = 0;
  const first = make('one', cases);
  const one = await spend(server, async () => {
    acknowledged = await oneByOne(first, latencies);
  });
  const second = make('bulk', cases);
  await settle(databaseUrl);
  const many = await spend(server, () => bulk(second));
  const finished = await running.finished();
  const memoryMb = memoryMax();
  await running.stop();
  if (finished !== total || ledger.cases !== total) throw new Error(`added ${total}, decided ${ledger.cases}, recorded ${finished}`);
  if (ledger.twice > 0) throw new Error(`${ledger.twice} cases were decided more than once`);
  latencies.sort((a, b) => a - b);
  return {
    cases,
    acknowledgedPerSecond: cases / acknowledged,
    oneByOnePerSecond: cases / one.seconds,
    bulkPerSecond: cases / many.seconds,
    ackMsP50: quantile(latencies, 0.5),
    ackMsP99: quantile(latencies, 0.99),
    nodeMs: one.nodeMs / cases,
    serverMs: one.serverMs / cases,
    bulkNodeMs: many.nodeMs / cases,
    bulkServerMs: many.serverMs / cases,
    memoryMb,
  };
}
