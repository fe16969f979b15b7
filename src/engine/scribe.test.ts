// The scribe when items fail: each is answered, and none takes the others with it.
import { afterEach, expect, test } from 'vitest';
import { openOffice, type TestOffice } from '../../test/office.ts';
import type { Database } from '../store/database.ts';
import { Ledger } from './ledger.ts';
import { type Item, Scribe } from './scribe.ts';

let office: TestOffice | null = null;
afterEach(async () => {
  await office?.close();
  office = null;
});

async function scribeOver(db: (real: Database) => Database): Promise<Scribe> {
  office = await openOffice();
  const { engine, clock } = office;
  const found = await engine.officeNamed('loans');
  if (!found.ok) throw new Error(found.detail);
  const random = { bytes: (n: number) => new Uint8Array(n), number: () => 0.5 };
  return new Scribe(found.value.runtime, {
    db: db(office.db),
    now: () => clock.now(),
    ledger: (runtime) => new Ledger(runtime, { clock, random, sends: false, room: 10 }),
    committed: () => undefined,
  });
}

const good = (name: string): Item<string> => ({
  compute: (ledger) => {
    ledger.record({ kind: 'intervention', by: 'a test', data: { name } });
    return name;
  },
});
const mistaken: Item<string> = {
  compute: () => {
    throw new Error('a mistake');
  },
};
/** NUL is no text that a column takes. */
const refused: Item<string> = {
  compute: (ledger) => {
    ledger.timer('certificate', '\u0000', ledger.now);
    return 'refused';
  },
};
const outcome = (settled: PromiseSettledResult<string>): string => (settled.status === 'fulfilled' ? settled.value : String(settled.reason));

test('items that make mistakes are told so, however many there are; the others are written', async () => {
  const scribe = await scribeOver((db) => db);
  const items = [good('a'), mistaken, good('b'), { ...mistaken }, { ...mistaken }, good('c')];
  const settled = await Promise.allSettled(items.map((item) => scribe.write(item)));
  expect(settled.map(outcome)).toEqual(['a', 'Error: a mistake', 'b', 'Error: a mistake', 'Error: a mistake', 'c']);
});

test('when the connection breaks while items are written one by one, every one of them hears of it', async () => {
  // The first locks are those of the whole batch and of its first item; then the connection is gone.
  let locks = 0;
  const scribe = await scribeOver(
    (db) =>
      ({
        connect: async () => {
          const client = await db.connect();
          const query = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>;
          const broken = async (...args: unknown[]): Promise<unknown> => {
            if (args[0] === 'begin') locks += 1;
            if (locks === 3) throw Object.assign(new Error('Connection terminated'), { code: 'ECONNRESET' });
            return query(...args);
          };
          return new Proxy(client, {
            get: (target, name) => {
              if (name === 'query') return broken;
              const member: unknown = Reflect.get(target, name);
              return typeof member === 'function' ? member.bind(target) : member;
            },
          });
        },
      }) as unknown as Database,
  );
  const settled = await Promise.allSettled([good('a'), refused, good('b'), good('c')].map((item) => scribe.write(item)));
  expect(settled.map(outcome)).toEqual(['a', 'Error: Connection terminated', 'Error: Connection terminated', 'Error: Connection terminated']);
  expect(await scribe.write(good('d'))).toBe('d');
}, 10_000);
