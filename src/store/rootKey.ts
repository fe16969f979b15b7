// The key that signs roots: Ed25519, from FORTNIGHT_ROOT_KEY, else a file of the data folder that only its user may read, made at first use.
// It stands apart from the database, so that whoever can rewrite rows cannot sign what he wrote.
import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { chmod, link, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ok, type Result, refuse } from '../core/problems.ts';
import type { Random } from '../core/time.ts';
import { makeFolder } from './embeddedPlace.ts';

export interface RootSigner {
  /** The public key: its 32 bytes in base64url, as it stands in every root. */
  readonly key: string;
  /** The signature of a text, in base64url. */
  sign(text: string): string;
}

/** What stands before the 32 secret bytes in the PKCS #8 form of an Ed25519 key (RFC 8410). */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const keyOfSeed = (seed: Uint8Array): KeyObject => createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: 'der', type: 'pkcs8' });

function privateKeyOf(secret: string): KeyObject {
  const text = secret.trim();
  // An environment file keeps a PEM on one line.
  if (text.includes('-----BEGIN')) return createPrivateKey(text.replaceAll('\\n', '\n'));
  if (/^[0-9a-f]{64}$/i.test(text)) return keyOfSeed(Buffer.from(text, 'hex'));
  if (/^[\w+/-]{43}=?$/.test(text)) return keyOfSeed(Buffer.from(text, 'base64'));
  throw new Error('Neither PEM nor 32 bytes.');
}

/** Reads a secret key: PEM (PKCS #8), or its 32 bytes as hex or base64. */
export function rootSigner(secret: string, from: string): Result<RootSigner> {
  let secretKey: KeyObject;
  try {
    secretKey = privateKeyOf(secret);
  } catch {
    // What the library says could quote the secret.
    return refuse('root-key-unusable', `${from} holds no Ed25519 key: PEM (PKCS #8), or 32 bytes as hex or base64.`);
  }
  if (secretKey.asymmetricKeyType !== 'ed25519')
    return refuse('root-key-unusable', `${from} holds a key of the type ${secretKey.asymmetricKeyType}; roots are signed with Ed25519.`);
  const key = createPublicKey(secretKey).export({ format: 'jwk' }).x ?? '';
  return ok({ key, sign: (text) => sign(null, Buffer.from(text), secretKey).toString('base64url') });
}

export interface RootKeyPlace {
  /** FORTNIGHT_ROOT_KEY; null or empty: the file `root-key` in the data folder. */
  readonly secret: string | null;
  readonly dataDir: string;
  readonly random: Random;
}

/** The key of this installation. The file is made at first use, with its public part beside it in `root-key.pub`. */
export async function openRootKey({ secret, dataDir, random }: RootKeyPlace): Promise<Result<RootSigner>> {
  if (secret !== null && secret !== '') return rootSigner(secret, 'FORTNIGHT_ROOT_KEY');
  const path = join(dataDir, 'root-key');
  try {
    await makeKey(path, dataDir, random);
    const { mode } = await stat(path);
    if ((mode & 0o077) !== 0) return refuse('root-key-unusable', `Others than its user may read ${path}. Run: chmod 600 ${path}`);
    return rootSigner(await readFile(path, 'utf8'), path);
  } catch (error) {
    return refuse('root-key-unusable', error instanceof Error ? error.message : String(error));
  }
}

async function makeKey(path: string, dataDir: string, random: Random): Promise<void> {
  if (await stat(path).catch(() => null)) return;
  await makeFolder(dataDir);
  const secretKey = keyOfSeed(random.bytes(32));
  const draft = `${path}.${Buffer.from(random.bytes(6)).toString('hex')}`;
  await writeFile(draft, secretKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 });
  await chmod(draft, 0o600);
  try {
    // Appears whole or not at all; of two programs that start together, the first is right.
    await link(draft, path);
    await writeFile(`${path}.pub`, createPublicKey(secretKey).export({ format: 'pem', type: 'spki' }));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
}
