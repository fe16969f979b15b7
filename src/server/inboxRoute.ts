// The inbox: what waits for a person, in the order of the deadlines, page by page. A blind question comes without the proposal.
import type { FastifyInstance } from 'fastify';
import { type InboxItem, type InboxValue, inboxQuery } from '../contract/inbox.ts';
import type { Page } from '../contract/problem.ts';
import { labelIn } from '../core/agreement.ts';
import type { Value } from '../core/input.ts';
import { instant, isoOf } from '../core/time.ts';
import { type Held, heldOf } from '../engine/held.ts';
import type { Office } from '../engine/office.ts';
import { casesById } from '../store/cases.ts';
import { openReviews, type ReviewRow } from '../store/reviews.ts';
import { readAs } from './bodies.ts';
import { officeFor } from './policy.ts';
import { ProblemError } from './problemError.ts';
import type { ServerPorts } from './server.ts';

const itemsAtOnce = 50;

interface Place {
  readonly dueAt: number | null;
  readonly id: string;
}

const cursorOf = ({ dueAt, id }: Place): string => Buffer.from(JSON.stringify([dueAt, id])).toString('base64url');

function placeOf(cursor: string | undefined): Place | null {
  if (cursor === undefined) return null;
  try {
    const [dueAt, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    const known = dueAt === null || Number.isSafeInteger(dueAt);
    if (known && typeof id === 'string' && /^[0-9a-z-]{1,40}$/.test(id)) return { dueAt: dueAt as number | null, id };
  } catch {
    // What is no cursor of ours is refused below, whatever is wrong with it.
  }
  throw new ProblemError('invalid-request', 'cursor: is not one that a page has given');
}

/** A file by its name and size: its content would make a list heavy. */
function shown(value: Value): InboxValue {
  if (typeof value !== 'object' || value === null) return value;
  const bytes = 'base64' in value ? Math.floor((value.base64.replace(/=+$/, '').length * 3) / 4) : null;
  return { name: value.name, mediaType: value.mediaType, bytes };
}

function itemOf({ runtime }: Office, review: ReviewRow, { state }: Held, now: number): InboxItem {
  const { agreement } = runtime.process();
  const { proposal } = state;
  const claimed = review.claimBy !== null && review.claimUntil !== null && review.claimUntil > now;
  return {
    id: review.id,
    case: state.id,
    key: state.key,
    process: runtime.name,
    title: `${labelIn(agreement.case, agreement.language)} ${state.key}`,
    why: review.why,
    team: review.team,
    blind: review.blind,
    dueAt: review.dueAt === null ? null : isoOf(instant(review.dueAt)),
    claim: claimed ? { by: review.claimBy ?? '', until: isoOf(instant(review.claimUntil ?? 0)) } : null,
    input: Object.fromEntries(Object.entries(state.values).map(([name, value]) => [name, shown(value)])),
    proposal: review.blind || proposal === null ? null : { decision: proposal.decision, fills: proposal.fills },
  };
}

export function inboxRoute(app: FastifyInstance, { engine }: ServerPorts): void {
  const config = {
    policy: { may: 'read', operator: false },
    says: 'What waits for a person, in the order of the deadlines.',
    query: inboxQuery,
  } as const;
  app.get('/v1/inbox', { config }, async (request): Promise<Page<InboxItem>> => {
    const { process, limit = itemsAtOnce, cursor } = readAs(inboxQuery, request.query);
    const name = process ?? (request.identity?.kind === 'token' ? request.identity.process : '');
    const office = await officeFor(request, engine, name);
    const now = engine.now();
    const { number } = office.runtime;
    // One more than asked for says whether there is another page.
    const found = await openReviews(engine.db, number, now, limit + 1, placeOf(cursor));
    const reviews = found.slice(0, limit);
    const rows = await casesById(
      engine.db,
      number,
      reviews.map(({ caseId }) => caseId),
    );
    const cases = new Map(rows.map((row) => [row.id, heldOf(row)]));
    const items = reviews.flatMap((review) => {
      const held = cases.get(review.caseId);
      return held === undefined ? [] : [itemOf(office, review, held, now)];
    });
    const last = reviews.at(-1);
    return { items, next: found.length > limit && last !== undefined ? cursorOf(last) : null };
  });
}
