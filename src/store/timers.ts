// Timers that are no case's, and effects that wait to go out. Both are claimed per process, by moving their moment away.
import type pg from 'pg';

export interface TimerRow {
  readonly kind: string;
  readonly subject: string;
  readonly dueAt: number;
}

/** Reading is enough: what a timer does is decided at the head of the journal, where a second node finds it done. */
export async function dueTimers(db: pg.Pool, process: number, now: number, limit: number): Promise<readonly TimerRow[]> {
  const text = `select timers.kind, timers.subject, timers.due_at as "dueAt" from timers
                 where timers.process = $1 and timers.due_at <= $2 order by timers.due_at, timers.kind, timers.subject limit $3`;
  const { rows } = await db.query<TimerRow>({ name: 'due-timers', text, values: [process, now, limit] });
  return rows;
}

export interface OutboxRow {
  readonly id: string;
  readonly kind: string;
  readonly caseId: string | null;
  readonly body: string;
  readonly attempts: number;
}

/** Takes effects that are due; whoever does not come back gives them free when the lease ends. */
export async function claimEffects(db: pg.Pool, process: number, now: number, limit: number, until: number): Promise<readonly OutboxRow[]> {
  const text = `
  with due as (
    select outbox.id from outbox where outbox.process = $1 and outbox.due_at <= $2
     order by outbox.due_at, outbox.id limit $3 for update skip locked)
  update outbox set due_at = $4, attempts = outbox.attempts + 1 from due where outbox.process = $1 and outbox.id = due.id
  returning outbox.id, outbox.kind, outbox.case_id as "caseId", outbox.body, outbox.attempts`;
  const { rows } = await db.query<OutboxRow>({ name: 'claim-effects', text, values: [process, now, limit, until] });
  return rows;
}

/** When to try again; null: never by itself. */
export async function postponeEffect(db: pg.Pool, process: number, id: string, dueAt: number | null): Promise<void> {
  const text = 'update outbox set due_at = $3 where outbox.process = $1 and outbox.id = $2 and outbox.sent_at is null';
  await db.query({ name: 'postpone-effect', text, values: [process, id, dueAt] });
}

export async function countCasesInStep(db: pg.Pool, process: number, step: string): Promise<number> {
  const text = 'select count(*) as n from cases where cases.process = $1 and cases.step = $2';
  const { rows } = await db.query<{ n: number }>({ name: 'count-cases-in-step', text, values: [process, step] });
  return rows[0]?.n ?? 0;
}
