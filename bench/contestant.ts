// What the bench asks of everybody who takes part: one small step per case, added one by one and in bulk, each case acknowledged
// only after its own commit. The bench does the calling, the counting and the timing, so that all are measured alike.
// A new contestant is one file in `contestants/` and one line in `contestants.ts`.

/** About 300 bytes of JSON, the same for all. */
export interface Payload {
  readonly key: string;
  readonly supplier: string;
  readonly amount: string;
  readonly currency: string;
  readonly purchaseOrder: string;
  readonly message: string;
}

/** The step: a local function that costs nothing and counts. Everybody calls it exactly once per case, through its own machinery. */
export type Decide = (payload: Payload) => 'pay' | 'query';

export interface Contestant {
  readonly name: string;
  /** What it keeps afterwards, and what else is unequal: printed in the table. */
  readonly note: string;
  /** A reference or a default setting stands in the table, but is not a peer whose figures are a goal. */
  readonly part: 'peer' | 'default' | 'reference' | 'ours';
  /** Cases in a run, as a share of the size asked for: one for all but the slowest. */
  readonly share: number;
  /** A fresh, empty database whose role may create schemas; at most 16 connections. Resolves when it is ready to work. */
  start(databaseUrl: string, decide: Decide): Promise<Running>;
}

export interface Running {
  /** Adds one case. Resolves after the commit that makes it safe: this is the acknowledgement. */
  addOne(payload: Payload): Promise<void>;
  /** Adds many, in whatever groups are fastest. Resolves when all are safe; they are worked on meanwhile. */
  addMany(payloads: readonly Payload[]): Promise<void>;
  /** How many cases are finished since `start`, as the database says (not the memory of this process). Asked rarely. */
  finished(): Promise<number>;
  stop(): Promise<void>;
}

/** Connections of a contestant, and callers that wait for an acknowledgement at the same time. */
export const connectionsMax = 16;
export const callers = 64;

export function payloadOf(key: string, n: number): Payload {
  return {
    key,
    supplier: `Imprimerie du Lac SA, succursale ${n % 97}`,
    amount: `${(n * 7919) % 20_000}.${String(n % 100).padStart(2, '0')}`,
    currency: 'CHF',
    purchaseOrder: `PO-${100_000 + (n % 50_000)}`,
    message: 'Bitte begleichen Sie den Betrag innert 30 Tagen. Merci de régler ce montant sous 30 jours, conformément à nos conditions.',
  };
}

/** Runs `work` for every item, at most `width` at a time. */
export async function inParallel<T>(items: readonly T[], width: number, work: (item: T, at: number) => Promise<void>): Promise<void> {
  let next = 0;
  const one = async (): Promise<void> => {
    for (let at = next++; at < items.length; at = next++) {
      const item = items[at];
      if (item !== undefined) await work(item, at);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, one));
}

export const groupsOf = <T>(items: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, at) => items.slice(at * size, (at + 1) * size));
