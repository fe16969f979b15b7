// What people do to cases: claim, decide, pass on, postpone, undo, contest, repair, discard, and say what turned out to be right.
// Each act is checked where it is written, so that two people at once get one decision and one clear answer.
import { admit } from '../core/admission.ts';
import type { Agreement } from '../core/agreement.ts';
import { advanceCase } from '../core/case.ts';
import type { CaseEvent, CaseState, Decision, Provenance } from '../core/caseTypes.ts';
import type { EntryDraft } from '../core/journal.ts';
import { judgeAudit } from '../core/labels.ts';
import { ok, type Refusal, type Result, refuse } from '../core/problems.ts';
import { mayDecide, readPersonAnswer } from '../core/review.ts';
import { type Instant, instant, isoOf, later, minutes } from '../core/time.ts';
import { casesById } from '../store/cases.ts';
import { claimReview, openReviewOf, type ReviewRow, reviewById } from '../store/reviews.ts';
import type { Engine } from './engine.ts';
import { type Held, heldOf, storedState } from './held.ts';
import type { Ledger } from './ledger.ts';
import { ActItem, type Office } from './office.ts';
import { keyedHash } from './seal.ts';

/** A claim is renewed by activity; shorter ones are lost while reading, longer ones block colleagues. */
const claimLasts = minutes(5);

export interface AnswerRequest {
  readonly decision: string;
  readonly fills?: Record<string, unknown>;
  readonly reason?: string;
  /** Only for answers that were given elsewhere, before. */
  readonly provenance?: Provenance;
}

type Act = Result<Held>;
const resultOf = (value: Held | Refusal): Act => ('ok' in value ? value : ok(value));

/** What stays of a case after erasure: the decision, its route, its times. */
function withoutContent(state: CaseState): CaseState {
  const bare = (decision: Decision): Decision => ({ ...decision, fills: {} });
  const decision = state.decision === null ? null : bare(state.decision);
  return { ...state, values: {}, proposal: null, raw: null, outside: null, decision, former: state.former.map(bare) };
}

export class PersonActs {
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  async claim(reviewId: string, by: string): Promise<Result<{ until: Instant }>> {
    const found = await this.#review(reviewId);
    if (!found.ok) return found;
    const { office, review } = found.value;
    const now = this.#engine.now();
    const until = later(now, claimLasts);
    if (await claimReview(this.#engine.db, office.runtime.number, review.id, by, now, until)) return ok({ until });
    return refuse('review-closed', `${review.claimBy ?? 'Somebody'} is looking at it until ${isoOf(instant(review.claimUntil ?? now))}.`);
  }

  /** Answers a question. The same person's same answer again is the same answer; anybody else is told who was first. */
  async decide(reviewId: string, by: string, answer: AnswerRequest): Promise<Act> {
    const found = await this.#review(reviewId);
    if (!found.ok) return found;
    const { office, review } = found.value;
    if (review.closedAs !== null) return this.#closed(office, review, by, answer);
    return this.#act(office, review.caseId, (ledger, held) => {
      const read = readPersonAnswer(ledger.process.agreement, answer);
      if (!read.ok) return read;
      const allowed = mayDecide(held.state, by);
      if (!allowed.ok) return allowed;
      if (review.purpose === 'audit') {
        const { checkedBy } = held.state;
        if (checkedBy !== null) return checkedBy === by ? held : refuse('review-closed', `${checkedBy} has answered this check.`);
        ledger.rest.closed.push({ caseId: review.caseId, purpose: 'audit', as: 'answered', by, at: ledger.now });
        const state = { ...held.state, checkedBy: by };
        return ledger.change(held, { state, effects: judgeAudit(ledger.process.agreement, held.state, read.value, by) });
      }
      if (held.state.step !== 'reviewing') return refuse('review-closed', this.#whoDecided(held));
      const event: CaseEvent = { kind: 'reviewed', by, ...read.value, provenance: answer.provenance ?? null };
      return ledger.change(held, advanceCase(ledger.process, held.state, event, ledger.now));
    });
  }

  #whoDecided(held: Held): string {
    const { decision } = held.state;
    if (decision === null) return 'The question was withdrawn.';
    return `This was decided at ${isoOf(decision.at)} by ${decision.by}.`;
  }

  async #closed(office: Office, review: ReviewRow, by: string, answer: AnswerRequest): Promise<Act> {
    const held = await this.#held(office, review.caseId);
    if (!held.ok) return held;
    const { decision, checkedBy } = held.value.state;
    if (review.purpose === 'audit' && checkedBy === by) return held;
    if (review.closedBy === by && decision?.by === by && decision.value === answer.decision) return held;
    return refuse('review-closed', this.#whoDecided(held.value));
  }

  async pass(reviewId: string, by: string, team: string, reason: string): Promise<Act> {
    const found = await this.#review(reviewId);
    if (!found.ok) return found;
    const { office, review } = found.value;
    const { people } = office.runtime.process().agreement;
    const known = [people.reviewers?.team, people.coverReviewers?.team, ...people.handOnTo].filter((name) => name !== undefined);
    if (!known.includes(team)) return refuse('invalid-input', `"${team}" is none of ${known.join(', ')}.`);
    return this.#move(office, review.caseId, ['reviewing'], { kind: 'handedOn', team, by, reason });
  }

  async later(reviewId: string, by: string, until: Instant): Promise<Act> {
    const found = await this.#review(reviewId);
    if (!found.ok) return found;
    const { office, review } = found.value;
    if (review.dueAt !== null && until >= review.dueAt) return refuse('time-implausible', 'Choose a time before the deadline of the case.');
    return this.#move(office, review.caseId, ['reviewing'], { kind: 'postponed', until, by });
  }

  undo(caseId: string, by: string): Promise<Act> {
    return this.#ofCase(caseId, ['held'], { kind: 'undone', by });
  }

  contest(caseId: string, by: string, reason: string): Promise<Act> {
    return this.#ofCase(caseId, ['decided'], { kind: 'contested', by, reason });
  }

  discard(caseId: string, by: string, why: string): Promise<Act> {
    return this.#ofCase(caseId, ['quarantined'], { kind: 'discarded', by, why });
  }

  async outcome(caseId: string, by: string, answer: AnswerRequest): Promise<Act> {
    const office = await this.#engine.officeOfId(caseId);
    if (!office.ok) return office;
    return this.#move(office.value, caseId, ['proposing', 'observing', 'decided'], (agreement) => {
      const read = readPersonAnswer(agreement, answer);
      // What turned out to be right is a fact, also without the text that a decision would need.
      if (!read.ok && read.problem !== 'needs-missing') return read;
      return ok({ kind: 'outcomeKnown', by, decision: answer.decision, fills: read.ok ? read.value.fills : {} });
    });
  }

  /** A quarantined case gets readable input and goes on. */
  async repair(caseId: string, by: string, input: unknown): Promise<Act> {
    const office = await this.#engine.officeOfId(caseId);
    if (!office.ok) return office;
    return this.#act(office.value, caseId, (ledger, held) => {
      const admitted = admit(ledger.process.agreement, { key: held.state.key, input }, ledger.now);
      if (!admitted.ok) return admitted;
      const { values, raw, extra, problems } = admitted.value;
      if (values === null) return refuse('invalid-input', problems.map(({ message }) => message).join(' '));
      if (held.state.step !== 'quarantined') return refuse('cannot-move', `The case is ${held.state.step}.`);
      const step = advanceCase(ledger.process, held.state, { kind: 'repaired', by, values }, ledger.now);
      const stored = { inputHash: keyedHash(held.salt ?? '', raw), input: JSON.stringify(values), extra: JSON.stringify(extra) };
      return ledger.change(held, step, stored);
    });
  }

  /** Destroys what is personal in a case: values, files, salt. The decision, its route and its times stay, and the chain verifies. */
  async erase(caseId: string, by: string, why: string): Promise<Act> {
    const office = await this.#engine.officeOfId(caseId);
    if (!office.ok) return office;
    return this.#act(office.value, caseId, (ledger, held) => {
      const { step, id } = held.state;
      if (step !== 'decided' && step !== 'discarded') return refuse('cannot-move', `The case is ${step}; only what is decided can be erased.`);
      const entry: EntryDraft = { kind: 'erased', by, data: { why } };
      const recorded = ledger.change(held, { state: held.state, effects: [{ kind: 'record', entry }] });
      const state = withoutContent(held.state);
      const key = ledger.process.agreement.keyIsPersonal ? `erased:${id}` : state.key;
      ledger.rest.erased.push({ id, key, state: storedState(state, recorded.seqs, recorded.decidedSeq) });
      return { ...recorded, state, epoch: recorded.epoch + 1 };
    });
  }

  async #ofCase(caseId: string, steps: readonly Held['state']['step'][], event: CaseEvent): Promise<Act> {
    const office = await this.#engine.officeOfId(caseId);
    return office.ok ? this.#move(office.value, caseId, steps, event) : office;
  }

  /** An event that has to be read is read under the agreement at the head: it may be newer than what this node has seen. */
  #move(
    office: Office,
    caseId: string,
    steps: readonly Held['state']['step'][],
    given: CaseEvent | ((agreement: Agreement) => Result<CaseEvent>),
  ): Promise<Act> {
    return this.#act(office, caseId, (ledger, held) => {
      if (!steps.includes(held.state.step)) return refuse('cannot-move', `The case is ${held.state.step}. ${this.#whoDecided(held)}`);
      const event = typeof given === 'function' ? given(ledger.process.agreement) : ok(given);
      if (!event.ok) return event;
      return ledger.change(held, advanceCase(ledger.process, held.state, event.value, ledger.now));
    });
  }

  async #act(office: Office, caseId: string, act: (ledger: Ledger, held: Held) => Held | Refusal): Promise<Act> {
    const held = await this.#held(office, caseId);
    if (!held.ok) return held;
    return resultOf(await office.scribe.write(new ActItem(held.value, act)));
  }

  async #held(office: Office, caseId: string): Promise<Act> {
    const [row] = await casesById(this.#engine.db, office.runtime.number, [caseId]);
    if (row === undefined) return refuse('not-found', `There is no case ${caseId}.`);
    return row.salt === null ? refuse('erased', `The content of ${caseId} was erased.`) : ok(heldOf(row));
  }

  /** The open question of a case, for those who know the case and not the question. */
  async reviewOf(caseId: string): Promise<Result<ReviewRow>> {
    const office = await this.#engine.officeOfId(caseId);
    if (!office.ok) return office;
    const review = await openReviewOf(this.#engine.db, office.value.runtime.number, caseId, 'decide');
    return review === null ? refuse('not-found', `Nothing is asked about ${caseId}.`) : ok(review);
  }

  async #review(id: string): Promise<Result<{ office: Office; review: ReviewRow }>> {
    const office = await this.#engine.officeOfId(id);
    if (!office.ok) return office;
    const review = await reviewById(this.#engine.db, office.value.runtime.number, id);
    return review === null ? refuse('not-found', `There is no review ${id}.`) : ok({ office: office.value, review });
  }
}
