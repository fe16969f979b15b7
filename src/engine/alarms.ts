// Whatever is due, at the moment it is due: cases whose silence counts, timers, effects. A live node and a drill call the same tick.
import { earliest, type Instant, instant, later, milliseconds } from '../core/time.ts';
import { claimDueCases, nextDue, renewLeases } from '../store/cases.ts';
import { dueTimers, type TimerRow } from '../store/timers.ts';
import { voidCertificate } from './certificates.ts';
import { deliverDue } from './effects.ts';
import type { Engine } from './engine.ts';
import { heldOf } from './held.ts';
import { lease } from './ledger.ts';
import { FencedItem, type Office } from './office.ts';
import { inHandMax } from './proposing.ts';

/** One claim; a few commits' worth. */
const claimMax = 500;

/** When something is due next, in any process; null when nothing is. */
export async function nextDueAt(engine: Engine): Promise<Instant | null> {
  const due = (await nextDue(engine.db)).map(({ dueAt }) => instant(dueAt));
  const renewals = (await engine.opened()).flatMap(({ proposer }) => (proposer.inHand === 0 ? [] : [proposer.renewAt ?? engine.now()]));
  return [...due, ...renewals].reduce<Instant | null>((first, at) => (first === null || at < first ? at : first), null);
}

/** Half of a lease, so that a tick may come late once before others believe that this node is gone. */
const renewEvery = milliseconds(lease / 2);

/**
 * A case may wait for its turn, or for a slow AI, longer than a lease; as long as this node lives, nobody else takes it over.
 * At a moment that counts for people (the fallback, the deadline) it is given up: then the decision does not wait for the AI.
 */
async function renew(engine: Engine, { runtime, proposer }: Office, now: Instant): Promise<void> {
  if (proposer.inHand === 0 || (proposer.renewAt !== null && proposer.renewAt > now)) return;
  proposer.renewAt = later(now, renewEvery);
  const cases = [...proposer.held].flatMap(({ state, epoch }) => {
    const { fallbackAt, dueAt } = state.schedule;
    const moments = [fallbackAt, dueAt].filter((at) => at !== null);
    const next = moments.find((at) => at > now) ?? null;
    const reached = moments.some((at) => at <= now && at > state.openedAt);
    return reached ? [] : [{ id: state.id, epoch, until: next === null ? later(now, lease) : earliest(later(now, lease), next) }];
  });
  if (cases.length > 0) await renewLeases(engine.db, runtime.number, cases);
}

/** Does everything that is due now, and says whether there was anything. */
export async function tick(engine: Engine): Promise<boolean> {
  const now = engine.now();
  const due = (await nextDue(engine.db)).filter(({ dueAt }) => dueAt <= now);
  for (const office of await engine.opened()) await renew(engine, office, now);
  const errors: unknown[] = [];
  let worked = false;
  // What goes wrong in one process, or in one kind of work, keeps nobody else from being in time.
  const tried = async (work: () => Promise<boolean>): Promise<void> => {
    try {
      worked = (await work()) || worked;
    } catch (error) {
      errors.push(error);
    }
  };
  for (const { process } of due) {
    await tried(async () => {
      const office = await engine.officeOf(process);
      const { receiver } = engine;
      if (office === null) return false;
      await tried(() => dueCases(engine, office, now));
      await tried(() => dueTimersOf(engine, office, now));
      if (receiver !== null) await tried(() => deliverDue(engine, office, receiver, now));
      return false;
    });
  }
  if (errors.length > 0) throw errors[0];
  return worked;
}

async function dueCases(engine: Engine, { runtime, scribe, proposer }: Office, now: Instant): Promise<boolean> {
  if (runtime.agreement === null) return false;
  let worked = false;
  while (proposer.inHand < inHandMax) {
    const rows = await claimDueCases(engine.db, runtime.number, now, claimMax, lease);
    await Promise.all(rows.map((row) => scribe.write(new FencedItem(heldOf(row), { kind: 'dueReached', claims: row.claims }))));
    worked = worked || rows.length > 0;
    if (rows.length < claimMax) break;
  }
  return worked;
}

async function dueTimersOf(engine: Engine, office: Office, now: Instant): Promise<boolean> {
  if (office.runtime.agreement === null) return false;
  const timers = await dueTimers(engine.db, office.runtime.number, now, claimMax);
  const rung = await Promise.allSettled(timers.map((timer) => ring(engine, office, timer)));
  for (const one of rung) if (one.status === 'rejected') throw one.reason;
  return timers.length > 0;
}

/** A new kind of timer is a new row. The act is judged at the head, so that a timer that rings twice acts once. */
const bells: Readonly<Record<string, (engine: Engine, office: Office, subject: string) => Promise<void>>> = {
  incident: (_, { scribe }, subject) =>
    scribe.write({
      compute: (ledger) => {
        const open = ledger.runtime.incidentById(subject);
        const { acknowledgeBy } = open?.state ?? { acknowledgeBy: null };
        if (open === null || acknowledgeBy === null) ledger.timer('incident', subject, null);
        else if (acknowledgeBy <= ledger.now) ledger.moveIncident(open, { kind: 'silence' });
      },
    }),
  certificate: (_, { scribe, runtime }, subject) =>
    scribe.write({
      compute: (ledger) => {
        const { certificate } = runtime;
        if (certificate?.id !== subject) ledger.timer('certificate', subject, null);
        else if (certificate.until <= ledger.now) voidCertificate(ledger, 'It has reached its end.');
      },
    }),
  dayEnds: (_, { scribe }, subject) =>
    scribe.write({
      compute: (ledger) => {
        ledger.timer('dayEnds', subject, null);
        const open = ledger.runtime.incidentById(subject);
        if (open !== null) ledger.moveIncident(open, { kind: 'closed', by: 'fortnight', why: 'Another day has begun.' });
      },
    }),
};

async function ring(engine: Engine, office: Office, { kind, subject }: TimerRow): Promise<void> {
  const bell = bells[kind];
  if (bell === undefined) throw new Error(`Nobody knows what the timer "${kind}" is for.`);
  await bell(engine, office, subject);
}
