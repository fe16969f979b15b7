// Tokens of programs. Only the SHA-256 of a token is stored; whoever reads this table cannot use one. Tokens are written with the entry
// of the journal that says so (`commit`), and never removed: what was revoked stays to be seen.
import type pg from 'pg';

export interface TokenRow {
  readonly process: number;
  readonly id: string;
  readonly name: string;
  readonly hash: string;
  /** Rights, joined by commas. */
  readonly may: string;
  readonly until: number;
  readonly revokedAt: number | null;
}

const columns = `tokens.process, tokens.id, tokens.name, tokens.hash, tokens.may, tokens.until, tokens.revoked_at as "revokedAt"`;

/** An installation has few tokens, and each is asked for at most once in a few seconds: no index is needed. */
export async function tokenByHash(db: pg.Pool, hash: string): Promise<TokenRow | null> {
  const text = `select ${columns} from tokens where tokens.hash = $1`;
  const { rows } = await db.query<TokenRow>({ name: 'token-by-hash', text, values: [hash] });
  return rows[0] ?? null;
}

export async function tokenById(db: pg.Pool, process: number, id: string): Promise<TokenRow | null> {
  const text = `select ${columns} from tokens where tokens.process = $1 and tokens.id = $2`;
  const { rows } = await db.query<TokenRow>({ name: 'token-by-id', text, values: [process, id] });
  return rows[0] ?? null;
}

export async function listTokens(db: pg.Pool): Promise<readonly TokenRow[]> {
  const { rows } = await db.query<TokenRow>({ name: 'list-tokens', text: `select ${columns} from tokens order by tokens.process, tokens.id` });
  return rows;
}
