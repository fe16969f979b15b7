// The journal of a running server, over HTTP. A server that nobody named and that does not answer is none; the database is asked then.
import type { JournalSource } from './journalFile.ts';
import { CommandError } from './output.ts';
import { ServerClient } from './serverClient.ts';

/** null: nobody named a server, and none answers at the usual address that knows the operator of this data folder. */
export async function runningServer(environment: NodeJS.ProcessEnv): Promise<ServerClient | null> {
  if (environment.FORTNIGHT_URL || environment.FORTNIGHT_TOKEN) return ServerClient.open(environment);
  try {
    const client = await ServerClient.open(environment);
    await client.get('/v1/processes');
    return client;
  } catch (error) {
    // Another installation may use the usual address: it does not know our token.
    if (error instanceof CommandError) return null;
    throw error;
  }
}

/** The roots first: the server signs one when it is asked, and it covers what is read after it. */
export async function journalFrom(server: ServerClient, name: string | null): Promise<JournalSource> {
  let text = '';
  for await (const piece of await server.text('POST', '/v1/journal/roots')) text += piece;
  const blocks = await server.text('GET', `/v1/journal${name === null ? '' : `?process=${encodeURIComponent(name)}`}`);
  return { roots: text.split('\n').filter((line) => line !== ''), blocks };
}
