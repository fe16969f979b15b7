// `fortnight check`, from the file to the words and the exit code.
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loans } from '../loans.ts';
import { disturbing, openWorkshop, type Workshop } from './commandLine.ts';

let workshop: Workshop;
beforeAll(() => {
  workshop = openWorkshop();
  const { write } = workshop;
  write('good/loans.process.yaml', loans);
  write('good/loans.ai.ts', `import { writeFileSync } from 'node:fs';\nwriteFileSync('it-was-run', '');\nexport default {};\n`);
  write('bad/a.process.yaml', loans.replace('projectTeam: [Jonas Weber]', 'projectTeam: [Claire Favre]'));
  write('bad/deep/b.process.yaml', loans.replace('process: loans', 'process: other').replace('type: money', 'type: mony'));
  write('bad/c.process.yaml', loans.replace('process: loans', 'process: third'));
  write('bad/node_modules/x/d.process.yaml', 'nonsense');
  write('bad/.hidden/e.process.yaml', 'nonsense');
  write('bad/notes.yaml', 'nonsense');
  write(
    'little/leave.process.yaml',
    'fields: { days: number }\ndecisions: [approve, refuse]\nerrors: { wrong: { when: { decided: approve, shouldBe: refuse }, atMost: 1 in 100 } }\n',
  );
  write('latin/latin.process.yaml', Buffer.from(loans.replace('Small loans', 'Prêts'), 'latin1'));
  write('old/old.process.yaml', `${loans}reviewAgreementBy: 2020-01-01\n`);
  write('late/late.process.yaml', `${loans}reviewAgreementBy: 2999-01-01\n`);
  mkdirSync(join(workshop.folder, 'empty'));
});
afterAll(() => workshop.close());

interface CheckAnswer {
  readonly files: readonly { file: string; language: string | null; examples: number; wiring: string | null; rankedBy: readonly string[] }[];
  readonly examples: number;
  readonly problems: readonly { code: string; file: string; line: number; column: number; suggestion?: string }[];
  readonly notes: readonly { code: string; file: string; message: string; piece?: string; who?: string; minutes?: number }[];
  readonly defaults?: readonly { file: string; path: string; value: string; why: string }[];
}
async function check(...args: readonly string[]) {
  const spoken = await workshop.fortnight(['check', ...args, '--json']);
  expect(spoken.stdout.trimEnd().split('\n')).toHaveLength(1);
  expect(spoken.json.exit).toBe(spoken.code);
  return { code: spoken.code, json: spoken.json as unknown as CheckAnswer, ok: spoken.json.ok, summary: spoken.json.summary };
}

test('a good agreement: exit 0, what ranks it, and the wiring beside it, which is never run', async () => {
  const [text, { code, json, ok }] = await Promise.all([workshop.fortnight(['check', 'good']), check('good')]);
  expect([text.code, code, ok]).toEqual([0, 0, true]);
  expect(json.files).toEqual([
    expect.objectContaining({ file: 'loans.process.yaml', language: 'en', examples: 0, wiring: 'loans.ai.ts', rankedBy: ['score'] }),
  ]);
  expect(json).toMatchObject({ examples: 0, problems: [] });
  expect(text.stdout).toContain('✓ well formed  loans.process.yaml · AI in loans.ai.ts · ranked by score');
  expect(text.stdout.trimEnd().split('\n').at(-1)).toMatch(/^1 agreement well formed.* · exit 0$/);
  expect(text.stdout).not.toMatch(disturbing);
  expect(existsSync(join(workshop.folder, 'it-was-run'))).toBe(false);
});

test('problems of every file below, with place, frame, why and do; the conclusion last; the same exit code in JSON', async () => {
  const [text, { code, json, ok, summary }] = await Promise.all([workshop.fortnight(['check', 'bad']), check('bad')]);
  expect([text.code, code, ok]).toEqual([2, 2, false]);
  expect(json.files.map(({ file }) => file)).toEqual(['a.process.yaml', 'c.process.yaml', 'deep/b.process.yaml']);
  expect(new Set(json.problems.map(({ file }) => file))).toEqual(new Set(['a.process.yaml', 'deep/b.process.yaml']));
  expect(json.problems.find(({ file }) => file.startsWith('deep'))).toMatchObject({ line: 15, suggestion: expect.stringContaining('type: money') });
  expect(text.stdout).toMatch(/^a\.process\.yaml:7:10 {2}\S/);
  expect(text.stdout).toContain('>   7 │   owner: Claire Favre');
  expect(text.stdout).toMatch(/\n {2}Why {2}\S/);
  expect(text.stdout).toMatch(/\n {2}Do {3}\S/);
  expect(text.stdout).toContain('Did you mean   amount: { type: money, currency: CHF }');
  expect(text.stdout.trimEnd().split('\n').at(-1)).toBe(`${summary} · exit 2`);
  expect(summary).toBe(`${json.problems.length} problems in 2 of 3 files`);
  expect(text.stdout).not.toMatch(disturbing);
});

test('what is only missing is a note: exit 0, with who can name it and in how many minutes', async () => {
  const [text, { code, json }] = await Promise.all([workshop.fortnight(['check', 'little']), check('little')]);
  expect([text.code, code]).toEqual([0, 0]);
  expect(json.problems).toEqual([]);
  expect(json.notes).toContainEqual(expect.objectContaining({ code: 'no-owner', piece: 'owner', who: 'the sponsor', minutes: 5 }));
  expect(json.notes).toContainEqual(expect.objectContaining({ code: 'planning', message: expect.stringContaining('230 checked cases') }));
  expect(text.stdout).toContain('Missing before leave.process.yaml can run alone');
  expect(text.stdout).toContain('Nobody owns this process.   the sponsor · 5 min');
});

test('--explain shows every value that is proposed, with its reason', async () => {
  const [text, { json }] = await Promise.all([workshop.fortnight(['check', 'little', '--explain']), check('little', '--explain')]);
  expect(json.defaults?.length).toBeGreaterThan(20);
  for (const { path, value, why } of json.defaults ?? []) for (const part of [path, value, why]) expect(text.stdout).toContain(part);
  expect((await check('little')).json.defaults).toBeUndefined();
});

test('one file is checked alone, under the name that was given', async () => {
  const { code, json } = await check('bad/deep/b.process.yaml');
  expect(code).toBe(2);
  expect(json.files.map(({ file }) => file)).toEqual(['bad/deep/b.process.yaml']);
});

test('two agreements of one process are a note', async () => {
  const examples = fileURLToPath(new URL('../../examples', import.meta.url));
  const { code, json } = await check(examples);
  expect(code).toBe(0);
  expect(json.notes.filter(({ code: one }) => one === 'same-process')).toHaveLength(1);
  const named = json.files.map(({ wiring }) => wiring);
  expect(named).toContain('supplier-invoices/supplier-invoices.ai.ts');
});

test('a date of renewal that is over, or too far away, is a note', async () => {
  const [old, late] = await Promise.all([check('old'), check('late')]);
  expect([old.code, late.code]).toEqual([0, 0]);
  expect(old.json.notes.map(({ code }) => code)).toContain('lapsed');
  expect(late.json.notes.map(({ code }) => code)).toContain('renews-late');
});

test('a file that is no UTF-8 is a problem with its name', async () => {
  const { code, json } = await check('latin');
  expect(code).toBe(2);
  expect(json.problems).toEqual([expect.objectContaining({ code: 'file-unreadable', file: 'latin.process.yaml', line: 1, column: 1 })]);
});

test('no agreement anywhere: exit 3, not a yes', async () => {
  const [text, { code, ok, json }] = await Promise.all([workshop.fortnight(['check', 'empty']), check('empty')]);
  expect([text.code, code, ok]).toEqual([3, 3, false]);
  expect(json).toMatchObject({ files: [], problems: [], notes: [], examples: 0 });
  expect(text.stdout).toContain('No agreement (x.process.yaml) in empty or below · exit 3');
});
