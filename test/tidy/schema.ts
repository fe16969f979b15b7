// Reads a schema in SQL and says which keys of the large tables do not begin with `process`: a cluster that spreads the tables
// by process refuses such keys, so they never come to be.
const large = ['cases', 'journal', 'reviews', 'labels', 'outbox', 'timers', 'incidents', 'certificates'];

const withoutComments = (sql: string): string => sql.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, ' ');
const unquoted = (name: string): string =>
  name
    .trim()
    .replace(/^(?:\w+|"\w+")\./, '')
    .replaceAll('"', '')
    .toLowerCase();

/** Splits at commas that stand outside parentheses. */
function parts(list: string): string[] {
  const found: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < list.length; at += 1) {
    const sign = list[at];
    if (sign === '(') depth += 1;
    if (sign === ')') depth -= 1;
    if (sign === ',' && depth === 0) {
      found.push(list.slice(from, at).trim());
      from = at + 1;
    }
  }
  found.push(list.slice(from).trim());
  return found.filter((part) => part !== '');
}

const firstColumn = (columns: string): string => unquoted(parts(columns)[0] ?? '');
const led = (columns: string): boolean => firstColumn(columns) === 'process';

/** What a column or constraint of a table says about keys, as [kind, first column]. */
function keysOf(part: string): readonly (readonly [kind: string, leads: boolean])[] {
  const table = /^(?:constraint\s+\S+\s+)?(primary key|unique|foreign key|exclude)\b[^(]*\(([^)]*)\)/i.exec(part);
  if (table !== null) return [[(table[1] ?? '').toLowerCase(), led(table[2] ?? '')]];
  if (/^(?:constraint|check|like|exclude)\b/i.test(part)) return [];
  const column = unquoted(part.split(/\s+/)[0] ?? '');
  return ['primary key', 'unique', 'references']
    .filter((kind) => new RegExp(`\\b${kind}\\b`, 'i').test(part))
    .map((kind) => [kind, column === 'process']);
}

/** Text between the parenthesis at `open` and its partner. */
function inside(text: string, open: number): string {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    if (text[at] === '(') depth += 1;
    if (text[at] === ')' && --depth === 0) return text.slice(open + 1, at);
  }
  return text.slice(open + 1);
}

export function processFirst(sql: string): readonly string[] {
  const text = withoutComments(sql);
  const wrong: string[] = [];
  const judge = (table: string, part: string): void => {
    if (!large.includes(table)) return;
    for (const [kind, leads] of keysOf(part)) if (!leads) wrong.push(`${table}: ${kind} does not begin with process (${part.slice(0, 80)})`);
  };
  for (const match of text.matchAll(/create\s+(?:unlogged\s+)?table\s+(?:if\s+not\s+exists\s+)?([\w."]+)\s*\(/gi)) {
    for (const part of parts(inside(text, match.index + match[0].length - 1))) judge(unquoted(match[1] ?? ''), part.replace(/\s+/g, ' '));
  }
  for (const match of text.matchAll(/alter\s+table\s+(?:only\s+)?([\w."]+)\s+add\s+((?:constraint|primary|unique|foreign)[^;]*)/gi)) {
    judge(unquoted(match[1] ?? ''), (match[2] ?? '').replace(/\s+/g, ' '));
  }
  for (const match of text.matchAll(/create\s+unique\s+index\s[^;]*?\bon\s+(?:only\s+)?([\w."]+)\s*(?:using\s+\w+\s*)?\(([^;]*)/gi)) {
    const table = unquoted(match[1] ?? '');
    if (large.includes(table) && !led(inside(`(${match[2]}`, 0))) wrong.push(`${table}: unique index does not begin with process`);
  }
  return wrong;
}
