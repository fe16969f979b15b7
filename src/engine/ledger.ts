// One commit being written: steps of cases and their effects become rows and journal lines. Nothing here does I/O.
import type { Agreement } from '../core/agreement.ts';
import type { CaseEffect, CaseState, Step } from '../core/caseTypes.ts';
import { scheduleOf } from '../core/deadline.ts';
import { dayEnds } from '../core/exposure.ts';
import { publicId } from '../core/ids.ts';
import { advanceIncident, type IncidentEvent, type IncidentKind, type IncidentStep, openIncident } from '../core/incident.ts';
import { type EntryDraft, journalFills } from '../core/journal.ts';
import type { Process } from '../core/process.ts';
import { type Clock, earliest, type Instant, later, minutes, type Random } from '../core/time.ts';
import { Chain } from '../store/chain.ts';
import { type Batch, type ChangedRow, noRest, type OpenedRow } from '../store/commit.ts';
import { type Held, storedState } from './held.ts';
import type { OpenIncident, Runtime } from './runtime.ts';
import { type KnownHash, keyedHash, sealed } from './seal.ts';

/** How long a node may hold a case while it asks the AI. Too short asks twice, too long delays the rescue after a crash. */
export const lease = minutes(2);

/** In one commit, an AI that answers at once may take this long in all; a slow function is asked after the commit instead. */
const askNowMax = 10;

/** What else a case brings when it is opened. */
export interface OpenedWith {
  readonly salt: string;
  readonly inputHash: string;
  readonly input: string;
  readonly extra: string | null;
}

interface Subject {
  readonly known: KnownHash | null;
  readonly id: string;
  readonly journalKey: string;
  readonly salt: string;
  readonly seqs: number[];
  decidedSeq: number | null;
}

export interface LedgerPorts {
  readonly clock: Clock;
  readonly random: Random;
  /** Somebody receives effects; without receivers none are written. */
  readonly sends: boolean;
  /** How many cases more this node can hold while it asks the AI. */
  readonly room: number;
}

export class Ledger {
  readonly now: Instant;
  readonly runtime: Runtime;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #sends: boolean;
  #room: number;
  readonly #before: { readonly seq: number; readonly hash: string };
  readonly #chain: Chain;
  readonly #opened: OpenedRow[] = [];
  readonly #changed: ChangedRow[] = [];
  readonly rest = noRest();
  /** Cases that go to the AI after the commit. */
  readonly toPropose: Held[] = [];
  /** Cases as they stand after the commit. */
  readonly after: Held[] = [];
  quarantineEnded = false;
  #asked = 0;

  constructor(runtime: Runtime, { clock, random, sends, room }: LedgerPorts) {
    this.runtime = runtime;
    this.#clock = clock;
    this.now = clock.now();
    this.#random = random;
    this.#sends = sends;
    this.#room = room;
    this.#before = { seq: runtime.head.seq, hash: runtime.head.hash };
    this.#chain = new Chain(runtime.name, runtime.head, this.now);
  }

  get process(): Process {
    return this.runtime.process();
  }

  get agreement(): Agreement {
    return this.runtime.agreement ?? this.process.agreement;
  }

  /** Asks an AI that answers at once, as long as such answers have not kept this commit waiting for too long; null: after the commit. */
  askNow<T>(ask: () => T | null): T | null {
    if (this.#asked > askNowMax) return null;
    const begun = this.#clock.now();
    const answer = ask();
    this.#asked += this.#clock.now() - begun;
    return answer;
  }

  newId(): string {
    return publicId(this.runtime.number, this.now, this.#random.bytes(10));
  }

  /** A case enters. */
  open(step: Step, given: OpenedWith, raw: unknown): Held {
    const { state } = step;
    const subject = this.#subjectOf(state, given.salt, [], null, { value: raw, hash: given.inputHash });
    const propose = this.#perform(step.effects, state, subject);
    // A case for which there is no room is due at once, for whoever has some: the backlog stands in the database, not in memory.
    const taken = propose && this.#room > 0;
    if (taken) this.#room -= 1;
    const { seqs, decidedSeq } = subject;
    const held: Held = { state, epoch: 0, salt: given.salt, inputHash: given.inputHash, seqs, decidedSeq, claims: 0 };
    this.#opened.push({
      id: state.id,
      key: state.key,
      ...given,
      subject: null,
      openedAt: this.now,
      ...this.#standing(state, taken, subject),
    });
    if (taken) this.toPropose.push(held);
    this.after.push(held);
    return held;
  }

  /** A case moves, or something is recorded of it. Nothing is written when nothing happened. */
  change(held: Held, step: Step, repair: { inputHash: string; input: string; extra: string | null } | null = null): Held {
    const { state } = step;
    const onlyPropose = step.effects.every(({ kind }) => kind === 'propose');
    if (state === held.state && onlyPropose) {
      if (step.effects.length > 0) this.toPropose.push(held);
      return held;
    }
    const subject = this.#subjectOf(state, held.salt ?? '', [...held.seqs], held.decidedSeq, null);
    const propose = this.#perform(step.effects, state, subject);
    const next: Held = {
      ...held,
      state,
      epoch: held.epoch + 1,
      inputHash: repair?.inputHash ?? held.inputHash,
      seqs: subject.seqs,
      decidedSeq: subject.decidedSeq,
    };
    this.#changed.push({
      id: state.id,
      epoch: held.epoch,
      ...this.#standing(state, propose, subject),
      inputHash: repair?.inputHash ?? null,
      input: repair?.input ?? null,
      extra: repair?.extra ?? null,
    });
    if (propose) this.toPropose.push(next);
    this.after.push(next);
    return next;
  }

  /** Something that is no case's: a step of the ladder, a signature, an order. */
  record(entry: EntryDraft): number {
    return this.#chain.add({ ...entry, case: null, key: null });
  }

  /** Opens an incident, or counts one more of the same cause. */
  happened(kind: IncidentKind, cause: string, say: string): void {
    const { agreement, working } = this.process;
    const open = this.runtime.incident(kind, cause);
    if (open === null) {
      const id = this.newId();
      this.#keep(id, openIncident(agreement, kind, cause, say, this.now, working));
      if (kind === 'exposureReached') this.timer('dayEnds', id, dayEnds(this.now));
    } else this.#keep(open.id, advanceIncident(agreement, open.state, { kind: 'happened', say }, this.now, working));
  }

  moveIncident(incident: OpenIncident, event: IncidentEvent): IncidentStep {
    const { agreement, working } = this.process;
    const step = advanceIncident(agreement, incident.state, event, this.now, working);
    if (step.state !== incident.state) this.#keep(incident.id, step);
    return step;
  }

  #keep(id: string, { state, entries, tell }: IncidentStep): void {
    for (const entry of entries) {
      this.record({
        ...entry,
        data: { incident: id, ...entry.data, ...(entry.kind === 'incidentOpened' ? { acknowledgeBy: state.acknowledgeBy } : {}) },
      });
    }
    this.runtime.keepIncident({ id, state });
    const row = { id, kind: state.kind, cause: state.cause, state: JSON.stringify(state), openedAt: state.openedAt, closedAt: state.closedAt };
    const at = this.rest.incidents.findIndex((other) => other.id === id);
    if (at >= 0) this.rest.incidents[at] = row;
    else this.rest.incidents.push(row);
    this.timer('incident', id, state.closedAt === null ? state.acknowledgeBy : null);
    if (tell !== null && this.#sends) {
      const body = JSON.stringify({ to: tell, incident: id, kind: state.kind, say: state.say });
      this.rest.outbox.push({ id: `${id}:${tell}:${this.now}`, kind: 'notice', caseId: null, body, dueAt: this.now });
    }
  }

  /** Sets a timer, or removes it with null; the last word in a commit counts. */
  timer(kind: string, subject: string, dueAt: Instant | null): void {
    const at = this.rest.timers.findIndex((other) => other.kind === kind && other.subject === subject);
    if (at >= 0) this.rest.timers.splice(at, 1);
    this.rest.timers.push({ kind, subject, dueAt });
  }

  batch(): Batch {
    const { seq, hash, lines } = this.#chain.end();
    this.runtime.head = { ...this.runtime.head, seq, hash };
    const { number, head } = this.runtime;
    return { process: number, before: this.#before, after: head, lines, opened: this.#opened, changed: this.#changed, rest: this.rest };
  }

  /** Nothing to commit. */
  get empty(): boolean {
    const rest = Object.values(this.rest).every((part: readonly unknown[]) => part.length === 0);
    return rest && this.#opened.length === 0 && this.#changed.length === 0 && this.#chain.seq === this.#before.seq;
  }

  /** A short deadline ends the lease early: neither the fallback nor the deadline waits for a model that hangs. */
  #leaseOf({ schedule: { fallbackAt, dueAt } }: CaseState): Instant {
    const end = later(this.now, lease);
    const next = [fallbackAt, dueAt].find((at) => at !== null && at > this.now) ?? end;
    return earliest(end, next);
  }

  /** The columns that say how a case stands. */
  #standing(state: CaseState, propose: boolean, subject: Subject) {
    const { decision, proposal } = state;
    return {
      step: state.step,
      dueAt: propose ? this.#leaseOf(state) : state.wakeAt,
      state: storedState(state, subject.seqs, subject.decidedSeq),
      decidedAt: decision?.at ?? null,
      route: decision?.route ?? null,
      value: decision?.value ?? null,
      score: proposal?.score ?? null,
      deadline: state.schedule.dueAt,
    };
  }

  #subjectOf(state: CaseState, salt: string, seqs: number[], decidedSeq: number | null, known: KnownHash | null): Subject {
    const journalKey = this.agreement.keyIsPersonal ? `hmac:${keyedHash(salt, state.key)}` : state.key;
    return { id: state.id, journalKey, salt, seqs, decidedSeq, known };
  }

  /** Turns effects into rows; true when the case goes to the AI. */
  #perform(effects: readonly CaseEffect[], state: CaseState, subject: Subject): boolean {
    let propose = false;
    for (const effect of effects) {
      if (effect.kind === 'propose') propose = true;
      else this.#write(effect, state, subject);
    }
    return propose;
  }

  #add(entry: EntryDraft, subject: Subject): number {
    const data = sealed(entry.data, subject.salt, subject.known) as Record<string, unknown>;
    const seq = this.#chain.add({ kind: entry.kind, by: entry.by, case: subject.id, key: subject.journalKey, data });
    subject.seqs.push(seq);
    if (entry.kind === 'decided') subject.decidedSeq = seq;
    return seq;
  }

  #write(effect: Exclude<CaseEffect, { kind: 'propose' }>, state: CaseState, subject: Subject): void {
    const { agreement } = this;
    switch (effect.kind) {
      case 'record':
        this.#add(effect.entry, subject);
        return;
      case 'ask': {
        const { review, from, dueAt, not } = effect;
        const { team, stage, why, blind } = review;
        const row = { id: this.newId(), caseId: state.id, purpose: 'decide' as const, team, stage, why, blind };
        this.rest.asked.push({ ...row, mayNot: JSON.stringify(not), fromAt: from, dueAt });
        return;
      }
      case 'audit': {
        const { dueAt } = scheduleOf(agreement, this.now, this.now, this.process.working);
        const team = agreement.people.reviewers?.team ?? null;
        const row = { id: this.newId(), caseId: state.id, purpose: 'audit' as const, team, stage: 'reviewers', why: effect.why, blind: true };
        this.rest.asked.push({ ...row, mayNot: '[]', fromAt: this.now, dueAt });
        return;
      }
      case 'closeReview':
        this.rest.closed.push({ caseId: state.id, purpose: 'decide', as: effect.as, by: effect.by, at: this.now });
        return;
      case 'send':
        if (this.#sends) {
          const body = JSON.stringify({ case: state.id, seq: subject.decidedSeq });
          this.rest.outbox.push({ id: `${state.id}:${subject.decidedSeq}`, kind: 'decided', caseId: state.id, body, dueAt: this.now });
        }
        return;
      case 'incident':
        this.happened(effect.incident, effect.cause, effect.say);
        return;
      case 'quarantineEnded':
        this.quarantineEnded = true;
        return;
      case 'label': {
        const { provenance, answer, by } = effect;
        const fills = journalFills(agreement, answer.fills);
        const seq = this.#add({ kind: 'labelled', by, data: { provenance, decision: answer.decision, fills } }, subject);
        const row = { caseId: state.id, seq, provenance, decision: answer.decision, fills: JSON.stringify(answer.fills), by, at: this.now };
        this.rest.labels.push(row);
        return;
      }
      case 'count': {
        const row = this.runtime.count(effect.count);
        if (row === null) return;
        const at = this.rest.inARow.findIndex((other) => other.value === row.value);
        if (at >= 0) this.rest.inARow.splice(at, 1);
        this.rest.inARow.push(row);
        return;
      }
    }
  }
}
