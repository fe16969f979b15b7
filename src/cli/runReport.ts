// What a run says at its end, computed from the database, so that a run that was interrupted and one that was not say the same.
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { type Agreement, rateOf } from '../core/agreement.ts';
import type { LadderStep } from '../core/ladder.ts';
import { mayAiDecide } from '../core/ladder.ts';
import { isoOf } from '../core/time.ts';
import { type Answer, errorsBetween } from '../core/tolerance.ts';
import type { Engine } from '../engine/engine.ts';
import { heldOf } from '../engine/held.ts';
import type { Office } from '../engine/office.ts';
import { rateBounds } from '../statistics/index.ts';
import { casesByKey } from '../store/cases.ts';
import { type FileToRun, rowsOfFile } from './runFile.ts';

export interface KindCount {
  readonly count: number;
  readonly of: number;
  readonly rateMin: number | null;
  readonly rateMax: number | null;
  readonly tolerance: number | null;
}

export interface RunFigures {
  readonly cases: number;
  readonly decided: number;
  readonly byRoute: { readonly auto: number; readonly review: number; readonly fallback: number; readonly outside: number };
  readonly waiting: number;
  readonly quarantined: number;
  readonly errors: Readonly<Record<string, KindCount>>;
  /** What `errors` counts: the decisions of the AI, or in shadow and assisted its proposals. */
  readonly errorsOf: 'auto' | 'proposals';
  readonly unusable: number;
}

/** Goes through the file once more, in its order, and reads what became of each row. Writes `--out` on the way. */
export async function report(
  file: FileToRun,
  out: string | null,
  { engine, office, step, onRows }: { engine: Engine; office: Office; step: LadderStep; onRows(done: number): void },
): Promise<RunFigures> {
  const { agreement } = office.runtime.process();
  const errorsOf = mayAiDecide(step) ? 'auto' : 'proposals';
  const counts = new Map([...agreement.errors.keys()].map((kind) => [kind, 0]));
  const byRoute = { auto: 0, review: 0, fallback: 0, outside: 0 };
  let [cases, waiting, quarantined, judged, unusable, done] = [0, 0, 0, 0, 0, 0];
  const partial = out === null ? null : `${out}.part`;
  const stream = partial === null ? null : createWriteStream(partial);
  const seen = new Set<string>();
  for await (const chunk of rowsOfFile(file, agreement)) {
    const rows = await casesByKey(
      engine.db,
      office.runtime.number,
      chunk.map(({ key }) => key.normalize('NFC')),
    );
    const byKey = new Map(rows.map((row) => [row.key, heldOf(row)]));
    for (const row of chunk) {
      const held = byKey.get(row.key.normalize('NFC'));
      if (held === undefined || seen.has(held.state.id)) continue;
      // Only a key column can repeat a case; keys made from row numbers cannot, and need no memory.
      if (file.mapping.key !== null) seen.add(held.state.id);
      const { state } = held;
      cases += 1;
      if (state.step === 'quarantined') quarantined += 1;
      else if (state.decision === null) waiting += 1;
      else byRoute[state.decision.route] += 1;
      if (state.raw !== null) unusable += 1;
      const was = judgedAnswer(state, errorsOf);
      if (row.label !== null && was !== null) {
        judged += 1;
        const right: Answer = { decision: row.label.decision, fills: row.label.fills as Answer['fills'] };
        for (const kind of errorsBetween(agreement, was, right)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
      }
      if (stream !== null && state.decision !== null) {
        const { value, route, why, at } = state.decision;
        const line = {
          key: state.key,
          decision: value,
          route,
          why,
          score: state.proposal?.score ?? null,
          model: state.proposal?.model ?? null,
          at: isoOf(at),
        };
        if (!stream.write(`${JSON.stringify(line)}\n`)) await once(stream, 'drain');
      }
    }
    done += chunk.length;
    onRows(done);
  }
  if (stream !== null && partial !== null && out !== null) {
    stream.end();
    await finished(stream);
    await rename(partial, out);
  }
  const decided = byRoute.auto + byRoute.review + byRoute.fallback + byRoute.outside;
  const errors = file.mapping.label === null ? {} : boundsOf(agreement, counts, judged);
  return { cases, decided, byRoute, waiting, quarantined, errors, errorsOf, unusable };
}

function judgedAnswer(state: ReturnType<typeof heldOf>['state'], errorsOf: RunFigures['errorsOf']): Answer | null {
  if (errorsOf === 'proposals') return state.proposal;
  const { decision } = state;
  return decision === null || decision.route !== 'auto' || decision.value === null ? null : { decision: decision.value, fills: decision.fills };
}

function boundsOf(agreement: Agreement, counts: ReadonlyMap<string, number>, of: number): Record<string, KindCount> {
  const doubt = 1 - agreement.otherwise.sureness;
  return Object.fromEntries(
    [...agreement.errors.values()].map(({ id, atMost }) => {
      const count = counts.get(id) ?? 0;
      const bounds = rateBounds(count, of, doubt);
      const tolerance = atMost === null ? null : rateOf(atMost);
      return [id, { count, of, rateMin: bounds.known ? bounds.rateMin : null, rateMax: bounds.known ? bounds.rateMax : null, tolerance }];
    }),
  );
}
