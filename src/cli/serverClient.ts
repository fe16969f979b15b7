// The running server, as commands ask it: where it is, with which token, and what its refusals mean here.
import type { ProblemDocument } from '../contract/problem.ts';
import { settingsFrom } from '../server/composition.ts';
import { operatorTokenPath, readOperatorToken } from '../server/operatorToken.ts';
import { CommandError, exitCodes } from './output.ts';

const standardUrl = 'http://127.0.0.1:4848';

interface Sent {
  readonly method: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

async function* whole(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  try {
    for await (const piece of body as unknown as AsyncIterable<Uint8Array>) yield decoder.decode(piece, { stream: true });
    yield decoder.decode();
  } catch {
    const problem = { message: 'The server broke off in the middle.', why: 'Half an answer is none.', do: 'Run it again.' };
    throw new CommandError({ code: 'server-unreachable', ...problem });
  }
}

export class ServerClient {
  readonly url: string;
  readonly #token: string;

  private constructor(url: string, token: string) {
    this.url = url;
    this.#token = token;
  }

  /** FORTNIGHT_TOKEN proves who asks; without it, the operator's token of this machine. */
  static async open(environment: NodeJS.ProcessEnv): Promise<ServerClient> {
    const url = (environment.FORTNIGHT_URL || standardUrl).replace(/\/+$/, '');
    const { dataDir } = settingsFrom(environment);
    const token = environment.FORTNIGHT_TOKEN || (await readOperatorToken(dataDir, environment));
    if (token !== null) return new ServerClient(url, token);
    throw new CommandError({
      code: 'no-token',
      message: 'There is no token to ask the server with.',
      why: `FORTNIGHT_TOKEN is missing, FORTNIGHT_OPERATOR_TOKEN is missing, and there is no file ${operatorTokenPath(dataDir)}.`,
      do: 'Start the server in this folder (npx fortnight start), or set FORTNIGHT_DATA to its data folder, or FORTNIGHT_TOKEN.',
    });
  }

  get<T>(path: string): Promise<T> {
    return this.#ask(path, { method: 'GET' });
  }

  post<T>(path: string, body?: unknown): Promise<T> {
    const sent = body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    return this.#ask(path, { method: 'POST', ...sent });
  }

  /** An answer too large for the memory, as it comes. One that breaks off is refused at its end. */
  async text(method: 'GET' | 'POST', path: string): Promise<AsyncIterable<string>> {
    const response = await this.#send(path, { method });
    if (response.ok && response.body !== null) return whole(response.body);
    throw this.#refusal(response.status, (await response.json().catch(() => null)) as Partial<ProblemDocument> | null);
  }

  async #ask<T>(path: string, init: Sent): Promise<T> {
    const response = await this.#send(path, init);
    const answer: unknown = await response.json().catch(() => null);
    if (response.ok && answer !== null) return answer as T;
    throw this.#refusal(response.status, answer as Partial<ProblemDocument> | null);
  }

  #send(path: string, init: Sent): Promise<Response> {
    const headers = { ...init.headers, authorization: `Bearer ${this.#token}` };
    return fetch(`${this.url}${path}`, { ...init, headers }).catch((error: unknown) => {
      throw this.#unreachable(error);
    });
  }

  #unreachable(error: unknown): CommandError {
    const { cause } = error as { cause?: { code?: string } };
    return new CommandError({
      code: 'server-unreachable',
      message: `No server answers at ${this.url}.`,
      why: `This command asks the running server${cause?.code === undefined ? '' : ` (${cause.code})`}.`,
      do: 'Start it: npx fortnight start. If it runs elsewhere, set FORTNIGHT_URL.',
    });
  }

  #refusal(status: number, answer: Partial<ProblemDocument> | null): CommandError {
    const { code = 'server-refused', title = `The server answered ${status}.`, detail = '', help = 'Look at its log.' } = answer ?? {};
    const exit = status === 401 || status === 403 ? exitCodes.notAllowed : exitCodes.couldNotRun;
    return new CommandError({ code, message: detail === '' ? title : detail, why: title, do: help }, exit);
  }
}
