// A small process on a database of its own, for tests of the engine: an agreement, a model that answers as told, and people by name.

import { days, later } from '../src/core/time.ts';
import { SeededRandom, VirtualClock } from '../src/engine/clock.ts';
import type { InstallOptions } from '../src/engine/engine.ts';
import { Engine, type EnginePorts } from '../src/engine/engine.ts';
import type { Model } from '../src/models/model.ts';
import { openDatabase, setPurpose } from '../src/store/database.ts';
import { freshDatabase } from './freshDatabase.ts';
import { answerOf, loans, modelThat, monday } from './loans.ts';

export { answerOf, loans, modelThat, monday } from './loans.ts';

export interface TestOffice {
  readonly engine: Engine;
  readonly clock: VirtualClock;
  readonly trouble: unknown[];
  readonly db: EnginePorts['db'];
  readonly urls: { readonly ownerUrl: string; readonly appUrl: string };
  close(): Promise<void>;
}

export interface TestOfficeOptions extends InstallOptions {
  readonly agreement?: string;
  readonly model?: Model | null;
  readonly receiver?: EnginePorts['receiver'];
  readonly seed?: string;
  /** A second node on the database of the first. */
  readonly beside?: TestOffice;
}

/** A process `loans` in the step supervised, signed, with a model that accepts everything at 0.95. */
export async function openOffice(options: TestOfficeOptions = {}): Promise<TestOffice> {
  const clone = options.beside === undefined ? await freshDatabase() : null;
  const urls = clone ?? options.beside?.urls;
  if (urls === undefined) throw new Error('No database.');
  if (clone !== null) await setPurpose(clone.ownerUrl, 'test');
  const db = openDatabase(urls.appUrl, 5);
  const clock = options.beside?.clock ?? new VirtualClock(monday);
  const trouble: unknown[] = [];
  const model = options.model === undefined ? modelThat(() => answerOf('accept')) : options.model;
  const engine = new Engine({
    clock,
    random: new SeededRandom(options.seed ?? '1'),
    db,
    models: async () => model,
    receiver: options.receiver ?? null,
    trouble: (what, error) => trouble.push([what, error]),
  });
  const installed = await engine.install('loans', options.agreement ?? loans, { step: 'supervised', signedBy: 'Claire Favre', ...options });
  if (!installed.ok) throw new Error(installed.detail);
  const close = async (): Promise<void> => {
    await engine.close();
    await db.end();
    await clone?.drop();
  };
  return { engine, clock, trouble, db, urls, close };
}

/** A certificate that nobody earned, for a database that decides nothing for real. */
export async function plantCertificate({ engine, clock }: TestOffice, threshold = 0.9): Promise<string> {
  const office = await engine.officeNamed('loans');
  if (!office.ok) throw new Error(office.detail);
  const { trustHash } = office.value.runtime.process().agreement;
  const planted = { threshold, model: 'm1', wiringHash: 'w1', trustHash, from: clock.now(), until: later(clock.now(), days(90)), planted: true };
  const certified = await engine.certify('loans', planted, 'a test');
  if (!certified.ok) throw new Error(certified.detail);
  return certified.value.id;
}
