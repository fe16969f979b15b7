// The case row as queue, without rules, deadlines, hashes or outbox: a reference for how much room there is, not a product.
// Callers that arrive together share one insert and one commit; a worker claims, decides and writes in groups. Two journal rows per case.
import pg from 'pg';
import { type Contestant, connectionsMax, groupsOf, inParallel, type Payload } from '../contestant.ts';

const groupMax = 500;
const adders = 4;
const workers = 2;

const schema = `
  create table cases (
    process integer not null, id bigint generated always as identity, key text not null, input jsonb not null,
    step text not null, decision text, primary key (process, id), unique (process, key));
  create index cases_open on cases (process, id) where step = 'open';
  create table journal (
    process integer not null, seq bigint generated always as identity, case_id bigint not null, kind text not null, data jsonb not null,
    primary key (process, seq))`;

const insertCases = {
  name: 'insert-cases',
  text: `
  with added as (
    insert into cases (process, key, input, step)
    select 1, new.key, new.input::jsonb, 'open' from unnest($1::text[], $2::text[]) as new (key, input)
    returning id, key)
  insert into journal (process, case_id, kind, data) select 1, added.id, 'opened', jsonb_build_object('key', added.key) from added`,
};
const claimCases = {
  name: 'claim-cases',
  text: `select id::text, input from cases where process = 1 and step = 'open' order by id limit ${groupMax} for update skip locked`,
};
const decideCases = {
  name: 'decide-cases',
  text: `
  with decided as (
    update cases set step = 'decided', decision = made.decision
      from unnest($1::bigint[], $2::text[]) as made (id, decision)
     where cases.process = 1 and cases.id = made.id
    returning cases.id, cases.decision)
  insert into journal (process, case_id, kind, data)
  select 1, decided.id, 'decided', jsonb_build_object('value', decided.decision, 'route', 'auto') from decided`,
};

interface Waiting {
  readonly payload: Payload;
  readonly resolve: () => void;
  readonly reject: (why: unknown) => void;
}

export const bareRow: Contestant = {
  name: 'the bare case row',
  part: 'reference',
  note: 'keeps case, decision and two journal rows; no rules, deadlines or hashes',
  share: 1,
  async start(databaseUrl, decide) {
    const pool = new pg.Pool({ connectionString: databaseUrl, max: connectionsMax });
    pool.on('error', () => undefined);
    await pool.query(schema);
    let stopped = false;
    let wake: () => void = () => undefined;
    const waiting: Waiting[] = [];
    let adding = 0;

    const insert = async (payloads: readonly Payload[]): Promise<void> => {
      await pool.query({ ...insertCases, values: [payloads.map((one) => one.key), payloads.map((one) => JSON.stringify(one))] });
      wake();
    };
    const flush = async (): Promise<void> => {
      adding += 1;
      while (waiting.length > 0) {
        const group = waiting.splice(0, groupMax);
        try {
          await insert(group.map((one) => one.payload));
          for (const one of group) one.resolve();
        } catch (error) {
          for (const one of group) one.reject(error);
        }
      }
      adding -= 1;
    };
    const decideSome = async (client: pg.PoolClient): Promise<number> => {
      await client.query('begin');
      const { rows } = await client.query<{ id: string; input: Payload }>(claimCases);
      if (rows.length > 0) await client.query({ ...decideCases, values: [rows.map((row) => row.id), rows.map((row) => decide(row.input))] });
      await client.query('commit');
      return rows.length;
    };
    const work = async (): Promise<void> => {
      const client = await pool.connect();
      while (!stopped) {
        if ((await decideSome(client)) > 0) continue;
        // Woken by an insert of this process; the poll is for what arrived while we looked.
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, 5);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      client.release();
    };
    const working = Array.from({ length: workers }, work);
    return {
      addOne: (payload) =>
        new Promise((resolve, reject) => {
          waiting.push({ payload, resolve, reject });
          if (adding < adders) setImmediate(() => void flush());
        }),
      addMany: (payloads) => inParallel(groupsOf(payloads, groupMax), adders, insert),
      async finished() {
        const { rows } = await pool.query<{ done: string; entries: string }>(
          `select (select count(*) from cases where step = 'decided') as done, (select count(*) from journal where kind = 'decided') as entries`,
        );
        if (rows[0]?.done !== rows[0]?.entries) throw new Error(`${rows[0]?.done} decided, ${rows[0]?.entries} in the journal`);
        return Number(rows[0]?.done);
      },
      async stop() {
        stopped = true;
        await Promise.all(working);
        await pool.end();
      },
    };
  },
};
