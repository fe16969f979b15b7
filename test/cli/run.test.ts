// `fortnight run`, end to end: files as people have them, through the real engine, to figures, decisions and an exit code. It works on the
// server of this test run, as on any that DATABASE_URL names; runInterrupted.test.ts has one of its own.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeRows } from '../../src/files/writeRows.ts';
import { testCluster } from '../freshDatabase.ts';
import { loans } from '../loans.ts';
import { disturbing, openWorkshop, type Spoken, type Workshop } from './commandLine.ts';
import { csvOf, type Loan, someLoans, wiring } from './loans.ts';

let workshop: Workshop;
beforeAll(() => {
  workshop = openWorkshop();
  workshop.write('loans.process.yaml', loans);
  workshop.write('loans.ai.ts', wiring());
});
afterAll(() => workshop.close());

interface RunAnswer {
  readonly cases: number;
  readonly decided: number;
  readonly byRoute: Readonly<Record<'auto' | 'review' | 'fallback' | 'outside', number>>;
  readonly waiting: number;
  readonly quarantined: number;
  readonly withoutProposal: number;
  readonly unusable: number;
  readonly repeated: number;
  readonly rows: number;
  readonly errorsOf: string;
  readonly errors: Readonly<Record<string, { count: number; of: number; rateMin: number; rateMax: number; tolerance: number }>>;
  readonly quarantine: readonly { row: number; key: string; why: string }[];
  readonly rejected: readonly { row: number; key: string; why: string }[];
  readonly mapping: { key: string | null };
  readonly seconds: number;
}

function fortnight(args: readonly string[]): Promise<Spoken> {
  const { appUrl, administratorUrl } = testCluster().addresses;
  return workshop.fortnight(args, { DATABASE_URL: appUrl, DATABASE_OWNER_URL: administratorUrl });
}

async function run(input: string, ...more: readonly string[]) {
  const spoken = await fortnight(['run', '-p', 'loans.process.yaml', '-i', input, ...more, '--json']);
  expect(spoken.stdout.trimEnd().split('\n')).toHaveLength(1);
  expect(spoken.stderr).not.toMatch(disturbing);
  expect(spoken.json.exit).toBe(spoken.code);
  return { ...(spoken.json as unknown as RunAnswer), code: spoken.code, summary: spoken.json.summary, stderr: spoken.stderr };
}
const decisions = (file: string): readonly Record<string, unknown>[] =>
  readFileSync(join(workshop.folder, file), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

const latin = (rows: readonly Loan[]): Buffer => {
  const text = rows.map(({ key, amount, text: about, right }) => `${key};${amount};${about};${right === 'accept' ? 'annehmen' : 'ablehnen'}\r\n`);
  return Buffer.from(`Nummer;Amount;Text;Entscheid\r\n${text.join('')}`, 'latin1');
};

describe('the same requests in three kinds of file', () => {
  const rows = someLoans(60);
  test('CSV with semicolons in Windows-1252, labels in German, text for people', async () => {
    workshop.write('latin.csv', latin(rows));
    const args = ['run', '-p', 'loans.process.yaml', '-i', 'latin.csv', '--labels', 'Entscheid', '--out', 'latin.jsonl'];
    const { code, stdout, stderr } = await fortnight(args);
    expect(code).toBe(0);
    expect(stdout).toContain('Small loans · 60 cases from latin.csv · step assisted');
    expect(stdout).toMatch(/decided +60 +by the AI alone 0 · by people 60 · by the fallback 0/);
    expect(stdout).toMatch(/Accepted a bad one: 0 in 60 proposals · at most \d+ in 1000 · accepted 20 in 1000/);
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('60 of 60 cases decided · exit 0');
    expect(stderr).toContain('WINDOWS-1252');
    expect(`${stdout}${stderr}`).not.toMatch(disturbing);
    const lines = decisions('latin.jsonl');
    expect(lines.map(({ key, decision }) => [key, decision])).toEqual(rows.map(({ key, right }) => [key, right]));
    expect(Object.keys(lines[0] ?? {})).toEqual(['key', 'decision', 'route', 'why', 'score', 'model', 'at']);
  });

  test('the same file again: nothing is done twice, and the answer is the same', async () => {
    const before = decisions('latin.jsonl');
    const { code, decided, stderr } = await run('latin.csv', '--labels', 'Entscheid', '--out', 'latin.jsonl');
    expect([code, decided]).toEqual([0, 60]);
    expect(stderr).toContain('goes on where it stopped');
    expect(decisions('latin.jsonl')).toEqual(before);
  });

  test('XLSX', async () => {
    const header = ['key', 'amount', 'right'] as const;
    const written = await writeRows(
      join(workshop.folder, 'cases.xlsx'),
      header,
      rows.map(({ key, amount, right }) => [key, amount, right]),
    );
    expect(written.ok).toBe(true);
    expect(await run('cases.xlsx', '--labels', 'right')).toMatchObject({ code: 0, cases: 60, decided: 60, mapping: { key: 'key' } });
  });

  test('JSON lines, without labels: people would have to decide, exit 3', async () => {
    workshop.write('cases.jsonl', rows.map(({ key, amount }) => `${JSON.stringify({ key, amount })}\n`).join(''));
    const answer = await run('cases.jsonl');
    expect(answer).toMatchObject({ code: 3, cases: 60, decided: 0, waiting: 60, quarantined: 0, errors: {} });
    expect(answer.summary).toBe('Nothing was decided: every case waits for a person');
  });
});

test('rows without a key, repeated keys and bad rows: each is told with its row and its reason, and nothing is lost', async () => {
  const text = `${csvOf(someLoans(4))}L2,74.50,Café für Müller 2,accept
L3,999.50,Café für Müller 3,accept
L7,12.500,x,accept
,5.50,x,accept
L8,seven,x,accept
L9
${'K'.repeat(201)},5.50,x,accept
L1,37.50,Café für Müller 1,accept
`;
  workshop.write('messy.csv', text);
  // Named by the user: a column with gaps is never guessed to be the key.
  const first = await run('messy.csv', '--labels', 'right', '--map', 'key=key');
  expect(first).toMatchObject({ code: 0, rows: 12, cases: 8, decided: 4, quarantined: 4, repeated: 2 });
  expect(first.quarantine.map(({ row }) => row)).toEqual([8, 9, 10, 11]);
  expect(first.quarantine.map(({ why }) => why)).toEqual([
    expect.stringMatching(/^amount is "12\.500", which could be .* or .*\. Write [^.]*\.\d or [^.]*$|^amount is "12\.500"/),
    'Row 9 has no key in the column "key".',
    expect.stringContaining('amount is "seven"'),
    expect.stringContaining('Row 11 has 1 cell'),
  ]);
  expect(first.rejected).toEqual([
    { row: 7, key: 'L3', why: 'An earlier row has the same key "L3" and another amount.' },
    expect.objectContaining({ row: 12, why: expect.stringContaining('201 characters') }),
  ]);
  expect(first.cases + first.repeated + first.rejected.length).toBe(first.rows);
  const { seconds: _, stderr: said, ...before } = first;
  const { seconds: __, stderr: again, ...after } = await run('messy.csv', '--labels', 'right', '--map', 'key=key');
  expect(said).not.toBe(again);
  expect(after).toEqual(before);
});

test('a file without a key column: keys come from the file and the row, and that is said', async () => {
  workshop.write('nokey.csv', `amount,text,right\n${'5.50,the same,accept\n'.repeat(3)}`);
  const answer = await run('nokey.csv', '--labels', 'right', '--out', 'nokey.jsonl');
  expect(answer).toMatchObject({ code: 0, cases: 3, decided: 3, mapping: { key: null } });
  expect(answer.stderr).toContain('keys are made from the file and the row number');
  expect(decisions('nokey.jsonl').map(({ key }) => key)).toEqual([2, 3, 4].map((row) => expect.stringMatching(new RegExp(`^[0-9a-f]{8}-${row}$`))));
});

test('a file without rows is no yes: exit 3', async () => {
  workshop.write('norows.csv', 'key,amount\n');
  expect(await run('norows.csv')).toMatchObject({ code: 3, cases: 0, summary: 'The file has no rows' });
});

test('an error more frequent than accepted, for certain: exit 1', async () => {
  workshop.write('bad/loans.process.yaml', loans);
  workshop.write('bad/loans.ai.ts', wiring(700));
  workshop.write('cases.csv', csvOf(someLoans(100)));
  const args = ['run', '-p', 'bad/loans.process.yaml', '-i', 'cases.csv', '--labels', 'right'];
  const text = await fortnight(args);
  const { code, json } = await fortnight([...args, '--json']);
  expect([text.code, code, json.ok]).toEqual([1, 1, false]);
  const { errors, errorsOf } = json as unknown as RunAnswer;
  expect(errorsOf).toBe('proposals');
  expect(errors.wrongAccept?.of).toBe(100);
  expect(errors.wrongAccept?.count).toBe(someLoans(100).filter(({ amount, right }) => right === 'refuse' && Number(amount) <= 700).length);
  expect(errors.wrongAccept?.rateMin).toBeGreaterThan(0.02);
  expect(text.stdout).toContain('✗ over  Accepted a bad one');
  expect(text.stdout.trimEnd().split('\n').at(-1)).toBe('100 of 100 cases decided, 1 kind of error more frequent than accepted · exit 1');
});

test('recorded answers; a case that was not recorded goes to a person', async () => {
  workshop.write('recorded/loans.process.yaml', loans);
  workshop.write(
    'recorded/loans.ai.ts',
    `import { defineAi, recorded } from 'fortnight';\nexport default defineAi('loans', { version: '1', model: recorded('./a.jsonl') });\n`,
  );
  const answers = someLoans(5).map(({ key, right }) => `${JSON.stringify({ key, decision: key === 'L5' ? 'buy' : right, score: 0.9 })}\n`);
  workshop.write('recorded/a.jsonl', answers.join(''));
  workshop.write('six.csv', csvOf(someLoans(6)));
  const args = ['run', '-p', 'recorded/loans.process.yaml', '-i', 'six.csv', '--labels', 'right', '--json'];
  const { code, json } = await fortnight(args);
  const answer = json as unknown as RunAnswer;
  expect(code).toBe(0);
  expect(answer).toMatchObject({ cases: 6, decided: 6, withoutProposal: 2, unusable: 1 });
  expect(answer.errors.wrongAccept?.of).toBe(4);
  // Other answers are another run: nothing of the first may be mixed in.
  workshop.write('recorded/a.jsonl', answers.map((line) => line.replace('"buy"', '"accept"')).join(''));
  const second = await fortnight(args);
  expect(second.json).toMatchObject({ decided: 6, withoutProposal: 1, unusable: 0 });
  expect(second.stderr).not.toContain('goes on where it stopped');
});

test('in shadow the labels are what the business decided; the AI decides nothing', async () => {
  workshop.write('shadow.csv', csvOf(someLoans(10)));
  const answer = await run('shadow.csv', '--labels', 'right', '--step', 'shadow');
  expect(answer).toMatchObject({ code: 0, decided: 10, byRoute: { auto: 0, review: 0, fallback: 0, outside: 10 }, errorsOf: 'proposals' });
});

test('what is only absurd does not stop a run, and is said', async () => {
  workshop.write('absurd/loans.process.yaml', loans.replace('[Jonas Weber]', '[Claire Favre]'));
  workshop.write('absurd/cases.csv', csvOf(someLoans(2)));
  const { code, stderr } = await fortnight(['run', '-p', 'absurd/loans.process.yaml', '-i', 'absurd/cases.csv', '--labels', 'right']);
  expect(code).toBe(0);
  expect(stderr).toContain('Problem: ');
  expect(stderr).toContain('No wiring beside');
});

test('--quiet says nothing but the answer', async () => {
  const { stderr, stdout } = await fortnight(['run', '-p', 'loans.process.yaml', '-i', 'shadow.csv', '--labels', 'right', '--quiet']);
  expect(stderr).toBe('');
  expect(stdout).toContain('exit 0');
});
