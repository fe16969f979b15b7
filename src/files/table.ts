// A file as named rows. The file is opened anew for each pass, so a sample can be taken first; a pass holds a few rows at a time.
import type { Result } from '../core/problems.ts';
import { filled, findHeader, headerWithin, isBlank, type Line } from './header.ts';

export type Format = 'csv' | 'jsonl' | 'xlsx';

export interface Row {
  /** The row (CSV, XLSX) or line (JSONL) as the person sees it in the file. */
  readonly number: number;
  readonly values: ReadonlyMap<string, unknown>;
  /** Why this row cannot be used, as a sentence; its values may then be incomplete. */
  readonly problem: string | null;
}

export interface Rows extends AsyncIterable<Row> {
  readonly format: Format;
  readonly header: readonly string[];
  /** What was found out about the file, as sentences for the person. */
  readonly notes: readonly string[];
  /** Empty rows that the last pass left out. */
  readonly emptyRows: number;
}

/** The first rows of a file, for guesses. */
export async function sampleOf(rows: Rows, n: number): Promise<readonly Row[]> {
  const sample: Row[] = [];
  for await (const row of rows) {
    sample.push(row);
    if (sample.length === n) break;
  }
  return sample;
}

const plural = (n: number): string => `${n} ${n === 1 ? 'cell' : 'cells'}`;

function rowOf({ number, cells, problem }: Line, names: readonly string[]): Row {
  const values = new Map<string, unknown>();
  names.forEach((name, index) => {
    const cell = cells[index];
    if (!isBlank(cell)) values.set(name, cell);
  });
  if (problem !== null) return { number, values, problem };
  const last = cells.findLastIndex((cell) => !isBlank(cell));
  if (last >= names.length) {
    return { number, values, problem: `Row ${number} has ${plural(last + 1)}, the header has ${names.length}.` };
  }
  if (cells.length < names.length) {
    return { number, values, problem: `Row ${number} has ${plural(cells.length)}, the header has ${names.length}.` };
  }
  return { number, values, problem: null };
}

/** Gives names to the cells of a source that can be read again and again. */
export async function tableOf(format: Format, source: () => AsyncIterable<Line>, notes: readonly string[]): Promise<Result<Rows>> {
  const first: Line[] = [];
  for await (const line of source()) {
    first.push(line);
    if (first.length === headerWithin) break;
  }
  const header = findHeader(first);
  if (!header.ok) return header;
  let emptyRows = 0;
  async function* rows(): AsyncGenerator<Row> {
    emptyRows = 0;
    for await (const line of source()) {
      if (header.ok && line.number <= header.number) continue;
      if (line.problem === null && filled(line.cells) === 0) emptyRows += 1;
      else yield rowOf(line, header.ok ? header.names : []);
    }
  }
  return {
    ok: true,
    value: {
      format,
      header: header.names,
      notes: [...notes, ...header.notes],
      get emptyRows() {
        return emptyRows;
      },
      [Symbol.asyncIterator]: rows,
    },
  };
}
