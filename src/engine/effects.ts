// What leaves the house: performed after the commit, at least once, each under a stable id by which the receiver knows a repeat.

import { type Duration, hours, type Instant, later, minutes, seconds } from '../core/time.ts';
import type { CaseView } from '../core/view.ts';
import { viewOf } from '../core/view.ts';
import { casesById } from '../store/cases.ts';
import { claimEffects, type OutboxRow, postponeEffect } from '../store/timers.ts';
import type { Engine } from './engine.ts';
import { heldOf } from './held.ts';
import type { Office } from './office.ts';

export type Effect =
  | { readonly id: string; readonly kind: 'decided'; readonly process: string; readonly seq: number; readonly case: CaseView }
  | { readonly id: string; readonly kind: 'notice'; readonly process: string; readonly to: string; readonly incident: string; readonly say: string };

/** Whoever receives effects. Throwing, or resolving to false, means: not delivered, try again. */
export type Receiver = (effect: Effect) => Promise<boolean>;

const holdFor = minutes(1);
const atOnce = 100;
/** 75.6 hours in all (SECURITY section 7); then a person has it. */
const waits: readonly Duration[] = [seconds(5), minutes(5), minutes(30), hours(2), hours(5), hours(10), hours(14), hours(20), hours(24)];

/** Delivers what is due in one process; true when something was. */
export async function deliverDue(engine: Engine, office: Office, receiver: Receiver, now: Instant): Promise<boolean> {
  const { number } = office.runtime;
  const rows = await claimEffects(engine.db, number, now, atOnce, later(now, holdFor));
  await Promise.all(rows.map((row) => deliver(engine, office, receiver, row)));
  return rows.length > 0;
}

async function deliver(engine: Engine, office: Office, receiver: Receiver, row: OutboxRow): Promise<void> {
  const { runtime, scribe } = office;
  const effect = await effectOf(engine, office, row);
  if (effect === null || (await receiver(effect).catch(() => false))) {
    await scribe.write({
      compute: (ledger) => {
        ledger.rest.delivered.push({ id: row.id, sentAt: ledger.now });
        if (effect !== null) ledger.record({ kind: 'effectSent', by: 'fortnight', data: { effect: row.id, kind: row.kind, attempts: row.attempts } });
      },
    });
    return;
  }
  const wait = waits[row.attempts - 1];
  // One incident for all of a kind: else each notice that cannot be delivered would make an incident, and that one notices of its own.
  // Somebody knows of it before it is given up; who dies between the two is tried again.
  if (wait === undefined) {
    const say = `The effect ${row.id} was not delivered in ${row.attempts} attempts.`;
    await scribe.write({ compute: (ledger) => ledger.happened('effectNotDelivered', row.kind, say) });
  }
  await postponeEffect(engine.db, runtime.number, row.id, wait === undefined ? null : later(engine.now(), wait));
}

/** null: there is nothing left to say. The case was erased, or the decision contested; what is decided then has an effect of its own. */
async function effectOf(engine: Engine, { runtime }: Office, row: OutboxRow): Promise<Effect | null> {
  if (row.kind === 'notice') {
    const { to, incident, say } = JSON.parse(row.body) as { to: string; incident: string; say: string };
    return { id: row.id, kind: 'notice', process: runtime.name, to, incident, say };
  }
  const { seq } = JSON.parse(row.body) as { seq: number };
  const [found] = await casesById(engine.db, runtime.number, [row.caseId ?? '']);
  if (found === undefined || found.salt === null) return null;
  const { state, decidedSeq } = heldOf(found);
  if (decidedSeq !== seq || state.decision === null) return null;
  return { id: row.id, kind: 'decided', process: runtime.name, seq, case: viewOf(state) };
}
