#!/usr/bin/env node
// Starts the command line: from the build when there is one and it is not older than the source, else from the source itself.
import { existsSync, readdirSync, statSync } from 'node:fs';

const root = new URL('../', import.meta.url);
const built = new URL('dist/cli/main.js', root);
const mark = new URL('dist/built', root);
const source = new URL('src/cli/main.ts', root);
const loader = new URL('node_modules/tsx/package.json', root);

/** A build is fresh when no source file is newer. A published package has no source at all. */
function fresh() {
  if (!existsSync(mark)) return false;
  if (!existsSync(source)) return true;
  const made = statSync(mark).mtimeMs;
  const folder = new URL('src/', root);
  return readdirSync(folder, { recursive: true }).every((path) => !/\.(ts|sql)$/.test(path) || statSync(new URL(path, folder)).mtimeMs <= made);
}

if (fresh()) await import(built.href);
else if (existsSync(source) && existsSync(loader)) {
  const { register } = await import('tsx/esm/api');
  register();
  await import(source.href);
} else {
  process.stderr.write('Fortnight is not set up in this folder. What helps: npm start (it sets itself up), or npm ci.\n');
  process.exitCode = 2;
}
