// What the documentation tables say, and the `Checked:` lines that name the proof of a number.
import { posix } from 'node:path';
import type { Source } from './source.ts';

/** The names in the first column of every table of a page: `| \`name\` | …`; what stands in brackets or capitals is left off. */
export function documented(page: string): readonly string[] {
  return [...page.matchAll(/^\| `([^`]+)`/gm)].map((match) => (match[1] ?? '').replace(/\s+[[<A-Z-].*$/, ''));
}

/** Both ways: what is not documented, and what is documented but does not exist. */
export function differences(known: readonly string[], page: string): readonly string[] {
  const listed = documented(page);
  return [
    ...known.filter((name) => !listed.includes(name)).map((name) => `${name} is not documented`),
    ...listed.filter((name) => !known.includes(name)).map((name) => `${name} is documented, but does not exist`),
    ...listed.filter((name, at) => listed.indexOf(name) !== at).map((name) => `${name} is documented twice`),
  ];
}

/** The files that the `Checked:` part of a comment names; the part ends at the next `Word:` line or with the comment. */
export function proofs(source: Source): readonly { readonly line: number; readonly files: readonly string[] }[] {
  return source.comments.flatMap(({ value, start }) => {
    const part = /^[\s*]*Checked:([\s\S]*?)(?=^[\s*]*[A-Z]\w+:\s|(?![\s\S]))/m.exec(value);
    if (part === null) return [];
    const files = (part[1] ?? '').match(/[\w@.-]+(?:\/[\w@.-]+)+\.\w+/g) ?? [];
    return [{ line: source.lineAt(start + 2 + part.index), files }];
  });
}

/** The anchor that a heading of a page gets: `## What a journal does not prove` is `what-a-journal-does-not-prove`. */
const anchors = (page: string): readonly string[] =>
  [...page.matchAll(/^#+ (.+)$/gm)].map((match) =>
    (match[1] ?? '')
      .toLowerCase()
      .replace(/[^\w\s-]/g, '')
      .replace(/\s/g, '-'),
  );

/** Links of one page to files and headings of this repository that do not exist. */
export function deadLinks(path: string, page: string, exists: (path: string) => boolean, read: (path: string) => string): readonly string[] {
  return [...page.matchAll(/\]\(([^)\s]+)\)/g)].flatMap((match) => {
    const link = match[1] ?? '';
    if (/^[a-z]+:/.test(link)) return [];
    const [file = '', anchor] = link.split('#');
    const target = file === '' ? path : posix.join(posix.dirname(path), file);
    if (!exists(target)) return [`${path}: ${link} leads nowhere`];
    if (anchor !== undefined && !anchors(target === path ? page : read(target)).includes(anchor)) return [`${path}: ${link} names no heading`];
    return [];
  });
}
