// SQL stands in the store, is told the time, and leads every key of a large table with `process`.
import { isTest } from './layers.ts';
import { isNode, type Node, nameOf, type Source, textOf } from './source.ts';

type Finding = readonly [line: number, message: string];

const calls = [
  ...['now', 'clock_timestamp', 'statement_timestamp', 'transaction_timestamp', 'timeofday', 'random'],
  ...['gen_random_uuid', 'gen_random_bytes', 'uuid_generate_v\\d\\w*', 'uuidv[47]'],
].join('|');
const ownTime = new RegExp(`\\b(?:(?:${calls})\\s*\\(|current_(?:date|time|timestamp)\\b|localtime(?:stamp)?\\b)`, 'i');
const beginnings = [
  'select\\b[\\s\\S]*\\bfrom\\b',
  'select\\s+[\\w.]+\\(',
  'insert\\s+into\\s',
  'update\\s+[\\w."?]+(?:\\s+\\w+)?\\s+set\\b',
  'delete\\s+from\\s',
  'truncate\\s+\\w',
  'with\\s+\\w+\\s+as\\s',
  '(?:create|alter|drop)\\s+(?:table|index|database|role|schema)\\b',
].join('|');
const statement = new RegExp(`^\\s*(?:${beginnings})`);
const builders = new Set(['selectFrom', 'insertInto', 'updateTable', 'deleteFrom', 'replaceInto', 'mergeInto']);

const isSql = (text: string): boolean => statement.test(text) || statement.test(text.replace(/\b[A-Z]+\b/g, (word) => word.toLowerCase()));
const speaksUpperOrLower = (text: string): boolean => /^\s*(?:[a-z]+|[A-Z]+)\b/.test(text);

/** Ranges of the one statement that may ask for the time. */
function clockStatements(nodes: readonly Node[]): readonly Node[] {
  return nodes.filter(
    (node) =>
      node.type === 'ObjectExpression' &&
      (node.properties as Node[]).some((p) => p.type === 'Property' && nameOf(p.key) === 'name' && nameOf(p.value) === 'read-database-clock'),
  );
}

/** In a .ts file of the store: every text; elsewhere SQL is refused anyway. */
export function sqlTime(source: Source): readonly Finding[] {
  if (!source.path.startsWith('src/')) return [];
  const allowed = clockStatements(source.nodes);
  return source.nodes.flatMap((node): Finding[] => {
    const text = textOf(node);
    if (text === null || !(source.path.startsWith('src/store/') || (speaksUpperOrLower(text) && isSql(text)))) return [];
    const found = ownTime.exec(text.replace(/--.*$/gm, ''));
    if (found === null || allowed.some((range) => range.start <= node.start && node.end <= range.end)) return [];
    return [[source.lineAt(node.start), `${found[0]}: SQL is told the time and the chance`]];
  });
}

/** Tests may look at the rows themselves: what they check must not be read by what they check. */
export function sqlPlace(source: Source): readonly Finding[] {
  if (!source.path.startsWith('src/') || source.path.startsWith('src/store/') || isTest(source.path)) return [];
  return source.nodes.flatMap((node): Finding[] => {
    const text = textOf(node);
    if (text !== null && speaksUpperOrLower(text) && isSql(text)) return [[source.lineAt(node.start), 'SQL stands in the store']];
    if (node.type === 'CallExpression' && isNode(node.callee) && node.callee.type === 'MemberExpression') {
      const name = nameOf(node.callee.property);
      if (name !== null && builders.has(name)) return [[source.lineAt(node.start), `${name}: SQL stands in the store`]];
    }
    return [];
  });
}

/** SQL text without comments and quoted texts, at the same offsets; function bodies in dollar quotes stay. */
const bare = (sql: string): string => sql.replace(/--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'/g, (part) => part.replace(/[^\n]/g, ' '));

export function sqlFileTime(sql: string): readonly Finding[] {
  return bare(sql)
    .split('\n')
    .flatMap((line, index): Finding[] => {
      const found = ownTime.exec(line);
      return found === null ? [] : [[index + 1, `${found[0]}: SQL is told the time and the chance`]];
    });
}
