// Durable engines side by side on one PostgreSQL: `npx tsx bench/engine.ts [--cases 5000] [--rounds 3] [--warm-up 1000] [--only a,b]`.
// Contestants take turns inside each round (A B C, C B A, ...), so that a busy minute hits all. The table shows medians of the rounds.
// The last line is JSON. Method and what is unequal: bench/README.md.
import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import type { Contestant } from './contestant.ts';
import { contestants } from './contestants.ts';
import type { Round } from './measure.ts';
import { fdatasyncTime, openBenchServer } from './server.ts';

interface Report {
  readonly title: string;
  readonly note: string;
  readonly part: Contestant['part'];
  readonly round: Round;
}

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '5000' },
    rounds: { type: 'string', default: '3' },
    'warm-up': { type: 'string', default: '1000' },
    only: { type: 'string' },
  },
});
const rounds = Number(values.rounds);
const names = values.only?.split(',') ?? Object.keys(contestants);
for (const name of names)
  if (contestants[name] === undefined) throw new Error(`No contestant is called "${name}": ${Object.keys(contestants).join(', ')}.`);

const say = (line: string): void => void process.stderr.write(`${line}\n`);

function runRound(name: string, databaseUrl: string, server: number): Promise<Report> {
  return new Promise((resolve, reject) => {
    const path = new URL('./engineRound.ts', import.meta.url);
    const child = fork(path, [name, databaseUrl, String(server), values.cases, values['warm-up']], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    let report: Report | null = null;
    child.on('message', (message) => {
      report = message as Report;
    });
    child.on('error', reject);
    child.on('exit', (code) => (report === null ? reject(new Error(`${name} gave no figures (exit ${code}).`)) : resolve(report)));
  });
}

const median = (numbers: readonly number[]): number => {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[middle] ?? Number.NaN) : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
};

function medians(all: readonly Round[]): Round {
  const first = all[0];
  if (first === undefined) throw new Error('No round was run.');
  const fields = Object.keys(first) as (keyof Round)[];
  return Object.fromEntries(fields.map((field) => [field, median(all.map((round) => round[field]))])) as unknown as Round;
}

const whole = (n: number): string => Math.round(n).toLocaleString('en');
const fine = (n: number): string => n.toFixed(n < 10 ? 2 : 0);

function rowOf({ title, note }: Report, round: Round): string {
  const cpu = (node: number, server: number): string => `${fine(node)} + ${fine(server)} = ${fine(node + server)}`;
  const cells = [title, whole(round.acknowledgedPerSecond), `${fine(round.ackMsP50)} / ${fine(round.ackMsP99)} ms`];
  cells.push(whole(round.oneByOnePerSecond), whole(round.bulkPerSecond), cpu(round.nodeMs, round.serverMs));
  cells.push(cpu(round.bulkNodeMs, round.bulkServerMs), `${whole(round.memoryMb)} MB`, whole(round.cases), note);
  return `| ${cells.join(' | ')} |`;
}
const head = [
  '| engine | acknowledged/s | ack p50 / p99 | one by one, end to end/s | bulk, end to end/s | CPU ms per case, Node + PostgreSQL ' +
    '| the same in bulk | memory | cases | unequal |',
  '|---|---|---|---|---|---|---|---|---|---|',
];

/** How a row stands beside the best peer in each figure: above one is better for rates, below one for time and memory. */
function ratios(name: string, figures: Round, peers: readonly Round[]): Readonly<Record<string, number>> | null {
  if (peers.length === 0) return null;
  const most = (of: (round: Round) => number): number => of(figures) / Math.max(...peers.map(of));
  const least = (of: (round: Round) => number): number => of(figures) / Math.min(...peers.map(of));
  const all = {
    acknowledged: most((round) => round.acknowledgedPerSecond),
    oneByOne: most((round) => round.oneByOnePerSecond),
    bulk: most((round) => round.bulkPerSecond),
    ackP99: least((round) => round.ackMsP99),
    cpu: least((round) => round.nodeMs + round.serverMs),
    bulkCpu: least((round) => round.bulkNodeMs + round.bulkServerMs),
    memory: least((round) => round.memoryMb),
  };
  say(
    `${name} beside the best peer: ${Object.entries(all)
      .map(([what, ratio]) => `${what} ${ratio.toFixed(2)}`)
      .join(', ')}`,
  );
  return all;
}

const load = loadavg()[0] ?? Number.NaN;
const server = await openBenchServer(say);
const reports = new Map<string, Report[]>();
try {
  for (let round = 0; round < rounds; round += 1) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const report = await runRound(name, await server.freshDatabase(), server.pid);
      reports.set(name, [...(reports.get(name) ?? []), report]);
      const { oneByOnePerSecond, bulkPerSecond } = report.round;
      say(`round ${round + 1} of ${rounds}: ${report.title}, ${whole(oneByOnePerSecond)} one by one, ${whole(bulkPerSecond)} in bulk`);
    }
  }
} finally {
  await server.stop();
}

const results = names.map((name) => {
  const all = reports.get(name) ?? [];
  const [report] = all;
  if (report === undefined) throw new Error(`${name} was never run.`);
  return { name, report, figures: medians(all.map((one) => one.round)) };
});
/** Pinned exactly, so the file says what is installed. */
const { devDependencies } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  devDependencies: Record<string, string>;
};
const versions = Object.fromEntries(['graphile-worker', 'pg-boss', '@dbos-inc/dbos-sdk'].map((peer) => [peer, devDependencies[peer]]));
const fdatasync = Math.round(fdatasyncTime());
process.stdout.write(
  `${[...head, ...results.map(({ report, figures }) => rowOf(report, figures))].join('\n')}\n\n` +
    `PostgreSQL ${server.version}, Node ${process.version}, median of ${rounds} rounds, ` +
    `fdatasync ${fdatasync} µs, load average at the start ${load.toFixed(1)}; ` +
    `${Object.entries(versions)
      .map((pair) => pair.join(' '))
      .join(', ')}.\n`,
);
const peers = results.filter(({ report }) => report.part === 'peer').map(({ figures }) => figures);
const measured = ['ours', 'reference'];
const beside = results.map(({ report, figures }) => (measured.includes(report.part) ? ratios(report.title, figures, peers) : null));
const engines = Object.fromEntries(
  results.map(({ name, report, figures }, at) => [name, { part: report.part, ...figures, besideTheBestPeer: beside[at] ?? null }]),
);
process.stdout.write(
  `${JSON.stringify({ bench: 'engine', postgres: server.version, node: process.version, versions, rounds, fdatasync, load, engines })}\n`,
);
