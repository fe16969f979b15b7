// Fortnight itself, as a program would use it in process: a signed agreement with rules, a guarded function as its AI, a planted certificate
// (accepted only by a database that says it is a bench), cases opened through the engine, each acknowledged after its own commit.
import { parseAgreement } from '../../src/agreement/parse.ts';
import { days, later } from '../../src/core/time.ts';
import { SystemRandom, WallClock } from '../../src/engine/clock.ts';
import { Engine } from '../../src/engine/engine.ts';
import type { Question } from '../../src/models/model.ts';
import { openModel } from '../../src/models/openModel.ts';
import { defineAi, fn } from '../../src/models/wiring.ts';
import { openDatabase, setPurpose } from '../../src/store/database.ts';
import { migrateDatabase } from '../../src/store/migrate.ts';
import { type Contestant, connectionsMax, type Payload } from '../contestant.ts';

const source = `fortnight: 1
process: bench
name: Bench
case: invoice
sentences: en-CH
people: { owner: Claire Favre, deputies: [Marc Keller], sponsor: Nadine Perret, reviewers: Desk, projectTeam: [Jonas Weber] }
deadline: 8 hours
fields:
  supplier: { type: text, personal: no }
  amount: { type: money, currency: CHF }
  currency: { type: text, personal: no }
  purchaseOrder: { type: text, personal: no }
  message: text
decisions: { pay: pay, query: ask the supplier }
personDecidesWhen: [the amount is above 50'000 CHF, the purchase order is missing]
fallback: { before: 30 minutes, decide: query }
otherwise: { rankedBy: [score], checkedAtRandom: 1 in 1000000000, exposure: { cases: 100000000 per day } }
errors:
  wrongPay: { label: Paid a wrong one, when: { decided: pay, shouldBe: query }, atMost: 2 in 100 }
`;

/** Requests in flight while adding many: a few commits' worth, so that memory stays flat. */
const inFlight = 2500;

export const fortnight: Contestant = {
  name: 'Fortnight',
  part: 'ours',
  note: 'checks input and rules; keeps case, proposal, decision and a hash-chained journal of three entries',
  share: 1,
  async start(databaseUrl, decide) {
    const migrated = await migrateDatabase(databaseUrl);
    if (!migrated.ok) throw new Error(migrated.detail);
    await setPurpose(databaseUrl, 'bench');
    const db = openDatabase(databaseUrl, connectionsMax);
    const clock = new WallClock();
    const random = new SystemRandom();
    const { agreement, problems } = parseAgreement(source, 'bench.process.yaml');
    if (agreement === null || problems.length > 0) throw new Error(JSON.stringify(problems));
    const ask = ({ key, input }: Question) => ({ decision: decide({ ...(input as Omit<Payload, 'key'>), key }), score: 0.95 });
    const wiring = defineAi('bench', { version: '1', model: fn(ask, { name: 'bench-1' }), concurrency: 1000 });
    const model = await openModel(wiring, { agreement, clock, random, baseDir: '.', caps: null });
    const troubles: unknown[] = [];
    const engine = new Engine({ clock, random, db, models: async () => model, trouble: (_, error) => troubles.push(error) });
    const installed = await engine.install('bench', source, { step: 'supervised', signedBy: 'Claire Favre' });
    if (!installed.ok) throw new Error(installed.detail);
    const office = installed.value;
    const certified = await engine.certify(
      'bench',
      {
        threshold: 0.9,
        model: 'bench-1',
        wiringHash: model.wiringHash,
        trustHash: agreement.trustHash,
        from: clock.now(),
        until: later(clock.now(), days(1)),
        planted: true,
      },
      'the bench',
    );
    if (!certified.ok) throw new Error(certified.detail);
    const open = async (payload: Payload): Promise<void> => {
      const { key, ...input } = payload;
      const opened = await engine.openIn(office, { key, input });
      if (!opened.ok) throw new Error(opened.detail);
    };
    return {
      addOne: open,
      async addMany(payloads) {
        let pending: Promise<void>[] = [];
        for (const payload of payloads) {
          pending.push(open(payload));
          if (pending.length < inFlight) continue;
          await Promise.all(pending.splice(0, pending.length / 2));
        }
        await Promise.all(pending);
        pending = [];
      },
      async finished() {
        if (troubles.length > 0) throw troubles[0];
        const { rows } = await db.query<{ done: number; entries: number }>(
          `select (select count(*) from cases where step = 'decided' and route = 'auto') as done,
                  (select coalesce(sum((select count(*) from regexp_matches(lines, '"kind":"decided"', 'g'))), 0) from journal) as entries`,
        );
        if (Number(rows[0]?.done) !== Number(rows[0]?.entries)) throw new Error(`${rows[0]?.done} decided, ${rows[0]?.entries} in the journal`);
        return Number(rows[0]?.done);
      },
      async stop() {
        await engine.close();
        await db.end();
      },
    };
  },
};
