// Who uses an embedded server. The locks live in the server and belong to a connection, so they end with their process, whatever ends it:
// no file with a process number can go stale. "program" is held by the one program that works here, "present" is shared by everybody.
import pg from 'pg';
import type { Administrator } from './connect.ts';

const program = '7148, 1';
const present = '7148, 2';

/** What the typings leave out: whether an open connection keeps the process running. */
interface Holding {
  ref(): void;
  unref(): void;
}

/** A connection that says "this process is here". */
export interface Presence extends Administrator {
  /** Leaves; true when nobody else is here, and then nobody can come in any more: the server must be stopped. */
  leaveAsLast(): Promise<boolean>;
  /** Closes the connection. */
  close(): Promise<void>;
}

export type Entered = { readonly entered: true; readonly presence: Presence } | { readonly entered: false; readonly heldBy: number | null };

const holder = `
  select activity.application_name from pg_catalog.pg_locks locks
    join pg_catalog.pg_stat_activity activity on activity.pid = locks.pid
   where locks.locktype = 'advisory' and locks.classid = 7148 and locks.objid = 1 and locks.objsubid = 2 and locks.granted`;

/** Enters as the program (alone) or beside it. Rejects when the server goes away meanwhile; the caller then starts again. */
export async function enter(url: string, data: string, alone: boolean, onLost: () => void): Promise<Entered> {
  const client = new pg.Client({ connectionString: url, application_name: `fortnight ${process.pid}` }) as pg.Client & Holding;
  // A connection that breaks between queries is reported by the next query.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query(`select current_setting('data_directory') as data`);
    if (rows[0]?.data !== data) throw new Error(`The server at ${url} works on ${rows[0]?.data}, not on ${data}.`);
    // Waits while the last program stops the server, and then fails with it.
    await client.query(`select pg_advisory_lock_shared(${present})`);
    if (alone) {
      const taken = await client.query(`select pg_try_advisory_lock(${program}) as taken`);
      if (taken.rows[0]?.taken !== true) {
        const who = await client.query(holder);
        await client.end();
        return { entered: false, heldBy: Number(/^fortnight (\d+)$/.exec(String(who.rows[0]?.application_name))?.[1] ?? Number.NaN) || null };
      }
    }
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
  const query = async (text: string, values: readonly unknown[] = []) => {
    // Between queries the presence must not keep a program running that has finished.
    client.ref();
    try {
      return await client.query<Record<string, unknown>>(text, [...values]);
    } finally {
      client.unref();
    }
  };
  client.unref();
  let closing = false;
  client.on('end', () => {
    if (!closing) onLost();
  });
  return {
    entered: true,
    presence: {
      query,
      leaveAsLast: async () => {
        await query(`select pg_advisory_unlock_shared(${present})`);
        const { rows } = await query(`select pg_try_advisory_lock(${present}) as last`);
        return rows[0]?.last === true;
      },
      close: () => {
        closing = true;
        client.ref();
        return client.end();
      },
    },
  };
}
