// Documents as suppliers send them: a small PDF with real text, a scan without any text, or the text of a mail. And reading their words again.

export interface Document {
  readonly name: string;
  readonly mediaType: string;
  readonly base64: string;
}

/** A PDF string in Latin-1, with everything else as an octal code or a question mark. */
function pdfText(line: string): string {
  let text = '';
  for (const letter of line.replaceAll('’', "'")) {
    const code = letter.codePointAt(0) ?? 63;
    if ('()\\'.includes(letter)) text += `\\${letter}`;
    else if (code < 127) text += letter;
    else text += code < 256 ? `\\${code.toString(8).padStart(3, '0')}` : '?';
  }
  return text;
}

/** A page with these lines of text; a scan is a page with grey bars where the lines stood. */
export function pdf(lines: readonly string[], scanned: boolean): string {
  const page = scanned
    ? lines.map((line, at) => `0.6 g 56 ${780 - at * 16} ${Math.min(480, 20 + line.length * 5)} 7 re f`).join('\n')
    : `BT /F1 10 Tf 56 780 Td 14 TL\n${lines.map((line) => `(${pdfText(line)}) Tj T*`).join('\n')}\nET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /Font << /F1 4 0 R >> >> >>',
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
    `<< /Length ${page.length} >>\nstream\n${page}\nendstream`,
  ];
  let file = '%PDF-1.4\n';
  const places = objects.map((object, at) => {
    const place = file.length;
    file += `${at + 1} 0 obj\n${object}\nendobj\n`;
    return place;
  });
  const table = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('');
  return `${file}xref\n0 6\n0000000000 65535 f \n${table}trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`;
}

const base64 = (text: string, encoding: 'latin1' | 'utf8'): string => Buffer.from(text, encoding).toString('base64');

export function documentOf(name: string, lines: readonly string[], kind: 'pdf' | 'scan' | 'mail'): Document {
  if (kind === 'mail') return { name: `${name}.txt`, mediaType: 'text/plain', base64: base64(`${lines.join('\n')}\n`, 'utf8') };
  return { name: `${name}.pdf`, mediaType: 'application/pdf', base64: base64(pdf(lines, kind === 'scan'), 'latin1') };
}

/** The words of such a document. A scan has none: what cannot be read is not guessed. */
export function textOfDocument(document: Document): string {
  if (document.mediaType === 'text/plain') return Buffer.from(document.base64, 'base64').toString('utf8');
  const file = Buffer.from(document.base64, 'base64').toString('latin1');
  const lines = [...file.matchAll(/\(((?:\\.|[^\\)])*)\) Tj/g)].map((match) => match[1] ?? '');
  return lines
    .map((line) => line.replace(/\\(\d{3}|.)/g, (_, code: string) => (code.length === 3 ? String.fromCharCode(Number.parseInt(code, 8)) : code)))
    .join('\n');
}
