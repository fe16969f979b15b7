// The running server: database, engine, processes and HTTP, opened in this order and closed in the other.
import type { Agreement } from '../core/agreement.ts';
import type { LadderStep } from '../core/ladder.ts';
import { ok, type Result } from '../core/problems.ts';
import { later, minutes } from '../core/time.ts';
import { Engine } from '../engine/engine.ts';
import { live } from '../engine/live.ts';
import type { Office } from '../engine/office.ts';
import type { Model } from '../models/model.ts';
import type { Wiring } from '../models/wiring.ts';
import { releaseLeases } from '../store/cases.ts';
import { openDatabase } from '../store/database.ts';
import { listProcesses } from '../store/processes.ts';
import { openRootKey, type RootSigner } from '../store/rootKey.ts';
import { signRootWhenDue } from '../store/roots.ts';
import { type Ground, modelOf, openGround, prepareDatabase, type Settings } from './composition.ts';
import { Heartbeat } from './healthRoutes.ts';
import { Identities } from './identities.ts';
import { ensureOperatorToken } from './operatorToken.ts';
import { buildServer } from './server.ts';

export interface ServedProcess {
  readonly agreement: Agreement;
  readonly source: string;
  readonly path: string;
  /** null: people decide every case. */
  readonly wiring: { readonly path: string; readonly wiring: Wiring } | null;
  /** The step in which it begins when it is new. */
  readonly firstStep: LadderStep;
}

export interface HostOptions {
  readonly settings: Settings;
  readonly environment: NodeJS.ProcessEnv;
  readonly processes: readonly ServedProcess[];
  readonly host: string;
  readonly port: number;
  readonly say: (line: string) => void;
}

export interface Host {
  readonly engine: Engine;
  readonly offices: readonly Office[];
  readonly port: number;
  /** Finishes what it holds, then closes everything. */
  stop(): Promise<void>;
}

const why = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The AI of each process; one that cannot be opened leaves its process to people, and says so. */
function modelsOf({ processes, say }: HostOptions, db: Engine['db'], { clock, random }: Ground, engine: () => Engine) {
  return async (name: string): Promise<Model | null> => {
    const served = processes.find(({ agreement }) => agreement.process === name);
    if (served === undefined || served.wiring === null) return null;
    const number = async (): Promise<number> => {
      const office = await engine().officeNamed(name);
      return office.ok ? office.value.runtime.number : 0;
    };
    const { agreement } = served;
    try {
      return await modelOf({ agreement, ...served.wiring, db, number }, { clock, random });
    } catch (error) {
      say(`  ${name} runs without AI, people decide every case: ${why(error)}`);
      return null;
    }
  };
}

/** The step stays as it is for a process that is known. */
async function install(engine: Engine, { agreement, source, firstStep }: ServedProcess): Promise<Result<Office>> {
  const known = await engine.officeNamed(agreement.process);
  const isNew = !known.ok || known.value.runtime.head.agreement === null;
  return engine.install(agreement.process, source, isNew ? { step: firstStep } : {});
}

/** A root every hour, whatever node gets there first; looked at every minute, so that it comes soon after a start. */
async function signRoots(engine: Engine, signer: RootSigner, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    await signRootWhenDue(engine.db, signer, engine.now()).catch((error: unknown) => engine.trouble('signing a root', error));
    await engine.clock.wakeAt(later(engine.now(), minutes(1)), stopping).catch(() => undefined);
  }
}

export async function openHost(options: HostOptions): Promise<Result<Host>> {
  const { settings, say, processes } = options;
  const opened = await openGround(settings, settings.dataDir, (line) => say(`  ${line}`));
  if (!opened.ok) return opened;
  const ground = opened.value;
  const closing: (() => Promise<unknown>)[] = [() => ground.cluster.stop()];
  const close = async (): Promise<void> => {
    for (const step of closing.splice(0).reverse()) await step();
  };
  try {
    const migrated = await prepareDatabase(ground);
    if (!migrated.ok) {
      await close();
      return migrated;
    }
    if (migrated.value > 0) say(`  the database is at this program's schema (${migrated.value} steps)`);
    const db = openDatabase(ground.cluster.appUrl());
    closing.push(() => db.end());
    const { clock, random } = ground;
    const trouble = (what: string, error: unknown): void => say(`  trouble: ${what}: ${why(error)}`);
    const engine: Engine = new Engine({ clock, random, db, models: modelsOf(options, db, ground, () => engine), trouble });
    closing.push(() => engine.close());
    const offices: Office[] = [];
    for (const served of processes) {
      const installed = await install(engine, served);
      if (!installed.ok) {
        await close();
        return installed;
      }
      offices.push(installed.value);
      const { agreement, signedBy } = installed.value.runtime;
      if (agreement?.hash !== served.agreement.hash)
        say(`  ${served.agreement.process} runs as ${signedBy ?? 'nobody'} signed it; its file is a draft until it is signed`);
    }
    for (const { process, name } of await listProcesses(db)) {
      // The embedded database is ours alone, so what a killed program held is free at once.
      if (ground.cluster.kind === 'embedded') await releaseLeases(db, process, clock.now());
      if (process !== 0 && !offices.some(({ runtime }) => runtime.number === process))
        say(`  ${name} has no file here any more; it goes on without AI`);
    }
    const { dataDir } = settings;
    const key = await openRootKey({ secret: options.environment.FORTNIGHT_ROOT_KEY ?? null, dataDir, random });
    if (!key.ok) {
      await close();
      return key;
    }
    const signer = key.value;
    const stopping = new AbortController();
    const heartbeat = new Heartbeat(clock);
    const identities = new Identities(engine, await ensureOperatorToken(dataDir, options.environment, random));
    const living = live(engine, clock, stopping.signal, () => heartbeat.beat());
    closing.push(() => living);
    const signing = signRoots(engine, signer, stopping.signal);
    closing.push(() => signing);
    const { app } = await buildServer({ engine, random, identities, heartbeat, signer, stopping: stopping.signal });
    closing.push(() => app.close());
    closing.push(async () => stopping.abort());
    await app.listen({ host: options.host, port: options.port });
    const address = app.server.address();
    const port = typeof address === 'object' && address !== null ? address.port : options.port;
    return ok({ engine, offices, port, stop: close });
  } catch (error) {
    await close();
    throw error;
  }
}
