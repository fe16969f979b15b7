// Signed roots: the last number and hash of every chain at one moment, signed, and each naming the one before. A chain that is kept only
// where an attacker writes could be computed anew as a whole; it cannot agree any more with a root that somebody else holds.
import { canonicalJson } from '../core/canonical.ts';
import { firstPrev } from '../core/journal.ts';
import { type Duration, hours, type Instant, isoOf, later } from '../core/time.ts';
import { type Chain, sha256 } from './chain.ts';
import type { Connection, Database } from './database.ts';
import { inInstallation } from './installation.ts';
import { addRoot, readHeads, readRoots } from './journal.ts';
import type { RootSigner } from './rootKey.ts';

export interface RootedHead {
  readonly process: string;
  readonly seq: number;
  readonly hash: string;
}

export interface Root {
  readonly at: string;
  readonly heads: readonly RootedHead[];
  /** SHA-256 of the canonical JSON of the root before; 64 zeros for the first. */
  readonly previous: string;
  /** The public key that it is signed with. */
  readonly key: string;
  /** Over the canonical JSON without `signature`. */
  readonly signature: string;
}

/** Signs the heads as they are now: one row in `roots`, and one `rootSigned` in the chain of the installation, in one transaction. */
export const signRoot = (db: Database, signer: RootSigner, at: Instant): Promise<Root> =>
  inInstallation(db, at, async (chain, client) => makeRoot(chain, client, signer, at, await newest(client)));

/** The same where the newest root is older than `every`; null otherwise. Ten nodes that call it every minute sign once an hour. */
export function signRootWhenDue(db: Database, signer: RootSigner, at: Instant, every: Duration = hours(1)): Promise<Root | null> {
  return inInstallation(db, at, async (chain, client) => {
    const last = await newest(client);
    if (last !== null && (JSON.parse(last.root) as Root).at > isoOf(later(at, -every as Duration))) return null;
    return makeRoot(chain, client, signer, at, last);
  });
}

/** Signs a root and gives all of them, one line each: what stands beside an export, which is written after it. */
export async function rootsForExport(db: Database, signer: RootSigner, at: Instant): Promise<readonly string[]> {
  await signRoot(db, signer, at);
  return (await readRoots(db)).map(({ root }) => root);
}

interface Last {
  readonly id: number;
  readonly root: string;
}

async function newest(client: Connection): Promise<Last | null> {
  const text = 'select roots.id, roots.root from roots where roots.process = 0 order by roots.id desc limit 1';
  const { rows } = await client.query<Last>(text);
  return rows[0] ?? null;
}

async function makeRoot(chain: Chain, client: Connection, signer: RootSigner, at: Instant, last: Last | null): Promise<Root> {
  const heads = (await readHeads(client)).filter(({ seq }) => seq > 0);
  const unsigned = { at: isoOf(at), heads, previous: last === null ? firstPrev : sha256(last.root), key: signer.key };
  const root: Root = { ...unsigned, signature: signer.sign(canonicalJson(unsigned)) };
  await addRoot(client, (last?.id ?? 0) + 1, canonicalJson(root));
  chain.add({ kind: 'rootSigned', by: 'fortnight', case: null, key: null, data: { ...root } });
  return root;
}
