import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NumberText } from '../core/input.ts';
import { readRows } from './rows.ts';
import type { Row, Rows } from './table.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fortnight-files-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function opened(name: string, content: string | Uint8Array): Promise<Rows> {
  await writeFile(join(folder, name), content);
  const result = await readRows(join(folder, name));
  if (!result.ok) throw new Error(result.detail);
  return result.value;
}
async function refused(name: string, content: string | Uint8Array): Promise<string> {
  await writeFile(join(folder, name), content);
  const result = await readRows(join(folder, name));
  return result.ok ? 'read' : `${result.problem}: ${result.detail}`;
}
async function all(rows: Rows): Promise<readonly Row[]> {
  const list: Row[] = [];
  for await (const row of rows) list.push(row);
  return list;
}
const plain = (row: Row): unknown => [row.number, Object.fromEntries(row.values), row.problem];

const german = 'Nr;Betrag;Bemerkung\r\n1;12,50;"Grüße; heute\r\nund morgen"\r\n2;13,00;"sagt ""nein"""\r\n';
const germanRows = [
  [2, { Nr: '1', Betrag: '12,50', Bemerkung: 'Grüße; heute\r\nund morgen' }, null],
  [3, { Nr: '2', Betrag: '13,00', Bemerkung: 'sagt "nein"' }, null],
];
const windows = (text: string): Buffer => Buffer.from(text, 'latin1');
const bigEndian = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le').swap16();

describe('CSV', () => {
  test.each([
    ['UTF-8', Buffer.from(german)],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${german}`)],
    ['UTF-16, little end first', Buffer.from(`\ufeff${german}`, 'utf16le')],
    ['UTF-16, big end first', bigEndian(german)],
    ['Windows-1252', windows(german)],
    ['LF only', Buffer.from(german.replaceAll('\r\n', '\n').replace('heute\n', 'heute\r\n'))],
  ])('%s', async (name, bytes) => {
    expect((await all(await opened(`${name}.csv`, bytes))).map(plain)).toEqual(germanRows);
  });

  test('one letter of Windows-1252 far behind, and in the middle of a chunk, is found without loading the file', async () => {
    const text = `id,text\n${'1,plain\n'.repeat(100_000)}`;
    const rows = await opened('far.csv', Buffer.concat([Buffer.from(text), windows('2,Grüße\n')]));
    const list = await all(rows);
    expect(list.at(-1)?.values.get('text')).toBe('Grüße');
    expect(list).toHaveLength(100_001);
    expect(rows.notes.join(' ')).toContain('WINDOWS-1252');
  });

  test('a UTF-8 letter that is cut by the edge of a chunk is whole', async () => {
    for (const shift of [0, 1]) {
      const text = `id,text\n1,${'a'.repeat(shift)}${'é'.repeat(200_000)}\n`;
      const [row] = await all(await opened('edge.csv', text));
      expect(row?.values.get('text')).toBe('a'.repeat(shift) + 'é'.repeat(200_000));
    }
  });

  test('too many and too few cells make a bad row with its number, and the rest goes on', async () => {
    const rows = await opened('ragged.csv', 'id,text,queue\n1,a,b\n2,a,b,c\n3,a\n4,a,b,,\n\n , ,\n5,a,b\n');
    expect((await all(rows)).map(({ number, problem }) => [number, problem])).toEqual([
      [2, null],
      [3, 'Row 3 has 4 cells, the header has 3.'],
      [4, 'Row 4 has 2 cells, the header has 3.'],
      [5, null],
      [8, null],
    ]);
    expect(rows.emptyRows).toBe(2);
  });

  test('titles and blank rows above the header are skipped and said', async () => {
    const rows = await opened('titled.csv', 'Invoices March;;;\n;;;\nMoney;;Other;\nid;net;gross;text\n1;2;3;a\n2;3;4;b\n');
    expect(rows.header).toEqual(['id', 'net', 'gross', 'text']);
    expect(rows.notes.at(-1)).toBe('The header is row 4; what stands above it is not read ("Invoices March", "Money", "Other").');
    expect((await all(rows)).map(({ number }) => number)).toEqual([5, 6]);
  });

  test('two columns of one name are refused by name', async () => {
    expect(await refused('twice.csv', 'id,amount, amount,text\n1,2,3,4\n')).toBe(
      'file-unreadable: Two columns have the same name: "amount" (row 1). Give each its own name.',
    );
  });

  test('a nameless column gets one', async () => {
    expect((await opened('nameless.csv', ',id,text\n0,1,a\n1,2,b\n')).header).toEqual(['column 1', 'id', 'text']);
  });

  test('a quote that is never closed is a bad row that says the rest was not read', async () => {
    const list = await all(await opened('unclosed.csv', 'id,text\n1,a\n2,"b\n3,c\n4,d\n'));
    expect(list.map(({ number, problem }) => [number, problem])).toEqual([
      [2, null],
      [3, 'Row 3: a quotation mark is opened and never closed. This row and everything after it were not read.'],
    ]);
  });

  test('a never closed quote in a large file does not swallow it into memory', async () => {
    const list = await all(await opened('swallow.csv', `id,text\n1,a\n2,"b\n${'3,c\n'.repeat(700_000)}`));
    expect(list.at(-1)?.problem).toContain('larger than 2 MB');
  });

  test.each([
    ['an inch mark', 'id,text\n1,5" pipe\n', '5" pipe'],
    ['one column of prose', 'text\nhello, you there\nfine\nwell\nok, then, bye\n', 'hello, you there'],
    ['the mark before a formula', "text,id\n'=1+1,2\n", '=1+1'],
    ['an apostrophe that means itself', "text,id\n'tis so,2\n", "'tis so"],
  ])('%s', async (name, content, text) => expect((await all(await opened(`${name}.csv`, content)))[0]?.values.get('text')).toBe(text));

  test('the hint "sep=;" of Excel is obeyed and no row', async () => {
    const rows = await opened('sep.csv', 'sep=;\nid;text\n1;a,b\n');
    expect(rows.header).toEqual(['id', 'text']);
    expect((await all(rows)).map(plain)).toEqual([[3, { id: '1', text: 'a,b' }, null]]);
  });

  test('100 columns', async () => {
    const names = Array.from({ length: 100 }, (_, n) => `c${n}`);
    const [row] = await all(await opened('wide.csv', `${names.join(';')}\n${names.join(';')}\n`));
    expect(row?.values.size).toBe(100);
  });

  test('a file can be read again, and reading may stop early', async () => {
    const rows = await opened('again.csv', 'id\n1\n2\n3\n');
    for await (const row of rows) if (row.number === 2) break;
    expect(await all(rows)).toHaveLength(3);
  });
});

describe('JSON lines', () => {
  test('numbers keep their digits, broken lines are bad rows, and the rest goes on', async () => {
    const rows = await opened(
      'cases.jsonl',
      '\ufeff{"id":"a","amount":12500.50}\r\n\n{"id":"b","amount":\n[1]\n{"id":"c","id":"d"}\n{"id":"e","amount":7}',
    );
    expect(rows.header).toEqual(['id', 'amount']);
    expect((await all(rows)).map(plain)).toEqual([
      [1, { id: 'a', amount: new NumberText('12500.50') }, null],
      [3, {}, "Line 3: Object value expected after ':' (byte 19)."],
      [4, {}, 'Line 4 is not an object with fields.'],
      [5, {}, 'Line 5: The field "id" is named twice (byte 10).'],
      [6, { id: 'e', amount: 7 }, null],
    ]);
    expect(rows.emptyRows).toBe(1);
  });

  test('a posted case is read as its input beside its key', async () => {
    const [row] = await all(await opened('posted.ndjson', '{"key":"k1","input":{"amount":"3.50","text":null}}\n'));
    expect(row && plain(row)).toEqual([1, { key: 'k1', amount: '3.50' }, null]);
  });

  test('a line that is no UTF-8 is a bad row', async () => {
    const list = await all(
      await opened('bytes.jsonl', Buffer.concat([Buffer.from('{"id":1}\n{"id":"'), Buffer.from([0xe9]), Buffer.from('"}\n{"id":2}\n')])),
    );
    expect(list.map(({ problem }) => problem)).toEqual([null, 'Line 2: The text is not UTF-8 (byte 7).', null]);
  });

  test('a line larger than 16 MB is a bad row and is not held', async () => {
    const list = await all(await opened('long.jsonl', `{"id":1}\n{"id":"${'x'.repeat(17 * 1024 * 1024)}"}\n{"id":2}\n`));
    expect(list.map(({ number, problem }) => [number, problem])).toEqual([
      [1, null],
      [2, 'Line 2 is larger than 16 MB.'],
      [3, null],
    ]);
  });

  test('UTF-16, as PowerShell writes it', async () => {
    const [row] = await all(await opened('power.jsonl', Buffer.from('\ufeff{"text":"Grüße"}\r\n', 'utf16le')));
    expect(row?.values.get('text')).toBe('Grüße');
  });
});

test('a missing file names the nearest one', async () => {
  await writeFile(join(folder, 'invoices.csv'), 'id\n1\n');
  const result = await readRows(join(folder, 'invoces.csv'));
  expect(result.ok ? '' : result.detail).toContain(`Did you mean ${join(folder, 'invoices.csv')}?`);
  expect((await readRows(join(folder, 'no', 'such.csv'))).ok).toBe(false);
});

test.each([
  ['empty.csv', '', 'is empty'],
  ['blank.csv', '\n\n', 'no rows'],
  ['empty.jsonl', '\n', 'no lines'],
  ['one.json', '[{"a":1}]', 'one object per line'],
])('%s is refused', async (name, content, words) => expect(await refused(name, content)).toContain(words));
