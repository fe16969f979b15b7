// Chain 0, the chain of the installation: roots, people, tokens, settings. It has a head like every process and no cases.
import { installation } from '../core/journal.ts';
import type { Instant } from '../core/time.ts';
import { Chain } from './chain.ts';
import { commitLocked, noRest } from './commit.ts';
import type { Connection, Database } from './database.ts';
import { readStanding } from './processes.ts';

/** Does `work` and commits what it added to the chain, all in one transaction that nobody else writes this chain in. */
export async function inInstallation<T>(db: Database, at: Instant, work: (chain: Chain, client: Connection) => Promise<T>): Promise<T> {
  const client = await db.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const { head } = await readStanding(client, 0, true);
    const chain = new Chain(installation, head, at);
    const value = await work(chain, client);
    const { lines, ...end } = chain.end();
    if (end.seq > head.seq) {
      await commitLocked(client, { process: 0, before: head, after: { ...head, ...end }, lines, opened: [], changed: [], rest: noRest() });
    }
    await client.query('commit');
    return value;
  } catch (error) {
    broken = error as Error;
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release(broken);
  }
}
