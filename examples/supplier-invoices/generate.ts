// Writes the history of a seed as JSON lines, with the field names of the agreement:
//   npx tsx examples/supplier-invoices/generate.ts --out invoices.jsonl [--seed 1] [--count 10000] [--half training|evidence] [--truth]
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { parseArgs } from 'node:util';
import { type HistoryRow, halves, history } from './invoices.ts';

/** One flat row: the fields, then what people decided. `--truth` adds what would have been right. */
function flat(row: HistoryRow, truth: boolean): Readonly<Record<string, unknown>> {
  return {
    key: row.key,
    receivedAt: row.receivedAt,
    place: row.place,
    ...row.input,
    decision: row.decided.decision,
    costCentre: row.decided.costCentre,
    decidedBy: row.decided.by,
    minutes: row.decided.minutes,
    ...(truth ? { rightDecision: row.right.decision, rightCostCentre: row.right.costCentre } : {}),
  };
}

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '10000' },
    half: { type: 'string' },
    truth: { type: 'boolean', default: false },
    out: { type: 'string' },
  },
});
const [seed, count] = [Number(values.seed), Number(values.count)];
if (values.out === undefined || !Number.isSafeInteger(seed) || !Number.isSafeInteger(count) || count < 1) {
  process.stderr.write('Use: generate.ts --out FILE [--seed N] [--count N] [--half training|evidence] [--truth]\n');
  process.exit(2);
}
if (values.half !== undefined && values.half !== 'training' && values.half !== 'evidence') {
  process.stderr.write(`--half is "${values.half}"; write training or evidence.\n`);
  process.exit(2);
}
const all = history(seed, count);
const rows = values.half === undefined ? all : halves(all)[values.half];
const out = createWriteStream(values.out);
for (const row of rows) {
  if (!out.write(`${JSON.stringify(flat(row, values.truth))}\n`)) await once(out, 'drain');
}
out.end();
await once(out, 'finish');
process.stderr.write(`${rows.length} invoices of seed ${seed} in ${values.out}\n`);
