import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import writeXlsxFile from 'write-excel-file/node';
import { readRows } from './rows.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fortnight-workbook-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A zip whose directory may claim another size than the truth. */
function zipOf(parts: Readonly<Record<string, string | Buffer>>, claim: Readonly<Record<string, number>> = {}): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, content] of Object.entries(parts)) {
    const bytes = Buffer.from(content);
    const packed = deflateRawSync(bytes);
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE(8, 4);
    head.writeUInt32LE(crc32(bytes), 10);
    head.writeUInt32LE(packed.length, 14);
    head.writeUInt32LE(claim[name] ?? bytes.length, 18);
    head.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), head, Buffer.from(name), packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(at, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), head, tail, Buffer.from(name)]));
    bodies.push(local);
    at += local.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(directory.length, 4);
  end.writeUInt16LE(directory.length, 6);
  end.writeUInt32LE(list.length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...bodies, list, Buffer.from('PK\x05\x06'), end]);
}

const type = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const sheetType = `${type}/worksheet`;
const relations = 'http://schemas.openxmlformats.org/package/2006/relationships';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const sheetXml = (rows: string): string => `<?xml version="1.0"?><worksheet xmlns="${main}"><sheetData>${rows}</sheetData></worksheet>`;
const parts = (rows: string, name = 'worksheets/sheet1.xml'): Record<string, string> => ({
  '[Content_Types].xml': '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
  'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${relations}"><Relationship Id="r1" Type="${sheetType}" Target="${name}"/></Relationships>`,
  'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${type}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>`,
  [`xl/${name}`]: sheetXml(rows),
});
const text = (at: string, value: string): string => `<c r="${at}" t="inlineStr"><is><t>${value}</t></is></c>`;
const header = `<row r="1">${text('A1', 'id')}${text('B1', 'sum')}</row>`;

async function tried(name: string, bytes: Buffer): Promise<unknown> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  const result = await readRows(path);
  if (!result.ok) return `${result.problem}: ${result.detail}`;
  const rows: unknown[] = [];
  for await (const row of result.value) rows.push(row.problem ?? [row.number, Object.fromEntries(row.values)]);
  return rows;
}

describe('values', () => {
  test('real dates, times and numbers stay so; gaps are counted; rows are numbered as in the sheet', async () => {
    const bytes = await writeXlsxFile([
      [null, null, null],
      ['id', 'when', 'amount'].map((value) => ({ value, type: String })),
      [
        { value: 'a', type: String },
        { value: new Date(Date.UTC(2026, 2, 31)), type: Date, format: 'dd.mm.yyyy' },
        { value: 0.1 + 0.2, type: Number },
      ],
      [],
      [
        { value: '007', type: String },
        { value: new Date(Date.UTC(2026, 2, 31, 14, 30)), type: Date, format: 'dd.mm.yyyy hh:mm' },
        { value: 12500.5, type: Number },
      ],
    ]).toBuffer();
    expect(await tried('dates.xlsx', bytes)).toEqual([
      [3, { id: 'a', when: '2026-03-31', amount: 0.3 }],
      [5, { id: '007', when: '2026-03-31T14:30:00', amount: 12500.5 }],
    ]);
  });

  test('a formula counts as its stored result, and is never computed', async () => {
    const row = `<row r="2">${text('A2', 'a')}<c r="B2"><f>HYPERLINK("http://x.invalid")</f><v>7</v></c></row>`;
    expect(await tried('formula.xlsx', zipOf(parts(header + row)))).toEqual([[2, { id: 'a', sum: 7 }]]);
  });

  test('an error, and a formula without a stored result, make a bad row instead of an empty cell', async () => {
    const rows = [
      `<row r="2">${text('A2', 'a')}<c r="B2" t="str"><f>A1&amp;"x"</f></c></row>`,
      `<row r="3">${text('A3', 'b')}<c r="B3" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>`,
      `<row r="4">${text('A4', 'c')}<c r="B4"><f>1+1</f><v>2</v></c></row>`,
    ];
    expect(await tried('holes.xlsx', zipOf(parts(header + rows.join(''))))).toEqual([
      'Cell B2 holds a formula without a stored result; open the workbook in a spreadsheet program and save it.',
      'Cell B3 holds an error, such as #N/A.',
      [4, { id: 'c', sum: 2 }],
    ]);
  });

  test('an error on another sheet is none of this one', async () => {
    const other = sheetXml(`<row r="2"><c r="A2" t="e"><v>#N/A</v></c></row>`);
    const bytes = zipOf({ ...parts(`${header}<row r="2">${text('A2', 'a')}</row>`), 'xl/worksheets/sheet2.xml': other });
    expect(await tried('other.xlsx', bytes)).toEqual([[2, { id: 'a' }]]);
  });
});

describe('what is refused before it is unpacked', () => {
  const bomb = Buffer.alloc(201 * 1024 * 1024, 0x20);

  test('a zip bomb that says its size', async () => {
    expect(await tried('bomb.xlsx', zipOf({ ...parts(header), 'xl/worksheets/sheet1.xml': bomb }))).toContain(
      'too-large: The workbook would unpack to 201 MB',
    );
  });
  test('a zip bomb that lies about its size', async () => {
    const bytes = zipOf({ ...parts(header), 'xl/worksheets/sheet1.xml': bomb }, { 'xl/worksheets/sheet1.xml': 1000 });
    expect(await tried('liar.xlsx', bytes)).toContain('xl/worksheets/sheet1.xml does not unpack to the size it declares');
  });
  test('more than 20 MB', async () => {
    expect(await tried('packed.xlsx', Buffer.concat([zipOf(parts(header)), Buffer.alloc(20 * 1024 * 1024)]))).toContain('too-large');
  });
  test.each([
    ['a row far away', `<row r="2000000">${text('A2000000', 'x')}</row>`, 'more than 100,000 rows'],
    ['a cell in a row far away', `<row>${text('A100001', 'x')}</row>`, 'more than 100,000 rows'],
    ['a column far away', `<row r="2">${text('ZZZ2', 'x')}</row>`, 'more than 1,000 columns'],
    ['a row in disguise', '<row spans=">" r="999999999"/>', 'is no place'],
    ['a row behind a comment', '<!-- \' " --><row r="9999999"/>', 'more than 100,000 rows'],
    ['a row with a prefix', '<x:row r="9999999"/>', 'more than 100,000 rows'],
    ['a place in another writing', '<row r="&#57;99999"/>', 'is no place'],
    ['too many rows', '<row/>'.repeat(100_001), 'more than 100,000 rows'],
    ['a document type', '<!DOCTYPE x [<!ENTITY a "aaaa">]>', 'document type'],
  ])('%s', async (name, rows, words) => expect(await tried(`${name}.xlsx`, zipOf(parts(header + rows)))).toContain(words));

  test('a sheet that lies elsewhere is looked at too', async () => {
    expect(await tried('elsewhere.xlsx', zipOf(parts('<row r="9999999"/>', 'other.xml')))).toContain('more than 100,000 rows');
  });
  test('the control: a far row within the limits is read', async () => {
    expect(await tried('far.xlsx', zipOf(parts(`${header}<row r="90000">${text('A90000', 'x')}</row>`)))).toEqual([[90000, { id: 'x' }]]);
  });
});

describe('what is no workbook', () => {
  const compound = Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
  test.each([
    [
      'protected with a password',
      Buffer.concat([compound, Buffer.alloc(600), Buffer.from('EncryptedPackage', 'utf16le')]),
      'protected with a password',
    ],
    ['of the old kind', Buffer.concat([compound, Buffer.alloc(600)]), 'old .xls'],
    ['cut off', zipOf(parts(header)).subarray(0, 400), 'damaged'],
    ['a text', Buffer.from('id,text\n1,hello hello hello\n'), 'damaged'],
  ])('%s', async (name, bytes, words) => expect(await tried(`${name}.xlsx`, bytes)).toContain(words));

  test('a workbook with the name of a CSV is read as what it is', async () => {
    expect(await tried('really.csv', zipOf(parts(`${header}<row r="2">${text('A2', 'x')}</row>`)))).toEqual([[2, { id: 'x' }]]);
  });
});
