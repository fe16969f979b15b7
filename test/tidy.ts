// The rules of the house that hold for one file: what each refuses, and the words it says. The whole-tree rules (documentation,
// keys of the large tables) use the parts in tidy/ directly. tidy.test.ts shows that every rule here is alive.
import { ambientChance, ambientTime } from './tidy/ambient.ts';
import { proofs } from './tidy/documents.ts';
import { isTest, layers, packagesOf } from './tidy/layers.ts';
import { type Node, nameOf, readSource, type Source } from './tidy/source.ts';
import { sqlFileTime, sqlPlace, sqlTime } from './tidy/sql.ts';

export type Finding = readonly [line: number, message: string];
type Rule = (source: Source) => readonly Finding[];
type Exists = (path: string) => boolean;

/** Made by programs, not written: no limits of size. */
export const generated: readonly string[] = ['src/store/schema.sql'];
const linesMax = 400;
const columnsMax = 150;
const drawers = /(?:^|\/)(?:util|helper|common|shared|lib|misc)s?(?:\.[^/]*)?(?=\/|$)/i;

export function sizes(path: string, text: string): readonly Finding[] {
  if (generated.includes(path)) return [];
  const all = text.split('\n');
  const count = all.at(-1) === '' ? all.length - 1 : all.length;
  const long: Finding[] = count > linesMax ? [[linesMax, `${count} lines, at most ${linesMax}: split by concern`]] : [];
  return [
    ...long,
    ...all.flatMap((line, at): Finding[] => (line.length > columnsMax ? [[at + 1, `${line.length} characters, at most ${columnsMax}`]] : [])),
  ];
}

export const names = (path: string): readonly Finding[] => (drawers.test(path) ? [[1, 'a drawer: name it after what it knows']] : []);

const member = (node: Node, object: string, property: string): boolean =>
  node.type === 'MemberExpression' && nameOf(node.object) === object && nameOf(node.property) === property;
const mayExportDefault = /(?:^examples\/|\.(?:ai|llm|config)\.(?:ts|mjs|js)$)/;

/** What was left behind while working. */
export function leftovers(source: Source): readonly Finding[] {
  const findings: Finding[] = [];
  const say = (offset: number, what: string): void => void findings.push([source.lineAt(offset), `${what}: remove it`]);
  for (const { value, start } of source.comments) if (/\bFIXME\b/.test(value)) say(start, 'a note to repair something');
  for (const node of source.nodes) {
    if (node.type === 'DebuggerStatement') say(node.start, 'debugger');
    if (node.type === 'ExportDefaultDeclaration' && !mayExportDefault.test(source.path)) say(node.start, 'default export');
    if (isTest(source.path) && isOnly(source, node)) say(node.start, '.only(');
    if (member(node, 'console', 'log') && /^(?:src|test)\//.test(source.path) && !source.path.startsWith('src/cli/')) say(node.start, 'console.log');
  }
  return findings;
}

/** `test.only`, `describe.only.each`: `only` taken from a runner of tests. */
const isOnly = (source: Source, node: Node): boolean =>
  node.type === 'MemberExpression' &&
  nameOf(node.property) === 'only' &&
  /^(?:test|it|describe|suite)\b/.test(source.text.slice(node.start, node.end));

const sources =
  (exists: Exists): Rule =>
  (source) =>
    proofs(source).flatMap(({ line, files }): Finding[] =>
      files.length === 0
        ? [[line, 'a Checked line without a file']]
        : files.filter((file) => !exists(file)).map((file) => [line, `${file} does not exist`]),
    );

const rules = { layers, packages: packagesOf, 'ambient time': ambientTime, 'ambient chance': ambientChance, "SQL's own time": sqlTime } as const;
const laterRules = { "SQL's place": sqlPlace, leftovers } as const;
export const ruleNames = [...Object.keys(rules), ...Object.keys(laterRules), 'sources', 'size', 'names'];

/** Everything that is wrong with one file, as `path:line rule: message`. */
export function tidy(path: string, text: string, exists: Exists): readonly string[] {
  const findings: (readonly [rule: string, finding: Finding])[] = [];
  const add = (rule: string, found: readonly Finding[]): void => void findings.push(...found.map((finding) => [rule, finding] as const));
  add('size', sizes(path, text));
  add('names', names(path));
  if (path.endsWith('.sql')) add("SQL's own time", sqlFileTime(text));
  if (/\.(?:[cm]?[jt]s|tsx)$/.test(path)) {
    const source = readSource(path, text);
    if (source.broken !== null) add('syntax', [[1, source.broken]]);
    for (const [rule, judge] of Object.entries({ ...rules, ...laterRules, sources: sources(exists) })) add(rule, judge(source));
  }
  return findings.map(([rule, [line, message]]) => `${path}:${line} ${rule}: ${message}`);
}
