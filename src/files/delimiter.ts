// Which mark separates the cells of a CSV: the one that stands equally often, outside quotes, in most rows of a sample.

export type Delimiter = ',' | ';' | '\t';
const delimiters: readonly Delimiter[] = [';', '\t', ',']; // at a tie: a comma is more often a part of a text

/** How often each mark stands in each row that is not blank. */
function counts(sample: string, rowsMax: number): readonly ReadonlyMap<string, number>[] {
  const rows: Map<string, number>[] = [];
  let row = new Map<string, number>();
  let blank = true;
  let quoted = false;
  for (const letter of sample) {
    if (letter === '"') quoted = !quoted;
    else if (!quoted && (letter === '\n' || letter === '\r')) {
      if (!blank) rows.push(row);
      if (rows.length === rowsMax) return rows;
      row = new Map();
      blank = true;
      continue;
    } else if (!quoted && (letter === ',' || letter === ';' || letter === '\t')) row.set(letter, (row.get(letter) ?? 0) + 1);
    blank = false;
  }
  // The last row of a sample may be cut, so it counts only when it is all there is.
  if (!blank && rows.length < 2) rows.push(row);
  return rows;
}

/** null: no mark stands equally often in at least half of the rows, so there is one column. */
export function delimiterOf(sample: string): Delimiter | null {
  const rows = counts(sample, 200);
  let best: Delimiter | null = null;
  let bestShare = 0;
  let bestCount = 0;
  for (const delimiter of delimiters) {
    const seen = new Map<number, number>();
    for (const row of rows) {
      const count = row.get(delimiter) ?? 0;
      if (count > 0) seen.set(count, (seen.get(count) ?? 0) + 1);
    }
    let count = 0;
    let times = 0;
    for (const [n, t] of seen) if (t > times) [count, times] = [n, t];
    const share = times / rows.length;
    // A decimal comma or a comma in a text repeats often, but the mark between columns stands in the header too.
    const inHeader = (rows[0]?.get(delimiter) ?? 0) === count ? 1 : 0;
    if (share >= 0.5 && share + inHeader > bestShare + (bestShare === 0 ? 0 : 1e-9))
      [best, bestShare, bestCount] = [delimiter, share + inHeader, count];
    else if (share >= 0.5 && share + inHeader === bestShare && count > bestCount) [best, bestCount] = [delimiter, count];
  }
  return best;
}
