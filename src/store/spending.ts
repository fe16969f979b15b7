// What the AI of a process has cost, over restarts and over nodes: one sum per day and one per month (UTC).
import type pg from 'pg';

const periodsOf = (iso: string): readonly [day: string, month: string] => [iso.slice(0, 10), iso.slice(0, 7)];

export async function readSpending(db: pg.Pool, process: number, iso: string): Promise<{ day: string; month: string }> {
  const [day, month] = periodsOf(iso);
  const text = 'select spending.period, spending.amount::text as amount from spending where process = $1 and period = any($2::text[])';
  const { rows } = await db.query<{ period: string; amount: string }>({ name: 'read-spending', text, values: [process, [day, month]] });
  const amountOf = (period: string): string => rows.find((row) => row.period === period)?.amount ?? '0';
  return { day: amountOf(day), month: amountOf(month) };
}

export async function addSpending(db: pg.Pool, process: number, iso: string, amount: string): Promise<void> {
  const text = `insert into spending (process, period, amount) select $1, period, $3::numeric from unnest($2::text[]) as period
    on conflict (process, period) do update set amount = spending.amount + excluded.amount`;
  await db.query({ name: 'add-spending', text, values: [process, periodsOf(iso), amount] });
}
