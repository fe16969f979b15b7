// What the command line says when it cannot do what was asked: every text has what, why and what to do, and --json the same exit code.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshDatabase } from '../freshDatabase.ts';
import { loans } from '../loans.ts';
import { disturbing, openWorkshop, type Workshop } from './commandLine.ts';
import { csvOf, someLoans, wiring } from './loans.ts';

let workshop: Workshop;
beforeAll(() => {
  workshop = openWorkshop();
  const { write } = workshop;
  write('loans.process.yaml', loans);
  write('loans.ai.ts', wiring());
  write('cases.csv', csvOf(someLoans(5)));
  write('noamount.csv', 'key,sum of money\nL1,3\n');
  write('labels.csv', `${csvOf(someLoans(5))}L9,5.50,x,acept\nL10,5.50,x,acept\nL11,5.50,x,perhaps\n`);
  write('empty.csv', '');
  write('wrong/wrong.process.yaml', loans.replace('atMost: 2 in 100', 'atMost: 2%').replace('deadline: 8 hours', 'deadline: soon'));
  write('noexport/loans.process.yaml', loans);
  write('noexport/loans.ai.ts', 'export const x = 1;\n');
  write('other/loans.process.yaml', loans);
  write('other/loans.ai.ts', wiring().replace("'loans'", "'invoices'"));
  write('broken/loans.process.yaml', loans);
  write('broken/loans.ai.ts', "import { nothing } from './nowhere.ts';\nexport default nothing;\n");
  write('noprompt/loans.process.yaml', loans);
  write(
    'noprompt/loans.ai.ts',
    `import { defineAi, file, openaiCompatible } from 'fortnight';
export default defineAi('loans', { version: '1', model: openaiCompatible('m', { baseUrl: 'http://127.0.0.1:1/v1' }), prompt: file('./p.md') });\n`,
  );
  write('nothing/readme.txt', 'no agreement here');
});
afterAll(() => workshop.close());

const run = (process: string, input: string, ...more: readonly string[]): readonly string[] => [
  'run',
  '--process',
  process,
  '--input',
  input,
  ...more,
];
const unreachable = { DATABASE_URL: 'postgres://u:secret@127.0.0.1:1/x' };

interface Row {
  readonly name: string;
  readonly args: readonly string[];
  readonly exit?: number;
  readonly code: string;
  readonly says: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const rows: readonly Row[] = [
  { name: 'an unknown command', args: ['chek'], code: 'usage', says: ['no command "chek"', 'fortnight check? It was not run'] },
  { name: 'an unknown command of a group', args: ['journal', 'exprt'], code: 'usage', says: ['"exprt"', 'fortnight journal export?'] },
  { name: 'a group without its command', args: ['tokens'], code: 'usage', says: ['needs one of its commands', 'create, list, revoke'] },
  { name: 'an unknown option', args: run('loans.process.yaml', 'cases.csv', '--lables', 'right'), code: 'usage', says: ['"--lables"', '--labels?'] },
  { name: 'a misspelt option that was needed', args: ['run', '--proces', 'x'], code: 'usage', says: ['"--proces"', '--process?'] },
  { name: 'an option missing', args: ['run', '--process', 'loans.process.yaml'], code: 'usage', says: ['--input'] },
  { name: 'too many words', args: ['check', '.', 'x'], code: 'usage', says: ['Too many arguments'] },
  { name: 'an unknown step', args: run('loans.process.yaml', 'cases.csv', '--step', 'asisted'), code: 'usage', says: ['"asisted"', 'assisted?'] },
  {
    name: 'no such agreement',
    args: run('loans.proces.yaml', 'cases.csv'),
    code: 'file-not-found',
    says: ['loans.proces.yaml', 'loans.process.yaml?'],
  },
  { name: 'no such input', args: run('loans.process.yaml', 'case.csv'), code: 'file-not-found', says: ['case.csv', 'cases.csv?'] },
  { name: 'a folder as agreement', args: run('.', 'cases.csv'), code: 'usage', says: ['is a folder'] },
  { name: 'an empty input', args: run('loans.process.yaml', 'empty.csv'), code: 'file-unreadable', says: ['empty.csv is empty'] },
  { name: 'no folder for --out', args: run('loans.process.yaml', 'cases.csv', '--out', 'no/d.jsonl'), code: 'usage', says: ['no folder', '/no'] },
  { name: '--out over the input', args: run('loans.process.yaml', 'cases.csv', '--out', './cases.csv'), code: 'usage', says: ['overwritten'] },
  {
    name: 'a column missing',
    args: run('loans.process.yaml', 'noamount.csv'),
    code: 'mapping',
    says: ['No column holds amount', 'key, sum of money', '--map COLUMN=amount'],
  },
  {
    name: 'a label column that is not there',
    args: run('loans.process.yaml', 'cases.csv', '--labels', 'rigth'),
    code: 'mapping',
    says: ['no column "rigth"', 'key, amount, text, right', 'Did you mean right?'],
  },
  {
    name: 'labels that are no decisions',
    args: run('loans.process.yaml', 'labels.csv', '--labels', 'right'),
    code: 'unknown-labels',
    says: ['"acept" (2 rows, first in row 7)', '"perhaps" (row 9)', 'it has accept, refuse, ask', 'Did you mean accept?'],
  },
  {
    name: 'a malformed agreement',
    args: run('wrong/wrong.process.yaml', 'cases.csv'),
    code: 'not-a-length',
    says: ['wrong/wrong.process.yaml:13:', '>  13 │ deadline: soon', '~~~~', '2 problems'],
  },
  {
    name: 'a wiring without an AI',
    args: run('noexport/loans.process.yaml', 'cases.csv'),
    code: 'wiring',
    says: ['noexport/loans.ai.ts exports no wiring'],
  },
  { name: 'a wiring of another process', args: run('other/loans.process.yaml', 'cases.csv'), code: 'wiring', says: ['is for invoices', 'for loans'] },
  { name: 'a wiring that cannot be loaded', args: run('broken/loans.process.yaml', 'cases.csv'), code: 'wiring', says: ['nowhere.ts'] },
  { name: 'a prompt that is not there', args: run('noprompt/loans.process.yaml', 'cases.csv'), code: 'wiring', says: ['./p.md cannot be read'] },
  {
    name: 'a database that does not answer',
    args: run('loans.process.yaml', 'cases.csv'),
    code: 'database-unreachable',
    says: ['does not answer', 'ECONNREFUSED', 'DATABASE_URL'],
    env: unreachable,
  },
  { name: 'check of nothing', args: ['check', 'no/where'], code: 'file-not-found', says: ['no/where'] },
  { name: 'check of a wiring', args: ['check', 'loans.ai.ts'], code: 'usage', says: ['is no agreement', 'fortnight check .'] },
  { name: 'an unknown shell', args: ['completion', 'tcsh'], code: 'usage', says: ['tcsh', 'bash, zsh, fish'] },
];

describe('what, why and what to do, and the same exit code in JSON', () => {
  test.concurrent.each(rows)('$name', async ({ args, exit = 2, code, says, env = {} }) => {
    const [text, json] = await Promise.all([workshop.fortnight(args, env), workshop.fortnight([...args, '--json'], env)]);
    expect(text.code).toBe(exit);
    expect(text.stdout).toBe('');
    for (const part of says) expect(text.stderr).toContain(part);
    expect(text.stderr).toMatch(/\n {2}Why {2}\S/);
    expect(text.stderr).toMatch(/\n {2}Do {3}\S/);
    expect(text.stderr.trimEnd().split('\n').at(-1)).toBe(`could not run · exit ${exit}`);
    expect(text.stderr).not.toMatch(disturbing);
    expect(text.stderr).not.toContain('secret');

    expect(json.code).toBe(exit);
    expect(json.stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(json.json).toMatchObject({ fortnight: 1, exit, ok: false });
    expect(json.json.problems[0]).toMatchObject({ code, why: expect.stringMatching(/\S/), do: expect.stringMatching(/\S/) });
    expect(json.stdout).not.toContain('secret');
  });
});

test('every problem of a malformed agreement stands in the JSON, with its place', async () => {
  const { json } = await workshop.fortnight([...run('wrong/wrong.process.yaml', 'cases.csv'), '--json']);
  expect(json.problems.map(({ line }) => line)).toEqual([13, 25]);
});

test('a role that may not make a database is told so', async () => {
  const database = await freshDatabase();
  try {
    const { code, stderr } = await workshop.fortnight(run('loans.process.yaml', 'cases.csv'), { DATABASE_URL: database.appUrl });
    expect(code).toBe(2);
    expect(stderr).toContain('may not make a database');
  } finally {
    await database.drop();
  }
});

test('--exit-zero is for jobs that only report', async () => {
  expect((await workshop.fortnight(['check', 'wrong', '--exit-zero'])).code).toBe(0);
});
