// A small process on a database of its own, for tests of the engine: an agreement, a model that answers as told, and people by name.

import { days, instant, later } from '../src/core/time.ts';
import { SeededRandom, VirtualClock } from '../src/engine/clock.ts';
import type { InstallOptions } from '../src/engine/engine.ts';
import { Engine, type EnginePorts } from '../src/engine/engine.ts';
import type { Model, Outcome, Question } from '../src/models/model.ts';
import { openDatabase, setPurpose } from '../src/store/database.ts';
import { freshDatabase } from './freshDatabase.ts';

export const monday = instant(Date.parse('2026-03-02T08:00:00Z'));

export const loans = `fortnight: 1
process: loans
name: Small loans
case: request
sentences: en-CH
people:
  owner: Claire Favre
  deputies: [Marc Keller]
  sponsor: Nadine Perret
  reviewers: { team: Desk, people: 3 }
  coverReviewers: { team: Cover, people: 2 }
  projectTeam: [Jonas Weber]
deadline: 8 hours
fields:
  amount: { type: money, currency: CHF }
  text: { type: text, optional: true, personal: yes }
decisions:
  accept: { label: accept }
  refuse: { label: refuse }
  ask: { label: ask back, needs: question }
personDecidesWhen: [the amount is above 10'000 CHF]
fallback: { before: 30 minutes, decide: ask, fills: { question: We need a little longer. }, never: [accept] }
otherwise: { rankedBy: [score], checkedAtRandom: 1 in 1000000 }
errors:
  wrongAccept: { label: Accepted a bad one, when: { decided: accept, shouldBe: refuse }, atMost: 2 in 100 }
`;

export const answerOf = (decision: string, score: number | null = 0.95): Outcome => ({
  ok: true,
  answer: { answer: { decision }, signals: score === null ? {} : { score }, model: 'm1', fingerprint: null, cost: null, text: decision },
});

export function modelThat(ask: (question: Question) => Outcome | Promise<Outcome>, concurrency = 100): Model {
  return { model: 'm1', wiringHash: 'w1', concurrency, ask: async (question) => ask(question), close: async () => undefined };
}

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
