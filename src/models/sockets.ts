// Calls over HTTP for models: no redirects, answers bounded, no timers of its own (the guard ends calls), and sockets that `close` really ends.
import { Agent, fetch } from 'undici';

/** SECURITY E6: a model's answer may have 32 MB. */
export const answerBytesMax = 32 * 1024 * 1024;

export class AnswerTooLarge extends Error {
  constructor() {
    super('The answer is larger than 32 MB.');
    this.name = 'AnswerTooLarge';
  }
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly text: string;
}
export interface HttpQuestion {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly signal: AbortSignal;
}

export class Sockets {
  readonly #agent = new Agent({ headersTimeout: 0, bodyTimeout: 0, pipelining: 1 });

  /** Throws what the network does, `AnswerTooLarge`, and the reason of an abort. */
  async send(url: string, { method, headers, body, signal }: HttpQuestion): Promise<HttpAnswer> {
    const response = await fetch(url, { method, headers, body, signal, redirect: 'manual', dispatcher: this.#agent });
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const part of response.body ?? []) {
      size += part.byteLength;
      // Leaving the loop cancels the stream.
      if (size > answerBytesMax) throw new AnswerTooLarge();
      parts.push(part);
    }
    return { status: response.status, headers: [...response.headers], text: Buffer.concat(parts).toString('utf8') };
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }
}
