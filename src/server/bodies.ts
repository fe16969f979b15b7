// What comes in: read strictly and within limits of size and time, before anybody looks at it.

import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { type Clock, later, seconds } from '../core/time.ts';
import type { Engine } from '../engine/engine.ts';
import { readJson } from '../files/json.ts';
import { ProblemError } from './problemError.ts';

export const bodyBytesMax = 1_000_000;
export const bodyWithFilesBytesMax = 10_000_000;
/** Slower senders are cut off: they hold a place that others need. */
const arrivesWithin = seconds(10);

const tooLarge = (max: number): ProblemError => new ProblemError('too-large', `The body is larger than ${max.toLocaleString('en')} bytes.`);

/** The whole body, or a refusal; after a refusal nothing more is read. */
export async function readBody(source: Readable, declared: string | undefined, max: number, clock: Clock): Promise<Buffer> {
  if (Number(declared ?? 0) > max) throw tooLarge(max);
  const chunks: Buffer[] = [];
  let size = 0;
  const over = new AbortController();
  try {
    await new Promise<void>((resolve, reject) => {
      source.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > max) reject(tooLarge(max));
        else chunks.push(chunk);
      });
      source.on('end', resolve);
      source.on('error', () => reject(new ProblemError('not-json', 'The request ended before its body was complete.')));
      clock.wakeAt(later(clock.now(), arrivesWithin), over.signal).then(
        () => reject(new ProblemError('too-slow', 'The body did not arrive within 10 seconds.')),
        () => undefined,
      );
    });
  } finally {
    over.abort();
    source.removeAllListeners('data');
    source.removeAllListeners('end');
    source.pause();
  }
  return Buffer.concat(chunks);
}

/** One JSON value: exact numbers, no field twice, no byte order mark. */
export function parseJson(bytes: Buffer): unknown {
  const reading = readJson(bytes);
  if (!reading.ok) throw new ProblemError(reading.code, `${reading.detail}.`);
  return reading.value;
}

/** Reads what was sent under a schema; unknown members are refused, and everything that is wrong is said at once. */
export function readAs<T>(schema: z.ZodType<T>, value: unknown): T {
  if (typeof value === 'object' && value !== null) {
    const bad = ['__proto__', 'constructor', 'prototype'].find((name) => Object.hasOwn(value, name));
    if (bad !== undefined) throw new ProblemError('key-not-allowed', `"${bad}" is not allowed as a field name.`);
  }
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const wrong = read.error.issues.map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`));
  throw new ProblemError('invalid-request', wrong.join('; ').slice(0, 1000));
}

async function limitOf(request: FastifyRequest, engine: Engine): Promise<number> {
  if (request.routeOptions.config.mayHoldFiles !== true) return bodyBytesMax;
  const { process } = request.params as { process?: string };
  return bytesMaxOf(engine, process ?? '');
}

/** How large a case of this process may be. */
export async function bytesMaxOf(engine: Engine, process: string): Promise<number> {
  const office = await engine.officeNamed(process);
  const fields = office.ok ? [...(office.value.runtime.agreement?.fields.values() ?? [])] : [];
  return fields.some(({ type }) => type === 'file') ? bodyWithFilesBytesMax : bodyBytesMax;
}

/** JSON is all that is read here; a batch has a reader of its own. */
export function readsJson(app: FastifyInstance, engine: Engine): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', async (request: FastifyRequest, payload: Readable) =>
    parseJson(await readBody(payload, request.headers['content-length'], await limitOf(request, engine), engine.clock)),
  );
}
