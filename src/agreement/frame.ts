// How something found in a file is shown in a terminal: place and message, the lines around it, why, what to do.
// Findings of one kind stand together, and say why and what to do once.
import type { Found } from './found.ts';

const gutter = (line: number | '', mark: string): string => `${mark}${String(line).padStart(4)} │ `;

/** The line with the one before it, and a wavy line under what is meant. */
export function codeFrame(text: string, found: Pick<Found, 'line' | 'column' | 'length'>): string {
  const lines = text.split(/\r?\n/);
  const line = lines[found.line - 1];
  if (line === undefined || found.length === 0) return '';
  const before = lines[found.line - 2];
  const waves = '~'.repeat(Math.max(1, Math.min(found.length, line.length - found.column + 1)));
  const rows = [
    ...(before === undefined || before.trim() === '' ? [] : [`${gutter(found.line - 1, ' ')}${before}`]),
    `${gutter(found.line, '>')}${line}`,
    `${gutter('', ' ')}${line.slice(0, found.column - 1).replace(/[^\t]/g, ' ')}${waves}`,
  ];
  return rows.map((row) => row.trimEnd()).join('\n');
}

const kindOf = (found: Found): string => JSON.stringify([found.code, found.why, found.do]);

/** All findings as text. `textOf` gives the file's text; without it there is no frame. */
export function render(all: readonly Found[], textOf: (file: string) => string | null): string {
  const groups = new Map<string, Found[]>();
  for (const found of all) groups.set(kindOf(found), [...(groups.get(kindOf(found)) ?? []), found]);
  return [...groups.values()].map((group) => renderGroup(group, textOf)).join('\n\n');
}

function renderGroup(group: readonly Found[], textOf: (file: string) => string | null): string {
  const parts: string[] = [];
  for (const found of group) {
    const text = textOf(found.file);
    const frame = text === null ? '' : codeFrame(text, found);
    const meant = found.suggestion === undefined ? '' : `\n  Did you mean   ${found.suggestion}`;
    parts.push(`${found.file}:${found.line}:${found.column}  ${found.message}${frame === '' ? '' : `\n\n${frame}`}${meant}`);
  }
  const [first] = group;
  if (first === undefined) return '';
  const { why, do: doing, who, minutes } = first;
  const asked = who === undefined ? '' : `  (${who}${minutes === undefined ? '' : ` · ${minutes} min`})`;
  return `${parts.join('\n\n')}\n\n  Why  ${why}\n  Do   ${doing}${asked}`;
}
