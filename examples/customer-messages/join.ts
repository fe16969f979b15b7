// Joins the test messages with their queues into key,text,queue, without repeats of the training messages:
//   npx tsx examples/customer-messages/join.ts --out messages.csv
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type KeyedMessage, messagesFolder, readMessages, withoutRepeats } from './messages.ts';

/** Always in quotes: messages hold commas, quotes and line breaks. */
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const csvOf = (rows: readonly KeyedMessage[]): string =>
  `key,text,queue\n${rows.map((row) => `${row.key},${quoted(row.text)},${row.queue}\n`).join('')}`;

const { values } = parseArgs({ options: { out: { type: 'string' }, datasets: { type: 'string' } } });
const folder = messagesFolder(values.datasets);
if (values.out === undefined) {
  process.stderr.write('Use: join.ts --out FILE [--datasets FOLDER]\n');
  process.exit(2);
}
if (folder === null) {
  process.stderr.write('The bank messages are not here: set FORTNIGHT_DATASETS to the folder that holds banking77/ (see README.md).\n');
  process.exit(2);
}
const test = readMessages(folder, 'test.csv');
const rows = withoutRepeats(test, readMessages(folder, 'train.csv'));
writeFileSync(values.out, csvOf(rows));
process.stderr.write(`${rows.length} messages in ${values.out}; ${test.length - rows.length} repeats left out\n`);
