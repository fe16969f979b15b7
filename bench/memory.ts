// Memory of a long `fortnight run`: does it stay flat over a million rows? Makes a file of that many rows, runs it through the command with a
// function as its AI and labels as the reviewers' answers, and reads the resident memory of the program each second.
// Claim: the median of the last quarter is at most 10% above that of the second quarter. Run: npm run bench -- memory [-- --rows 1000000]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { rows: { type: 'string', default: '1000000' }, step: { type: 'string', default: 'assisted' } } });
const rows = Number(values.rows);
const folder = mkdtempSync(join(tmpdir(), 'fortnight-memory-'));

writeFileSync(
  join(folder, 'mail.process.yaml'),
  `fortnight: 1
process: mail
name: Mail
case: message
sentences: en-CH
people: { owner: Claire Favre, deputies: [Marc Keller], sponsor: Nadine Perret, reviewers: Desk, projectTeam: [Jonas Weber] }
deadline: 8 hours
fields:
  text: text
  amount: { type: money, currency: CHF }
decisions: { pay: pay, query: ask back }
fallback: { before: 30 minutes, decide: query }
errors:
  wrongPay: { label: Paid a wrong one, when: { decided: pay, shouldBe: query }, atMost: 2 in 100 }
`,
);
writeFileSync(
  join(folder, 'mail.ai.ts'),
  `import { defineAi, fn } from 'fortnight';
export default defineAi('mail', {
  version: '1',
  model: fn(({ input }) => ({ decision: String(input.text).length % 7 === 0 ? 'query' : 'pay', score: 0.9 })),
});
`,
);

const input = join(folder, 'rows.csv');
const file = createWriteStream(input);
file.write('key;text;amount;right\n');
for (let n = 0; n < rows; n += 1) {
  const line = `k${n};Please settle invoice ${n} for the goods of week ${n % 52};${(n % 9000) + 1}.50;${n % 50 === 0 ? 'query' : 'pay'}\n`;
  if (!file.write(line)) await once(file, 'drain');
}
file.end();
await once(file, 'close');

const bin = fileURLToPath(new URL('../bin/fortnight.js', import.meta.url));
const args = [bin, 'run', '--process', join(folder, 'mail.process.yaml'), '--input', input, '--labels', 'right', '--step', values.step, '--json'];
const begun = performance.now();
const child = spawn(process.execPath, args, { env: { ...process.env, FORTNIGHT_DATA: join(folder, 'data') }, stdio: ['ignore', 'pipe', 'inherit'] });
let answer = '';
child.stdout.on('data', (part: Buffer) => {
  answer += part.toString();
});
const sizes: number[] = [];
const watch = setInterval(() => {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  sizes.push(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}, 1000);
const [code] = (await once(child, 'close')) as [number];
clearInterval(watch);
rmSync(folder, { recursive: true, force: true });

const median = (list: readonly number[]): number => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? Number.NaN;
const quarter = (n: number): readonly number[] => sizes.slice(Math.floor((sizes.length * (n - 1)) / 4), Math.floor((sizes.length * n) / 4));
const figures = JSON.parse(answer) as { cases: number; decided: number };
if (figures.cases !== rows || figures.decided !== rows) throw new Error(`${figures.decided} of ${figures.cases} decided, ${rows} rows`);
const seconds = (performance.now() - begun) / 1000;
const quarters = [1, 2, 3, 4].map((n) => Math.round(median(quarter(n))));
const most = Math.round(Math.max(...sizes));
process.stdout.write(
  `${rows} rows in ${seconds.toFixed(0)} s, exit ${code}; resident memory by quarter: ${quarters.join(', ')} MB, most ${most} MB\n`,
);
const growth = (quarters[3] ?? Number.NaN) / (quarters[1] ?? Number.NaN);
process.stdout.write(`${growth <= 1.1 ? 'flat' : 'GROWS'}: the last quarter is ${growth.toFixed(2)} times the second\n`);
process.stdout.write(`${JSON.stringify({ bench: 'memory', rows, seconds: Math.round(seconds), quartersMb: quarters, growth })}\n`);
process.exitCode = growth <= 1.1 ? 0 : 1;
