// A small HTTP server on 127.0.0.1 that answers as a test says, and counts who is connected.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface Stub {
  readonly url: string;
  /** Bodies that were received. */
  readonly received: { readonly path: string; readonly headers: IncomingMessage['headers']; readonly body: string }[];
  /** Connections that are open now. */
  connections(): number;
  close(): Promise<void>;
}
export type Answering = (body: string, response: ServerResponse, request: IncomingMessage) => void;

export async function startStub(answer: Answering): Promise<Stub> {
  const received: Stub['received'] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (part: string) => {
      body += part;
    });
    request.on('end', () => {
      received.push({ path: request.url ?? '', headers: request.headers, body });
      answer(body, response, request);
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    connections: () => sockets.size,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

/** A chat completion as OpenAI-compatible servers write it, with one token per given piece of the content. */
export function completion(pieces: readonly (readonly [string, number])[], more: Readonly<Record<string, unknown>> = {}): string {
  const content = pieces.map(([text]) => text).join('');
  return JSON.stringify({
    id: 'c1',
    object: 'chat.completion',
    created: 1,
    model: 'small-1-2026-11',
    system_fingerprint: 'fp_1',
    choices: [
      {
        index: 0,
        finish_reason: 'stop',
        message: { role: 'assistant', content },
        logprobs: { content: pieces.map(([token, logprob]) => ({ token, logprob, bytes: [...Buffer.from(token)] })) },
      },
    ],
    usage: { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 },
    ...more,
  });
}
