// The rows of the input file on their way through the engine: opened in order, never too many at once, each once. What a label says is
// the reviewer's answer, given as soon as somebody is asked.
import type { CaseState } from '../core/caseTypes.ts';
import type { Value } from '../core/input.ts';
import type { Engine } from '../engine/engine.ts';
import { type Held, heldOf } from '../engine/held.ts';
import { FencedItem, type Office } from '../engine/office.ts';
import type { Mapping } from '../files/mapping.ts';
import { type RowInput, toInput } from '../files/rowInput.ts';
import type { Rows } from '../files/table.ts';
import { casesByKey } from '../store/cases.ts';

export interface FileToRun {
  readonly rows: Rows;
  readonly mapping: Mapping;
  readonly folder: string;
  readonly hash8: string;
}

/** One round trip to the database looks up this many keys. */
const chunkRows = 500;
/** Cases in hand beyond which no further rows are read, so that memory stays flat. */
const inHandMax = 3000;

export interface Rejected {
  readonly row: number;
  readonly why: string;
}

/** Every row as the input of a case, in pieces. A row without a key gets the file's hash and its number. */
export async function* rowsOfFile(file: FileToRun, agreement: Parameters<typeof toInput>[2]): AsyncGenerator<readonly RowInput[]> {
  let chunk: RowInput[] = [];
  for await (const row of file.rows) {
    const read = await toInput(row, file.mapping, agreement, { folder: file.folder, hash8: file.hash8 });
    chunk.push(read.key === '' ? { ...read, key: `${file.hash8}-${read.number}` } : read);
    if (chunk.length < chunkRows) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

/** Remembers labels of cases on their way, and answers with them when a person is asked. */
export class Labels {
  readonly #labels = new Map<string, NonNullable<RowInput['label']>>();
  readonly #engine: () => Engine;
  #answering = 0;

  constructor(engine: () => Engine) {
    this.#engine = engine;
  }

  get answering(): number {
    return this.#answering;
  }

  expect(row: RowInput): void {
    if (row.label !== null) this.#labels.set(row.key, row.label);
  }

  /** Called after each commit. */
  see(office: Office, cases: readonly Held[]): void {
    for (const held of cases) {
      const label = this.#labels.get(held.state.key);
      if (label === undefined) continue;
      if (held.state.step === 'reviewing') this.#answer(office, held, label);
      if (isOver(held.state)) this.#labels.delete(held.state.key);
    }
  }

  #answer(office: Office, held: Held, { decision, fills }: NonNullable<RowInput['label']>): void {
    this.#labels.delete(held.state.key);
    this.#answering += 1;
    const event = { kind: 'reviewed', by: 'label', decision, fills: fills as Record<string, Value>, reason: null, provenance: 'imported' } as const;
    office.scribe
      .write(new FencedItem(held, event))
      .catch((error: unknown) => this.#engine().trouble('writing the answer of a label', error))
      .finally(() => {
        this.#answering -= 1;
      });
  }
}

const isOver = ({ step }: CaseState): boolean => step === 'held' || step === 'decided' || step === 'quarantined' || step === 'discarded';

export interface Feeding {
  readonly engine: Engine;
  readonly office: Office;
  readonly labels: Labels;
  readonly signal: AbortSignal;
  onRows(done: number): void;
}

/** Feeds the whole file. Rows whose key is known are not opened again; what was in the middle goes on. */
export async function feed(file: FileToRun, { engine, office, labels, signal, onRows }: Feeding): Promise<readonly Rejected[]> {
  const rejected: Rejected[] = [];
  const { agreement, step } = office.runtime.process();
  let done = 0;
  for await (const chunk of rowsOfFile(file, agreement)) {
    if (signal.aborted) break;
    const known = new Map(
      (
        await casesByKey(
          engine.db,
          office.runtime.number,
          chunk.map(({ key }) => key.normalize('NFC')),
        )
      ).map((row) => [row.key, row]),
    );
    for (const row of chunk) labels.expect(row);
    await Promise.all(
      chunk.map(async (row) => {
        const before = known.get(row.key.normalize('NFC'));
        if (before !== undefined) {
          labels.see(office, [heldOf(before)]);
          return;
        }
        const shadow = step === 'shadow' && row.label !== null ? { shadow: row.label } : {};
        const opened = await engine.openIn(office, { key: row.key, input: row.input, problems: row.problems, ...shadow }, 'run');
        if (!opened.ok) rejected.push({ row: row.number, why: opened.detail });
      }),
    );
    done += chunk.length;
    onRows(done);
    while (office.proposer.inHand + labels.answering > inHandMax && !signal.aborted) await new Promise<void>((resolve) => setImmediate(resolve));
  }
  return rejected;
}
