// The composition root: from settings to an engine with a real database, real time and real AIs. Everything inside takes its ports from here.
import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import type { Agreement } from '../core/agreement.ts';
import { type Result, refuse } from '../core/problems.ts';
import { isoOf } from '../core/time.ts';
import { SystemRandom, WallClock } from '../engine/clock.ts';
import type { Model } from '../models/model.ts';
import { openModel } from '../models/openModel.ts';
import type { Wiring } from '../models/wiring.ts';
import { type Cluster, openExternal } from '../store/connect.ts';
import type { Database } from '../store/database.ts';
import { openCluster } from '../store/embedded.ts';
import { migrateDatabase } from '../store/migrate.ts';
import { addSpending, readSpending } from '../store/spending.ts';

export interface Settings {
  /** The data folder. */
  readonly dataDir: string;
  readonly databaseUrl: string | null;
  readonly ownerUrl: string | null;
}

export function settingsFrom(environment: NodeJS.ProcessEnv): Settings {
  return {
    dataDir: environment.FORTNIGHT_DATA ?? '.fortnight',
    databaseUrl: environment.DATABASE_URL ?? null,
    ownerUrl: environment.DATABASE_OWNER_URL ?? null,
  };
}

export interface Ground {
  readonly cluster: Cluster;
  readonly clock: WallClock;
  readonly random: SystemRandom;
}

/** The database server: the one that is named, else our own in `folder`. */
export async function openGround(settings: Settings, folder: string, onProgress: (line: string) => void): Promise<Result<Ground>> {
  const clock = new WallClock();
  const random = new SystemRandom();
  const opened =
    settings.databaseUrl === null
      ? await openCluster({ dataDir: folder, clock, random, durable: true, onProgress })
      : await openExternal(settings.databaseUrl, settings.ownerUrl ?? settings.databaseUrl);
  return opened.ok ? { ok: true, value: { cluster: opened.value, clock, random } } : opened;
}

/** Brings a database to this program's schema, with the rights of the role that the program uses. */
export async function prepareDatabase({ cluster, clock }: Ground, database?: string): Promise<Result<number>> {
  const appRole = decodeURIComponent(new URL(cluster.appUrl(database)).username);
  const ownerRole = decodeURIComponent(new URL(cluster.ownerUrl(database)).username);
  try {
    return await migrateDatabase(cluster.ownerUrl(database), { at: clock.now(), ...(appRole === ownerRole ? {} : { appRole }) });
  } catch (error) {
    return refuse('database-unreachable', error instanceof Error ? error.message : String(error));
  }
}

export interface ModelPlace {
  readonly agreement: Agreement;
  readonly wiring: Wiring;
  readonly path: string;
  readonly db: Database;
  /** The process's number; null where nothing that was spent before counts. */
  readonly number: () => Promise<number>;
}

/** The AI of a process, guarded, with the caps of its agreement over restarts and nodes. */
export function modelOf({ agreement, wiring, path, db, number }: ModelPlace, { clock, random }: Omit<Ground, 'cluster'>): Promise<Model> {
  const { perCase, perDay, perMonth } = agreement.budgets.aiCost;
  const spending = {
    read: async (at: Parameters<typeof isoOf>[0]) => readSpending(db, await number(), isoOf(at)),
    add: async (at: Parameters<typeof isoOf>[0], cost: { amount: string }) => addSpending(db, await number(), isoOf(at), cost.amount),
  };
  return openModel(wiring, { agreement, clock, random, baseDir: dirname(path), caps: { perCase, perDay, perMonth, spending } });
}

/** One name for one agreement, wiring and input: the same run again finds what it has done. */
export function nameOfRun(parts: readonly string[]): string {
  return `run_${createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 20)}`;
}
