// Personal values: never in the journal, and after an erasure nowhere in the rows. What is searched is a full dump of all tables, as text.
// Out of scope here: what PostgreSQL keeps in its files until it vacuums, and backups.
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { canonicalJson } from '../../src/core/canonical.ts';
import { keyedHash } from '../../src/engine/seal.ts';
import { casesById } from '../../src/store/cases.ts';
import { verifyJournal } from '../../src/store/verify.ts';
import { type Exported, exported, type Made, makeJournal, planted } from './made.ts';

let made: Made;
let before: Exported;
let dumpBefore: string;
let salt: string;

/** Every column of every row of every table, as text. */
async function dump(): Promise<string> {
  const client = new pg.Client({ connectionString: made.office.urls.ownerUrl });
  await client.connect();
  try {
    const tables = await client.query<{ name: string }>(
      `select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_catalog.pg_tables
        where schemaname not in ('pg_catalog', 'information_schema')`,
    );
    const texts: string[] = [];
    for (const { name } of tables.rows) {
      const { rows } = await client.query<{ text: string }>(`select x::text as text from ${name} x`);
      texts.push(...rows.map(({ text }) => text));
    }
    return texts.join('\n');
  } finally {
    await client.end();
  }
}

const found = (text: string): readonly string[] => Object.entries(planted).flatMap(([name, value]) => (text.includes(value) ? [name] : []));

beforeAll(async () => {
  made = await makeJournal(1);
  before = await exported(made);
  dumpBefore = await dump();
  const [row] = await casesById(made.office.db, 1, [made.cases[0] ?? '']);
  salt = row?.salt ?? '';
});
afterAll(() => made.office.close());

describe('personal values', () => {
  test('stand in the rows, so that the search has something to find', () => {
    // Of these reasons only the keyed hash is kept.
    const { handOnReason: _a, contestReason: _b, discardWhy: _c, ...kept } = planted;
    expect(found(dumpBefore)).toEqual(expect.arrayContaining(Object.keys(kept)));
  });

  test('never stand in the journal, nor in the roots', () => {
    expect(found(before.lines.join('\n'))).toEqual([]);
    expect(found(before.roots.join('\n'))).toEqual([]);
  });

  test('leave their keyed hash, which proves what they were to whoever may see them', async () => {
    const lines = before.lines.map((line) => JSON.parse(line) as { case?: string; kind: string; seq: number });
    const at = lines.findIndex((line) => line.case === made.cases[0] && line.kind === 'contested');
    const revealed = (value: string): AsyncIterable<string> =>
      (async function* () {
        for (const [index, line] of before.lines.entries()) {
          const reveal = { salt, values: { '/data/reason': value } };
          yield index === at ? canonicalJson({ ...JSON.parse(line), reveal }) : line;
        }
      })();
    expect(before.lines[at]).toContain(`hmac:${keyedHash(salt, planted.contestReason)}`);
    expect(await verifyJournal(revealed(planted.contestReason))).toMatchObject({ ok: true });
    expect(await verifyJournal(revealed('another reason'))).toMatchObject({
      ok: false,
      firstBad: { process: 'loans', seq: lines[at]?.seq, what: expect.stringContaining('/data/reason') },
    });
  });

  test('are gone from rows and journal after an erasure, and the chain still verifies', async () => {
    for (const id of made.cases) expect(await made.acts.erase(id, 'Claire Favre', 'asked for by letter of 2 March')).toMatchObject({ ok: true });
    const after = await exported(made);
    expect(found(await dump())).toEqual([]);
    expect(found(after.lines.join('\n'))).toEqual([]);
    async function* lines(): AsyncGenerator<string> {
      yield* after.lines;
    }
    const checked = await verifyJournal(lines(), { roots: after.roots });
    expect(checked).toMatchObject({ ok: true, rootsChecked: after.roots.length });
    expect(after.lines.length).toBeGreaterThan(before.lines.length);
    expect(after.lines.filter((line) => line.includes('"kind":"erased"'))).toHaveLength(made.cases.length);
  });
});
