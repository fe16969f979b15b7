// The real bank messages, read from where you put them: FORTNIGHT_DATASETS, else ../shared/data beside the checkout. No row is committed here.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';

export interface Message {
  readonly text: string;
  readonly queue: string;
}
export interface KeyedMessage extends Message {
  readonly key: string;
}

/** The folder `banking77`; null when it is not there. */
export function messagesFolder(named: string | undefined = process.env.FORTNIGHT_DATASETS): string | null {
  const datasets = named === undefined || named === '' ? fileURLToPath(new URL('../../../shared/data', import.meta.url)) : named;
  const folder = join(datasets, 'banking77');
  return existsSync(join(folder, 'train.csv')) ? folder : null;
}

export function requireMessages(): string {
  const folder = messagesFolder();
  if (folder !== null) return folder;
  throw new Error(
    'The bank messages are not here. Set FORTNIGHT_DATASETS to a folder that holds banking77/train.csv, test.csv and queues.csv ' +
      '(examples/customer-messages/README.md says where they come from).',
  );
}

function rowsOf(path: string, columns: readonly string[]): Readonly<Record<string, string>>[] {
  const rows = parse(readFileSync(path, 'utf8'), { columns: true, bom: true }) as Readonly<Record<string, string>>[];
  const missing = columns.filter((column) => !(column in (rows[0] ?? {})));
  if (missing.length > 0) throw new Error(`${path} has no column ${missing.join(', ')}.`);
  return rows;
}

/** The messages of one file, with the queue instead of the intent. */
export function readMessages(folder: string, name: 'train.csv' | 'test.csv'): Message[] {
  const queues = new Map(rowsOf(join(folder, 'queues.csv'), ['intent', 'queue']).map((row) => [row.intent, row.queue]));
  return rowsOf(join(folder, name), ['text', 'category']).map(({ text = '', category = '' }) => {
    const queue = queues.get(category);
    if (queue === undefined) throw new Error(`${name}: queues.csv does not know the intent "${category}".`);
    return { text, queue };
  });
}

/** What makes two messages the same: case and spaces do not count. */
export const sameness = (text: string): string => text.trim().replace(/\s+/g, ' ').toLowerCase();

/** `test` without what repeats `train` or itself. The key comes from the text alone, so that it stays when other rows come or go. */
export function withoutRepeats(test: readonly Message[], train: readonly Message[]): KeyedMessage[] {
  const seen = new Set(train.map((message) => sameness(message.text)));
  const kept: KeyedMessage[] = [];
  for (const message of test) {
    const text = sameness(message.text);
    if (seen.has(text)) continue;
    seen.add(text);
    kept.push({ key: `MSG-${createHash('sha256').update(text).digest('hex').slice(0, 16)}`, ...message });
  }
  return kept;
}
