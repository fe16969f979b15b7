// Migrations: plain SQL, forward only, in the order of their numbers, one transaction each under one lock: ten nodes that start
// together migrate once. A database newer than this program is refused when the unknown migration is marked `breaking`.
import { readdir, readFile } from 'node:fs/promises';
import pg from 'pg';
import { ok, type Result, refuse } from '../core/problems.ts';
import { rightsOfApplication } from './rights.ts';

const folder = new URL('./migrations/', import.meta.url);

interface Migration {
  readonly version: number;
  readonly name: string;
  readonly breaking: boolean;
  readonly text: string;
}

async function readMigrations(): Promise<readonly Migration[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{4}-.*\.sql$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(new URL(name, folder), 'utf8');
      return { version: Number(name.slice(0, 4)), name, breaking: text.startsWith('-- breaking'), text };
    }),
  );
}

const bookkeeping = `create table if not exists migrations
  (version integer not null, name text not null, breaking boolean not null, applied_at bigint not null, primary key (version))`;

/** Brings the database to this program's schema. `appRole` gets the rights of the application; `at` is written beside each step. */
export async function migrateDatabase(ownerUrl: string, options: { appRole?: string; at?: number } = {}): Promise<Result<number>> {
  const migrations = await readMigrations();
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock(7148, 1)');
    await client.query(bookkeeping);
    const { rows } = await client.query<{ version: number; breaking: boolean }>('select version, breaking from migrations');
    const known = new Set(migrations.map(({ version }) => version));
    const stranger = rows.find(({ version, breaking }) => breaking && !known.has(version));
    if (stranger !== undefined) {
      await client.query('rollback');
      return refuse('database-newer', `The database has migration ${stranger.version}, which this program does not know.`);
    }
    const applied = new Set(rows.map(({ version }) => version));
    const missing = migrations.filter(({ version }) => !applied.has(version));
    for (const { version, name, breaking, text } of missing) {
      await client.query(text);
      const values = [version, name, breaking, options.at ?? 0];
      await client.query('insert into migrations (version, name, breaking, applied_at) values ($1, $2, $3, $4)', values);
    }
    const { rows: roles } = await client.query('select 1 from pg_catalog.pg_roles where rolname = $1', [options.appRole ?? 'fortnight_app']);
    if (roles.length > 0) await client.query(rightsOfApplication(options.appRole ?? 'fortnight_app'));
    await client.query('commit');
    return ok(missing.length);
  } finally {
    await client.end();
  }
}

/** The same for callers that own the database: a refusal is a mistake. */
export async function migrate(ownerUrl: string): Promise<void> {
  const migrated = await migrateDatabase(ownerUrl);
  if (!migrated.ok) throw new Error(migrated.detail);
}
