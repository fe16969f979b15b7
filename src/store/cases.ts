// Reading and claiming cases. Claims go per process, oldest deadline first, with a lease in `due_at` and a fencing epoch;
// `claims` counts how often a worker took the case and did not come back. Rows are looked up one by one (`lateral`, `ctid`), since a plan made
// from the statistics of a young table would read the whole process.
import type pg from 'pg';

export interface CaseRow {
  readonly id: string;
  readonly key: string;
  readonly salt: string | null;
  readonly inputHash: string | null;
  readonly input: string | null;
  readonly extra: string | null;
  readonly step: string;
  readonly epoch: number;
  readonly claims: number;
  readonly state: string;
}

const columns = `cases.id, cases.key, cases.salt, cases.input_hash as "inputHash", cases.input, cases.extra, cases.step, cases.epoch, cases.claims,
  cases.state`;

/** Takes up to `limit` due cases of one process; no lease reaches over a deadline. `now` is a value: a drill runs the same SQL. */
const claimDue = {
  name: 'claim-due-cases',
  text: `
  with due as (
    select cases.ctid as place from cases
     where cases.process = $1 and cases.due_at <= $2
     order by cases.due_at, cases.id
     limit $3 for update skip locked)
  update cases set due_at = case when cases.deadline > $2 then least($4, cases.deadline) else $4 end, epoch = cases.epoch + 1,
         claims = cases.claims + 1
   where cases.process = $1 and cases.ctid = any(array(select due.place from due))
  returning ${columns}`,
};

export async function claimDueCases(db: pg.Pool, process: number, now: number, limit: number, lease: number): Promise<readonly CaseRow[]> {
  const { rows } = await db.query<CaseRow>({ ...claimDue, values: [process, now, limit, now + lease] });
  return rows;
}

/** Keeps cases that this program still has in hand; whoever has taken one over meanwhile keeps it. No claim is counted. */
export async function renewLeases(
  db: pg.Pool,
  process: number,
  cases: readonly { readonly id: string; readonly epoch: number; readonly until: number }[],
): Promise<void> {
  // A row that somebody is writing right now needs no renewal, and waiting for it could close a circle with that commit.
  const text = `
  with mine as (
    select cases.id, x.until from json_to_recordset($2::json) as x(id text, epoch int, until bigint)
      join cases on cases.process = $1 and cases.id = x.id and cases.epoch = x.epoch and cases.step = 'proposing'
       for update of cases skip locked)
  update cases set due_at = mine.until from mine where cases.process = $1 and cases.id = mine.id`;
  await db.query({ name: 'renew-leases', text, values: [process, JSON.stringify(cases)] });
}

/** Which processes have something due, and when the next thing is due: one cheap read, before any claim. */
const nextDueQuery = {
  name: 'next-due',
  text: `
  select processes.process,
         least((select min(cases.due_at) from cases where cases.process = processes.process and cases.due_at is not null),
               (select min(timers.due_at) from timers where timers.process = processes.process),
               (select min(outbox.due_at) from outbox where outbox.process = processes.process and outbox.due_at is not null)) as "dueAt"
    from processes`,
};

export async function nextDue(db: pg.Pool): Promise<readonly { readonly process: number; readonly dueAt: number }[]> {
  const { rows } = await db.query<{ process: number; dueAt: number | null }>(nextDueQuery);
  return rows.flatMap(({ process, dueAt }) => (dueAt === null ? [] : [{ process, dueAt }]));
}

const byId = (lock: string): string => `select found.* from unnest($2::text[]) as wanted(id)
     cross join lateral (select ${columns} from cases where cases.process = $1 and cases.id = wanted.id offset 0 ${lock}) as found`;

export async function casesById(db: pg.Pool | pg.ClientBase, process: number, ids: readonly string[]): Promise<readonly CaseRow[]> {
  const { rows } = await db.query<CaseRow>({ name: 'cases-by-id', text: byId(''), values: [process, ids] });
  return rows;
}

/** Nobody claims these until the transaction ends; for whoever holds the head's lock. */
export async function lockCases(db: pg.ClientBase, process: number, ids: readonly string[]): Promise<readonly CaseRow[]> {
  const { rows } = await db.query<CaseRow>({ name: 'lock-cases', text: byId('for update'), values: [process, ids] });
  return rows;
}

export async function casesByKey(db: pg.Pool | pg.ClientBase, process: number, keys: readonly string[]): Promise<readonly CaseRow[]> {
  const text = `select found.* from unnest($2::text[]) as wanted(key)
     cross join lateral (select ${columns} from cases where cases.process = $1 and cases.key = wanted.key offset 0) as found`;
  const { rows } = await db.query<CaseRow>({ name: 'cases-by-key', text, values: [process, keys] });
  return rows;
}

/** How many cases stand in each step, and how many went each route. */
export async function countCases(db: pg.Pool, process: number): Promise<readonly { step: string; route: string | null; n: number }[]> {
  const text = 'select cases.step, cases.route, count(*) as n from cases where cases.process = $1 group by 1, 2 order by 1, 2';
  const { rows } = await db.query<{ step: string; route: string | null; n: number }>({ name: 'count-cases', text, values: [process] });
  return rows;
}

/** Gives free what another program held when it ended; only for whoever has the database to himself. */
export async function releaseLeases(db: pg.Pool, process: number, now: number): Promise<void> {
  const text = `update cases set due_at = $2, claims = 0 where cases.process = $1 and cases.step = 'proposing'`;
  await db.query({ name: 'release-leases', text, values: [process, now] });
}
