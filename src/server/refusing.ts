// Every error of a request becomes a problem document: what the caller sent is his, what the world did is the operator's, and what is left
// is our mistake, told inside and never described outside.
import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import { problems } from '../core/problems.ts';
import type { Engine } from '../engine/engine.ts';
import { isDatabaseAway } from '../store/away.ts';
import { ProblemError, problemDocument } from './problemError.ts';

const ofFastify: Readonly<Record<string, 'wrong-media-type' | 'too-large' | 'not-json' | 'not-found'>> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'wrong-media-type',
  FST_ERR_CTP_INVALID_TYPE: 'wrong-media-type',
  FST_ERR_CTP_BODY_TOO_LARGE: 'too-large',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'not-json',
  FST_ERR_BAD_URL: 'not-found',
};

export function problemOf(error: unknown, engine: Engine): ProblemError {
  if (error instanceof ProblemError) return error;
  const { code = '', statusCode = 500 } = error as Partial<FastifyError>;
  const known = ofFastify[code];
  if (known !== undefined) return new ProblemError(known, (error as Error).message);
  if (code.startsWith('FST_') && statusCode < 500) return new ProblemError('invalid-request', (error as Error).message);
  if (isDatabaseAway(error)) return new ProblemError('database-unreachable', 'The database did not answer.', { headers: { 'retry-after': '5' } });
  engine.trouble('answering a request', error);
  return new ProblemError('internal', 'The request could not be answered.');
}

export function sendProblem(reply: FastifyReply, problem: ProblemError): FastifyReply {
  for (const [name, value] of Object.entries(problem.headers)) reply.header(name, value);
  // Whoever is refused in the middle of a body would send the rest of it.
  if (!reply.request.raw.complete) reply.header('connection', 'close');
  return reply
    .code(problems[problem.code].status)
    .type('application/problem+json')
    .send(JSON.stringify(problemDocument(problem)));
}

export interface KnownRoute {
  readonly method: string;
  readonly url: string;
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The pattern of a route: `:name` is one piece of a path, `::` a colon. */
export function patternOf(url: string): RegExp {
  const pieces = url.split('/').map((piece) => (piece.startsWith(':') && !piece.startsWith('::') ? '[^/]+' : escaped(piece.replaceAll('::', ':'))));
  return new RegExp(`^${pieces.join('/')}$`);
}

/** Refuses what no route knows: 405 with the methods that are known there, else 404. */
export function refuseUnknown(app: FastifyInstance, engine: Engine, routes: readonly KnownRoute[]): void {
  app.setErrorHandler((error, _request, reply) => sendProblem(reply, problemOf(error, engine)));
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? '';
    const methods = routes.filter(({ url }) => patternOf(url).test(path)).map(({ method }) => method);
    if (methods.length === 0) return sendProblem(reply, new ProblemError('not-found', 'There is nothing at this address.'));
    const allow = [...new Set(methods)].sort().join(', ');
    return sendProblem(reply, new ProblemError('method-not-allowed', `Possible are ${allow}.`, { headers: { allow } }));
  });
}
