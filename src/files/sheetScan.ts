// What a sheet claims, seen before the package reads it: rows and columns beyond the limits (the package fills every gap up to a claimed
// row 2,000,000,000), and cells that it would silently take for empty (an error such as #N/A, a formula without a stored result).

export const limits = {
  packedBytes: 20 * 1024 * 1024,
  unpackedBytes: 200 * 1024 * 1024,
  rows: 100_000,
  columns: 1_000,
} as const;

export interface SheetScan {
  /** Why it is not read; null when it may be. */
  readonly refused: string | null;
  /** Row number to the first cell in it that has no usable value, and why. */
  readonly holes: ReadonlyMap<number, string>;
}

/** The index behind `mark`, or the end. */
function behind(xml: Buffer, mark: string, from: number): number {
  const at = xml.indexOf(mark, from, 'latin1');
  return at < 0 ? xml.length : at + mark.length;
}

/** The index of the `>` that closes the tag beginning at `from`, skipping quoted values. */
function endOfTag(xml: Buffer, from: number): number {
  let quote = 0;
  for (let at = from; at < xml.length; at += 1) {
    const code = xml[at];
    if (quote !== 0) {
      if (code === quote) quote = 0;
    } else if (code === 0x22 || code === 0x27) quote = code;
    else if (code === 0x3e) return at;
  }
  return xml.length;
}

const isEndOfName = (code: number | undefined): boolean => code === 0x3e || code === 0x2f || (code ?? 0) <= 0x20;

type Tag = 'row' | 'cell' | 'formula' | 'value' | 'end of cell' | null;

/** Which of the tags that matter begins at `at`, whatever its prefix. */
function tagAt(xml: Buffer, at: number): Tag {
  const closing = xml[at + 1] === 0x2f;
  let start = at + (closing ? 2 : 1);
  for (let next = start; next < start + 40 && !isEndOfName(xml[next]); next += 1) if (xml[next] === 0x3a) start = next + 1;
  if (closing) return xml[start] === 0x63 && isEndOfName(xml[start + 1]) ? 'end of cell' : null;
  if (xml[start] === 0x72 && xml[start + 1] === 0x6f && xml[start + 2] === 0x77 && isEndOfName(xml[start + 3])) return 'row';
  if (!isEndOfName(xml[start + 1])) return null;
  return xml[start] === 0x63 ? 'cell' : xml[start] === 0x66 ? 'formula' : xml[start] === 0x76 ? 'value' : null;
}

const columnOf = (letters: string): number => [...letters].reduce((n, letter) => n * 26 + letter.charCodeAt(0) - 64, 0);

/** Why a place such as `B7` (or `7`, of a row) is not read; null when it is. */
function placeRefused(place: string): string | null {
  const parts = /^([A-Z]{0,3})(\d{1,7})$/.exec(place);
  if (parts === null) return `has a row or cell at "${place.slice(0, 20)}", which is no place`;
  if (Number(parts[2]) > limits.rows) return `has more than ${limits.rows.toLocaleString('en')} rows`;
  return columnOf(parts[1] ?? '') > limits.columns ? `has more than ${limits.columns.toLocaleString('en')} columns` : null;
}

/** Looks through one part of a workbook. It need not be a sheet: any part may be one, wherever it lies. */
export function scanSheet(xml: Buffer): SheetScan {
  const holes = new Map<number, string>();
  const refuse = (refused: string): SheetScan => ({ refused, holes });
  let rows = 0;
  let cell: { readonly place: string; formula: boolean; value: boolean } | null = null;
  const hole = (place: string, why: string): void => {
    const row = Number(/\d+$/.exec(place)?.[0] ?? rows);
    if (!holes.has(row)) holes.set(row, `Cell ${place} holds ${why}.`);
  };
  for (let at = xml.indexOf(0x3c); at >= 0; at = xml.indexOf(0x3c, at)) {
    if (xml[at + 1] === 0x21) {
      const mark = xml.toString('latin1', at, at + 9);
      if (mark.startsWith('<!--')) at = behind(xml, '-->', at);
      else if (mark === '<![CDATA[') at = behind(xml, ']]>', at);
      else return refuse('has a document type, which no spreadsheet program writes');
      continue;
    }
    const end = endOfTag(xml, at);
    const tag = tagAt(xml, at);
    if (tag === 'row' || tag === 'cell') {
      const text = xml.toString('latin1', at, end);
      const place = /\sr\s*=\s*["']([^"']*)["']/.exec(text)?.[1];
      const refused = place === undefined ? null : placeRefused(place);
      if (refused !== null) return refuse(refused);
      if (tag === 'row') rows += 1;
      if (rows > limits.rows) return refuse(`has more than ${limits.rows.toLocaleString('en')} rows`);
      cell = tag === 'cell' ? { place: place ?? '', formula: false, value: false } : null;
      if (tag === 'cell' && /\st\s*=\s*["']e["']/.test(text)) hole(place ?? '', 'an error, such as #N/A');
    } else if (cell !== null) {
      if (tag === 'formula') cell.formula = true;
      if (tag === 'value') cell.value = true;
      if (tag === 'end of cell') {
        if (cell.formula && !cell.value)
          hole(cell.place, 'a formula without a stored result; open the workbook in a spreadsheet program and save it');
        cell = null;
      }
    }
    at = end;
  }
  return { refused: null, holes };
}
