// Time and chance come in as values: only engine/clock.ts (and web/clock.ts for the screen) may reach for them.
// Tests and benches may measure real time, but their chance is seeded, so that a failure can be repeated.
import { isTest, layerOf } from './layers.ts';
import { isNode, type Node, nameOf, type Source } from './source.ts';

type Finding = readonly [line: number, message: string];

const doors: Readonly<Record<string, RegExp>> = {
  time: /^src\/(engine|web)\/clock\.ts$/,
  chance: /^src\/engine\/clock\.ts$/,
};

const timers = new Set(['setTimeout', 'setInterval']);
const members: Readonly<Record<string, 'time' | 'chance'>> = {
  'Date.now': 'time',
  'performance.now': 'time',
  'process.hrtime': 'time',
  'Temporal.Now': 'time',
  'AbortSignal.timeout': 'time',
  'globalThis.setTimeout': 'time',
  'globalThis.setInterval': 'time',
  'Math.random': 'chance',
};
const chances = new Set(['randomUUID', 'randomBytes', 'randomInt', 'getRandomValues', 'randomFillSync']);
const timerModules = new Set(['node:timers', 'node:timers/promises', 'timers', 'timers/promises']);

/** What an expression reaches for; null for anything harmless. `new Date(value)` converts and is fine, `new Date()` asks the clock. */
function reach(node: Node): readonly ['time' | 'chance', string] | null {
  if (node.type === 'NewExpression' && nameOf(node.callee) === 'Date' && (node.arguments as unknown[]).length === 0) return ['time', 'new Date()'];
  if (node.type === 'CallExpression' && isNode(node.callee) && node.callee.type === 'Identifier') {
    const name = nameOf(node.callee);
    if (name === 'Date') return ['time', 'Date()'];
  }
  if (node.type === 'Identifier') {
    const name = node.name as string;
    if (timers.has(name)) return ['time', name];
    if (chances.has(name)) return ['chance', name];
  }
  if (node.type === 'MemberExpression') {
    const path = `${nameOf(node.object)}.${nameOf(node.property)}`;
    const kind = members[path];
    if (kind !== undefined) return [kind, path];
  }
  if (node.type === 'VariableDeclarator' && isNode(node.id) && node.id.type === 'ObjectPattern') {
    for (const property of node.id.properties as Node[]) {
      const path = `${nameOf(node.init)}.${nameOf(property.key)}`;
      const kind = members[path];
      if (kind !== undefined) return [kind, path];
    }
  }
  return null;
}

/** Offsets of names after a dot and of keys: `socket.setTimeout` is reported as a name too, `{ setTimeout: 1 }` is not. */
const keysOf = (nodes: readonly Node[]): ReadonlySet<number> =>
  new Set(nodes.filter((node) => node.type === 'Property' && !node.computed && !node.shorthand).map((node) => (node.key as Node).start));

function ambient(source: Source, kind: 'time' | 'chance'): readonly Finding[] {
  if (layerOf(source.path) === null || doors[kind]?.test(source.path)) return [];
  if (isTest(source.path) && kind === 'time') return [];
  const keys = keysOf(source.nodes);
  const findings = new Map<string, Finding>();
  for (const node of source.nodes) {
    const reached = reach(node);
    if (reached === null || reached[0] !== kind || (node.type === 'Identifier' && keys.has(node.start))) continue;
    if (isTest(source.path) && reached[1] !== 'Math.random') continue;
    const line = source.lineAt(node.start);
    findings.set(`${line} ${reached[1]}`, [line, `${reached[1]}: ${kind} comes in as a value`]);
  }
  if (kind === 'time') {
    for (const { from, line } of source.imports) if (timerModules.has(from)) findings.set(from, [line, `${from}: time comes in as a value`]);
  }
  return [...findings.values()];
}

export const ambientTime = (source: Source): readonly Finding[] => ambient(source, 'time');
export const ambientChance = (source: Source): readonly Finding[] => ambient(source, 'chance');
