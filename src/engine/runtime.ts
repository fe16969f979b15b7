// A process in the memory of one node, exactly as it is at the head of its journal. Whoever moves the head first is right;
// the others reload and compute again. So exposure, incidents and certificates are never read stale.
import { parseAgreement } from '../agreement/parse.ts';
import type { Agreement } from '../core/agreement.ts';
import type { Certificate } from '../core/certificate.ts';
import { type Count, dayAfter } from '../core/exposure.ts';
import type { IncidentState } from '../core/incident.ts';
import type { LadderStep } from '../core/ladder.ts';
import type { Process } from '../core/process.ts';
import { type Instant, instant, type WorkingTime } from '../core/time.ts';
import { resolveCalendar } from '../people/calendar.ts';
import type { HeadRow } from '../store/commit.ts';
import type { Standing } from '../store/processes.ts';

export interface OpenIncident {
  readonly id: string;
  readonly state: IncidentState;
}

const causeOf = (kind: string, cause: string): string => `${kind}\n${cause}`;

const agreementsMax = 50;
const parsed = new Map<string, Agreement>();

/** Agreements were checked before they were stored; one that cannot be read now was made by another version of us. */
function agreementOf(hash: string, source: string, name: string): Agreement {
  const known = parsed.get(hash);
  if (known !== undefined) return known;
  const { agreement } = parseAgreement(source, `${name}.process.yaml`);
  if (agreement === null) throw new Error(`The stored agreement of ${name} cannot be read.`);
  if (parsed.size >= agreementsMax) parsed.clear();
  parsed.set(hash, agreement);
  return agreement;
}

/** The calendar from the first of the year on, so that it stays the same for all nodes and all year. */
function workingTimeOf(agreement: Agreement, now: Instant): WorkingTime {
  return resolveCalendar(agreement.calendar, instant(Date.UTC(new Date(now).getUTCFullYear(), 0, 1)));
}

export class Runtime {
  readonly number: number;
  readonly name: string;
  readonly planted: boolean;
  head: HeadRow;
  agreement: Agreement | null = null;
  signedBy: string | null = null;
  working: WorkingTime = { intervals: [], hash: '' };
  certificate: Certificate | null = null;
  wiringHash: string | null = null;
  readonly inARow = new Map<string, number>();
  readonly incidents = new Map<string, OpenIncident>();
  #calendar = '';

  /** `planted`: this database may hold certificates that nobody earned (tests, benches, runs). */
  constructor(number: number, name: string, planted: boolean, standing: Standing, now: Instant) {
    this.number = number;
    this.name = name;
    this.planted = planted;
    this.head = standing.head;
    this.load(standing, now);
  }

  load(standing: Standing, now: Instant): void {
    this.head = standing.head;
    const { agreement, certificate } = standing;
    this.agreement =
      agreement === null || standing.head.agreement === null ? null : agreementOf(standing.head.agreement, agreement.source, this.name);
    this.signedBy = agreement?.signedBy ?? null;
    this.#keepCalendar(now);
    const candidate = certificate === null || certificate.voidedAt !== null ? null : (JSON.parse(certificate.certificate) as Certificate);
    this.certificate = candidate?.planted === true && !this.planted ? null : candidate;
    this.inARow.clear();
    for (const { value, count } of standing.inARow) this.inARow.set(value, count);
    this.incidents.clear();
    for (const { id, kind, cause, state } of standing.incidents) this.incidents.set(causeOf(kind, cause), { id, state: JSON.parse(state) });
  }

  /** A new agreement, as it will stand after the commit that is being written. */
  expect(agreement: Agreement, signedBy: string | null, now: Instant): void {
    this.agreement = agreement;
    this.signedBy = signedBy;
    this.#keepCalendar(now);
  }

  #keepCalendar(now: Instant): void {
    if (this.agreement === null) return;
    const key = `${JSON.stringify(this.agreement.calendar)} ${new Date(now).getUTCFullYear()}`;
    if (key !== this.#calendar) this.working = workingTimeOf(this.agreement, now);
    this.#calendar = key;
  }

  /** What the core decides against. */
  process(): Process {
    if (this.agreement === null) throw new Error(`The process ${this.name} has no agreement yet.`);
    return {
      number: this.number,
      name: this.name,
      agreement: this.agreement,
      step: this.head.step as LadderStep,
      pausedBy: this.head.pausedBy,
      certificate: this.certificate,
      wiringHash: this.wiringHash,
      working: this.working,
      exposure: { day: this.head.exposureDay, cases: this.head.exposureCases, money: this.head.exposureMoney, inARow: this.inARow },
    };
  }

  /** Counts one decision, in memory and for the commit. Says which row of `in_a_row` changed. */
  count(count: Count): { readonly value: string; readonly count: number } | null {
    if (count.by === 'ai') {
      const { day, cases, money } = dayAfter({ ...this.process().exposure }, count);
      this.head = { ...this.head, exposureDay: day, exposureCases: cases, exposureMoney: money };
    }
    if (count.row === null) return null;
    const before = this.inARow.get(count.row) ?? 0;
    const after = count.by === 'ai' ? before + 1 : 0;
    if (after === before) return null;
    if (after === 0) this.inARow.delete(count.row);
    else this.inARow.set(count.row, after);
    return { value: count.row, count: after };
  }

  incident(kind: string, cause: string): OpenIncident | null {
    return this.incidents.get(causeOf(kind, cause)) ?? null;
  }

  incidentById(id: string): OpenIncident | null {
    for (const incident of this.incidents.values()) if (incident.id === id) return incident;
    return null;
  }

  keepIncident(incident: OpenIncident): void {
    const key = causeOf(incident.state.kind, incident.state.cause);
    if (incident.state.closedAt === null) this.incidents.set(key, incident);
    else this.incidents.delete(key);
  }
}
