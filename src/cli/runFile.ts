// The rows of the input file as cases to be: a look through the whole file first, then its rows in pieces, pass after pass the same.
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Agreement } from '../core/agreement.ts';
import { NumberText, readValue, type Value } from '../core/input.ts';
import type { Answer } from '../core/tolerance.ts';
import { readDecision } from '../files/cells.ts';
import { describeMapping, guessMapping, type Mapping } from '../files/mapping.ts';
import { type RowInput, toInput } from '../files/rowInput.ts';
import { readRows } from '../files/rows.ts';
import { type Rows, sampleOf } from '../files/table.ts';
import { CommandError, type Output, refused } from './output.ts';
import { fileNotFound } from './processFiles.ts';

export interface FileToRun {
  readonly path: string;
  readonly rows: Rows;
  readonly mapping: Mapping;
  /** With the row number, the key of a row without one. */
  readonly hash8: string;
  readonly count: number;
}

export interface CaseRow extends Omit<RowInput, 'label'> {
  readonly label: Answer | null;
}

export interface InputOptions {
  readonly input: string;
  readonly labels?: string;
  readonly map?: readonly string[];
}

/** One round trip to the database looks up this many keys. */
const chunkRows = 500;
const sampleRows = 200;

const mistake = (code: string, message: string, why: string, help: string): CommandError => new CommandError({ code, message, why, do: help });

/** Opens the file, guesses which column is which, shows the guess, and looks through it once. */
export async function openInput({ input, labels, map }: InputOptions, agreement: Agreement, hash: string, out: Output): Promise<FileToRun> {
  const opened = await readRows(input);
  if (!opened.ok) throw refused(opened);
  const rows = opened.value;
  for (const note of rows.notes) out.say(note);
  const given = { ...(labels === undefined ? {} : { labels }), ...(map === undefined ? {} : { map }) };
  const mapping = guessMapping(rows.header, await sampleOf(rows, sampleRows), agreement, given);
  for (const line of describeMapping({ ...mapping, problems: [] })) out.say(line);
  const columns = `The columns of ${input} are ${rows.header.join(', ')}.`;
  if (mapping.problems.length > 0) {
    throw mistake('mapping', mapping.problems.join(' '), columns, 'Say which column holds which field: --map COLUMN=FIELD.');
  }
  const [first] = mapping.missing;
  if (first !== undefined) {
    const help = `Say which one it is: --map COLUMN=${first}, or mark the field as optional in the agreement.`;
    throw mistake('mapping', `No column holds ${mapping.missing.join(', ')}.`, columns, help);
  }
  const file = { path: input, rows, mapping, hash8: hash.slice(0, 8) };
  return { ...file, count: await lookThrough(file, agreement) };
}

const plainText = (value: unknown): string => (value instanceof NumberText ? value.text : String(value ?? '')).trim();

/** Counts the rows, and refuses a label column that names what is no decision: its rows would be missing from every figure, unseen. */
async function lookThrough({ path, rows, mapping }: Omit<FileToRun, 'count'>, agreement: Agreement): Promise<number> {
  const unknown = new Map<string, { rows: number; readonly first: number; readonly why: string }>();
  const known = new Set(['']);
  let count = 0;
  for await (const row of rows) {
    count += 1;
    if (mapping.label === null) continue;
    const text = plainText(row.values.get(mapping.label));
    if (known.has(text)) continue;
    const seen = unknown.get(text);
    if (seen !== undefined) seen.rows += 1;
    else {
      const reading = readDecision(text, agreement);
      if (reading.ok) known.add(text);
      else unknown.set(text, { rows: 1, first: row.number, why: reading.why });
    }
  }
  if (unknown.size === 0) return count;
  const listed = [...unknown].sort(([, a], [, b]) => b.rows - a.rows).slice(0, 5);
  const shown = listed
    .map(([text, { rows: n, first }]) => `"${text.slice(0, 40)}" (${n === 1 ? '' : `${n} rows, first in `}row ${first})`)
    .join(', ');
  const more = unknown.size > listed.length ? ` and ${unknown.size - listed.length} more` : '';
  throw mistake(
    'unknown-labels',
    `The column "${mapping.label}" of ${path} names what is no decision: ${shown}${more}.`,
    listed[0]?.[1].why ?? '',
    'Correct these cells, or empty them: a row without a label is counted in no error.',
  );
}

/** Every row of a pass, in pieces. Keys are in the form in which the engine keeps them. */
export async function* rowsOfFile(file: FileToRun, agreement: Agreement): AsyncGenerator<readonly CaseRow[]> {
  const place = { folder: dirname(file.path), hash8: file.hash8 };
  let chunk: CaseRow[] = [];
  for await (const row of file.rows) {
    const read = await toInput(row, file.mapping, agreement, place);
    const key = read.key === '' ? `${file.hash8}-${read.number}` : read.key.normalize('NFC');
    chunk.push({ ...read, key, ...labelOf(read, agreement) });
    if (chunk.length < chunkRows) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

/** What people decided, its fills in the form in which the agreement's values are kept. */
function labelOf({ label, labelProblem }: RowInput, agreement: Agreement): Pick<CaseRow, 'label' | 'labelProblem'> {
  if (label === null) return { label: null, labelProblem };
  const fills: Record<string, Value> = {};
  for (const [name, raw] of Object.entries(label.fills)) {
    const field = agreement.fills.get(name);
    const read = field === undefined ? null : readValue(field, raw);
    if (read === null || !read.ok) return { label: null, labelProblem: `${name} ${read === null ? 'is no filled field' : read.why}.` };
    fills[name] = read.value;
  }
  return { label: { decision: label.decision, fills }, labelProblem };
}

export async function needFile(path: string): Promise<void> {
  if (!existsSync(path)) throw await fileNotFound(path);
}
