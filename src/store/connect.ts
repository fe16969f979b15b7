// A PostgreSQL server as the rest of the product sees it: addresses for two roles, and databases that come and go.
// The owner migrates; the application has no right to change the schema. Both kinds of server, embedded and external, answer to `Cluster`.
import pg from 'pg';
import { ok, type Result, refuse } from '../core/problems.ts';

export interface Cluster {
  readonly kind: 'embedded' | 'external';
  /** The database that holds the work of this installation. */
  readonly database: string;
  /** False when one role does both jobs, which `doctor` and readiness say. */
  readonly separateRoles: boolean;
  ownerUrl(database?: string): string;
  appUrl(database?: string): string;
  createDatabase(name: string, from?: { readonly template?: string }): Promise<void>;
  dropDatabase(name: string): Promise<void>;
  hasDatabase(name: string): Promise<boolean>;
  /** Leaves the server. An embedded one is stopped by the last program that leaves. */
  stop(): Promise<void>;
}

/** What an administrator's connection must be able to do. */
export interface Administrator {
  query(text: string, values?: readonly unknown[]): Promise<{ readonly rows: readonly Record<string, unknown>[] }>;
}

/** Names are made by us, never by a user; the form rules out every quoting question, also in shells and file names. */
export function checkDatabaseName(name: string): string {
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(name)) throw new Error(`"${name}" is not a database name: a to z, 0 to 9 and _, at most 63 characters.`);
  return name;
}

/** The same server and role, another database. */
export function urlWithDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${encodeURIComponent(database)}`;
  return changed.href;
}

const ownerOf = (url: string): string => pg.escapeIdentifier(decodeURIComponent(new URL(url).username));

/** Databases are made by `administrator` and given to the owner's role. */
export async function createDatabase(administrator: Administrator, ownerUrl: string, name: string, template = 'template0'): Promise<void> {
  const database = pg.escapeIdentifier(checkDatabaseName(name));
  await administrator.query(`create database ${database} owner ${ownerOf(ownerUrl)} template ${pg.escapeIdentifier(template)}`);
  // PostgreSQL lets everybody make temporary tables; the application makes none.
  await administrator.query(`revoke temporary on database ${database} from public`);
}

export async function dropDatabase(administrator: Administrator, name: string): Promise<void> {
  await administrator.query(`drop database if exists ${pg.escapeIdentifier(checkDatabaseName(name))} with (force)`);
}

export async function hasDatabase(administrator: Administrator, name: string): Promise<boolean> {
  const { rows } = await administrator.query('select 1 from pg_catalog.pg_database where datname = $1', [name]);
  return rows.length > 0;
}

/** The operations on databases that every cluster has, over one administrator's connection. */
export function databasesOver(administrator: Administrator, ownerUrl: string, appUrl: string) {
  return {
    ownerUrl: (database?: string): string => (database === undefined ? ownerUrl : urlWithDatabase(ownerUrl, database)),
    appUrl: (database?: string): string => (database === undefined ? appUrl : urlWithDatabase(appUrl, database)),
    createDatabase: (name: string, from?: { readonly template?: string }) => createDatabase(administrator, ownerUrl, name, from?.template),
    dropDatabase: (name: string) => dropDatabase(administrator, name),
    hasDatabase: (name: string) => hasDatabase(administrator, name),
  };
}

export const overPool = (pool: pg.Pool): Administrator => ({
  query: (text, values = []) => pool.query<Record<string, unknown>>(text, [...values]),
});

/** Node reports a host with several addresses as one error without words of its own. */
export function whyOf(error: unknown): string {
  if (error instanceof AggregateError) return [...new Set(error.errors.map(whyOf))].join('; ');
  return error instanceof Error ? error.message : String(error);
}

/** 15 is the first version in which ordinary roles may not create tables in the schema `public`. */
const versionMin = 15;

export function poolOf(connectionString: string): pg.Pool {
  const pool = new pg.Pool({ connectionString, max: 1, allowExitOnIdle: true, application_name: 'fortnight' });
  // An idle connection that breaks is replaced at the next query, which reports what is wrong if it still is.
  pool.on('error', () => undefined);
  return pool;
}

/** Reads `server_version_num`, for example "150004". */
export function judgeVersion(number: string): Result<number> {
  const version = Math.floor(Number(number) / 10_000);
  if (version >= versionMin) return ok(version);
  return refuse('database-too-old', `The server is PostgreSQL ${version}; Fortnight needs ${versionMin} or later.`);
}

async function askVersion(pool: pg.Pool): Promise<Result<number>> {
  try {
    const { rows } = await pool.query('show server_version_num');
    return judgeVersion(String(rows[0]?.server_version_num));
  } catch (error) {
    return refuse('database-unreachable', whyOf(error));
  }
}

/** A server that somebody else runs. `ownerUrl` unset: one role does both jobs. */
export async function openExternal(appUrl: string, ownerUrl: string = appUrl): Promise<Result<Cluster>> {
  for (const url of [appUrl, ownerUrl]) {
    if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url))
      return refuse('database-unreachable', 'DATABASE_URL is not an address like postgres://user:password@host:5432/database.');
  }
  const database = decodeURIComponent(new URL(appUrl).pathname.slice(1));
  if (database === '') return refuse('database-unreachable', 'DATABASE_URL names no database: postgres://user:password@host:5432/database.');
  const pool = poolOf(ownerUrl);
  const asked = await askVersion(pool);
  const app = poolOf(appUrl);
  const reached = asked.ok ? await askVersion(app) : asked;
  await app.end();
  if (!reached.ok) {
    await pool.end();
    return reached;
  }
  return ok({
    kind: 'external',
    database,
    separateRoles: appUrl !== ownerUrl,
    ...databasesOver(overPool(pool), ownerUrl, appUrl),
    stop: async () => {
      if (!pool.ending) await pool.end();
    },
  });
}
