import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshDatabase } from '../../test/freshDatabase.ts';
import { schemaText } from './schemaText.ts';

let database: Awaited<ReturnType<typeof freshDatabase>>;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

test('schema.sql is what the migrations add up to (npm run schema writes it)', async () => {
  expect(await schemaText(database.ownerUrl)).toBe(await readFile(new URL('./schema.sql', import.meta.url), 'utf8'));
});
