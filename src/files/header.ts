// Where a table begins: blank rows and title rows above the header are skipped and said, and two columns of one name are an error.
import { type Refusal, refuse } from '../core/problems.ts';

export type Cell = string | number | boolean | null;

/** A row as it stands in the file, before the header gives names to its cells. */
export interface Line {
  /** 1-based, as a spreadsheet numbers rows: a cell with a line break inside is still one row, and blank rows count. */
  readonly number: number;
  readonly cells: readonly Cell[];
  readonly problem: string | null;
}

export const isBlank = (cell: Cell | undefined): boolean => cell === null || cell === undefined || (typeof cell === 'string' && cell.trim() === '');
export const filled = (cells: readonly Cell[]): number => cells.reduce<number>((n, cell) => (isBlank(cell) ? n : n + 1), 0);

export interface Header {
  readonly ok: true;
  readonly number: number;
  readonly names: readonly string[];
  readonly notes: readonly string[];
}

/** Enough to see through titles and merged headings, and little to read twice. */
export const headerWithin = 30;

function nameOf(cell: Cell, index: number): string {
  const name = cell === null ? '' : String(cell).normalize('NFC').replace(/\s+/g, ' ').trim();
  return name === '' ? `column ${index + 1}` : name;
}

/** The header is the first row that fills most of the width which the rows of the sample have. */
export function findHeader(lines: readonly Line[]): Header | Refusal {
  const used = lines.filter((line) => filled(line.cells) > 0);
  if (used.length === 0) return refuse('file-unreadable', lines[0]?.problem ?? 'The file has no rows.');
  const widths = used.map((line) => filled(line.cells)).sort((a, b) => a - b);
  const width = widths[Math.floor(widths.length / 2)] ?? 1;
  // A title fills one cell and a merged heading at most about half; a real header may lack a name or two.
  const line = used.find(({ cells }) => filled(cells) > width * 0.55) ?? used[0];
  if (line === undefined) return refuse('file-unreadable', 'The file has no rows.');
  if (line.problem !== null) return refuse('file-unreadable', `The header, row ${line.number}: ${line.problem}`);
  const last = line.cells.findLastIndex((cell) => !isBlank(cell));
  const names = line.cells.slice(0, last + 1).map(nameOf);
  const twice = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
  if (twice.length > 0) {
    const all = twice.map((name) => `"${name}"`).join(' and ');
    return refuse('file-unreadable', `Two columns have the same name: ${all} (row ${line.number}). Give each its own name.`);
  }
  const notes: string[] = [];
  const above = lines.filter(({ number }) => number < line.number);
  if (above.length > 0) {
    const texts = above.flatMap(({ cells }) => cells.filter((cell) => !isBlank(cell)).map(String));
    const said = texts.length === 0 ? 'blank' : `"${texts.slice(0, 3).join('", "')}"`;
    notes.push(`The header is row ${line.number}; what stands above it is not read (${said}).`);
  }
  const nameless = line.cells.slice(0, last + 1).flatMap((cell, index) => (isBlank(cell) ? [`"column ${index + 1}"`] : []));
  if (nameless.length > 0) notes.push(`A column without a name is called ${nameless.join(', ')}.`);
  return { ok: true, number: line.number, names, notes };
}
