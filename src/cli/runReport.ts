// What a run says at its end, computed from the file and the database alone, so that a run that was interrupted and one that was not say
// the same. Of rows with one key the first is the case: cases are opened in the order of the file, so a later row meets an earlier number.
import { type FileHandle, open, rename } from 'node:fs/promises';
import { admit } from '../core/admission.ts';
import { type Agreement, rateOf } from '../core/agreement.ts';
import { type LadderStep, mayAiDecide } from '../core/ladder.ts';
import { isoOf } from '../core/time.ts';
import { type Answer, errorsBetween } from '../core/tolerance.ts';
import type { Engine } from '../engine/engine.ts';
import { type Held, heldOf } from '../engine/held.ts';
import type { Office } from '../engine/office.ts';
import { keyedHash } from '../engine/seal.ts';
import { rateBounds } from '../statistics/index.ts';
import { casesByKey } from '../store/cases.ts';
import { type CaseRow, type FileToRun, rowsOfFile } from './runFile.ts';

export interface KindCount {
  readonly count: number;
  readonly of: number;
  readonly rateMin: number | null;
  readonly rateMax: number | null;
  readonly tolerance: number | null;
}

export interface RowNote {
  readonly row: number;
  readonly key: string;
  readonly why: string;
}

/** Rows of one sort: all are counted, the first thousand are listed. */
class RowList {
  readonly rows: RowNote[] = [];
  count = 0;
  add({ number, key }: CaseRow, why: string): void {
    this.count += 1;
    if (this.rows.length < 1000) this.rows.push({ row: number, key, why });
  }
}

/** Everything a run counts. `errorsOf` says what `errors` counts: decisions of the AI, or in shadow and assisted its proposals. */
export class RunFigures {
  rows = 0;
  cases = 0;
  waiting = 0;
  readonly byRoute = { auto: 0, review: 0, fallback: 0, outside: 0 };
  /** Cases that the AI answered in no usable form, and all without a proposal. */
  unusable = 0;
  withoutProposal = 0;
  /** Cases whose answer could not be written down; the same command tries again. */
  unfinished = 0;
  /** Rows that repeat an earlier one in every field. */
  repeated = 0;
  judged = 0;
  readonly quarantine = new RowList();
  /** Rows that are no case: another input under a known key, or a key that cannot be one. */
  readonly rejected = new RowList();
  readonly unreadLabels = new RowList();
  readonly counts = new Map<string, number>();
  readonly errorsOf: 'auto' | 'proposals';

  constructor(step: LadderStep) {
    this.errorsOf = mayAiDecide(step) ? 'auto' : 'proposals';
  }

  get decided(): number {
    const { auto, review, fallback, outside } = this.byRoute;
    return auto + review + fallback + outside;
  }

  /** Each kind of error with its bounds, at the sureness of the agreement. */
  errors(agreement: Agreement): Readonly<Record<string, KindCount>> {
    const doubt = 1 - agreement.otherwise.sureness;
    return Object.fromEntries(
      [...agreement.errors.values()].map(({ id, atMost }) => {
        const count = this.counts.get(id) ?? 0;
        const bounds = rateBounds(count, this.judged, doubt);
        const tolerance = atMost === null ? null : rateOf(atMost);
        const [rateMin, rateMax] = bounds.known ? [bounds.rateMin, bounds.rateMax] : [null, null];
        return [id, { count, of: this.judged, rateMin, rateMax, tolerance }];
      }),
    );
  }

  /** One case: how it stands, and where there is a label, which errors it was. */
  add(agreement: Agreement, { state }: Held, label: Answer | null): void {
    this.cases += 1;
    if (state.step === 'quarantined') return;
    if (state.step === 'proposing') this.unfinished += 1;
    else if (state.proposal === null) this.withoutProposal += 1;
    if (state.raw !== null) this.unusable += 1;
    if (state.decision === null) this.waiting += 1;
    else this.byRoute[state.decision.route] += 1;
    const was = this.errorsOf === 'proposals' ? state.proposal : state.decision?.route === 'auto' ? aiAnswer(state.decision) : null;
    if (label === null || was === null) return;
    this.judged += 1;
    for (const kind of errorsBetween(agreement, was, label)) this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
  }
}

const aiAnswer = ({ value, fills }: NonNullable<Held['state']['decision']>): Answer | null => (value === null ? null : { decision: value, fills });

function lineOf({ state }: Held): string {
  if (state.decision === null) return '';
  const { value, route, why, at } = state.decision;
  const { score = null, model = null } = state.proposal ?? {};
  return `${JSON.stringify({ key: state.key, decision: value, route, why, score, model, at: isoOf(at) })}\n`;
}

export interface Reporting {
  readonly engine: Engine;
  readonly office: Office;
  readonly step: LadderStep;
  /** Where one line per decision goes. */
  readonly out: string | null;
}

/** Goes through the file once more, in its order, and reads what became of each row. */
export async function report(file: FileToRun, { engine, office, step, out }: Reporting): Promise<RunFigures> {
  const { agreement } = office.runtime.process();
  const figures = new RunFigures(step);
  // Under another name until it is whole: half a file of decisions must not look like one.
  const partial = out === null ? null : await open(`${out}.part`, 'w');
  try {
    let last = 0;
    for await (const chunk of rowsOfFile(file, agreement)) {
      const keys = chunk.map(({ key }) => key);
      const held = new Map((await casesByKey(engine.db, office.runtime.number, keys)).map((row) => [row.key, heldOf(row)]));
      const lines: string[] = [];
      for (const row of chunk) {
        figures.rows += 1;
        if (row.labelProblem !== null) figures.unreadLabels.add(row, row.labelProblem);
        const found = held.get(row.key);
        const admitted = found?.state.step !== 'quarantined' && (found?.seqs[0] ?? 0) > last ? null : admit(agreement, row, engine.now());
        if (found === undefined) figures.rejected.add(row, admitted?.ok === false ? admitted.detail : 'It was not taken in.');
        else if ((found.seqs[0] ?? 0) <= last) again(figures, row, found, admitted);
        else {
          last = found.seqs[0] ?? 0;
          figures.add(agreement, found, row.label);
          if (found.state.step === 'quarantined') figures.quarantine.add(row, whyOf(admitted));
          lines.push(lineOf(found));
        }
      }
      await writeAll(partial, lines);
    }
  } finally {
    await partial?.close();
  }
  if (out !== null) await rename(`${out}.part`, out);
  return figures;
}

const writeAll = async (file: FileHandle | null, lines: readonly string[]): Promise<void> => {
  if (file !== null) await file.writeFile(lines.join(''));
};

type Admitted = ReturnType<typeof admit> | null;

const whyOf = (admitted: Admitted): string =>
  admitted?.ok === true ? admitted.value.problems.map(({ message }) => message).join(' ') : (admitted?.detail ?? '');

/** A row with the key of an earlier one: the same input again is the same case; another input is somebody's mistake. */
function again(figures: RunFigures, row: CaseRow, { salt, inputHash, state }: Held, admitted: Admitted): void {
  if (admitted === null || !admitted.ok) {
    figures.rejected.add(row, whyOf(admitted));
    return;
  }
  const { raw, values } = admitted.value;
  if (salt !== null && keyedHash(salt, raw) === inputHash) {
    figures.repeated += 1;
    return;
  }
  const differing =
    values === null ? [] : Object.keys(values).filter((name) => JSON.stringify(values[name]) !== JSON.stringify(state.values[name] ?? null));
  figures.rejected.add(row, `An earlier row has the same key "${row.key}" and another ${differing.join(', ') || 'input'}.`);
}
