// Personal values leave no trace in the journal but their keyed hash: HMAC-SHA256 under the salt of the case (RULINGS E1).
// Erasure destroys the salt; then the chain still verifies, and nobody can try out names against the hashes.
import { createHmac } from 'node:crypto';
import { canonicalJson } from '../core/canonical.ts';
import { Personal } from '../core/journal.ts';

export function keyedHash(salt: string, value: unknown): string {
  return createHmac('sha256', Buffer.from(salt, 'hex')).update(canonicalJson(value)).digest('hex');
}

/** A hash that was computed already: the input of a case is hashed for its row as well. */
export interface KnownHash {
  readonly value: unknown;
  readonly hash: string;
}

/** The data of an entry with every personal value replaced by `hmac:<hex>`. */
export function sealed(data: unknown, salt: string, known: KnownHash | null = null): unknown {
  if (data instanceof Personal) return `hmac:${known !== null && known.value === data.value ? known.hash : keyedHash(salt, data.value)}`;
  if (typeof data !== 'object' || data === null) return data;
  if (Array.isArray(data)) return data.map((item) => sealed(item, salt, known));
  const out: Record<string, unknown> = {};
  for (const name of Object.keys(data)) out[name] = sealed((data as Record<string, unknown>)[name], salt, known);
  return out;
}
