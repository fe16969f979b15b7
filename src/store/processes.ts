// What is true of a process: its head, its open incidents, its counts. Read without a lock to begin with, under the head's lock
// when another node was faster.
import type pg from 'pg';
import type { HeadRow } from './commit.ts';

export interface ProcessRow {
  readonly process: number;
  readonly name: string;
}

export interface IncidentRow {
  readonly id: string;
  readonly kind: string;
  readonly cause: string;
  readonly state: string;
}

export interface Standing {
  readonly head: HeadRow;
  readonly incidents: readonly IncidentRow[];
  readonly inARow: readonly { readonly value: string; readonly count: number }[];
  readonly certificate: { readonly certificate: string; readonly voidedAt: number | null } | null;
  readonly agreement: { readonly source: string; readonly signedBy: string | null } | null;
}

const headColumns = `heads.seq, heads.hash, heads.step, heads.paused_by as "pausedBy", heads.agreement, heads.certificate,
  heads.exposure_day as "exposureDay", heads.exposure_cases as "exposureCases", heads.exposure_money as "exposureMoney"`;

/** With `lock`, nobody else commits in this process until the transaction ends. */
export async function readStanding(db: pg.Pool | pg.ClientBase, process: number, lock: boolean): Promise<Standing> {
  const text = `select ${headColumns} from heads where heads.process = $1`;
  const { rows } = await db.query<HeadRow>(`${text}${lock ? ' for update' : ''}`, [process]);
  const head = rows[0];
  if (head === undefined) throw new Error(`There is no process number ${process}.`);
  const incidents = await db.query<IncidentRow>(
    'select incidents.id, incidents.kind, incidents.cause, incidents.state from incidents where process = $1 and closed_at is null',
    [process],
  );
  const inARow = await db.query<{ value: string; count: number }>(
    'select in_a_row.value, in_a_row.count from in_a_row where process = $1 and count > 0',
    [process],
  );
  const certificate = await db.query<{ certificate: string; voidedAt: number | null }>(
    'select certificates.certificate, certificates.voided_at as "voidedAt" from certificates where process = $1 and id = $2',
    [process, head.certificate],
  );
  const agreement = await db.query<{ source: string; signedBy: string | null }>(
    `select agreements.source, (select min(signatures.by) from signatures
       where signatures.process = agreements.process and subject = 'agreement' and signatures.hash = agreements.hash) as "signedBy"
       from agreements where agreements.process = $1 and agreements.hash = $2`,
    [process, head.agreement],
  );
  return {
    head,
    incidents: incidents.rows,
    inARow: inARow.rows,
    certificate: certificate.rows[0] ?? null,
    agreement: agreement.rows[0] ?? null,
  };
}

export async function listProcesses(db: pg.Pool): Promise<readonly ProcessRow[]> {
  const { rows } = await db.query<ProcessRow>('select processes.process, processes.name from processes order by processes.process');
  return rows;
}

/** Finds or adds a process by its name; numbers are given in order. */
export async function ensureProcess(db: pg.Pool, name: string, now: number, firstHash: string): Promise<number> {
  const client = await db.connect();
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock(7148, 4)');
    const found = await client.query<{ process: number }>('select processes.process from processes where name = $1', [name]);
    let process = found.rows[0]?.process;
    if (process === undefined) {
      const next = await client.query<{ process: number }>('select max(processes.process) + 1 as process from processes');
      process = next.rows[0]?.process ?? 1;
      await client.query('insert into processes (process, name, created_at) values ($1, $2, $3)', [process, name, now]);
      await client.query(
        `insert into heads (process, seq, hash, step, exposure_day, exposure_cases, exposure_money) values ($1, 0, $2, 'shadow', '', 0, '0')`,
        [process, firstHash],
      );
    }
    await client.query('commit');
    return process;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

/** The newest secret of the draw, added when there is none. */
export async function drawSecret(
  db: pg.Pool,
  process: number,
  fresh: { id: string; secret: string; at: number },
): Promise<{ id: string; secret: string }> {
  await db.query(
    `insert into draw_secrets (process, id, secret, at)
     select $1, $2, $3, $4 where not exists (select 1 from draw_secrets where process = $1) on conflict do nothing`,
    [process, fresh.id, fresh.secret, fresh.at],
  );
  const text = 'select draw_secrets.id, draw_secrets.secret from draw_secrets where process = $1 order by at desc, id desc limit 1';
  const { rows } = await db.query<{ id: string; secret: string }>(text, [process]);
  const found = rows[0];
  if (found === undefined) throw new Error('The secret of the draw was not stored.');
  return found;
}
