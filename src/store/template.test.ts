import pg from 'pg';
import { afterAll, describe, expect, test } from 'vitest';
import { freshDatabase, testCluster } from '../../test/freshDatabase.ts';
import { cloneTemplate, makeTemplate } from './template.ts';

async function ask(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

describe('clones of a template', () => {
  const cluster = testCluster();
  afterAll(() => cluster.dropDatabase('template_of_letters'));

  test('have what the template holds, and change apart from it and from each other', async () => {
    await makeTemplate(cluster, 'template_of_letters', async (url) => {
      await ask(url, `create table letters (letter text); insert into letters values ('a'); grant select, insert on letters to fortnight_app`);
    });
    const [one, two] = await Promise.all([
      cloneTemplate(cluster, 'template_of_letters', 'letters_one'),
      cloneTemplate(cluster, 'template_of_letters', 'letters_two'),
    ]);
    await ask(one.appUrl, `insert into letters values ('b')`);
    expect(await ask(one.ownerUrl, 'select letter from letters order by letter')).toEqual([{ letter: 'a' }, { letter: 'b' }]);
    expect(await ask(two.appUrl, 'select letter from letters')).toEqual([{ letter: 'a' }]);
    await Promise.all([one.drop(), two.drop()]);
    expect(await cluster.hasDatabase('letters_one')).toBe(false);
  });

  test('can be dropped while somebody is connected', async () => {
    const database = await freshDatabase();
    const client = new pg.Client({ connectionString: database.appUrl });
    client.on('error', () => undefined);
    await client.connect();
    await database.drop();
    expect(await cluster.hasDatabase(database.name)).toBe(false);
    await client.end();
  });
});

describe('the two roles', () => {
  test('the application can change nothing of the schema', async () => {
    const database = await freshDatabase();
    expect((await ask(database.appUrl, 'select current_user as role'))[0]?.role).toBe('fortnight_app');
    for (const ddl of ['create table mine (id int)', 'create temporary table mine (id int)', 'create schema mine', 'create database mine']) {
      await expect(ask(database.appUrl, ddl), ddl).rejects.toThrow(/permission denied/);
    }
    await database.drop();
  });

  test('the owner can make tables, and neither databases nor roles', async () => {
    const database = await freshDatabase();
    await ask(database.ownerUrl, 'create table mine (id int)');
    await expect(ask(database.ownerUrl, 'create database mine')).rejects.toThrow(/permission denied/);
    await expect(ask(database.ownerUrl, 'create role mine')).rejects.toThrow(/permission denied/);
    await database.drop();
  });

  test('text is UTF-8, ordered by code point, and knows letters beyond ASCII', async () => {
    const database = await freshDatabase();
    const rows = await ask(database.appUrl, `select t from unnest(array['é', 'a', 'Z', 'z', 'B', 'ä']) as t order by t`);
    expect(rows.map((row) => row.t)).toEqual(['B', 'Z', 'a', 'z', 'ä', 'é']);
    expect(await ask(database.appUrl, `select lower('MÜLLER') as name, current_setting('server_encoding') as encoding`)).toEqual([
      { name: 'müller', encoding: 'UTF8' },
    ]);
    await database.drop();
  });
});
