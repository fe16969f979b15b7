// The rules of the house, on every file of the house; and for each rule, a row that it refuses and a row that it lets pass.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { journalKinds } from '../src/core/journal.ts';
import { problems } from '../src/core/problems.ts';
import { deadLinks, differences } from './tidy/documents.ts';
import { processFirst } from './tidy/schema.ts';
import { namesIn, readSource } from './tidy/source.ts';
import { ruleNames, tidy } from './tidy.ts';

const root = new URL('../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const exists = (path: string): boolean => existsSync(new URL(path, root));
const folders = ['src', 'test', 'bench', 'scripts', 'bin', 'examples'].filter(exists);
const files = folders.flatMap((folder) =>
  readdirSync(new URL(folder, root), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:[cm]?[jt]s|tsx|sql|py)$/.test(entry.name))
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(decodeURI(root.pathname).length))
    .filter((path) => !/(?:^|\/)(?:node_modules|dist|\.[^/]+)\//.test(path)),
);
const markdown = (folder: string): readonly string[] =>
  readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`);

test('the house is found', () => expect(files.length).toBeGreaterThan(20));
test.each(files)('%s keeps the rules', (path) => expect(tidy(path, read(path), exists)).toEqual([]));

const long = 'x'.repeat(151);
const fixMe = ['FIX', 'ME'].join('');
const logged = ['console', 'log(1)'].join('.');

/** Rule, file, text, and a part of the message; null where the rule lets it pass. */
const rows: readonly (readonly [rule: string, path: string, text: string, message: string | null])[] = [
  ['layers', 'src/core/a.ts', "import { x } from '../store/cases.ts'", 'core may not import store'],
  ['layers', 'src/core/a.ts', "export * from '../engine/engine.ts'", 'core may not import engine'],
  ['layers', 'src/store/a.ts', "import type { X } from '../models/model.ts'", 'store may not import models'],
  ['layers', 'src/people/a.ts', "const x = await import('../files/csv.ts')", 'people may not import files'],
  ['layers', 'src/people/a.ts', "type X = import('../files/csv.ts').X", 'people may not import files'],
  ['layers', 'src/statistics/a.ts', "import type { X } from '../core/time.ts'", 'statistics may not import core'],
  ['layers', 'src/sdk/a.ts', "import { x } from '../contract/api.ts'", 'types only'],
  ['layers', 'src/core/a.ts', "import { x } from '../../test/fake.ts'", 'outside src'],
  ['layers', 'src/drawer/a.ts', '', 'is no layer'],
  ['layers', 'src/store/a.ts', "import { x } from './testing/fake.ts'", 'only a test may import it'],
  ['layers', 'src/core/a.ts', "import { x } from '../statistics/index.ts'; // from '../store/cases.ts'", null],
  ['layers', 'src/cli/a.ts', "import { x } from '../files/csv.ts'", null],
  ['layers', 'src/web/screens/a.ts', "import { x } from '../../statistics/index.ts'", null],
  ['layers', 'src/sdk/a.ts', "import type { X } from '../contract/api.ts'", null],
  ['layers', 'src/core/a.test.ts', "import { x } from '../../test/fake.ts'", null],
  ['layers', 'src/store/a.test.ts', "import { x } from './testing/fake.ts'", null],
  ['packages', 'src/core/a.ts', "import { z } from 'zod'", 'core may not use the package zod'],
  ['packages', 'src/core/a.ts', "import { readFileSync } from 'node:fs'", 'without Node'],
  ['packages', 'src/engine/a.ts', "import pg from 'pg'", 'another layer owns it'],
  ['packages', 'src/models/a.ts', "import { z } from 'zod'", 'another layer owns it'],
  ['packages', 'src/agreement/a.ts', "import { parseDocument } from 'yaml'", null],
  ['packages', 'src/files/a.ts', "import { parse } from 'csv-parse/sync'", null],
  ['packages', 'src/core/a.test.ts', "import { test } from 'vitest'", null],
  ['ambient time', 'src/core/a.ts', 'const t = Date.now();', 'Date.now'],
  ['ambient time', 'src/core/a.ts', 'const t = new Date();', 'new Date()'],
  ['ambient time', 'src/engine/a.ts', 'const { now } = performance;', 'performance.now'],
  ['ambient time', 'src/engine/a.ts', 'globalThis.setTimeout(f, 1)', 'setTimeout'],
  ['ambient time', 'src/models/a.ts', 'fetch(url, { signal: AbortSignal.timeout(5) })', 'AbortSignal.timeout'],
  ['ambient time', 'src/people/a.ts', 'Temporal.Now.instant()', 'Temporal.Now'],
  ['ambient time', 'src/store/a.ts', "import { setTimeout as sleep } from 'node:timers/promises'", 'node:timers/promises'],
  ['ambient time', 'src/core/a.ts', 'const t = new Date(value).toISOString(); // Date.now()', null],
  ['ambient time', 'src/core/a.ts', "const words = 'Date.now() and setTimeout'; const o = { setTimeout: 1 };", null],
  ['ambient time', 'src/engine/clock.ts', 'const t = Date.now();', null],
  ['ambient time', 'src/store/a.test.ts', 'const t = performance.now();', null],
  ['ambient chance', 'src/core/a.ts', 'const x = Math.random();', 'Math.random'],
  ['ambient chance', 'src/store/a.ts', "import { randomBytes } from 'node:crypto'", 'randomBytes'],
  ['ambient chance', 'src/server/a.ts', 'crypto.randomUUID()', 'randomUUID'],
  ['ambient chance', 'src/core/a.test.ts', 'Math.random()', 'Math.random'],
  ['ambient chance', 'src/engine/clock.ts', 'crypto.randomBytes(10)', null],
  ['ambient chance', 'src/core/a.ts', 'const x = random.bytes(10); // not Math.random()', null],
  ["SQL's own time", 'src/store/a.ts', 'const s = `update cases set due_at = now()`', 'now('],
  ["SQL's own time", 'src/store/migrations/1.sql', 'create table a (at timestamptz default current_timestamp);', 'current_timestamp'],
  ["SQL's own time", 'src/store/migrations/1.sql', 'create table a (id uuid default gen_random_uuid());', 'gen_random_uuid'],
  ["SQL's own time", 'src/store/a.ts', "const s = { name: 'read-database-clock', text: 'select clock_timestamp()' }", null],
  ["SQL's own time", 'src/store/migrations/1.sql', "-- never now()\ncomment on table a is 'not now()';", null],
  ["SQL's place", 'src/engine/a.ts', "const s = 'select id from cases where process = $1'", 'SQL stands in the store'],
  ["SQL's place", 'src/server/a.ts', 'const s = `INSERT INTO cases VALUES (1)`', 'SQL stands in the store'],
  ["SQL's place", 'src/engine/a.ts', "db.selectFrom('cases')", 'selectFrom'],
  ["SQL's place", 'src/store/a.ts', "const s = 'select id from cases'", null],
  ["SQL's place", 'src/engine/a.test.ts', "const s = 'select id from cases'", null],
  ["SQL's place", 'src/cli/a.ts', "const s = 'Select a file from the list, or update the agreement.'", null],
  ['leftovers', 'src/core/a.ts', `// ${fixMe}: later`, 'remove it'],
  ['leftovers', 'src/core/a.test.ts', "test.only('x', () => {})", '.only('],
  ['leftovers', 'src/core/a.test.ts', "describe.only.each([1])('x', () => {})", '.only('],
  ['leftovers', 'src/core/a.ts', 'debugger;', 'debugger'],
  ['leftovers', 'src/engine/a.ts', logged, 'remove it'],
  ['leftovers', 'src/core/a.ts', 'export default 1', 'default export'],
  ['leftovers', 'src/cli/a.ts', logged, null],
  ['leftovers', 'examples/x/x.ai.ts', 'export default defineAi()', null],
  ['leftovers', 'src/core/a.test.ts', "test('x', () => expect('.only(').toBe('.only('))", null],
  ['sources', 'src/statistics/a.ts', '/**\n * Checked:  test/nowhere.json to 1e-9.\n */', 'test/nowhere.json does not exist'],
  ['sources', 'src/statistics/a.ts', '/**\n * Checked:  by a colleague.\n */', 'without a file'],
  ['sources', 'src/statistics/a.ts', '/**\n * Checked:  test/tidy.ts to 1e-9;\n *           test/tidy.test.ts.\n */', null],
  ['size', 'src/core/a.ts', `// ${long}`, '154 characters'],
  ['size', 'src/core/a.ts', '\n'.repeat(401), '401 lines'],
  ['size', 'src/core/a.ts', '\n'.repeat(400), null],
  ['size', 'src/store/schema.sql', `-- ${long}`, null],
  ['names', 'src/core/utils.ts', '', 'name it after what it knows'],
  ['names', 'src/core/shared/time.ts', '', 'name it after what it knows'],
  ['names', 'test/helper.test.ts', '', 'name it after what it knows'],
  ['names', 'src/core/utility.ts', '', null],
  ['names', 'src/core/library.ts', '', null],
];

describe('every rule is alive', () => {
  test.each(rows)('%s: %s %j', (rule, path, text, message) => {
    const found = tidy(path, text, exists).filter((finding) => finding.includes(` ${rule}: `));
    if (message === null) expect(found).toEqual([]);
    else expect(found.join('\n')).toContain(message);
  });
  test.each(ruleNames)('%s refuses something and lets something pass', (rule) => {
    expect(rows.some(([of, , , message]) => of === rule && message !== null)).toBe(true);
    expect(rows.some(([of, , , message]) => of === rule && message === null)).toBe(true);
  });
});

describe('keys of the large tables begin with process', () => {
  test('in the schema', () => expect(exists('src/store/schema.sql') ? processFirst(read('src/store/schema.sql')) : []).toEqual([]));
  test.each([
    ['create table cases (id text primary key);', 1],
    ['create table public.journal (process int, seq bigint, primary key (seq, process));', 1],
    ['create table reviews (process int, id text, "case" text references cases (id));', 1],
    ['create unique index on outbox (id);', 1],
    ['CREATE UNIQUE INDEX x ON public.timers USING btree (id, process);', 1],
    ['ALTER TABLE ONLY public.labels ADD CONSTRAINT l FOREIGN KEY (id) REFERENCES public.cases(id);', 1],
    ['create table cases (process int, id text, primary key (process, id), unique (process, key));', 0],
    ['create table tokens (id text primary key);', 0],
    ['create index on cases (due_at); -- primary key (id)', 0],
    ['create table incidents (process int references processes (id), id text, primary key (process, id), check (id <> unique_name));', 0],
  ])('%s', (sql, wrong) => expect(processFirst(sql)).toHaveLength(wrong));
});

describe('documentation and code know the same names', () => {
  test('problem codes, with their status and who can act', () => {
    expect(differences(Object.keys(problems), read('docs/problems.md'))).toEqual([]);
    const rows = Object.entries(problems).map(
      ([code, { status, actor, title, help }]) => `| \`${code}\` | ${status} | ${actor} | ${title} | ${help} |`,
    );
    expect(read('docs/problems.md').split('\n')).toEqual(expect.arrayContaining(rows));
  });
  test('journal kinds', () => expect(differences(journalKinds, read('docs/journal.md'))).toEqual([]));
  test('commands', () => {
    const names = namesIn(readSource('src/cli/main.ts', read('src/cli/main.ts')), 'commands');
    expect(names).toContain('check');
    expect(differences(names, read('docs/commands.md'))).toEqual([]);
    expect(namesIn(readSource('a.ts', "const commands = [{ name: 'b c', run: () => ({ name: 'no' }) }];"), 'commands')).toEqual(['b c']);
  });
  test('packages, each with a line that says why', () => {
    const { dependencies, devDependencies } = JSON.parse(read('package.json'));
    expect(differences([...Object.keys(dependencies), ...Object.keys(devDependencies)], read('docs/dependencies.md'))).toEqual([]);
  });
  test('the comparison is alive', () => {
    expect(differences(['a', 'b'], '| `a` | x |\n| `c [FILE]` | x |')).toEqual(['b is not documented', 'c is documented, but does not exist']);
    expect(differences(['a', 'b c', 'd'], '| `a [DIR\\|FILE]` | x |\n| `b c` | x |\n| `d --input FILE` |')).toEqual([]);
    expect(differences(['a'], '| `a` | x |\n| `a` | x |')).toEqual(['a is documented twice']);
  });
  test('links between pages lead somewhere', () => {
    const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...markdown('docs')];
    const dead = pages.flatMap((page) => deadLinks(page, read(page), exists, read));
    expect(dead).toEqual([]);
    expect(deadLinks('docs/a.md', '[x](nowhere.md) [y](words.md#no-such-part) [z](https://example.org)', exists, read)).toHaveLength(2);
    expect(deadLinks('docs/a.md', '[x](words.md#in-three-languages) [y](../README.md)', exists, read)).toEqual([]);
  });
});
