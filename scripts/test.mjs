// `npm test`: types, lint, then every test; all of them, even when one fails, and one clear line at the end.
// With --quick: types, lint, and the tests that stand beside their source. Everything else is passed on to the test runner.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const words = process.argv.slice(2);
const quick = words.includes('--quick');
const passedOn = words.filter((word) => word !== '--quick');
// The tests that start, kill and start again whole database servers take minutes: they are left to the full run.
const unitTests = [join(root, 'src/'), '--exclude', '**/src/store/embedded*.test.ts'];
const say = (text) => process.stdout.write(`${text}\n`);

/** Runs a program of the installed packages with this Node; 0 when it is content. */
function run(entry, args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, 'node_modules', entry), ...args], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('error', () => resolve(1));
    child.on('close', (code) => resolve(code ?? 1));
  });
}

async function step(name, entry, args) {
  say(`\n── ${name} ──`);
  const start = performance.now();
  const code = await run(entry, args);
  return { name, ok: code === 0, seconds: Math.round((performance.now() - start) / 1000) };
}

const folder = mkdtempSync(join(tmpdir(), 'fortnight-test-'));
const report = join(folder, 'report.json');
const steps = [
  await step('types', 'typescript/bin/tsc', ['--noEmit']),
  await step('lint', '@biomejs/biome/bin/biome', ['check', '--error-on-warnings']),
  await step('tests', 'vitest/vitest.mjs', [
    'run',
    ...(quick ? unitTests : []),
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...passedOn,
  ]),
];

/** What the runner counted; null when it died before it could write. */
function counted() {
  try {
    const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
    const left = testResults.flatMap((file) => file.assertionResults.filter(({ status }) => status !== 'passed' && status !== 'failed'));
    const broken = testResults.filter((file) => file.status === 'failed' && file.assertionResults.every(({ status }) => status !== 'failed'));
    return { passed: numPassedTests, failed: numFailedTests + broken.length, skipped: left.map(({ fullName }) => fullName) };
  } catch {
    return null;
  }
}

const counts = counted();
rmSync(folder, { recursive: true, force: true });
say('');
for (const name of counts?.skipped ?? []) say(`skipped: ${name}`);
for (const { name, ok, seconds } of steps) say(`${ok ? '✓' : '✗'} ${name} · ${seconds} s`);
say(
  counts === null
    ? 'The test runner ended without a report: 0 passed, 1 failed'
    : `${counts.passed} passed, ${counts.failed} failed${counts.skipped.length > 0 ? `, ${counts.skipped.length} skipped` : ''}`,
);
process.exitCode = steps.every(({ ok }) => ok) && counts !== null ? 0 : 1;
