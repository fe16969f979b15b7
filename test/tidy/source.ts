// One source file as the rules of the house see it: imports, calls, texts and comments with their lines, from a real parser,
// so that a word in a comment is never taken for a call.
import { type Comment, parseSync } from 'oxc-parser';

export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

export interface Import {
  readonly from: string;
  readonly typesOnly: boolean;
  readonly line: number;
}

export interface Source {
  readonly path: string;
  readonly text: string;
  readonly nodes: readonly Node[];
  readonly comments: readonly Comment[];
  readonly imports: readonly Import[];
  readonly broken: string | null;
  lineAt(offset: number): number;
}

export const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value && 'start' in value;

/** The name that an expression ends with: `Date` of `globalThis.Date`, `now` of `Date.now`, `x` of `'x'`. */
export function nameOf(node: unknown): string | null {
  if (!isNode(node)) return null;
  if (node.type === 'Identifier') return node.name as string;
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : null;
  if (node.type === 'MemberExpression') return nameOf(node.property);
  return null;
}

function everyNode(root: unknown, into: Node[]): Node[] {
  if (Array.isArray(root)) for (const item of root) everyNode(item, into);
  else if (isNode(root)) {
    into.push(root);
    for (const value of Object.values(root)) if (typeof value === 'object' && value !== null) everyNode(value, into);
  }
  return into;
}

function lines(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => starts.findLastIndex((start) => start <= offset) + 1;
}

const importing = new Set(['ImportDeclaration', 'ExportAllDeclaration', 'ExportNamedDeclaration', 'ImportExpression', 'TSImportType']);

/** Imports in every form: `import`, `export … from`, `import()`, and types. A computed `import()` has no name and is not listed. */
function importsOf(nodes: readonly Node[], lineAt: (offset: number) => number): Import[] {
  const found: Import[] = [];
  for (const node of nodes) {
    const required = node.type === 'CallExpression' && nameOf(node.callee) === 'require';
    if (!importing.has(node.type) && !required) continue;
    const from = nameOf(required ? (node.arguments as unknown[])[0] : (node.source ?? null));
    if (from === null) continue;
    const typesOnly = node.importKind === 'type' || node.exportKind === 'type' || node.type === 'TSImportType';
    found.push({ from, typesOnly, line: lineAt(node.start) });
  }
  return found;
}

export function readSource(path: string, text: string): Source {
  const lineAt = lines(text);
  const { program, comments, errors } = parseSync(path, text);
  const nodes = everyNode(program, []);
  return { path, text, nodes, comments, imports: importsOf(nodes, lineAt), broken: errors[0]?.message ?? null, lineAt };
}

/** A text literal or the fixed parts of a template, with `?` where a value is inserted. */
export function textOf(node: Node): string | null {
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : null;
  if (node.type !== 'TemplateLiteral') return null;
  return (node.quasis as { value: { raw: string } }[]).map((part) => part.value.raw).join('?');
}

/** The `name` of each object in the table `const TABLE = [{ name: 'x', … }, …]`. */
export function namesIn(source: Source, table: string): readonly string[] {
  const declared = source.nodes.find((node) => node.type === 'VariableDeclarator' && nameOf(node.id) === table)?.init;
  if (!isNode(declared) || declared.type !== 'ArrayExpression') return [];
  return (declared.elements as Node[])
    .flatMap((element) => (element.properties as Node[]).filter((property) => nameOf(property.key) === 'name'))
    .map((property) => nameOf(property.value) ?? '');
}
