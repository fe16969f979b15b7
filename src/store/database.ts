// A connection to the database of an installation: numbers are numbers, moments are milliseconds, and one statement may ask for the time.
import pg from 'pg';
import { type Instant, instant } from '../core/time.ts';

/** int8 as a number: sequence numbers and moments stay far below 2^53. */
const types = {
  getTypeParser(oid: number, format?: string): unknown {
    if (oid === 20) return (text: string) => Number(text);
    return pg.types.getTypeParser(oid, format as 'text');
  },
} as pg.CustomTypesConfig;

/** The pool and one connection of it, for layers that hold them and never look inside. */
export type Database = pg.Pool;
export type Connection = pg.ClientBase;
export type PooledConnection = pg.PoolClient;

export function openDatabase(url: string, connectionsMax = 10): Database {
  const pool = new pg.Pool({ connectionString: url, max: connectionsMax, types, application_name: 'fortnight', pipeline: true });
  // A broken idle connection is replaced at its next use; whoever uses a broken one gets the error there. One that breaks between
  // two statements has nobody to tell, and without a listener it would end the whole program: a restarted database did.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
    // A plan that was kept from when a table was empty reads the whole of it when it is full. Planning anew costs a fraction of a millisecond.
    client.query('set plan_cache_mode = force_custom_plan').catch(() => undefined);
  });
  return pool;
}

/** The only statement that may ask the database for its clock, so that all nodes agree (RULINGS B5). */
const readClock = { name: 'read-database-clock', text: 'select (extract(epoch from clock_timestamp()) * 1000)::bigint as now' };

export async function readDatabaseClock(db: pg.Pool): Promise<Instant> {
  const { rows } = await db.query<{ now: number }>(readClock);
  return instant(rows[0]?.now ?? Number.NaN);
}

/** What this database is for: a plain installation, or one made for a test, a bench or a run. */
export async function purposeOf(db: pg.Pool): Promise<string> {
  const { rows } = await db.query<{ value: string }>(`select value from installation where name = 'purpose'`);
  return rows[0]?.value ?? 'live';
}

/** Said once, by whoever makes the database; the owner's role only. */
export async function setPurpose(ownerUrl: string, purpose: 'test' | 'bench' | 'run' | 'drill'): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const text = `insert into installation (name, value) values ('purpose', $1) on conflict (name) do update set value = excluded.value`;
    await client.query(text, [purpose]);
  } finally {
    await client.end();
  }
}
