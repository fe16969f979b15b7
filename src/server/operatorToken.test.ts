import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SeededRandom } from '../engine/clock.ts';
import { ensureOperatorToken, operatorTokenPath, readOperatorToken } from './operatorToken.ts';

let folder = '';
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'fortnight-token-')), 'data');
});
afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

const ensure = (environment: NodeJS.ProcessEnv = {}) => ensureOperatorToken(folder, environment, new SeededRandom('1'));

test('is made once, for its owner only', async () => {
  expect(await readOperatorToken(folder, {})).toBeNull();
  const token = await ensure();
  expect(token).toMatch(/^fn_[A-Za-z0-9_-]{43}$/);
  expect(statSync(operatorTokenPath(folder)).mode & 0o777).toBe(0o600);
  expect(readFileSync(operatorTokenPath(folder), 'utf8').trim()).toBe(token);
  expect(await ensureOperatorToken(folder, {}, new SeededRandom('2'))).toBe(token);
});

test('a file that others could read is closed again', async () => {
  await ensure();
  chmodSync(operatorTokenPath(folder), 0o644);
  await ensure();
  expect(statSync(operatorTokenPath(folder)).mode & 0o777).toBe(0o600);
});

test('the environment sets it instead, and no file is made', async () => {
  expect(await ensure({ FORTNIGHT_OPERATOR_TOKEN: ' from-outside ' })).toBe('from-outside');
  expect(await readOperatorToken(folder, {})).toBeNull();
  expect(await readOperatorToken(folder, { FORTNIGHT_OPERATOR_TOKEN: '' })).toBeNull();
});
