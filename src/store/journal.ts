// Reading the journal: as it stands, line by line, for export, records and checks. Only `commit` writes it.
import type pg from 'pg';
import type { JournalLine } from '../core/journal.ts';

/** Blocks of finished lines from entry `from` on, in order. Memory stays flat. */
export async function* journalBlocks(db: pg.Pool, process: number, from = 1): AsyncGenerator<string> {
  const text = `select journal.last, journal.lines from journal
                 where journal.process = $1 and journal.last >= $2 order by journal.first limit 20`;
  for (let next = from; ; ) {
    const { rows } = await db.query<{ last: number; lines: string }>({ name: 'journal-blocks', text, values: [process, next] });
    for (const { lines } of rows) {
      const first = (JSON.parse(lines.slice(0, lines.indexOf('\n'))) as JournalLine).seq;
      yield first >= next ? lines : linesFrom(lines, next - first);
    }
    const last = rows.at(-1);
    if (last === undefined) return;
    next = last.last + 1;
  }
}

function linesFrom(lines: string, skip: number): string {
  let at = 0;
  for (let n = 0; n < skip; n += 1) at = lines.indexOf('\n', at) + 1;
  return lines.slice(at);
}

/** The entries with these numbers, in order: the record of one case. */
export async function journalEntries(db: pg.Pool, process: number, seqs: readonly number[]): Promise<readonly JournalLine[]> {
  const text = `select distinct journal.first, journal.lines from unnest($2::bigint[]) as wanted(seq)
                  join journal on journal.process = $1 and journal.first <= wanted.seq and journal.last >= wanted.seq order by journal.first`;
  const { rows } = await db.query<{ first: number; lines: string }>({ name: 'journal-entries', text, values: [process, seqs] });
  const wanted = new Set(seqs);
  const entries = rows.flatMap(({ first, lines }) =>
    lines
      .split('\n')
      .filter((line, index) => line !== '' && wanted.has(first + index))
      .map((line) => JSON.parse(line) as JournalLine),
  );
  return entries.sort((a, b) => a.seq - b.seq);
}

export interface RootRow {
  readonly id: number;
  readonly root: string;
}

export async function readRoots(db: pg.Pool | pg.ClientBase): Promise<readonly RootRow[]> {
  const { rows } = await db.query<RootRow>('select roots.id, roots.root from roots where roots.process = 0 order by roots.id');
  return rows;
}

export async function readHeads(db: pg.ClientBase): Promise<readonly { process: string; seq: number; hash: string }[]> {
  const text = `select processes.name as process, heads.seq, heads.hash from heads
                  join processes on processes.process = heads.process order by processes.process`;
  const { rows } = await db.query<{ process: string; seq: number; hash: string }>(text);
  return rows;
}

export async function addRoot(db: pg.ClientBase, id: number, root: string): Promise<void> {
  await db.query('insert into roots (process, id, root) values (0, $1, $2)', [id, root]);
}
