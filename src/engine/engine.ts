// The engine: the only place where things happen. One value holds the ports (time, chance, database, AI, receivers) and the offices
// of all processes; live nodes, runs and drills differ in their ports and in nothing else.
import { parseAgreement } from '../agreement/parse.ts';
import { admit, type CaseRequest } from '../core/admission.ts';
import type { Certificate } from '../core/certificate.ts';
import { processOfId, publicId } from '../core/ids.ts';
import type { IncidentState } from '../core/incident.ts';
import { firstPrev, type JournalLine } from '../core/journal.ts';
import type { LadderStep } from '../core/ladder.ts';
import { ok, type Result, refuse } from '../core/problems.ts';
import type { Clock, Instant, Random } from '../core/time.ts';
import { type CaseView, isAnswered, viewOf } from '../core/view.ts';
import type { FailureKind, Model } from '../models/model.ts';
import { type CaseRow, casesById, casesByKey } from '../store/cases.ts';
import { type Database, purposeOf } from '../store/database.ts';
import { journalEntries } from '../store/journal.ts';
import { drawSecret, ensureProcess, listProcesses, readStanding } from '../store/processes.ts';
import { countCasesInStep } from '../store/timers.ts';
import { voidCertificate } from './certificates.ts';
import type { Receiver } from './effects.ts';
import { type Held, heldOf } from './held.ts';
import { type Opened, OpenItem } from './intake.ts';
import { Ledger } from './ledger.ts';
import { FencedItem, type Office } from './office.ts';
import { inHandMax, Proposer } from './proposing.ts';
import { Runtime } from './runtime.ts';
import { Scribe } from './scribe.ts';

export interface EnginePorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly db: Database;
  /** The AI of a process by its name; null: people decide every case. */
  readonly models: (process: string) => Promise<Model | null>;
  /** Who receives decisions and notices; null: nobody, and none are written. */
  readonly receiver?: Receiver | null;
  /** Told of cases after the commit in which they moved. */
  readonly watch?: (office: Office, cases: readonly Held[]) => void;
  /** Told of what went wrong inside without anything being lost. */
  readonly trouble?: (what: string, error: unknown) => void;
}

export interface InstallOptions {
  readonly step?: LadderStep;
  /** Who signs this version; absent: it stays as it is, and an unsigned one runs in shadow or assisted. */
  readonly signedBy?: string;
}

type Waiter = (state: Held['state']) => void;

export class Engine {
  readonly db: Database;
  readonly receiver: Receiver | null;
  readonly #ports: EnginePorts;
  readonly #offices = new Map<number, Promise<Office>>();
  readonly #numbers = new Map<string, number>();
  readonly #waiters = new Map<string, Set<Waiter>>();
  readonly #models: Model[] = [];
  /** What goes on beside the commits, so that `idle` can wait for it. */
  readonly #beside = new Set<Promise<void>>();
  #planted: Promise<boolean> | null = null;

  constructor(ports: EnginePorts) {
    this.#ports = ports;
    this.db = ports.db;
    this.receiver = ports.receiver ?? null;
  }

  now(): Instant {
    return this.#ports.clock.now();
  }

  get clock(): Clock {
    return this.#ports.clock;
  }

  trouble(what: string, error: unknown): void {
    this.#ports.trouble?.(what, error);
  }

  /** Registers a process under an agreement that was read without problems, and opens it. */
  async install(name: string, source: string, options: InstallOptions = {}): Promise<Result<Office>> {
    const { agreement, problems } = parseAgreement(source, `${name}.process.yaml`);
    if (agreement === null) return refuse('invalid-input', problems.map(({ message }) => message).join(' '));
    const number = await ensureProcess(this.db, name, this.now(), firstPrev);
    this.#numbers.set(name, number);
    const office = await this.#office(number, name);
    await office.scribe.write({
      compute: (ledger) => {
        const { runtime } = ledger;
        const { hash, trustHash } = agreement;
        const head = runtime.head;
        const known = head.agreement === hash;
        ledger.rest.agreements.push({ hash, trustHash, source, addedAt: ledger.now });
        // What nobody signed is a draft beside what somebody did (RULINGS C1): kept, and not in force.
        if (!known && options.signedBy === undefined && runtime.signedBy !== null) return;
        // Another agreement is another head, also without a signature: else a node that has not seen it would write the old one back.
        if (!known && options.signedBy === undefined)
          ledger.record({ kind: 'changeProposed', by: 'fortnight', data: { agreement: hash, trustHash } });
        if (options.signedBy !== undefined && !(known && runtime.signedBy !== null)) {
          ledger.record({ kind: 'agreementSigned', by: options.signedBy, data: { agreement: hash, trustHash } });
          ledger.rest.signatures.push({ subject: 'agreement', hash, by: options.signedBy, at: ledger.now });
        }
        const step = options.step ?? (head.agreement === null ? 'shadow' : (head.step as LadderStep));
        if (step !== head.step)
          ledger.record({ kind: 'stepChanged', by: options.signedBy ?? 'fortnight', data: { from: head.step, to: step, why: 'installed' } });
        runtime.head = { ...head, agreement: hash, step };
        runtime.expect(agreement, options.signedBy ?? (known ? runtime.signedBy : null), ledger.now);
      },
    });
    return ok(office);
  }

  async officeOf(number: number): Promise<Office | null> {
    const known = this.#offices.get(number);
    if (known !== undefined) return this.#current(known);
    const row = (await listProcesses(this.db)).find(({ process }) => process === number);
    return row === undefined || number === 0 ? null : this.#current(this.#office(number, row.name));
  }

  /** The offices that are open in this node. */
  opened(): Promise<readonly Office[]> {
    return Promise.all(this.#offices.values());
  }

  async officeNamed(name: string): Promise<Result<Office>> {
    const number = this.#numbers.get(name) ?? (await listProcesses(this.db)).find((row) => row.name === name)?.process;
    if (number === undefined || number === 0) return refuse('not-found', `There is no process "${name}".`);
    this.#numbers.set(name, number);
    return ok(await this.#current(this.#office(number, name)));
  }

  async officeOfId(id: string): Promise<Result<Office>> {
    const number = processOfId(id);
    const office = number === null ? null : await this.officeOf(number);
    return office === null ? refuse('not-found', `There is nothing with the id ${id}.`) : ok(office);
  }

  /** Takes a case in, once per key; resolves after the commit that holds it. */
  async open(process: string, request: CaseRequest, by = 'caller'): Promise<Opened> {
    const office = await this.officeNamed(process);
    if (!office.ok) return office;
    return this.openIn(office.value, request, by);
  }

  async openIn({ runtime, scribe, proposer }: Office, request: CaseRequest, by = 'caller'): Promise<Opened> {
    const ports = { random: this.#ports.random, eventNow: (state: Held['state']) => proposer.eventNow(state) };
    const { agreement } = runtime.process();
    const admitted = admit(agreement, request, this.now());
    return admitted.ok ? scribe.write(new OpenItem(request, admitted.value, agreement.hash, by, ports)) : admitted;
  }

  /** Waits until the case is answered, at most until `until` or until `signal` aborts; says how it stands then. */
  async wait(held: Held, until: Instant, signal?: AbortSignal): Promise<CaseView> {
    if (isAnswered(held.state)) return viewOf(held.state);
    const { id } = held.state;
    const stop = new AbortController();
    let waiter: Waiter = () => undefined;
    const waiters = this.#waiters.get(id) ?? new Set<Waiter>();
    this.#waiters.set(id, waiters);
    const answered = new Promise<void>((resolve) => {
      waiter = (state) => {
        if (isAnswered(state)) resolve();
      };
    });
    waiters.add(waiter);
    const over = this.clock.wakeAt(until, signal === undefined ? stop.signal : AbortSignal.any([stop.signal, signal])).catch(() => undefined);
    await Promise.race([answered, over]);
    stop.abort();
    waiters.delete(waiter);
    if (waiters.size === 0) this.#waiters.delete(id);
    const found = await this.read(id);
    return found.ok ? viewOf(found.value.state) : viewOf(held.state);
  }

  async read(id: string): Promise<Result<Held>> {
    const office = await this.officeOfId(id);
    if (!office.ok) return office;
    const [row] = await casesById(this.db, office.value.runtime.number, [id]);
    return row === undefined ? refuse('not-found', `There is no case ${id}.`) : ok(heldOf(row));
  }

  async byKey(process: string, keys: readonly string[]): Promise<Result<readonly CaseRow[]>> {
    const office = await this.officeNamed(process);
    return office.ok ? ok(await casesByKey(this.db, office.value.runtime.number, keys)) : office;
  }

  /** Everything that the journal says of a case, in order. */
  async record(id: string): Promise<Result<readonly JournalLine[]>> {
    const held = await this.read(id);
    const number = processOfId(id);
    if (!held.ok || number === null) return held.ok ? refuse('not-found', id) : held;
    return ok(await journalEntries(this.db, number, held.value.seqs));
  }

  /** A certificate enters force. A planted one only where nothing is decided for real. */
  async certify(process: string, certificate: Omit<Certificate, 'id'>, by: string): Promise<Result<Certificate>> {
    const office = await this.officeNamed(process);
    if (!office.ok) return office;
    if (certificate.planted && !(await this.#mayPlant())) return refuse('not-allowed', 'A planted certificate is for tests, benches and runs only.');
    return office.value.scribe.write({
      compute: (ledger) => {
        const full: Certificate = { ...certificate, id: ledger.newId() };
        const { model, until } = full;
        ledger.record({ kind: 'certified', by, data: { certificate: full.id, model, agreement: ledger.process.agreement.hash, until } });
        ledger.rest.certificates.push({ id: full.id, certificate: JSON.stringify(full), voidedAt: null, voidWhy: null });
        ledger.timer('certificate', full.id, full.until);
        for (const open of [...ledger.runtime.incidents.values()].filter(({ state }) => state.kind === 'certificateVoid'))
          ledger.moveIncident(open, { kind: 'closed', by: 'fortnight', why: 'Another certificate holds.' });
        ledger.runtime.certificate = full;
        ledger.runtime.head = { ...ledger.runtime.head, certificate: full.id };
        return ok(full);
      },
    });
  }

  async voidCertificate(process: string, why: string): Promise<Result<null>> {
    const office = await this.officeNamed(process);
    if (!office.ok) return office;
    await office.value.scribe.write({ compute: (ledger) => voidCertificate(ledger, why) });
    return ok(null);
  }

  /** A person's order stands above everything: until it is lifted, people decide. */
  async pause(process: string, by: string, paused: boolean): Promise<Result<null>> {
    const office = await this.officeNamed(process);
    if (!office.ok) return office;
    await office.value.scribe.write({
      compute: (ledger) => {
        ledger.record({ kind: 'processPaused', by, data: { paused } });
        ledger.runtime.head = { ...ledger.runtime.head, pausedBy: paused ? by : null };
      },
    });
    return ok(null);
  }

  async openIncidents(process: string): Promise<Result<readonly (IncidentState & { readonly id: string })[]>> {
    const office = await this.officeNamed(process);
    if (!office.ok) return office;
    const { incidents } = await readStanding(this.db, office.value.runtime.number, false);
    return ok(incidents.map(({ id, state }) => ({ id, ...(JSON.parse(state) as IncidentState) })));
  }

  /** Acknowledging is not closing; closing needs the matter to be over. */
  async moveIncident(
    id: string,
    event: { kind: 'acknowledged'; by: string } | { kind: 'closed'; by: string; why: string },
  ): Promise<Result<IncidentState>> {
    const office = await this.officeOfId(id);
    if (!office.ok) return office;
    return office.value.scribe.write({
      compute: (ledger) => {
        const open = ledger.runtime.incidentById(id);
        return open === null ? refuse('not-found', `There is no open incident ${id}.`) : ok(ledger.moveIncident(open, event).state);
      },
    });
  }

  /** Resolves when nothing is in hand and nothing waits to be written. */
  async idle(): Promise<void> {
    for (let busy = true; busy; ) {
      busy = this.#beside.size > 0;
      await Promise.all(this.#beside);
      for (const opening of this.#offices.values()) {
        const { scribe, proposer } = await opening;
        busy = busy || proposer.inHand > 0;
        await proposer.idle();
        await scribe.idle();
      }
    }
  }

  async close(): Promise<void> {
    await this.idle();
    for (const model of this.#models) await model.close();
  }

  #mayPlant(): Promise<boolean> {
    this.#planted ??= purposeOf(this.db).then((purpose) => purpose !== 'live');
    return this.#planted;
  }

  /** A process without agreement may have got its first one from another node. */
  async #current(opening: Promise<Office>): Promise<Office> {
    const office = await opening;
    if (office.runtime.agreement === null) await office.scribe.refresh();
    return office;
  }

  #office(number: number, name: string): Promise<Office> {
    const known = this.#offices.get(number);
    if (known !== undefined) return known;
    const opening = this.#openOffice(number, name);
    this.#offices.set(number, opening);
    opening.catch(() => this.#offices.delete(number));
    return opening;
  }

  async #openOffice(number: number, name: string): Promise<Office> {
    const { random, models } = this.#ports;
    const standing = await readStanding(this.db, number, false);
    const runtime = new Runtime(number, name, await this.#mayPlant(), standing, this.now());
    const model = await models(name);
    if (model !== null) this.#models.push(model);
    runtime.wiringHash = model?.wiringHash ?? null;
    const fresh = { id: publicId(number, this.now(), random.bytes(10)), secret: Buffer.from(random.bytes(32)).toString('hex'), at: this.now() };
    const secret = await drawSecret(this.db, number, fresh);
    const scribe = new Scribe(runtime, {
      db: this.db,
      now: () => this.now(),
      ledger: (of) => new Ledger(of, { clock: this.clock, random, sends: this.receiver !== null, room: inHandMax - office.proposer.inHand }),
      committed: (ledger) => this.#committed(office, ledger),
    });
    const proposer = new Proposer({
      runtime,
      model,
      secret,
      settle: async (held, event) => {
        await scribe.write(new FencedItem(held, event));
      },
      reached: (failure, why) => this.#reached(office, failure, why),
      trouble: (what, error) => this.trouble(what, error),
    });
    const office: Office = { runtime, scribe, proposer };
    return office;
  }

  #committed(office: Office, ledger: Ledger): void {
    for (const held of ledger.toPropose) office.proposer.add(held);
    this.#ports.watch?.(office, ledger.after);
    if (this.#waiters.size > 0) {
      for (const { state } of ledger.after) for (const waiter of [...(this.#waiters.get(state.id) ?? [])]) waiter(state);
    }
    if (ledger.quarantineEnded)
      this.#besides(this.#closeQuarantine(office).catch((error: unknown) => this.trouble('closing the incident of the quarantine', error)));
  }

  #besides(work: Promise<void>): void {
    this.#beside.add(work);
    void work.finally(() => this.#beside.delete(work));
  }

  async #closeQuarantine({ runtime, scribe }: Office): Promise<void> {
    if ((await countCasesInStep(this.db, runtime.number, 'quarantined')) > 0) return;
    await scribe.write({
      compute: (ledger) => {
        const open = ledger.runtime.incident('quarantined', 'input');
        if (open !== null) ledger.moveIncident(open, { kind: 'closed', by: 'fortnight', why: 'No case is in quarantine.' });
      },
    });
  }

  /** The owner hears once that the AI is away, or its cap is reached; the incident ends when it answers again. */
  #reached({ runtime, scribe }: Office, failure: FailureKind | null, why: string): void {
    const kind = failure === 'cost-cap' ? 'costCapReached' : 'modelDown';
    const away = failure === 'breaker-open' || failure === 'cost-cap';
    if (failure !== null && !away) return;
    const change = away ? runtime.incident(kind, 'ai') === null : runtime.incidents.size > 0 && this.#aiIncidents(runtime).length > 0;
    if (!change) return;
    const written = scribe.write({
      compute: (ledger) => {
        if (away) {
          if (ledger.runtime.incident(kind, 'ai') === null) ledger.happened(kind, 'ai', why);
        } else {
          for (const open of this.#aiIncidents(ledger.runtime))
            ledger.moveIncident(open, { kind: 'closed', by: 'fortnight', why: 'The AI answers again.' });
        }
      },
    });
    this.#besides(written.catch((error: unknown) => this.trouble('writing an incident of the AI', error)));
  }

  #aiIncidents(runtime: Runtime) {
    return [runtime.incident('modelDown', 'ai'), runtime.incident('costCapReached', 'ai')].filter((open) => open !== null);
  }
}
