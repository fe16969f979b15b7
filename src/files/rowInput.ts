// A row of a file as the raw input of a case, ready for `readInput`, with everything in it that cannot be read, at once.
import type { Agreement, Field } from '../core/agreement.ts';
import { type FieldProblem, NumberText } from '../core/input.ts';
import { readCell, readDecision } from './cells.ts';
import { type Document, documentBytesMax, readDocument } from './documents.ts';
import type { Mapping } from './mapping.ts';
import type { Row } from './table.ts';

export interface RowInput {
  readonly number: number;
  /** Empty when the key column of this row is. */
  readonly key: string;
  /** For `readInput`; a cell that cannot be read stands here as it was written, so that a person can repair it. */
  readonly input: Readonly<Record<string, unknown>>;
  /** Any: the row waits in quarantine. */
  readonly problems: readonly FieldProblem[];
  /** What people decided; null when there is no label column, the cell is empty, or `labelProblem` says why. */
  readonly label: { readonly decision: string; readonly fills: Readonly<Record<string, unknown>> } | null;
  readonly labelProblem: string | null;
}

export interface Place {
  /** The folder of the file, for cells that name documents; null refuses them. */
  readonly folder: string | null;
  /** `fileHash8` of the file, for files without a key column. */
  readonly hash8: string;
}

function keyOf(row: Row, mapping: Mapping, place: Place): string {
  if (mapping.key === null) return `${place.hash8}-${row.number}`;
  const value = row.values.get(mapping.key);
  if (value instanceof NumberText) return value.text;
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

const isEmpty = (value: unknown): boolean => value === undefined || value === null || (typeof value === 'string' && value.trim() === '');

type Documents = { left: number; readonly folder: string | null };

async function fieldValue(field: Field, value: unknown, agreement: Agreement, documents: Documents): Promise<{ value: unknown; why: string | null }> {
  if (field.type !== 'file' || typeof value !== 'string') {
    const reading = readCell(value, field, agreement);
    return reading.ok ? { value: reading.value, why: null } : { value, why: reading.why };
  }
  if (documents.folder === null) return { value, why: 'names a file, and this table has no folder' };
  const reading = await readDocument(documents.folder, value, documents.left);
  if (!reading.ok) return { value, why: reading.why };
  documents.left -= reading.bytes;
  const document: Document = reading.document;
  return { value: document, why: null };
}

/** Reads one row under a mapping. Never throws for what stands in the file. */
export async function toInput(row: Row, mapping: Mapping, agreement: Agreement, place: Place): Promise<RowInput> {
  const input: Record<string, unknown> = Object.create(null);
  const fills: Record<string, unknown> = Object.create(null);
  const problems: FieldProblem[] = row.problem === null ? [] : [{ field: '', message: row.problem }];
  const documents: Documents = { left: documentBytesMax, folder: place.folder };
  let labelProblem: string | null = null;
  for (const { column, to } of mapping.columns) {
    const cell = row.values.get(column);
    if (to === null || !('id' in to) || isEmpty(cell)) continue;
    const field = to.kind === 'field' ? agreement.fields.get(to.id) : agreement.fills.get(to.id);
    if (field === undefined) throw new Error(`The mapping names ${to.id}, which the agreement does not have.`);
    const { value, why } = await fieldValue(field, cell, agreement, documents);
    if (to.kind === 'field') {
      input[to.id] = value;
      if (why !== null) problems.push({ field: to.id, message: `${to.id} ${why}.` });
    } else if (why === null) fills[to.id] = value;
    else if (mapping.label !== null) labelProblem = `${to.id} ${why}.`;
  }
  const key = keyOf(row, mapping, place);
  if (key === '' && row.problem === null) problems.push({ field: '', message: `Row ${row.number} has no key in the column "${mapping.key}".` });

  const written = mapping.label === null ? undefined : row.values.get(mapping.label);
  const reading = isEmpty(written) ? null : readDecision(String(written instanceof NumberText ? written.text : written), agreement);
  if (reading !== null && !reading.ok) labelProblem = reading.why;
  const label = reading?.ok === true && labelProblem === null ? { decision: reading.decision, fills } : null;
  return { number: row.number, key, input, problems, label, labelProblem };
}
