// Signed roots, read with suspicion: each signature, the key, and that each follows the one before. What is left is which entry must have
// which hash.
import { createPublicKey, verify } from 'node:crypto';
import { canonicalJson } from '../core/canonical.ts';
import { hashOf, readObject } from './verifyLine.ts';

/** An entry that a root names. */
export interface Pinned {
  readonly seq: number;
  readonly hash: string;
  readonly at: string;
}

export interface ReadRoots {
  readonly count: number;
  readonly keys: readonly string[];
  /** By process, in the order of their numbers. */
  readonly pinned: ReadonlyMap<string, readonly Pinned[]>;
}

export type RootsReading = { readonly ok: true; readonly value: ReadRoots } | { readonly ok: false; readonly root: number; readonly what: string };

interface Plain {
  readonly at: string;
  readonly heads: readonly { readonly process: string; readonly seq: number; readonly hash: string }[];
  readonly previous: string;
  readonly key: string;
  readonly signature: string;
}

function isRoot(value: Readonly<Record<string, unknown>>): value is Readonly<Record<string, unknown>> & Plain {
  const texts = [value.at, value.previous, value.key, value.signature];
  const isHead = (head: unknown): boolean => {
    if (typeof head !== 'object' || head === null) return false;
    const { process, seq, hash } = head as Record<string, unknown>;
    return typeof process === 'string' && Number.isSafeInteger(seq) && typeof hash === 'string';
  };
  return texts.every((text) => typeof text === 'string') && Array.isArray(value.heads) && value.heads.every(isHead);
}

function isSigned(root: Plain): boolean {
  try {
    const { signature, ...unsigned } = root;
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: root.key }, format: 'jwk' });
    return verify(null, Buffer.from(canonicalJson(unsigned)), key, Buffer.from(signature, 'base64url'));
  } catch {
    return false;
  }
}

/** `keys`: those that are trusted; without any, all roots must be signed by the key of the first. */
export function readRootLines(lines: readonly string[], keys: readonly string[] = []): RootsReading {
  const trusted = new Set(keys);
  const pinned = new Map<string, Pinned[]>();
  let count = 0;
  let before: string | null = null;
  for (const line of lines) {
    if (line.trim() === '') continue;
    count += 1;
    const wrong = (what: string): RootsReading => ({ ok: false, root: count, what });
    const root = readObject(line);
    if (root === null || !isRoot(root)) return wrong('it cannot be read');
    if (trusted.size === 0) trusted.add(root.key);
    if (!trusted.has(root.key)) return wrong(`it is signed with an unknown key, ${root.key}`);
    if (!isSigned(root)) return wrong('its signature is not right: it was changed, or somebody else made it');
    if (before !== null && root.previous !== before) return wrong('it does not follow the root before it: one is missing, or they were exchanged');
    before = hashOf(canonicalJson(root));
    for (const { process, seq, hash } of root.heads) {
      if (seq < 1) continue;
      const known = pinned.get(process);
      const last = known?.at(-1);
      if (last?.seq === seq && last.hash === hash) continue;
      if (known === undefined) pinned.set(process, [{ seq, hash, at: root.at }]);
      else known.push({ seq, hash, at: root.at });
    }
  }
  for (const heads of pinned.values()) heads.sort((a, b) => a.seq - b.seq);
  return { ok: true, value: { count, keys: [...trusted], pinned } };
}

/** The public keys in a text: PEM, or lines with their 32 bytes in base64url, as roots show them. Throws on anything else. */
export function publicKeysIn(text: string): readonly string[] {
  const pems = text.match(/-----BEGIN [A-Z ]+-----[^-]*-----END [A-Z ]+-----/g);
  if (pems !== null) {
    return pems.map((pem) => {
      const key = createPublicKey(pem);
      if (key.asymmetricKeyType !== 'ed25519') throw new Error(`A key of the type ${key.asymmetricKeyType}, not Ed25519.`);
      return key.export({ format: 'jwk' }).x ?? '';
    });
  }
  const lines = text.split(/\s+/).filter((line) => line !== '');
  if (lines.length === 0 || lines.some((line) => !/^[\w-]{43}$/.test(line))) throw new Error('Neither PEM nor a key of 43 characters.');
  return lines;
}
