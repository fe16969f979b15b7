// Which cases are checked: drawn by a key that nobody who sends or decides cases knows, and the same whenever it is asked again.
import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { drawOf } from './proposing.ts';

const secret = { id: 's1', secret: '00112233445566778899aabbccddeeff'.repeat(2) };
const ids = Array.from({ length: 20_000 }, (_, n) => `1-${String(n).padStart(26, '0')}`);

test('is the first 52 bits of the keyed hash, as a number under one', () => {
  const digest = createHmac('sha256', Buffer.from(secret.secret, 'hex')).update('audit\0loans\x001-a').digest('hex');
  expect(drawOf(secret, 'audit', 'loans', '1-a')).toBe(Number.parseInt(digest.slice(0, 13), 16) / 2 ** 52);
  expect(drawOf(secret, 'audit', 'loans', '1-a')).toBe(drawOf(secret, 'audit', 'loans', '1-a'));
});

test('changes with the secret, the purpose and the process', () => {
  const one = drawOf(secret, 'audit', 'loans', '1-a');
  const others = [drawOf({ ...secret, secret: 'ff'.repeat(32) }, 'audit', 'loans', '1-a'), drawOf(secret, 'canary', 'loans', '1-a')];
  for (const other of [...others, drawOf(secret, 'audit', 'bills', '1-a')]) expect(other).not.toBe(one);
});

test('takes its share, evenly: 1 in 20 of 20,000 within five standard deviations, in every quarter', () => {
  const drawn = ids.map((id) => drawOf(secret, 'audit', 'loans', id) < 0.05);
  for (let quarter = 0; quarter < 4; quarter += 1) {
    const hits = drawn.slice(quarter * 5000, (quarter + 1) * 5000).filter(Boolean).length;
    expect(Math.abs(hits - 250)).toBeLessThan(5 * Math.sqrt(5000 * 0.05 * 0.95));
  }
});
