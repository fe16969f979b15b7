// A node holds the cases that its AI has not answered yet, however many wait for their turn; when it dies, another takes them over.
import { afterEach, expect, test } from 'vitest';
import { answerOf, loans, modelThat, monday, openOffice, plantCertificate, type TestOffice } from '../../test/office.ts';
import { type Instant, later, minutes, seconds } from '../core/time.ts';
import { nextDueAt, tick } from './alarms.ts';

const open: TestOffice[] = [];
afterEach(async () => {
  for (const office of open.splice(0).reverse()) await office.close();
});
async function node(options: Parameters<typeof openOffice>[0] = {}): Promise<TestOffice> {
  const office = await openOffice(options);
  open.push(office);
  return office;
}

/** An AI that takes ten seconds a case and looks at one at a time; it says what it was asked. */
function slow(asked: string[], clock: () => TestOffice['clock']) {
  return modelThat(async ({ key }) => {
    asked.push(key);
    await clock().wakeAt(later(clock().now(), seconds(10)));
    return answerOf('accept');
  }, 1);
}

const settled = async ({ engine }: TestOffice): Promise<void> => {
  for (const { scribe } of await engine.opened()) {
    for (let turn = 0; turn < 3; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      await scribe.idle();
    }
  }
};

/** From moment to moment: every node ticks at each, in this order, and the AI answers when its time has come. */
async function pass(nodes: readonly TestOffice[], end: Instant): Promise<void> {
  const clock = nodes[0]?.clock;
  if (clock === undefined) throw new Error('No node.');
  for (;;) {
    const moments = [clock.nextWake(), ...(await Promise.all(nodes.map(({ engine }) => nextDueAt(engine))))].filter((at) => at !== null);
    const next = Math.min(...moments);
    if (next > end) return;
    if (next > clock.now()) clock.advanceTo(next as Instant);
    for (const { engine } of nodes) await tick(engine);
    for (const office of nodes) await settled(office);
  }
}

const openCases = (office: TestOffice, n: number) =>
  Promise.all(Array.from({ length: n }, (_, i) => office.engine.open('loans', { key: `k${i}`, input: { amount: '1.00' } })));
const countOf = async ({ db }: TestOffice) =>
  (await db.query('select step, route, max(claims) as claims, count(*) as n from cases group by 1, 2')).rows;

test('a queue longer than a lease is worked through by the node that has it: nobody else asks, nothing is poison', async () => {
  const asked: string[] = [];
  const busy = await node({ model: slow(asked, () => busy.clock) });
  const other = await node({ beside: busy, seed: '2', model: slow(asked, () => busy.clock) });
  await plantCertificate(busy);
  await openCases(busy, 30);
  await pass([other, busy], later(monday, minutes(6)));
  expect(await countOf(busy)).toEqual([{ step: 'decided', route: 'auto', claims: 0, n: 30 }]);
  expect(asked).toHaveLength(30);
  expect(await busy.engine.openIncidents('loans')).toMatchObject({ value: [] });
  expect(busy.trouble).toEqual([]);
});

test('when the node dies its cases are free after the lease, and another decides all of them', async () => {
  const asked: string[] = [];
  const dying = await node({ model: modelThat(() => new Promise(() => undefined), 1) });
  const rescuer = await node({ beside: dying, seed: '2', model: slow(asked, () => dying.clock) });
  await plantCertificate(dying);
  await openCases(dying, 5);
  await pass([rescuer], later(monday, minutes(4)));
  expect(await countOf(rescuer)).toEqual([{ step: 'decided', route: 'auto', claims: 0, n: 5 }]);
  expect(asked).toHaveLength(5);
  open.splice(open.indexOf(dying), 1);
  await dying.db.end();
});

test('a short deadline is kept although the AI hangs: the fallback decides', async () => {
  const agreement = loans.replace('deadline: 8 hours', 'deadline: 1 minute').replace('before: 30 minutes', 'before: 10 seconds');
  const hanging = await node({ agreement, model: modelThat(() => new Promise(() => undefined), 1) });
  const [opened] = await openCases(hanging, 1);
  await pass([hanging], later(monday, minutes(2)));
  const { rows } = await hanging.db.query('select step, route, decided_at, deadline from cases');
  expect(rows).toEqual([{ step: 'decided', route: 'fallback', decided_at: later(monday, seconds(50)), deadline: later(monday, minutes(1)) }]);
  expect(opened?.ok).toBe(true);
  open.splice(open.indexOf(hanging), 1);
  await hanging.db.end();
});
