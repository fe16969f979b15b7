// A program that opens an embedded cluster, says what it got as one line of JSON, and then does what its input asks: "stop" or "exit".
// Tests start it as a process of its own, kill it, or send it signals.
import { createInterface } from 'node:readline';
import { openCluster } from '../../src/store/embedded.ts';
import type { BinariesPackage } from '../../src/store/embeddedBinaries.ts';
import { openTemporaryCluster } from '../../src/store/embeddedTemporary.ts';
import { chance, wallClock } from '../wallClock.ts';

const wish = JSON.parse(process.argv[2] ?? '{}') as { dataDir: string; attach?: boolean; temporary?: boolean; binaries?: BinariesPackage };
const progress: string[] = [];
const options = {
  dataDir: wish.dataDir,
  attach: wish.attach ?? false,
  ...(wish.binaries && { binaries: wish.binaries }),
  clock: wallClock,
  random: chance,
  onProgress: (line: string) => progress.push(line),
};
const opened = wish.temporary ? await openTemporaryCluster(options) : await openCluster(options);
const said = opened.ok
  ? { ok: true, ownerUrl: opened.value.ownerUrl(), appUrl: opened.value.appUrl(), progress }
  : { ok: false, problem: opened.problem, detail: opened.detail, progress };
process.stdout.write(`${JSON.stringify(said)}\n`);
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'exit') process.exit(0);
  if (line === 'stop' && opened.ok) await opened.value.stop();
  if (line === 'stop') break;
}
// An open input alone would keep this process running; what else does so is for the tests to find.
process.stdin.destroy();
