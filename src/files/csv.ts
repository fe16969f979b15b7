// CSV as people have it: comma, semicolon or tab; UTF-8, UTF-16 or Windows-1252; quotes and line breaks inside cells (RFC 4180); CRLF, LF, CR.
import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import type { Result } from '../core/problems.ts';
import { type Delimiter, delimiterOf } from './delimiter.ts';
import { type Encoding, encodingOf, textOf } from './encoding.ts';
import { unmarked } from './formulaMark.ts';
import type { Line } from './header.ts';
import { type Rows, tableOf } from './table.ts';

/** One row may not be larger: a quote that is never closed would else swallow the file into memory. */
const rowBytesMax = 2 * 1024 * 1024;
const sampleLetters = 128 * 1024;

const names: Readonly<Record<Delimiter, string>> = { ',': 'comma', ';': 'semicolon', '\t': 'tab' };

function whyNotRead(error: CsvError, number: number): string {
  const end = 'This row and everything after it were not read.';
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') return `Row ${number}: a quotation mark is opened and never closed. ${end}`;
  if (error.code === 'CSV_MAX_RECORD_SIZE') return `Row ${number} is larger than 2 MB; perhaps a quotation mark is never closed. ${end}`;
  return `Row ${number} cannot be read: ${error.message}. ${end}`;
}

async function* lines(path: string, encoding: Encoding, delimiter: Delimiter): AsyncGenerator<Line> {
  const text = Readable.from(textOf(path, encoding));
  const parser = parse({
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: rowBytesMax,
  });
  text.on('error', (error) => parser.destroy(error));
  text.pipe(parser);
  let number = 0;
  try {
    for await (const record of parser as AsyncIterable<readonly string[]>) {
      number += 1;
      // Excel's own hint about the delimiter is no row of the table.
      if (number === 1 && /^sep=$/i.test(record[0] ?? '') && record.length === 2) continue;
      yield { number, cells: record.map(unmarked), problem: null };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    yield { number: number + 1, cells: [], problem: whyNotRead(error, number + 1) };
  } finally {
    text.destroy();
    parser.destroy();
  }
}

async function sampleText(path: string, encoding: Encoding): Promise<string> {
  let sample = '';
  for await (const text of textOf(path, encoding)) {
    sample += text;
    if (sample.length >= sampleLetters) break;
  }
  return sample.slice(0, sampleLetters);
}

/** Opens a CSV; `delimiter` overrules the guess. */
export async function readCsv(path: string, delimiter?: Delimiter): Promise<Result<Rows>> {
  const encoding = await encodingOf(path);
  const sample = await sampleText(path, encoding);
  const said = /^sep=([,;\t])\r?\n/i.exec(sample)?.[1] as Delimiter | undefined;
  const guess = delimiter ?? said ?? delimiterOf(sample);
  const notes = [`CSV, ${guess === null ? 'one column' : `cells separated by ${names[guess]}`}, ${encoding.toUpperCase()}.`];
  // A mark that no text holds keeps a single column whole.
  return tableOf('csv', () => lines(path, encoding, guess ?? ('\u001f' as Delimiter)), notes);
}
