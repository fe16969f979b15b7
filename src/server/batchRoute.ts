// A batch: NDJSON in, NDJSON out, one answer per line, in the order of the lines, while the lines still come in. Many lines are in flight at
// once, so that they are committed together. A bad line never stops the others, and what was answered holds after a cut.

import { once } from 'node:events';
import { PassThrough, type Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { type BatchLine, caseBody } from '../contract/cases.ts';
import type { Office } from '../engine/office.ts';
import { bytesMaxOf, parseJson } from './bodies.ts';
import { acceptCase } from './caseRoutes.ts';
import { officeFor } from './policy.ts';
import { ProblemError, problemDocument } from './problemError.ts';
import { problemOf } from './refusing.ts';
import type { ServerPorts } from './server.ts';

const batchBytesMax = 50_000_000;
/** As many as one commit takes; more only makes a single answer wait. */
const linesAtOnce = 1000;
const bytesAtOnce = 16_000_000;
/** A client that sends everything before it reads must not block itself; one that never reads must not fill the memory. */
const unreadBytesMax = 64_000_000;

/** The lines of a stream as bytes; null for one that is longer than `lineMax`. Throws when there are more than `batchBytesMax`. */
async function* linesOf(source: AsyncIterable<Buffer>, lineMax: number): AsyncGenerator<Buffer | null> {
  let held: Buffer[] = [];
  let size = 0;
  let total = 0;
  const hold = (piece: Buffer): void => {
    size += piece.length;
    if (size > lineMax) held = [];
    else held.push(piece);
  };
  const line = (): Buffer | null => {
    const whole = size > lineMax ? null : Buffer.concat(held);
    held = [];
    size = 0;
    return whole;
  };
  for await (const chunk of source) {
    total += chunk.length;
    if (total > batchBytesMax) throw new ProblemError('too-large', `The batch is larger than ${batchBytesMax.toLocaleString('en')} bytes.`);
    let from = 0;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
      hold(chunk.subarray(from, at));
      yield line();
      from = at + 1;
    }
    hold(chunk.subarray(from));
  }
  if (size > 0) yield line();
}

const isBlank = (line: Buffer): boolean => line.length < 1000 && line.toString('latin1').trim() === '';

async function answerTo(ports: ServerPorts, office: Office, line: number, bytes: Buffer | null): Promise<BatchLine> {
  try {
    if (bytes === null) throw new ProblemError('too-large', `Line ${line} is larger than a case may be.`);
    const { status, answer } = await acceptCase(ports, office, parseJson(bytes));
    return { line, status, ...answer };
  } catch (error) {
    return { line, ...problemDocument(problemOf(error, ports.engine)) };
  }
}

/** Lines in flight. Each answer is written as soon as those before it are, whether or not more lines come in. */
class Window {
  readonly #write: (answer: BatchLine) => Promise<void>;
  #written: Promise<void> = Promise.resolve();
  #lines = 0;
  #bytes = 0;
  #room: () => void = () => undefined;

  constructor(write: (answer: BatchLine) => Promise<void>) {
    this.#write = write;
  }

  add(answer: Promise<BatchLine>, bytes: number): void {
    this.#lines += 1;
    this.#bytes += bytes;
    this.#written = this.#written.then(async () => {
      await this.#write(await answer);
      this.#lines -= 1;
      this.#bytes -= bytes;
      this.#room();
    });
  }

  /** Resolves when another line may come in. */
  async room(): Promise<void> {
    while (this.#lines >= linesAtOnce || this.#bytes > bytesAtOnce) {
      await new Promise<void>((resolve) => {
        this.#room = resolve;
      });
    }
  }

  /** Resolves when every answer is written. */
  empty(): Promise<void> {
    return this.#written;
  }
}

async function answerAll(ports: ServerPorts, office: Office, source: Readable, out: PassThrough): Promise<void> {
  const { engine, stopping } = ports;
  const write = async (answer: BatchLine): Promise<void> => {
    if (out.destroyed) return;
    out.write(`${JSON.stringify(answer)}\n`);
    if (out.writableLength > unreadBytesMax) await Promise.race([once(out, 'drain'), once(out, 'close')]);
  };
  const inFlight = new Window(write);
  let number = 0;
  try {
    for await (const bytes of linesOf(source, await bytesMaxOf(engine, office.runtime.name))) {
      if (out.destroyed) break;
      if (stopping.aborted) throw new ProblemError('not-ready', 'The server stops. Send this line and those after it again.');
      number += 1;
      if (bytes !== null && isBlank(bytes)) continue;
      inFlight.add(answerTo(ports, office, number, bytes), bytes?.length ?? 0);
      await inFlight.room();
    }
  } catch (error) {
    inFlight.add(Promise.resolve({ line: number + 1, ...problemDocument(problemOf(error, engine)) }), 0);
  }
  await inFlight.empty();
  out.end();
}

export function batchRoute(app: FastifyInstance, ports: ServerPorts): void {
  const says = 'Send many cases in, one JSON object per line; the answers come in the same order.';
  const config = { policy: { may: 'open', operator: false }, says, body: caseBody, bodyType: 'application/x-ndjson' } as const;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/x-ndjson', (_request, payload, done) => done(null, payload));
  app.post<{ Params: { process: string }; Body: Readable | undefined }>('/v1/processes/:process/cases::batch', { config }, async (request, reply) => {
    const declared = Number(request.headers['content-length'] ?? 0);
    if (declared > batchBytesMax) throw new ProblemError('too-large', `The batch is larger than ${batchBytesMax.toLocaleString('en')} bytes.`);
    const office = await officeFor(request, ports.engine, request.params.process);
    const source = request.body;
    if (source === undefined) throw new ProblemError('not-json', 'There is no body.');
    const out = new PassThrough();
    // Who went away gets nothing more; what came in before holds.
    out.on('error', () => undefined);
    reply.raw.on('close', () => out.destroy());
    void answerAll(ports, office, source, out).catch((error: unknown) => {
      ports.engine.trouble('answering a batch', error);
      out.destroy();
    });
    return reply.type('application/x-ndjson').send(out);
  });
}
