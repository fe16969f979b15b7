// Runs the named tests once as they are and once for every planted bug, each in a project of one test run whose loader changes the one
// file; nothing is copied, and nothing on disk is touched. Says one line of JSON: per project, which tests passed and which failed.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startVitest } from 'vitest/node';
import { type Bug, bugs } from './bugs.ts';

export interface Outcome {
  /** Its name; empty for the control, the source as it is. */
  readonly bug: string;
  readonly passed: readonly string[];
  readonly failed: readonly string[];
  /** What went wrong outside of a test: then nothing was proved. */
  readonly errors: readonly string[];
}

const root = fileURLToPath(new URL('../../', import.meta.url));
const wish = new Set(process.argv.slice(2));
const planted = wish.size === 0 ? bugs : bugs.filter(({ name }) => wish.has(name));

function planting({ file, find, put, name }: Bug) {
  const path = `${root}${file}`;
  if (readFileSync(path, 'utf8').split(find).length !== 2) throw new Error(`"${name}": ${file} does not have exactly one "${find}".`);
  return {
    name: `planting ${name}`,
    enforce: 'pre' as const,
    transform: (code: string, id: string) => (id.split('?')[0] === path ? code.replace(find, () => put) : null),
  };
}

const test = { globalSetup: [`${root}test/planted/borrowedDatabase.ts`], testTimeout: 20_000, hookTimeout: 30_000 };
const control = {
  root,
  test: { ...test, name: 'control', include: [...new Set(planted.map(({ caughtBy: [file] }) => file))] },
};
const projects = planted.map((bug, index) => ({
  root,
  plugins: [planting(bug)],
  test: { ...test, name: String(index), include: [bug.caughtBy[0]] },
}));
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const vitest = await startVitest('test', [], {
  root,
  config: false,
  watch: false,
  reporters: [{}],
  maxWorkers: 2,
  testNamePattern: new RegExp(planted.map(({ caughtBy: [, title] }) => escaped(title)).join('|')),
  projects: [control, ...projects],
});
const outcomes = new Map<string, { bug: string; passed: string[]; failed: string[]; errors: string[] }>();
for (const { name } of [control.test, ...projects.map((project) => project.test)]) {
  outcomes.set(name, { bug: name === 'control' ? '' : (planted[Number(name)]?.name ?? ''), passed: [], failed: [], errors: [] });
}
for (const module of vitest.state.getTestModules()) {
  const outcome = outcomes.get(module.project.name);
  outcome?.errors.push(...module.errors().map(({ message }) => message));
  for (const one of module.children.allTests()) {
    const { state } = one.result();
    if (state === 'passed') outcome?.passed.push(one.fullName);
    if (state === 'failed') outcome?.failed.push(one.fullName);
  }
}
await vitest.close();
process.stdout.write(`\n${JSON.stringify([...outcomes.values()] satisfies Outcome[])}\n`);
process.exit(0);
