// The operator's token: whoever can read this file on the server's machine may make tokens for programs, and see how the processes stand.
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Random } from '../core/time.ts';
import { tokenFrom } from './identities.ts';

export const operatorTokenPath = (dataDir: string): string => join(dataDir, 'operator-token');

/** The token that the environment sets, else the one of the file; null when there is none. */
export async function readOperatorToken(dataDir: string, environment: NodeJS.ProcessEnv): Promise<string | null> {
  const set = environment.FORTNIGHT_OPERATOR_TOKEN?.trim() ?? '';
  if (set !== '') return set;
  try {
    const token = (await readFile(operatorTokenPath(dataDir), 'utf8')).trim();
    return token === '' ? null : token;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** The same, made when there is none. Nobody but the owner of the file may read it. */
export async function ensureOperatorToken(dataDir: string, environment: NodeJS.ProcessEnv, random: Random): Promise<string> {
  const known = await readOperatorToken(dataDir, environment);
  const fromFile = (environment.FORTNIGHT_OPERATOR_TOKEN?.trim() ?? '') === '';
  if (known !== null) {
    if (fromFile) await chmod(operatorTokenPath(dataDir), 0o600);
    return known;
  }
  const token = tokenFrom(random.bytes(32));
  await mkdir(dataDir, { recursive: true });
  await writeFile(operatorTokenPath(dataDir), `${token}\n`, { mode: 0o600 });
  return token;
}
