// Cases on their way through the engine: opened in the order of the file, never too many at once, each once. What a label says is the
// reviewer's answer, given as soon as somebody is asked.
import { later, milliseconds } from '../core/time.ts';
import type { Answer } from '../core/tolerance.ts';
import { tick } from '../engine/alarms.ts';
import type { Engine } from '../engine/engine.ts';
import { type Held, heldOf } from '../engine/held.ts';
import { FencedItem, type Office } from '../engine/office.ts';
import { casesByKey } from '../store/cases.ts';
import { type FileToRun, rowsOfFile } from './runFile.ts';

/** Cases in hand beyond which no further rows are read, so that memory stays flat. */
const inHandMax = 3000;
/** How often a waiting feeder looks again. */
const look = milliseconds(10);

/** Remembers labels of cases on their way, and answers with them when a person is asked. */
export class Labels {
  readonly #labels = new Map<string, Answer>();
  readonly #trouble: (what: string, error: unknown) => void;
  #answering = 0;

  constructor(trouble: (what: string, error: unknown) => void) {
    this.#trouble = trouble;
  }

  get answering(): number {
    return this.#answering;
  }

  /** Of two rows with one key, the first counts: its input is the case. */
  expect(key: string, label: Answer): void {
    if (!this.#labels.has(key)) this.#labels.set(key, label);
  }

  forget(key: string): void {
    this.#labels.delete(key);
  }

  /** Called after each commit. */
  see(office: Office, cases: readonly Held[]): void {
    for (const held of cases) {
      const { key, step } = held.state;
      const label = this.#labels.get(key);
      if (label === undefined || step === 'proposing' || step === 'observing') continue;
      this.#labels.delete(key);
      if (step === 'reviewing') this.#answer(office, held, label);
    }
  }

  #answer(office: Office, held: Held, { decision, fills }: Answer): void {
    this.#answering += 1;
    const event = { kind: 'reviewed', by: 'label', decision, fills, reason: null, provenance: 'imported' } as const;
    office.scribe
      .write(new FencedItem(held, event))
      .catch((error: unknown) => this.#trouble('writing the answer of a label', error))
      .finally(() => {
        this.#answering -= 1;
      });
  }
}

export interface Feeding {
  readonly engine: Engine;
  readonly office: Office;
  readonly labels: Labels;
  /** Aborts when somebody interrupts. */
  readonly signal: AbortSignal;
  /** Rows that are through, as far as this command has come. */
  onRows(done: number): void;
}

/** Feeds the whole file. Rows whose key is known are not opened again; what was in the middle goes on. */
export async function feed(file: FileToRun, feeding: Feeding): Promise<void> {
  const { engine, office, labels, signal, onRows } = feeding;
  const { agreement, step } = office.runtime.process();
  const inHand = (): number => office.proposer.inHand + labels.answering;
  const wait = (): Promise<void> => engine.clock.wakeAt(later(engine.now(), look));
  let read = 0;
  for await (const chunk of rowsOfFile(file, agreement)) {
    if (signal.aborted) return;
    const found = await casesByKey(
      engine.db,
      office.runtime.number,
      chunk.map(({ key }) => key),
    );
    const known = new Map(found.map((row) => [row.key, heldOf(row)]));
    await Promise.all(
      chunk.map(async ({ key, input, problems, label }) => {
        if (label !== null && step !== 'shadow') labels.expect(key, label);
        const before = known.get(key);
        if (before !== undefined) return labels.see(office, [before]);
        const shadow = step === 'shadow' && label !== null ? { shadow: label } : {};
        const opened = await engine.openIn(office, { key, input, problems, ...shadow }, 'run');
        // What is refused at the door is reported at the end, in the same words also after an interruption.
        if (!opened.ok && opened.problem !== 'key-taken') labels.forget(key);
      }),
    );
    read += chunk.length;
    onRows(Math.max(0, read - inHand()));
    while (inHand() > inHandMax && !signal.aborted) {
      await wait();
      onRows(Math.max(0, read - inHand()));
    }
  }
  // Until only people's work is left.
  do {
    while (inHand() > 0 && !signal.aborted) {
      await wait();
      onRows(Math.max(0, read - inHand()));
    }
    if (!signal.aborted) await engine.idle();
  } while (!signal.aborted && (await tick(engine)));
}
