// What a process has before it, in one figure each.
import type pg from 'pg';

/** The earliest deadline among cases that are not decided yet; null when none has one. */
export async function nextDeadline(db: pg.Pool, process: number): Promise<number | null> {
  const text = `select min(cases.deadline) as "dueAt" from cases
                 where cases.process = $1 and cases.due_at is not null and cases.step in ('proposing', 'observing', 'reviewing')`;
  const { rows } = await db.query<{ dueAt: number | null }>({ name: 'next-deadline', text, values: [process] });
  return rows[0]?.dueAt ?? null;
}
