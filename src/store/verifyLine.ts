// One line of an exported journal, read with suspicion: what it says of itself, and whether its hash is the hash of what it says.
import { createHash, createHmac } from 'node:crypto';
import { canonicalJson } from '../core/canonical.ts';

export interface ReadLine {
  readonly process: string;
  readonly seq: number;
  readonly prev: string;
  readonly hash: string;
  /** Why the line cannot be what was recorded; null when its hash is right. */
  readonly wrong: string | null;
}

type Members = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value);
export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

function membersIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + membersIn(item), 0);
  return Object.values(value).reduce<number>((sum, member) => sum + 1 + membersIn(member), 0);
}

/** Reads one JSON object. A member that stands twice is lost in reading and would hide what it says: such a text is refused. */
export function readObject(text: string): Members | null {
  try {
    const value: unknown = JSON.parse(text);
    if (!isObject(value)) return null;
    let written = 0;
    for (const [, colon] of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?/g)) if (colon !== undefined) written += 1;
    return written === membersIn(value) ? value : null;
  } catch {
    return null;
  }
}

/** null: no line of a journal. */
export function readLine(text: string): ReadLine | null {
  try {
    // A line in its canonical form cannot hide a second member of one name; only another form is looked at twice.
    const parsed: unknown = JSON.parse(text);
    if (!isObject(parsed)) return null;
    const { hash, reveal, ...rest } = parsed;
    const { process, seq, prev } = rest;
    if (typeof process !== 'string' || typeof seq !== 'number' || typeof prev !== 'string' || typeof hash !== 'string') return null;
    const body = canonicalJson(rest);
    if (!isWhole(text, body, hash) && readObject(text) === null) return null;
    const wrong = hashOf(body) !== hash ? 'its hash is not the hash of what it says' : reveal === undefined ? null : wrongReveal(rest, reveal);
    return { process, seq, prev, hash, wrong };
  } catch {
    return null;
  }
}

/** Whether the text is the canonical form, with `hash` put in. */
function isWhole(text: string, body: string, hash: string): boolean {
  const member = `,"hash":"${hash}"`;
  const at = text.indexOf(member);
  return at > 0 && text.length === body.length + member.length && body.startsWith(text.slice(0, at)) && body.endsWith(text.slice(at + member.length));
}

/** `reveal: {salt, values}`: each value belongs to the place that its JSON pointer names, where its keyed hash stands. null: all of them fit. */
function wrongReveal(entry: Members, reveal: unknown): string | null {
  if (!isObject(reveal) || typeof reveal.salt !== 'string' || !isObject(reveal.values)) return 'what it reveals cannot be read';
  for (const [pointer, value] of Object.entries(reveal.values)) {
    const digest = createHmac('sha256', Buffer.from(reveal.salt, 'hex')).update(canonicalJson(value)).digest('hex');
    if (at(entry, pointer) !== `hmac:${digest}`) return `the value that it reveals for ${pointer} is not the one that was recorded`;
  }
  return null;
}

function at(entry: Members, pointer: string): unknown {
  let found: unknown = entry;
  for (const token of pointer.split('/').slice(1)) {
    const name = token.replaceAll('~1', '/').replaceAll('~0', '~');
    found = typeof found === 'object' && found !== null && Object.hasOwn(found, name) ? (found as Members)[name] : undefined;
  }
  return found;
}
