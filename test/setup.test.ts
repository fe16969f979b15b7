// A fresh clone sets itself up: what the set-up decides to do, seen from outside, with a stand-in for npm that writes down its words.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../', import.meta.url));
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fortnight-setup-'));
  for (const name of ['scripts', 'bin']) cpSync(join(root, name), join(folder, name), { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module', engines: { node: '>=20.19' } }));
  lock({ '': {}, 'node_modules/a': { version: '1.0.0' }, 'node_modules/only-on-mars': { version: '1.0.0', optional: true } });
  npm(0);
  compiler(0);
  mkdirSync(join(folder, 'src/store/migrations'), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const lock = (packages: Record<string, object>): void => writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages }));
const installed = (packages: Record<string, object>): void => {
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  writeFileSync(join(folder, 'node_modules/.package-lock.json'), JSON.stringify({ packages }));
};
/** A stand-in for npm: writes its words into `asked` and ends with `code`. */
const npm = (code: number): void =>
  writeFileSync(
    join(folder, 'npm.cjs'),
    `require('fs').writeFileSync('asked', process.argv.slice(2).join(' ')); console.error('npm says no'); process.exit(${code});`,
  );
/** A stand-in for the compiler: makes an empty build and ends with `code`. */
const compiler = (code: number): void => {
  mkdirSync(join(folder, 'node_modules/typescript/bin'), { recursive: true });
  writeFileSync(join(folder, 'node_modules/typescript/package.json'), '{}');
  const text = `require('fs').mkdirSync('dist', { recursive: true }); console.log('the compiler says no'); process.exit(${code});`;
  writeFileSync(join(folder, 'node_modules/typescript/bin/tsc'), text);
};
const run = (script: string) =>
  spawnSync(process.execPath, [join(folder, script)], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, npm_execpath: join(folder, 'npm.cjs') },
  });
const asked = (): string | null => (existsSync(join(folder, 'asked')) ? readFileSync(join(folder, 'asked'), 'utf8') : null);

test('nothing installed: npm ci, without install scripts', () => {
  const { status, stderr } = run('scripts/prepare.mjs');
  expect(status).toBe(0);
  expect(asked()).toMatch(/^ci .*--ignore-scripts/);
  expect(stderr).toContain('nothing is installed yet');
  expect(stderr).not.toContain('npm says no');
});

test('everything installed and built: nothing is done and nothing is said', () => {
  installed({ 'node_modules/a': { version: '1.0.0' } });
  expect(run('scripts/prepare.mjs').stderr).toBe('Building …\n');
  expect(run('scripts/prepare.mjs')).toMatchObject({ status: 0, stderr: '', stdout: '' });
  expect(asked()).toBeNull();
});

test('a source that cannot be built: the words of the compiler, and no start', () => {
  compiler(2);
  const { status, stderr } = run('scripts/prepare.mjs');
  expect(status).toBe(1);
  expect(stderr).toContain('the compiler says no');
});

test('another version installed: npm ci again, and it says what is missing', () => {
  installed({ 'node_modules/a': { version: '0.9.0' } });
  expect(run('scripts/prepare.mjs').stderr).toContain('a 1.0.0 is missing');
  expect(asked()).toContain('ci');
});

test('npm fails: its words, what helps, and its exit code', () => {
  npm(7);
  const { status, stderr } = run('scripts/prepare.mjs');
  expect(status).toBe(7);
  expect(stderr).toContain('npm says no');
  expect(stderr).toContain('What helps');
});

test('Node too old: it says which one is needed', () => {
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module', engines: { node: '>=99.1' } }));
  const { status, stderr } = run('scripts/prepare.mjs');
  expect(status).toBe(2);
  expect(stderr).toContain('needs Node >=99.1');
  expect(asked()).toBeNull();
});

test('the command without anything installed says what to do', () => {
  const { status, stderr } = run('bin/fortnight.js');
  expect(status).toBe(2);
  expect(stderr).toContain('npm start');
});

test('the command runs a build, unless the source is newer', () => {
  mkdirSync(join(folder, 'dist/cli'), { recursive: true });
  writeFileSync(join(folder, 'dist/cli/main.js'), "process.stdout.write('built')");
  writeFileSync(join(folder, 'dist/built'), '');
  expect(run('bin/fortnight.js').stdout).toBe('built');
  mkdirSync(join(folder, 'src/cli'), { recursive: true });
  const later = (path: string): void => writeFileSync(join(folder, path), '');
  later('src/cli/main.ts');
  expect(run('bin/fortnight.js').status).toBe(2);
});
