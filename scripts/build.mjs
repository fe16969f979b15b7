// Makes `dist/`, what `bin/fortnight.js` and other programs load: the source as JavaScript, and the migrations beside it.
// Does nothing when no source is newer; says what it does when it does something. `node scripts/build.mjs --again` builds in any case.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('../', import.meta.url);
const mark = new URL('dist/built', root);

/** Whether a file of the source is newer than the last build. */
export function isStale() {
  if (!existsSync(mark)) return true;
  const built = statSync(mark).mtimeMs;
  const source = readdirSync(new URL('src/', root), { recursive: true }).filter((path) => /\.(ts|sql)$/.test(path));
  return source.some((path) => statSync(new URL(`src/${path}`, root)).mtimeMs > built);
}

export function build() {
  const begun = new Date();
  process.stderr.write('Building …\n');
  rmSync(new URL('dist', root), { recursive: true, force: true });
  const tsc = fileURLToPath(new URL('node_modules/typescript/bin/tsc', root));
  const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { cwd: root, encoding: 'utf8' });
  if (status !== 0) {
    process.stderr.write(`${stdout}The source could not be built.\n`);
    return 1;
  }
  cpSync(new URL('src/store/migrations', root), new URL('dist/store/migrations', root), { recursive: true });
  writeFileSync(mark, '');
  // What was changed while we built is not in it.
  utimesSync(mark, begun, begun);
  return 0;
}

if (process.argv[1]?.endsWith('build.mjs')) process.exitCode = process.argv.includes('--again') || isStale() ? build() : 0;
