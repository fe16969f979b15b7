// Committing what happened in one process: all of it in one transaction, at exactly the head that it was computed for.
import type pg from 'pg';
import { commitBatch, commitRest } from './commitStatement.ts';

/** What is true of a process after a commit; written whole each time. */
export interface HeadRow {
  readonly seq: number;
  readonly hash: string;
  readonly step: string;
  readonly pausedBy: string | null;
  readonly agreement: string | null;
  readonly certificate: string | null;
  readonly exposureDay: string;
  readonly exposureCases: number;
  readonly exposureMoney: string;
}

export interface OpenedRow {
  readonly id: string;
  readonly key: string;
  readonly salt: string;
  readonly inputHash: string;
  readonly input: string;
  readonly extra: string | null;
  readonly subject: string | null;
  readonly step: string;
  readonly dueAt: number | null;
  readonly openedAt: number;
  readonly decidedAt: number | null;
  readonly route: string | null;
  readonly value: string | null;
  readonly score: number | null;
  readonly deadline: number | null;
  readonly state: string;
}

export interface ChangedRow {
  readonly id: string;
  /** The epoch that was read; another one refuses the whole batch. */
  readonly epoch: number;
  readonly step: string;
  readonly dueAt: number | null;
  readonly state: string;
  readonly decidedAt: number | null;
  readonly route: string | null;
  readonly value: string | null;
  readonly score: number | null;
  readonly deadline: number | null;
  /** Set only by a repair. */
  readonly inputHash: string | null;
  readonly input: string | null;
  readonly extra: string | null;
}

/** What most commits have none of. */
export interface Rest {
  readonly closed: { caseId: string; purpose: string; as: string; by: string; at: number }[];
  readonly asked: {
    id: string;
    caseId: string;
    purpose: 'decide' | 'audit';
    team: string | null;
    stage: string | null;
    why: string;
    blind: boolean;
    mayNot: string;
    fromAt: number;
    dueAt: number | null;
  }[];
  readonly labels: { caseId: string; seq: number; provenance: string; decision: string; fills: string; by: string; at: number }[];
  readonly outbox: { id: string; kind: string; caseId: string | null; body: string; dueAt: number }[];
  readonly incidents: { id: string; kind: string; cause: string; state: string; openedAt: number; closedAt: number | null }[];
  readonly timers: { kind: string; subject: string; dueAt: number | null }[];
  readonly certificates: { id: string; certificate: string; voidedAt: number | null; voidWhy: string | null }[];
  readonly agreements: { hash: string; trustHash: string; source: string; addedAt: number }[];
  readonly signatures: { subject: string; hash: string; by: string; at: number }[];
  readonly delivered: { id: string; sentAt: number }[];
  readonly tokens: { id: string; name: string; hash: string; may: string; until: number; revokedAt: number | null }[];
  readonly inARow: { value: string; count: number }[];
  /** Cases whose personal content goes: with `state` and `key` as they stay. */
  readonly erased: { id: string; key: string; state: string }[];
}

export const noRest = (): Rest => ({
  closed: [],
  asked: [],
  labels: [],
  outbox: [],
  incidents: [],
  timers: [],
  certificates: [],
  agreements: [],
  signatures: [],
  delivered: [],
  tokens: [],
  inARow: [],
  erased: [],
});

export interface Batch {
  readonly process: number;
  /** The head that everything was computed for. Its number alone does not tell it from one that another node has written. */
  readonly before: { readonly seq: number; readonly hash: string };
  readonly after: HeadRow;
  /** Finished journal lines, each ended by a line feed; empty when nothing is journaled. */
  readonly lines: string;
  readonly opened: readonly OpenedRow[];
  readonly changed: readonly ChangedRow[];
  readonly rest: Rest;
}

/** `moved`: another node, or another case of the same key, was there first. Nothing was written; compute again from what is there now. */
export type Committed = 'committed' | 'moved';

const moved = new Set(['FN409', '23505']);
const isMoved = (error: unknown): boolean => moved.has(String((error as { code?: unknown }).code));
const isEmpty = (rest: Rest): boolean => Object.values(rest).every((part: readonly unknown[]) => part.length === 0);

function statementsOf({ process, before, after, lines, opened, changed, rest }: Batch): readonly pg.QueryConfig[] {
  const values = [process, before.seq, JSON.stringify(after), lines, JSON.stringify(opened), JSON.stringify(changed), before.hash];
  const cases = { name: 'commit-batch', text: commitBatch, values };
  return isEmpty(rest) ? [cases] : [cases, { name: 'commit-rest', text: commitRest, values: [process, JSON.stringify(rest)] }];
}

/**
 * One transaction, sent in one go: on a connection that carries several commits at once, nothing of another may come between its
 * statements. After a statement that failed, `commit` undoes, so that the next commit on the connection starts clean.
 */
export async function commit(client: pg.ClientBase, batch: Batch): Promise<Committed> {
  const statements = statementsOf(batch);
  const all = statements.length === 1 ? statements : [{ text: 'begin' }, ...statements, { text: 'commit' }];
  const settled = await Promise.allSettled(all.map((statement) => client.query(statement)));
  const failed = settled.find((one) => one.status === 'rejected');
  if (failed === undefined) return 'committed';
  if (isMoved(failed.reason)) return 'moved';
  throw failed.reason;
}

async function write(client: pg.ClientBase, batch: Batch): Promise<void> {
  for (const statement of statementsOf(batch)) await client.query(statement);
}

/** Inside a transaction that holds the head's lock (`lockHead`): what was looked at is still so, and a refusal is our mistake. */
export const commitLocked = write;
