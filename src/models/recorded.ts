// Answers that were recorded before, by the key of the case. A key that was not recorded is a failure, never a guess.
// Rows may be flat, as a spreadsheet has them: `{key, decision, score: "0.93", costCentre: "4410"}`.
import type { Agreement } from '../core/agreement.ts';
import { type AnswerForm, outcomeOf } from './answer.ts';
import { failure } from './failures.ts';
import type { Connector } from './model.ts';
import type { RecordedRow } from './wiring.ts';
import { WiringError } from './wiringError.ts';

/** Rows of a JSONL file; a line that is none is named by its number. */
export function rowsOf(text: string, path: string): readonly RecordedRow[] {
  const rows: RecordedRow[] = [];
  for (const [at, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    let row: unknown;
    try {
      row = JSON.parse(line);
    } catch {
      row = null;
    }
    if (typeof row !== 'object' || row === null || !('key' in row) || typeof row.key !== 'string')
      throw new WiringError(`Line ${at + 1} of ${path} is no recorded answer.`, 'Write one JSON object with a "key" on each line.');
    rows.push(row as RecordedRow);
  }
  return rows;
}

/** A flat row becomes an answer: columns that are named like fills or needed texts are fills, and a score may be a text. */
function answerOf(row: RecordedRow, agreement: Agreement): Readonly<Record<string, unknown>> {
  const score = typeof row.score === 'string' ? (row.score.trim() === '' ? undefined : Number(row.score)) : row.score;
  const known = { ...row, score };
  if (row.fills !== undefined) return known;
  const needs = [...agreement.decisions.values()].flatMap(({ needs }) => (needs === null || needs === 'reason' ? [] : [needs]));
  const names = [...agreement.fills.keys(), ...needs].filter((name) => row[name] !== undefined && row[name] !== '');
  return { ...known, fills: Object.fromEntries(names.map((name) => [name, row[name]])) };
}

export function recordedConnector(rows: readonly RecordedRow[], agreement: Agreement, form: AnswerForm): Connector {
  const byKey = new Map(rows.map((row) => [row.key, row]));
  return {
    kind: 'recorded',
    model: form.model,
    async ask({ key }, signal) {
      signal.throwIfAborted();
      const row = byKey.get(key);
      if (row === undefined) return failure('no-model', 'No answer was recorded for this case.');
      return outcomeOf(answerOf(row, agreement), JSON.stringify(row), form);
    },
    close: async () => {},
  };
}
