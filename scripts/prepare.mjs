// Makes a fresh clone ready: the right Node, and the packages that package-lock.json names. Runs on bare Node, before anything is
// installed; says what it does from the first second, and does nothing when nothing is missing.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const root = new URL('../', import.meta.url);
const say = (text) => process.stderr.write(`${text}\n`);
const json = (path) => JSON.parse(readFileSync(new URL(path, root), 'utf8'));

/** Whether this Node is at least the version that package.json asks for. */
function nodeFits() {
  const [wantedMajor, wantedMinor] = json('package.json').engines.node.replace('>=', '').split('.').map(Number);
  const [major, minor] = process.versions.node.split('.').map(Number);
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}

/** Why the installed packages are not those of package-lock.json; null when they are. npm writes its own list as the last thing it does. */
export function whatIsMissing(wanted, installed) {
  if (installed === null) return 'nothing is installed yet';
  for (const [path, { version, optional, link }] of Object.entries(wanted)) {
    if (path === '' || link) continue;
    const found = installed[path]?.version;
    if (found !== version && !(optional && found === undefined)) return `${path.replace(/^.*node_modules\//, '')} ${version} is missing`;
  }
  return null;
}

/** Runs npm, quietly; every five seconds one line says that it is still alive. Its output is shown when it fails. */
function npm(...words) {
  const entry = process.env.npm_execpath;
  const [program, first] = entry === undefined ? ['npm', []] : [process.execPath, [entry]];
  return new Promise((resolve) => {
    const child = spawn(program, [...first, ...words], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: entry === undefined && process.platform === 'win32',
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
    let seconds = 0;
    const alive = setInterval(() => {
      seconds += 5;
      say(`  … ${seconds} s`);
    }, 5000);
    child.on('error', (error) => (output += `${error.message}\n`));
    child.on('close', (code) => {
      clearInterval(alive);
      if (code !== 0) process.stderr.write(output);
      resolve(code ?? 1);
    });
  });
}

async function prepare() {
  if (!nodeFits()) {
    say(`Fortnight needs Node ${json('package.json').engines.node}; this is ${process.versions.node}.`);
    return 2;
  }
  const wanted = json('package-lock.json').packages;
  const installedPath = 'node_modules/.package-lock.json';
  const missing = whatIsMissing(wanted, existsSync(new URL(installedPath, root)) ? json(installedPath).packages : null);
  if (missing === null) return built();
  say(`Setting up: ${missing}. Installing ${Object.keys(wanted).length - 1} packages (about a minute, once) …`);
  // Install scripts of packages are not needed, so they are not run: what nobody needs nobody can abuse.
  const code = await npm('ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error');
  if (code !== 0) say('The packages could not be installed. What helps: a connection to the package registry, then the same command again.');
  else say('Installed.');
  return code === 0 ? built() : code;
}

/** Loaded only now: it needs the packages. A source that does not build is no obstacle for its own tests. */
async function built() {
  const { build, isStale } = await import('./build.mjs');
  const code = isStale() ? build() : 0;
  return process.argv.includes('--for-tests') ? 0 : code;
}

if (process.argv[1] !== undefined && import.meta.url.endsWith('/scripts/prepare.mjs') && process.argv[1].endsWith('prepare.mjs'))
  process.exitCode = await prepare();
