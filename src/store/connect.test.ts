import pg from 'pg';
import { afterAll, describe, expect, test } from 'vitest';
import { freshDatabase, testCluster } from '../../test/freshDatabase.ts';
import { checkDatabaseName, judgeVersion, openExternal, urlWithDatabase } from './connect.ts';

describe('a server that somebody else runs', async () => {
  const database = await freshDatabase();
  afterAll(() => database.drop());

  test('serves with two roles, each with its own address', async () => {
    const opened = await openExternal(database.appUrl, database.ownerUrl);
    if (!opened.ok) throw new Error(opened.detail);
    expect(opened.value).toMatchObject({ kind: 'external', database: database.name, separateRoles: true });
    expect(opened.value.appUrl()).toBe(database.appUrl);
    expect(opened.value.ownerUrl()).toBe(database.ownerUrl);
    expect(await opened.value.hasDatabase(database.name)).toBe(true);
    expect(await opened.value.hasDatabase('nowhere')).toBe(false);
    await opened.value.stop();
    await opened.value.stop();
  });

  test('serves with one role, and says that it is one', async () => {
    const opened = await openExternal(database.ownerUrl);
    expect(opened).toMatchObject({ ok: true, value: { separateRoles: false } });
    if (opened.ok) await opened.value.stop();
  });

  test('makes and drops databases where its role may', async () => {
    const { administratorUrl } = testCluster().addresses;
    const opened = await openExternal(administratorUrl);
    if (!opened.ok) throw new Error(opened.detail);
    await opened.value.createDatabase('external_one', { template: database.name });
    expect(await opened.value.hasDatabase('external_one')).toBe(true);
    const client = new pg.Client({ connectionString: opened.value.appUrl('external_one') });
    await client.connect();
    expect((await client.query('select current_database() as name')).rows).toEqual([{ name: 'external_one' }]);
    await client.end();
    await opened.value.dropDatabase('external_one');
    expect(await opened.value.hasDatabase('external_one')).toBe(false);
    await opened.value.stop();
  });

  test.each([
    ['that does not answer', 'postgres://a:secret@127.0.0.1:1/x', /ECONNREFUSED/],
    ['with two addresses, neither of which answers', 'postgres://a:secret@localhost:1/x', /ECONNREFUSED/],
    ['without a database', 'postgres://a:secret@127.0.0.1:1', /names no database/],
    ['that is no address', 'my server', /is not an address like/],
    ['of another kind', 'mysql://a:secret@127.0.0.1/x', /is not an address like/],
  ])('%s: the reason is told, and never the password', async (_, url, why) => {
    const refused = await openExternal(url);
    expect(refused).toMatchObject({ ok: false, problem: 'database-unreachable' });
    expect(refused.ok ? '' : refused.detail).toMatch(why);
    expect(refused.ok ? '' : refused.detail).not.toContain('secret');
  });

  test('whose application role may not enter: known at the start, not at the first case', async () => {
    const wrong = new URL(database.appUrl);
    wrong.password = 'wrong';
    expect(await openExternal(wrong.href, database.ownerUrl)).toMatchObject({ ok: false, problem: 'database-unreachable' });
  });

  test.each([
    ['140012', 'database-too-old'],
    ['150000', 15],
    ['180004', 18],
    ['undefined', 'database-too-old'],
  ])('version %s: %s', (number, verdict) => {
    const judged = judgeVersion(number);
    expect(judged.ok ? judged.value : judged.problem).toBe(verdict);
  });
});

test('only the database changes in an address', () => {
  expect(urlWithDatabase('postgres://a:b%2F@h:5432/x?host=%2Ftmp%2Fy', 'z')).toBe('postgres://a:b%2F@h:5432/z?host=%2Ftmp%2Fy');
});

test.each(['', 'A', '1a', 'a b', 'a"b', "a'b", 'a/b', 'ä', 'a'.repeat(64)])('%j is no name for a database', (name) => {
  expect(() => checkDatabaseName(name)).toThrow(/is not a database name/);
});
