import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NumberText, readInput, readValue } from '../core/input.ts';
import { readCell, readDecision } from './cells.ts';
import { describeMapping, guessMapping, type Mapping, type MappingOptions } from './mapping.ts';
import { type RowInput, toInput } from './rowInput.ts';
import type { Row } from './table.ts';
import { invoices } from './testing/invoices.ts';
import { folded } from './words.ts';

const rowsOf = (header: readonly string[], cells: readonly (readonly unknown[])[]): readonly Row[] =>
  cells.map((row, n) => ({ number: n + 2, problem: null, values: new Map(header.map((name, index) => [name, row[index]])) }));
const map = (header: readonly string[], cells: readonly (readonly unknown[])[] = [], options: MappingOptions = {}): Mapping =>
  guessMapping(header, rowsOf(header, cells), invoices, options);
const goesTo = (mapping: Mapping): unknown => mapping.columns.map(({ to }) => (to === null ? null : 'id' in to ? to.id : to.kind));

test.each([
  ["l'IBAN modifié", 'IBAN_modifie'],
  ['IBANChanged', 'iban changed'],
  ['die Fälligkeit', 'FAELLIGKEIT'],
  ['der Betrag', 'Betrag'],
  ['the amount (CHF)', 'amount chf'],
  ['Straße', 'strasse'],
])('%s and %s are the same words', (a, b) => expect(folded(a)).toBe(folded(b)));

describe('names', () => {
  test.each([
    ['ids', ['supplier', 'supplierStatus', 'amount', 'ibanChanged'], ['supplier', 'supplierStatus', 'amount', 'ibanChanged']],
    ['snake_case', ['supplier_status', 'iban_changed', 'due_date'], ['supplierStatus', 'ibanChanged', 'dueDate']],
    ['French', ['Fournisseur', 'le Montant', 'Échéance', 'IBAN modifié'], ['supplier', 'amount', 'dueDate', 'ibanChanged']],
    ['German', ['LIEFERANT', 'Summe', 'Faelligkeit', 'IBAN-Änderung'], ['supplier', 'amount', 'dueDate', 'ibanChanged']],
    ['synonyms', ['total', 'vendor'], ['amount', 'supplier']],
    ['what nobody knows', ['colour', 'weight'], [null, null]],
    ['a fill', ['cost centre'], ['costCentre']],
  ])('%s', (_, header, targets) => expect(goesTo(map(header))).toEqual(targets));

  test('two columns for one field are asked about, unless one is the id itself', () => {
    const both = map(['total', 'Betrag']);
    expect(goesTo(both)).toEqual([null, null]);
    expect(both.problems).toEqual(['"total" and "Betrag" could each be amount. Say which, for example --map "total=amount".']);
    expect(goesTo(map(['total', 'amount']))).toEqual([null, 'amount']);
  });

  test('what you say wins over what is guessed', () => {
    const mapping = map(['total', 'Betrag', 'id', 'amount'], [], { map: ['total=amount', 'amount=', 'Betrag=message'] });
    expect(goesTo(mapping)).toEqual(['amount', 'message', 'key', null]);
    expect(mapping.problems).toEqual([]);
  });

  test.each([
    ['nowhere', '"nowhere" is not of the form column=field.'],
    ['totl=amount', 'There is no column "totl"; the file has total, id. Did you mean total?'],
    ['total=ammount', 'The agreement has no field "ammount"'],
  ])('--map %s is a problem', (entry, words) => expect(map(['total', 'id'], [], { map: [entry] }).problems.join()).toContain(words));

  test('two columns said to be one field are a problem', () => {
    expect(map(['a', 'b'], [], { map: ['a=amount', 'b=amount'] }).problems).toEqual(['Two columns are mapped to amount.']);
  });
});

describe('contents', () => {
  const header = ['state', 'text'];
  test('a choice is known by its values, in any language', () => {
    const mapping = map(header, [
      ['connu', 'a'],
      ['bekannt', 'b'],
      ['blocked', 'c'],
    ]);
    expect(goesTo(mapping)).toEqual(['supplierStatus', null]);
    expect(mapping.columns[0]?.why).toBe('all its values are values of supplierStatus');
  });
  test('one value that does not fit, or too few, is no guess', () => {
    expect(
      goesTo(
        map(header, [
          ['known', 'a'],
          ['new', 'b'],
          ['odd', 'c'],
        ]),
      ),
    ).toEqual([null, null]);
    expect(
      goesTo(
        map(header, [
          ['known', 'a'],
          ['new', 'b'],
        ]),
      ),
    ).toEqual([null, null]);
  });
});

describe('the key', () => {
  test.each([
    [
      'by name',
      ['amount', 'Nummer'],
      [
        ['1', 'a'],
        ['2', 'b'],
      ],
      'Nummer',
    ],
    [
      'by the best name',
      ['Referenz', 'key'],
      [
        ['x', 'a'],
        ['y', 'b'],
      ],
      'key',
    ],
    [
      'by the end of the name',
      ['invoice_no', 'x'],
      [
        ['1', 'a'],
        ['2', 'b'],
      ],
      'invoice_no',
    ],
    [
      'not when it repeats',
      ['id', 'x'],
      [
        ['1', 'a'],
        ['1', 'b'],
      ],
      null,
    ],
    [
      'not when it has gaps',
      ['id', 'x'],
      [
        ['1', 'a'],
        ['', 'b'],
      ],
      null,
    ],
    ['by content, like numbers of cases', ['what', 'code'], [1, 2, 3, 4, 5].map((n) => ['hello there', `R-${n}`]), 'code'],
    ['never unique prose', ['text', 'category'], [1, 2, 3, 4, 5].map((n) => [`Where is card ${n}?`, 'cards']), null],
    ['never amounts', ['sum', 'x'], [1, 2, 3, 4, 5].map((n) => [`${n}.50`, 'x']), null],
  ])('%s', (_, header, cells, key) => expect(map(header, cells).key).toBe(key));

  test('without one, keys are the file and the row', async () => {
    const header = ['supplier'];
    const [row] = rowsOf(header, [['A']]);
    if (row === undefined) throw new Error('no row');
    const input = await toInput(row, map(header, [['A']]), invoices, { folder: null, hash8: 'deadbeef' });
    expect(input.key).toBe('deadbeef-2');
  });
});

test('the label column is no field, even when it is called like one', () => {
  const mapping = map(['supplier status', 'id'], [], { labels: 'Supplier-Status' });
  expect(goesTo(mapping)).toEqual(['label', 'key']);
  expect(map(['id'], [], { labels: 'queu' }).problems[0]).toContain('There is no column "queu"');
  expect(map(['decision']).columns[0]?.why).toContain('--labels "decision"');
});

test('the mapping reads as lines', () => {
  const mapping = map(
    ['Nr', 'Lieferant', 'Farbe'],
    [
      ['1', 'A', 'red'],
      ['2', 'B', 'red'],
    ],
  );
  expect(describeMapping(mapping)).toEqual([
    'Nr         →  key of the case  named like a key, filled and never repeated',
    'Lieferant  →  supplier         called "der Lieferant" in the agreement',
    'Farbe      →  (ignored)        no field is called so',
    'No column for supplierStatus, amount, ibanChanged: use --map column=field.',
  ]);
});

test.each([
  ['pay', 'pay'],
  ['Zahlen', 'pay'],
  ['demander au fournisseur', 'query'],
  ['REFUSE', 'refuse'],
  ['paid', null],
  ['', null],
])('the label %j is the decision %s', (text, decision) => {
  const reading = readDecision(text, invoices);
  expect(reading.ok ? reading.decision : null).toBe(decision);
});

describe('cells', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fortnight-cells-'));
    await mkdir(join(folder, 'table', 'docs'), { recursive: true });
    await writeFile(join(folder, 'table', 'docs', 'a.pdf'), '%PDF');
    await writeFile(join(folder, 'secret.txt'), 'secret');
    await symlink(join(folder, 'secret.txt'), join(folder, 'table', 'link.txt'));
    await symlink(folder, join(folder, 'table', 'up'));
    await writeFile(join(folder, 'table', 'big.pdf'), Buffer.alloc(11 * 1024 * 1024));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const read = async (column: string, cell: unknown, locale = 'en-CH'): Promise<RowInput> => {
    const header = ['id', column];
    const [row] = rowsOf(header, [['k', cell]]);
    if (row === undefined) throw new Error('no row');
    return toInput(row, map(header, [['k', cell]]), { ...invoices, locale }, { folder: join(folder, 'table'), hash8: '' });
  };

  test.each([
    ['amount', "12'500.50 CHF", 'en-CH', '12500.50'],
    ['amount', '12.500,50', 'de-DE', '12500.50'],
    ['amount', 12500.5, 'en-CH', 12500.5],
    ['amount', new NumberText('12.50'), 'en-CH', new NumberText('12.50')],
    ['vatRate', '7,7 %', 'de-CH', new NumberText('7.7')],
    ['dueDate', '31.03.2026', 'en-CH', '2026-03-31'],
    ['dueDate', '2026-03-31', 'en-CH', '2026-03-31'],
    ['dueDate', '31/03/2026', 'fr-CH', '2026-03-31'],
    ['ibanChanged', 'Oui', 'en-CH', true],
    ['ibanChanged', true, 'en-CH', true],
    ['ibanChanged', 0, 'en-CH', false],
    ['supplierStatus', 'gesperrt', 'en-CH', 'blocked'],
    ['supplier', 100023, 'en-CH', '100023'],
    ['supplier', '  Müller  ', 'en-CH', '  Müller  '],
    ['document', 'docs/a.pdf', 'en-CH', { name: 'a.pdf', mediaType: 'application/pdf', base64: 'JVBERg==' }],
    ['document', 'docs\\a.pdf', 'en-CH', { name: 'a.pdf', mediaType: 'application/pdf', base64: 'JVBERg==' }],
  ])('%s %j in %s', async (column, cell, locale, value) => {
    const { input, problems } = await read(column, cell, locale);
    expect(problems).toEqual([]);
    expect(input[column]).toEqual(value);
    const field = invoices.fields.get(column);
    const one = { ...invoices, fields: new Map(field === undefined ? [] : [[column, field]]) };
    expect(readInput(one, input).ok).toBe(true);
  });

  test.each([
    ['amount', '12.500', 'en-CH', `amount is "12.500", which could be 12'500 or 12.5. Write 12'500 or 12.5.`],
    ['amount', '12.500', 'en-US', 'amount is "12.500", which could be 12,500 or 12.5. Write 12,500 or 12.5.'],
    ['amount', '12 EUR', 'en-CH', 'amount is in EUR; the agreement says CHF.'],
    ['amount', '12,500.50', 'en-CH', `amount is "12,500.50", which is written 12'500.5 in en-CH.`],
    ['vatRate', '1234.500', 'fr-FR', 'vatRate is "1234.500", which is written 1 234,5 in fr-FR.'],
    ['amount', 'douze', 'fr-CH', 'amount is "douze", not an amount such as 12500.50.'],
    ['vatRate', 'high', 'en-CH', 'vatRate is "high", not a number.'],
    ['dueDate', '03/04/2026', 'en-CH', 'dueDate is "03/04/2026", not a date such as 2026-03-31 or 31.03.2026.'],
    ['dueDate', '31.02.2026', 'en-CH', 'dueDate is "31.02.2026", not a date such as 2026-03-31 or 31.03.2026.'],
    ['ibanChanged', 'maybe', 'en-CH', 'ibanChanged is "maybe", neither yes nor no.'],
    ['supplierStatus', 'knwon', 'en-CH', 'supplierStatus is "knwon"; possible are known, new, blocked; perhaps known is meant.'],
    ['document', '../secret.txt', 'en-CH', 'document is "../secret.txt"; a file must lie below the folder of the table.'],
    ['document', 'docs/../../secret.txt', 'en-CH', 'document is "docs/../../secret.txt"; a file must lie below the folder of the table.'],
    ['document', '/etc/passwd', 'en-CH', 'document is "/etc/passwd"; a file must lie below the folder of the table.'],
    ['document', 'C:\\a.pdf', 'en-CH', 'document is "C:/a.pdf"; a file must lie below the folder of the table.'],
    ['document', 'link.txt', 'en-CH', 'document is "link.txt", a link that leads out of the folder of the table.'],
    ['document', 'up/secret.txt', 'en-CH', 'document is "up/secret.txt", a link that leads out of the folder of the table.'],
    ['document', 'none.pdf', 'en-CH', 'document names the file "none.pdf", which does not exist.'],
    ['document', 'docs', 'en-CH', 'document is "docs", which is not a file.'],
    ['document', 'big.pdf', 'en-CH', 'document is larger than the 10 MB that the files of one case may have together.'],
  ])('%s %j in %s waits for a person', async (column, cell, locale, message) => {
    const { input, problems } = await read(column, cell, locale);
    expect(problems).toEqual([{ field: column, message }]);
    expect(input[column]).toBe(cell);
  });

  test('what is asked about three decimals can be written as it says', () => {
    const [field] = invoices.fields.values();
    if (field === undefined) throw new Error('no field');
    const dinars = { ...field, type: 'money', currency: 'KWD' } as const;
    expect(readCell('12.345 KWD', dinars, invoices)).toMatchObject({ ok: false, why: expect.stringContaining("Write 12'345 or 12.3450") });
    expect(readCell('12.3450 KWD', dinars, invoices)).toEqual({ ok: true, value: '12.345' });
    expect(readValue(dinars, '12.345').ok).toBe(true);
  });

  test('an empty cell is missing, not an empty text', async () => {
    expect('supplier' in (await read('supplier', '  ')).input).toBe(false);
  });

  test('a row that is broken, and one without a key, say so', async () => {
    const header = ['id', 'supplier'];
    const mapping = map(header, [['1', 'A']]);
    const place = { folder: null, hash8: '' };
    const broken = await toInput(
      { number: 9, values: new Map([['id', '7']]), problem: 'Row 9 has 3 cells, the header has 2.' },
      mapping,
      invoices,
      place,
    );
    expect(broken).toMatchObject({ key: '7', problems: [{ field: '', message: 'Row 9 has 3 cells, the header has 2.' }] });
    const keyless = await toInput({ number: 9, values: new Map([['supplier', 'A']]), problem: null }, mapping, invoices, place);
    expect(keyless.problems).toEqual([{ field: '', message: 'Row 9 has no key in the column "id".' }]);
  });

  test('the label comes with the fills that were right', async () => {
    const header = ['id', 'queue', 'cost centre'];
    const mapping = map(header, [], { labels: 'queue' });
    const place = { folder: null, hash8: '' };
    const row = (decision: string, centre: string): Row => ({
      number: 2,
      problem: null,
      values: new Map(header.map((name, n) => [name, ['1', decision, centre][n]])),
    });
    expect((await toInput(row('payer', '4410 Bureau'), mapping, invoices, place)).label).toEqual({ decision: 'pay', fills: { costCentre: '4410' } });
    const unknown = await toInput(row('archive', ''), mapping, invoices, place);
    expect([unknown.label, unknown.labelProblem]).toEqual([null, '"archive" is no decision of this process; it has pay, query, refuse.']);
    expect(unknown.problems).toEqual([]);
    expect((await toInput(row('', ''), mapping, invoices, place)).label).toBe(null);
  });
});
