import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NumberText } from '../core/input.ts';
import { marked, unmarked } from './formulaMark.ts';
import { JsonLog } from './jsonLog.ts';
import { readRows } from './rows.ts';
import { type OutCell, writeRows } from './writeRows.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fortnight-write-'));
});
afterAll(() => rm(folder, { recursive: true }));

const readBack = async (path: string): Promise<readonly unknown[]> => {
  const result = await readRows(path);
  if (!result.ok) throw new Error(result.detail);
  const rows: unknown[] = [];
  for await (const row of result.value) rows.push(row.problem ?? Object.fromEntries(row.values));
  return rows;
};
async function written(name: string, cells: readonly (readonly OutCell[])[], options = {}): Promise<string> {
  const path = join(folder, name);
  expect(await writeRows(path, ['id', 'text'], cells, options)).toEqual({ ok: true, value: null });
  return path;
}

test.each([
  ['=1+1', "'=1+1"],
  ['+41 21', "'+41 21"],
  ['-5', "'-5"],
  ['@cmd', "'@cmd"],
  ['\tx', "'\tx"],
  ['\rx', "'\rx"],
  ['\0x', "'\0x"],
  ["'=x", "''=x"],
  ["'tis", "'tis"],
  ['a=b', 'a=b'],
])('the text %j is written as %j', (text, out) => expect(marked(text)).toBe(out));

test('marking can always be taken back, and no marked text is a formula', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("'", '=', '+', '-', '@', '\t', '\r', '\0', 'a', '"') }), (text) => {
      expect(unmarked(marked(text))).toBe(text);
      expect(marked(text)).not.toMatch(/^[=+\-@\t\r\0]/);
    }),
  );
});

describe('CSV', () => {
  test('numbers stay numbers, texts that look like formulas do not compute', async () => {
    const path = await written('cells.csv', [
      [-5, '-5'],
      [new NumberText('-12.50'), 'a,b'],
      [0.5, true as unknown as string],
      [1, 'say "no"'],
    ]);
    expect(await readFile(path, 'utf8')).toBe('\ufeffid,text\r\n-5,\'-5\r\n-12.50,"a,b"\r\n0.5,yes\r\n1,"say ""no"""\r\n');
  });

  test('a file appears whole or not at all', async () => {
    const path = join(folder, 'whole.csv');
    await writeFile(path, 'before');
    async function* broken(): AsyncGenerator<readonly OutCell[]> {
      yield ['1', 'a'];
      throw new Error('the disk is full');
    }
    await expect(writeRows(path, ['id', 'text'], broken())).rejects.toThrow('the disk is full');
    expect(await readFile(path, 'utf8')).toBe('before');
    expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
  });
});

const hostile = fc.oneof(
  fc.string({ unit: fc.constantFrom('=', '"', "'", ',', ';', '\t', '\n', '\r', ' ', '-', '@', 'é', '漢', '😀', 'x', '_', '<', '&', '\ufeff') }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '=cmd|/C calc',
    '_x0041_',
    '__proto__',
    'constructor',
    'toString',
    ']]>',
    'null',
    '1e5',
    '\u0001\u001f',
    '\u0085',
    'a\ufffd',
    '\u{10fffe}\0',
  ),
);

describe.each(['.csv', '.xlsx'])('whatever text is written to %s', (extension) => {
  test('is read as the same text', { timeout: 60_000 }, async () => {
    let n = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(hostile, { minLength: 1, maxLength: 20 }), fc.constantFrom(',', ';', '\t'), async (texts, delimiter) => {
        const used = texts.filter((text) => text.trim() !== '' && text.isWellFormed());
        n += 1;
        const path = await written(
          `round-${n}${extension}`,
          used.map((text, row) => [`k${row}`, text]),
          { delimiter },
        );
        expect(await readBack(path)).toEqual(used.map((text, row) => ({ id: `k${row}`, text })));
        await rm(path);
      }),
      { numRuns: extension === '.csv' ? 150 : 40 },
    );
  });
});

describe('XLSX', () => {
  test('numbers and texts keep their kind', async () => {
    const path = await written('kinds.xlsx', [
      [12.5, '12.5'],
      [new NumberText('12500.50'), '=1+1'],
      [new NumberText('12345678901234567.50'), null],
    ]);
    expect(await readBack(path)).toEqual([{ id: 12.5, text: '12.5' }, { id: 12500.5, text: '=1+1' }, { id: '12345678901234567.50' }]);
    expect((await readFile(path)).includes('<f>')).toBe(false);
  });

  test('a text that no workbook can hold is refused, not cut', async () => {
    const result = await writeRows(join(folder, 'long.xlsx'), ['id'], [['x'.repeat(32_768)]]);
    expect(result).toMatchObject({ ok: false, problem: 'too-large' });
    expect(await readdir(folder)).not.toContain('long.xlsx');
  });
});

describe('a growing file of JSON lines', () => {
  const cut = async (tail: string | Buffer): Promise<string> => {
    const path = join(folder, `log-${(await readdir(folder)).length}.jsonl`);
    await writeFile(path, Buffer.concat([Buffer.from('{"n":1}\n{"n":2}\n'), Buffer.from(tail)]));
    return path;
  };
  test.each([
    ['nothing torn', '', 0],
    ['half a line', '{"n":3', 6],
    ['half a letter', Buffer.from([0x7b, 0x22, 0xc3]), 3],
    ['a line without its end', '{"n":3}', 7],
    ['zeros of a file system', Buffer.alloc(70_000), 70_000],
    ['zeros and a line break', Buffer.concat([Buffer.alloc(100), Buffer.from('\n')]), 101],
    ['a long half line', `{"t":"${'x'.repeat(200_000)}`, 200_006],
  ])('goes on after the last complete line: %s', async (_, tail, bytes) => {
    const path = await cut(tail);
    const log = await JsonLog.open(path);
    expect([log.last, log.cut]).toEqual([{ n: 2 }, bytes]);
    await log.append([{ n: 3 }, { n: 4 }]);
    await log.close();
    expect(await readFile(path, 'utf8')).toBe('{"n":1}\n{"n":2}\n{"n":3}\n{"n":4}\n');
  });

  test('a new file, and appends that overlap, keep their order', async () => {
    const path = join(folder, 'fresh.jsonl');
    const log = await JsonLog.open(path);
    expect([log.last, log.cut]).toEqual([null, 0]);
    await Promise.all(Array.from({ length: 50 }, (_, n) => log.append([{ n }])));
    await log.close();
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    expect(lines).toEqual(Array.from({ length: 50 }, (_, n) => `{"n":${n}}`));
  });
});
