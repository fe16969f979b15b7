// The one writer of a process in this node. It collects what arrives while the last commit is under way and writes it as one
// transaction (group commit); nothing is answered before it is durable. When another node moved the head first, the scribe takes
// the head's lock, looks again at what it was about to decide, and decides anew.
import type { Instant } from '../core/time.ts';
import { type CaseRow, casesByKey, lockCases } from '../store/cases.ts';
import { type Committed, commit, commitLocked } from '../store/commit.ts';
import type { Connection, Database, PooledConnection } from '../store/database.ts';
import { readStanding } from '../store/processes.ts';
import type { Ledger } from './ledger.ts';
import type { Runtime } from './runtime.ts';

/** Something to be written. `compute` may run more than once, each time against what is true then; only its last answer counts. */
export interface Item<T = unknown> {
  /** The case it is about: two items of one case never stand in one commit. */
  readonly caseId?: string;
  readonly key?: string;
  compute(ledger: Ledger): T;
  /** Told what the row of its case or key says now, when another was first. undefined: there is none. */
  see?(row: CaseRow | undefined): void;
}

interface Waiting {
  readonly item: Item;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

export interface ScribePorts {
  readonly db: Database;
  now(): Instant;
  ledger(runtime: Runtime): Ledger;
  /** After each commit: cases that go to the AI, and cases as they stand now. */
  committed(ledger: Ledger): void;
}

/** Larger commits take longer than their callers like to wait; smaller ones cost more each. Chosen, not yet measured against others. */
const itemsMax = 500;
/** One is written by the server while the next is thought out; more would only wait longer. */
const flyingMax = 2;

export class Scribe {
  readonly runtime: Runtime;
  readonly #ports: ScribePorts;
  #waiting: Waiting[] = [];
  #running: Promise<void> | null = null;
  #stale = false;

  constructor(runtime: Runtime, ports: ScribePorts) {
    this.runtime = runtime;
    this.#ports = ports;
  }

  /** Resolves with what the item computed, once that is durable. Rejects when the database is gone; then the outcome is unknown. */
  write<T>(item: Item<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ item, resolve: resolve as (value: unknown) => void, reject });
      this.#running ??= this.#run();
    });
  }

  /** Reads what is true of the process now, whoever wrote it. */
  async refresh(): Promise<void> {
    this.#stale = true;
    await this.write({ compute: () => null });
  }

  /** Resolves when nothing waits to be written. */
  async idle(): Promise<void> {
    while (this.#running !== null) await this.#running;
  }

  async #run(): Promise<void> {
    // One turn of the loop, so that what arrives together is written together.
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) await this.#writeAll();
    this.#running = null;
  }

  /** On one connection, the next commit is sent while the one before is under way: the server never waits for us to think. */
  async #writeAll(): Promise<void> {
    let client: PooledConnection;
    try {
      client = await this.#ports.db.connect();
    } catch (error) {
      // No connection, nothing written.
      for (const { reject } of this.#waiting.splice(0)) reject(error);
      return;
    }
    let broken: Error | undefined;
    const flying: Flight[] = [];
    while (this.#waiting.length > 0 || flying.length > 0) {
      while (!this.#stale && flying.length < flyingMax && this.#waiting.length > 0) flying.push(this.#takeOff(client, this.#take(flying)));
      const first = flying.shift();
      // What flew behind a commit that met another world has met it too; each is decided anew, in its order.
      if (this.#stale) await Promise.all(flying.map(({ landed }) => landed));
      if (first !== undefined) broken = (await this.#land(client, first)) ?? broken;
      else if (this.#stale && this.#waiting.length > 0) broken = (await this.#writeAgain(client, this.#take([]))) ?? broken;
      if (broken !== undefined) break;
    }
    for (const flight of flying) await this.#land(client, flight);
    client.release(broken);
  }

  /** The next items, at most one of each case and key; the others keep their order. */
  #take(flying: readonly Flight[]): readonly Waiting[] {
    const seen = new Set(flying.flatMap(({ batch }) => batch.flatMap(({ item }) => namesOf(item))));
    const taken: Waiting[] = [];
    const left: Waiting[] = [];
    for (const waiting of this.#waiting) {
      const names = namesOf(waiting.item);
      if (taken.length >= itemsMax || names.some((name) => seen.has(name))) left.push(waiting);
      else taken.push(waiting);
      for (const name of names) seen.add(name);
    }
    this.#waiting = left;
    return taken;
  }

  #takeOff(client: PooledConnection, batch: readonly Waiting[]): Flight {
    const written = this.#compute(batch);
    if (written === null) return { batch, written, landed: Promise.resolve({ committed: 'moved' }) };
    if (written.ledger.empty) return { batch, written, landed: Promise.resolve({ committed: 'committed' }) };
    const landed = commit(client, written.ledger.batch()).then(
      (committed) => {
        if (committed === 'moved') this.#stale = true;
        return { committed };
      },
      (error: unknown) => {
        this.#stale = true;
        return { error };
      },
    );
    return { batch, written, landed };
  }

  /** The error of a connection that must not be used again. */
  async #land(client: PooledConnection, { batch, written, landed }: Flight): Promise<Error | undefined> {
    const landing = await landed;
    if ('error' in landing) return isAboutData(landing.error) ? this.#writeAgain(client, batch) : this.#failed(batch, landing.error);
    if (landing.committed === 'moved' || written === null) return this.#writeAgain(client, batch);
    this.#done(batch, written);
    return undefined;
  }

  async #writeAgain(client: PooledConnection, batch: readonly Waiting[]): Promise<Error | undefined> {
    try {
      this.#done(batch, await this.#writeLocked(client, batch));
      return undefined;
    } catch (error) {
      if (!isAboutData(error) || batch.length === 1) return this.#failed(batch, error);
      // One item cannot be written; alone, each of the others can.
      for (const [index, waiting] of batch.entries()) {
        const broken = await this.#writeAgain(client, [waiting]);
        if (broken !== undefined && !isAboutData(broken)) return this.#failed(batch.slice(index + 1), broken);
      }
      return undefined;
    }
  }

  #done(batch: readonly Waiting[], { ledger, values }: Written): void {
    this.#ports.committed(ledger);
    for (const [index, waiting] of batch.entries()) this.#settle(waiting, values[index]);
  }

  /** What the database knows is unknown: it is read again before anything else is written. */
  #failed(batch: readonly Waiting[], error: unknown): Error {
    this.#stale = true;
    for (const { reject } of batch) reject(error);
    return error instanceof Error ? error : new Error(String(error));
  }

  #settle(waiting: Waiting, value: unknown): void {
    if (value instanceof Mistake) waiting.reject(value.error);
    else waiting.resolve(value);
  }

  /** Under the head's lock: nobody moves now, and everything is looked at again. */
  async #writeLocked(client: PooledConnection, batch: readonly Waiting[]): Promise<Written> {
    try {
      await client.query('begin');
      const written = await this.#computeLocked(client, batch);
      if (!written.ledger.empty) await commitLocked(client, written.ledger.batch());
      await client.query('commit');
      this.#stale = false;
      return written;
    } catch (error) {
      await client.query('rollback').catch(() => undefined);
      throw error;
    }
  }

  /** What a mistake has changed in memory is read again, until everything is computed but the items that make one. */
  async #computeLocked(client: PooledConnection, batch: readonly Waiting[]): Promise<Written> {
    const mistakes = new Map<Item, unknown>();
    for (;;) {
      this.runtime.load(await readStanding(client, this.runtime.number, true), this.#ports.now());
      if (mistakes.size === 0) await this.#look(client, batch);
      const written = this.#compute(batch, mistakes);
      if (written !== null) return written;
    }
  }

  /** null when an item threw: then memory may be half changed, and the head must be read again. Items that threw before are left out. */
  #compute(batch: readonly Waiting[], mistakes: Map<Item, unknown> = new Map()): Written | null {
    const ledger = this.#ports.ledger(this.runtime);
    const values: unknown[] = [];
    for (const { item } of batch) {
      if (mistakes.has(item)) {
        values.push(new Mistake(mistakes.get(item)));
        continue;
      }
      try {
        values.push(item.compute(ledger));
      } catch (error) {
        mistakes.set(item, error);
        this.#stale = true;
        return null;
      }
    }
    return { ledger, values };
  }

  async #look(client: Connection, batch: readonly Waiting[]): Promise<void> {
    const ids = batch.flatMap(({ item }) => (item.caseId === undefined ? [] : [item.caseId]));
    const keys = batch.flatMap(({ item }) => (item.key === undefined ? [] : [item.key]));
    const byId = new Map(ids.length === 0 ? [] : (await lockCases(client, this.runtime.number, ids)).map((row) => [row.id, row]));
    const byKey = new Map(keys.length === 0 ? [] : (await casesByKey(client, this.runtime.number, keys)).map((row) => [row.key, row]));
    for (const { item } of batch) {
      if (item.key !== undefined) item.see?.(byKey.get(item.key));
      else if (item.caseId !== undefined) item.see?.(byId.get(item.caseId));
    }
  }
}

/** The server refuses what it was given (SQLSTATE classes 22, 23, 42, P0), not us: the connection is sound. */
const isAboutData = (error: unknown): boolean => /^(22|23|42|P0)/.test(String((error as { code?: unknown }).code ?? ''));

/** What two items must not have in common within one commit, or in two that fly together. */
const namesOf = ({ caseId, key }: Item): readonly string[] => (caseId !== undefined ? [`id ${caseId}`] : key !== undefined ? [`key ${key}`] : []);

/** A commit on its way. */
interface Flight {
  readonly batch: readonly Waiting[];
  readonly written: Written | null;
  readonly landed: Promise<{ readonly committed: Committed } | { readonly error: unknown }>;
}

interface Written {
  readonly ledger: Ledger;
  readonly values: readonly unknown[];
}

class Mistake {
  readonly error: unknown;
  constructor(error: unknown) {
    this.error = error;
  }
}
