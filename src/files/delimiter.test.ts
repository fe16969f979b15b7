import { expect, test } from 'vitest';
import { delimiterOf } from './delimiter.ts';

test.each([
  ['commas', 'id,text,queue\n1,a,b\n2,c,d\n', ','],
  ['semicolons and decimal commas', 'id;amount;rate\n1;12,50;7,7\n2;13,00;8,1\n', ';'],
  ['tabs and commas in texts', 'id\ttext\n1\thello, world\n2\tyes, no\n', '\t'],
  ['commas inside quotes', 'id;text\n1;"a,b,c"\n2;"d,e,f"\n', ';'],
  ['line breaks inside quotes', 'id,text\n1,"a;\nb;\nc;"\n2,"d;"\n', ','],
  ['doubled quotes', 'id,text\n1,"say ""a;b"" now"\n', ','],
  ['a title above the header', 'Invoices, March\n\nid;text;amount\n1;a;2\n2;b;3\n3;c;4\n', ';'],
  ['one column of prose', 'text\nHello, I wait, still\nNo\nWell, yes\nOk\nHm\n', null],
  ['one column, one comma in a row', 'text\nHello, you\nNo\nYes\n', null],
  ['a header alone', 'id;text;queue', ';'],
  ['CRLF', 'id;text\r\n1;a\r\n', ';'],
  ['nothing', '', null],
])('%s', (_, sample, delimiter) => expect(delimiterOf(sample)).toBe(delimiter));
