// The application cannot rewrite history (SECURITY D4): each verb is tried as its role, and each that is refused works for the owner,
// so that it is the right that is missing and not the statement that is wrong.
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshDatabase } from '../../test/freshDatabase.ts';
import type { Clone } from './template.ts';

let database: Clone;
let app: pg.Client;
let owner: pg.Client;
beforeAll(async () => {
  database = await freshDatabase();
  app = new pg.Client({ connectionString: database.appUrl });
  owner = new pg.Client({ connectionString: database.ownerUrl });
  await app.connect();
  await owner.connect();
  await owner.query(`insert into journal (process, first, last, lines) values (0, 1, 1, 'x')`);
});
afterAll(async () => {
  await app.end();
  await owner.end();
  await database.drop();
});

/** The error code of a statement; null when it works. Nothing stays of it. */
async function refusal(client: pg.Client, text: string): Promise<string | null> {
  await client.query('begin');
  try {
    await client.query(text);
    return null;
  } catch (error) {
    return String((error as { code?: unknown }).code);
  } finally {
    await client.query('rollback');
  }
}

const noRight = '42501';
const appended = { journal: 'lines', roots: 'root', agreements: 'source', signatures: 'by' };
const inserts = {
  journal: `insert into journal (process, first, last, lines) values (0, 2, 2, 'y')`,
  roots: `insert into roots (process, id, root) values (0, 1, 'r')`,
  agreements: `insert into agreements (process, hash, trust_hash, source, added_at) values (0, 'h', 't', 's', 0)`,
  signatures: `insert into signatures (process, subject, hash, by, at) values (0, 'agreement', 'h', 'x', 0)`,
};

describe.each(Object.entries(appended))('%s', (table, column) => {
  test.each([
    ['update', `update ${table} set ${column} = 'z'`],
    ['update, no row of it', `update ${table} set ${column} = 'z' where false`],
    ['delete', `delete from ${table}`],
    ['truncate', `truncate ${table}`],
    [
      'insert that changes what is there',
      `${inserts[table as keyof typeof inserts]} on conflict (process${keyOf(table)}) do update set ${column} = 'z'`,
    ],
    ['select for update', `select 1 from ${table} for update`],
    ['drop', `drop table ${table}`],
    ['alter', `alter table ${table} add column more text`],
    ['a trigger', `create trigger t before insert on ${table} for each row execute function suppress_redundant_updates_trigger()`],
    ['a rule', `create rule r as on insert to ${table} do instead nothing`],
    ['an index', `create index on ${table} (process)`],
    ['row security', `alter table ${table} enable row level security`],
    ['the ownership', `alter table ${table} owner to current_user`],
  ])('%s is refused', async (_, text) => {
    expect(await refusal(app, text)).toBe(noRight);
    expect(await refusal(owner, text)).toBeNull();
  });

  test('appending is allowed, and reading', async () => {
    expect(await refusal(app, inserts[table as keyof typeof inserts])).toBeNull();
    expect(await refusal(app, `select * from ${table}`)).toBeNull();
  });
});

function keyOf(table: string): string {
  return { journal: ', first', roots: ', id', agreements: ', hash', signatures: ', subject, hash, by' }[table] ?? '';
}

describe('the schema', () => {
  test.each([
    ['a table', 'create table t (n int)'],
    ['a view', 'create view v as select 1 as n'],
    ['a function', `create function f() returns int language sql as 'select 1'`],
    ['a type', 'create type t as (n int)'],
    ['a sequence', 'create sequence s'],
    ['a change of the function that guards commits', 'drop function expect_rows(bigint, bigint, text)'],
    ['what the database is for', `insert into installation (name, value) values ('purpose', 'test')`],
    ['what was migrated', 'delete from migrations'],
  ])('%s is refused', async (_, text) => {
    expect(await refusal(app, text)).toBe(noRight);
    expect(await refusal(owner, text)).toBeNull();
  });

  // The owner of the tables may not do these either: an administrator may.
  test.each([
    ['another role', 'set role fortnight_owner'],
    ['a temporary table', 'create temporary table t (n int)'],
    ['a right for itself', 'grant update on journal to current_user'],
    ['a schema', 'create schema s'],
    ['replication, which skips triggers', 'set session_replication_role = replica'],
  ])('%s is refused or without effect', async (_, text) => {
    const refused = await refusal(app, `${text}; update journal set lines = 'z'`);
    expect(refused).toBe(noRight);
  });
});
