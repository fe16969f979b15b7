// Who is calling: a program with a token, or the operator of this machine. Only hashes are kept and compared, in constant time. A token is
// looked up at most once in five seconds, so that a revoked one fails within five seconds on every node, and at once on this one.
import { createHash, timingSafeEqual } from 'node:crypto';
import { type Scope, scopes } from '../contract/tokens.ts';
import { type Clock, type Instant, later, seconds } from '../core/time.ts';
import type { Engine } from '../engine/engine.ts';
import { type TokenRow, tokenByHash } from '../store/tokens.ts';

export type Identity =
  | { readonly kind: 'operator' }
  | { readonly kind: 'token'; readonly id: string; readonly number: number; readonly process: string; readonly may: ReadonlySet<Scope> };

/** Longer, and a revoked token lives longer; shorter, and each request costs a query. */
const knownFor = seconds(5);
const knownMax = 10_000;

export const hashOfToken = (token: string): Buffer => createHash('sha256').update(token).digest();
/** `fn_` and 256 random bits. */
export const tokenFrom = (chance: Uint8Array): string => `fn_${Buffer.from(chance).toString('base64url')}`;

interface Known {
  readonly row: TokenRow;
  readonly process: string;
  readonly at: Instant;
}

export class Identities {
  readonly #engine: Engine;
  readonly #clock: Clock;
  readonly #operator: Buffer;
  readonly #known = new Map<string, Known>();

  constructor(engine: Engine, operatorToken: string) {
    this.#engine = engine;
    this.#clock = engine.clock;
    this.#operator = hashOfToken(operatorToken);
  }

  /** null: nobody that we know, with the same words and no hint why. */
  async of(authorization: string | undefined): Promise<Identity | null> {
    const token = /^Bearer +(\S{1,200}) *$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) return null;
    const hash = hashOfToken(token);
    if (timingSafeEqual(hash, this.#operator)) return { kind: 'operator' };
    const known = await this.#look(hash);
    if (known === null || !timingSafeEqual(hash, Buffer.from(known.row.hash, 'hex'))) return null;
    const { row, process } = known;
    if (row.revokedAt !== null || row.until <= this.#clock.now()) return null;
    const may = new Set(scopes.filter((scope) => row.may.split(',').includes(scope)));
    return { kind: 'token', id: row.id, number: row.process, process, may };
  }

  /** What was known may be wrong now. */
  forget(): void {
    this.#known.clear();
  }

  async #look(hash: Buffer): Promise<Known | null> {
    const name = hash.toString('hex');
    const known = this.#known.get(name);
    const now = this.#clock.now();
    // A clock that was put back must not keep a revoked token alive.
    if (known !== undefined && now >= known.at && now < later(known.at, knownFor)) return known;
    const row = await tokenByHash(this.#engine.db, name);
    const office = row === null ? null : await this.#engine.officeOf(row.process);
    if (row === null || office === null) {
      this.#known.delete(name);
      return null;
    }
    if (this.#known.size >= knownMax) this.#known.clear();
    const fresh = { row, process: office.runtime.name, at: now };
    this.#known.set(name, fresh);
    return fresh;
  }
}
