// Questions to people: the inbox, and who has claimed which.
import type pg from 'pg';

export interface ReviewRow {
  readonly process: number;
  readonly id: string;
  readonly caseId: string;
  readonly purpose: 'decide' | 'audit';
  readonly team: string | null;
  readonly stage: string | null;
  readonly why: string;
  readonly blind: boolean;
  /** Names of people who may not answer, as a JSON list. */
  readonly mayNot: string;
  readonly dueAt: number | null;
  readonly claimBy: string | null;
  readonly claimUntil: number | null;
  readonly closedAs: string | null;
  readonly closedBy: string | null;
}

const columns = `reviews.process, reviews.id, reviews.case_id as "caseId", reviews.purpose, reviews.team, reviews.stage, reviews.why, reviews.blind,
  reviews.may_not as "mayNot", reviews.due_at as "dueAt", reviews.claim_by as "claimBy", reviews.claim_until as "claimUntil",
  reviews.closed_as as "closedAs", reviews.closed_by as "closedBy"`;

/** Open questions of one process in the order of their deadlines, page by page: `after` is the last one seen. */
export async function openReviews(
  db: pg.Pool,
  process: number,
  now: number,
  limit: number,
  after: { dueAt: number | null; id: string } | null = null,
): Promise<readonly ReviewRow[]> {
  const text = `select ${columns} from reviews
     where reviews.process = $1 and reviews.closed_as is null and reviews.from_at <= $2
       and ($4::text is null or (coalesce(reviews.due_at, 9e15), reviews.id) > (coalesce($5::bigint, 9e15), $4))
     order by coalesce(reviews.due_at, 9e15), reviews.id limit $3`;
  const values = [process, now, limit, after?.id ?? null, after?.dueAt ?? null];
  const { rows } = await db.query<ReviewRow>({ name: 'open-reviews', text, values });
  return rows;
}

export async function reviewById(db: pg.Pool, process: number, id: string): Promise<ReviewRow | null> {
  const text = `select ${columns} from reviews where reviews.process = $1 and reviews.id = $2`;
  const { rows } = await db.query<ReviewRow>({ name: 'review-by-id', text, values: [process, id] });
  return rows[0] ?? null;
}

/** The open question of a case, if there is one. */
export async function openReviewOf(db: pg.Pool, process: number, caseId: string, purpose: 'decide' | 'audit'): Promise<ReviewRow | null> {
  const text = `select ${columns} from reviews
     where reviews.process = $1 and reviews.case_id = $2 and reviews.purpose = $3 and reviews.closed_as is null`;
  const { rows } = await db.query<ReviewRow>({ name: 'open-review-of', text, values: [process, caseId, purpose] });
  return rows[0] ?? null;
}

/** One person at a time looks at a question; a claim ends by itself and is renewed by its holder. */
export async function claimReview(db: pg.Pool, process: number, id: string, by: string, now: number, until: number): Promise<boolean> {
  const text = `update reviews set claim_by = $3, claim_until = $5
     where reviews.process = $1 and reviews.id = $2 and reviews.closed_as is null
       and (reviews.claim_by is null or reviews.claim_by = $3 or reviews.claim_until <= $4)`;
  const { rowCount } = await db.query({ name: 'claim-review', text, values: [process, id, by, now, until] });
  return rowCount === 1;
}

/** How many questions wait, by purpose. */
export async function countOpenReviews(db: pg.Pool, process: number): Promise<readonly { purpose: string; n: number }[]> {
  const text = `select reviews.purpose, count(*) as n from reviews where reviews.process = $1 and reviews.closed_as is null group by 1 order by 1`;
  const { rows } = await db.query<{ purpose: string; n: number }>({ name: 'count-open-reviews', text, values: [process] });
  return rows;
}
