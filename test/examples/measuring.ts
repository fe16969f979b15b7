// How good a guess is, and how well its score tells right from wrong.

export interface Scored {
  readonly score: number;
  readonly wrong: boolean;
}

export const accuracy = (rows: readonly Scored[]): number => rows.filter((row) => !row.wrong).length / rows.length;

/** Area under the curve: how often a right answer has the higher score than a wrong one; ties count half. */
export function auc(rows: readonly Scored[]): number {
  const sorted = [...rows].sort((a, b) => a.score - b.score);
  let wrongBelow = 0;
  let wins = 0;
  for (let at = 0; at < sorted.length; ) {
    let end = at;
    while (end < sorted.length && sorted[end]?.score === sorted[at]?.score) end += 1;
    const wrong = sorted.slice(at, end).filter((row) => row.wrong).length;
    wins += (end - at - wrong) * (wrongBelow + wrong / 2);
    wrongBelow += wrong;
    at = end;
  }
  return wins / (wrongBelow * (rows.length - wrongBelow));
}
