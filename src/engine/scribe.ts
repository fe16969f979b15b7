// The one writer of a process in this node. It collects what arrives while the last commit is under way and writes it as one
// transaction (group commit); nothing is answered before it is durable. When another node moved the head first, the scribe takes
// the head's lock, looks again at what it was about to decide, and decides anew.
import type { Instant } from '../core/time.ts';
import { type CaseRow, casesById, casesByKey } from '../store/cases.ts';
import { commit, commitLocked } from '../store/commit.ts';
import type { Connection, Database } from '../store/database.ts';
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

/** Larger commits take longer than their callers like to wait; smaller ones cost more each. 500 to 2,000 measured alike. */
const itemsMax = 1000;

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

  /** Resolves when nothing waits to be written. */
  async idle(): Promise<void> {
    while (this.#running !== null) await this.#running;
  }

  async #run(): Promise<void> {
    // One turn of the loop, so that what arrives together is written together.
    await new Promise<void>((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) await this.#writeBatch(this.#take());
    this.#running = null;
  }

  /** The next items, at most one of each case and key; the others keep their order. */
  #take(): readonly Waiting[] {
    const seen = new Set<string>();
    const taken: Waiting[] = [];
    const left: Waiting[] = [];
    for (const waiting of this.#waiting) {
      const { caseId, key } = waiting.item;
      const names = [caseId === undefined ? null : `id ${caseId}`, key === undefined ? null : `key ${key}`].filter((name) => name !== null);
      if (taken.length >= itemsMax || names.some((name) => seen.has(name))) left.push(waiting);
      else taken.push(waiting);
      for (const name of names) seen.add(name);
    }
    this.#waiting = left;
    return taken;
  }

  async #writeBatch(batch: readonly Waiting[]): Promise<void> {
    try {
      const written = this.#stale ? null : await this.#writeQuickly(batch);
      const { ledger, values } = written ?? (await this.#writeLocked(batch));
      this.#ports.committed(ledger);
      for (const [index, waiting] of batch.entries()) this.#settle(waiting, values[index]);
    } catch (error) {
      // What the database knows is unknown: read it again before anything else is written.
      this.#stale = true;
      for (const { reject } of batch) reject(error);
    }
  }

  #settle(waiting: Waiting, value: unknown): void {
    if (value instanceof Mistake) waiting.reject(value.error);
    else waiting.resolve(value);
  }

  /** Against what this node knows; null when another was first. */
  async #writeQuickly(batch: readonly Waiting[]): Promise<Written | null> {
    const written = this.#compute(batch);
    if (written === null) return null;
    if (written.ledger.empty) return written;
    const client = await this.#ports.db.connect();
    let broken: Error | undefined;
    try {
      if ((await commit(client, written.ledger.batch())) === 'committed') return written;
      this.#stale = true;
      return null;
    } catch (error) {
      broken = error as Error;
      throw error;
    } finally {
      client.release(broken);
    }
  }

  /** Under the head's lock: nobody moves now, and everything is looked at again. */
  async #writeLocked(batch: readonly Waiting[]): Promise<Written> {
    const { db } = this.#ports;
    const client = await db.connect();
    let broken: Error | undefined;
    try {
      await client.query('begin');
      this.runtime.load(await readStanding(client, this.runtime.number, true), this.#ports.now());
      await this.#look(client, batch);
      let written = this.#compute(batch);
      if (written === null) {
        // An item made a mistake halfway: what it changed in memory is read again, and it is left out.
        this.runtime.load(await readStanding(client, this.runtime.number, true), this.#ports.now());
        written = this.#compute(
          batch.map((waiting) => (this.#mistaken.has(waiting.item) ? { ...waiting, item: this.#left(waiting.item) } : waiting)),
        );
      }
      if (written === null) throw new Error('Two mistakes in one commit.');
      if (!written.ledger.empty) await commitLocked(client, written.ledger.batch());
      await client.query('commit');
      this.#stale = false;
      return written;
    } catch (error) {
      broken = error as Error;
      await client.query('rollback').catch(() => undefined);
      throw error;
    } finally {
      client.release(broken);
    }
  }

  readonly #mistaken = new Map<Item, unknown>();

  /** Stands for an item that made a mistake, so that the others are written. */
  #left(item: Item): Item {
    const error = this.#mistaken.get(item);
    this.#mistaken.delete(item);
    return { compute: () => new Mistake(error) };
  }

  /** null when an item threw: then memory may be half changed, and the head must be read again. */
  #compute(batch: readonly Waiting[]): Written | null {
    const ledger = this.#ports.ledger(this.runtime);
    const values: unknown[] = [];
    for (const { item } of batch) {
      try {
        values.push(item.compute(ledger));
      } catch (error) {
        this.#mistaken.set(item, error);
        this.#stale = true;
        return null;
      }
    }
    return { ledger, values };
  }

  async #look(client: Connection, batch: readonly Waiting[]): Promise<void> {
    const ids = batch.flatMap(({ item }) => (item.caseId === undefined ? [] : [item.caseId]));
    const keys = batch.flatMap(({ item }) => (item.key === undefined ? [] : [item.key]));
    const byId = new Map(ids.length === 0 ? [] : (await casesById(client, this.runtime.number, ids)).map((row) => [row.id, row]));
    const byKey = new Map(keys.length === 0 ? [] : (await casesByKey(client, this.runtime.number, keys)).map((row) => [row.key, row]));
    for (const { item } of batch) {
      if (item.key !== undefined) item.see?.(byKey.get(item.key));
      else if (item.caseId !== undefined) item.see?.(byId.get(item.caseId));
    }
  }
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
