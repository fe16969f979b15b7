// The journal of a running server, over HTTP. A server that nobody named and that does not answer is none; the database is asked then.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JournalSource } from './journalFile.ts';
import { CommandError, exitCodes } from './output.ts';

export interface RunningServer {
  readonly url: string;
  readonly token: string;
}

const usual = 'http://127.0.0.1:4848';

/** null: nobody named a server, and none answers at the usual address to a token that we have. */
export async function runningServer(dataDir: string): Promise<RunningServer | null> {
  const { FORTNIGHT_URL, FORTNIGHT_TOKEN, FORTNIGHT_OPERATOR_TOKEN } = process.env;
  const named = FORTNIGHT_URL !== undefined && FORTNIGHT_URL !== '';
  const url = (named ? FORTNIGHT_URL : usual).replace(/\/+$/, '');
  const token = FORTNIGHT_TOKEN ?? FORTNIGHT_OPERATOR_TOKEN ?? (await readFile(join(dataDir, 'operator-token'), 'utf8').catch(() => '')).trim();
  if (token === '') {
    if (!named) return null;
    throw refusal('No token.', `The server at ${url} wants to know who asks.`, 'Set FORTNIGHT_TOKEN.');
  }
  // Another installation may use the usual address: it does not know our token.
  const answers = await fetch(`${url}/v1/processes`, { headers: { authorization: `Bearer ${token}` } }).then(
    ({ status }) => named || status !== 401,
    () => false,
  );
  if (answers) return { url, token };
  if (!named) return null;
  const problem = {
    code: 'server-unreachable',
    message: `No server answers at ${url}.`,
    why: 'FORTNIGHT_URL names it.',
    do: 'Start it, or unset FORTNIGHT_URL.',
  };
  throw new CommandError(problem);
}

const refusal = (message: string, why: string, help: string): CommandError =>
  new CommandError({ code: 'not-allowed', message, why, do: help }, exitCodes.notAllowed);

async function ask({ url, token }: RunningServer, method: 'GET' | 'POST', path: string): Promise<Response> {
  const response = await fetch(`${url}${path}`, { method, headers: { authorization: `Bearer ${token}` } });
  if (response.ok) return response;
  const said = (await response.json().catch(() => null)) as { detail?: string; title?: string } | null;
  const message = said?.detail ?? said?.title ?? `The server answered ${response.status}.`;
  if (response.status === 401 || response.status === 403)
    throw refusal(message, `${method} ${path} needs a token with the right "journal".`, 'Make one: fortnight tokens create --may journal.');
  throw new CommandError({
    code: response.status === 404 ? 'not-found' : 'server-refused',
    message,
    why: `It was asked for ${path}.`,
    do: 'Check the process.',
  });
}

/** The roots first: the server signs one when it is asked, and it covers what is read after it. */
export async function journalFrom(server: RunningServer, name: string | null): Promise<JournalSource> {
  const roots = (await (await ask(server, 'POST', '/v1/journal/roots')).text()).split('\n').filter((line) => line !== '');
  const { body } = await ask(server, 'GET', `/v1/journal${name === null ? '' : `?process=${encodeURIComponent(name)}`}`);
  if (body === null) throw new Error('The server answered without a body.');
  return { roots, blocks: whole(body) };
}

/** The text of a body; one that breaks off is no end. */
async function* whole(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  try {
    for await (const piece of body as unknown as AsyncIterable<Uint8Array>) yield decoder.decode(piece, { stream: true });
    yield decoder.decode();
  } catch {
    const problem = { message: 'The server broke off.', why: 'The journal was not complete, so nothing was written.', do: 'Run it again.' };
    throw new CommandError({ code: 'server-unreachable', ...problem });
  }
}
