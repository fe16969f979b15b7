// Tokens of programs: made, listed and ended by the operator. Making and ending one stands in the journal of its process, in the same commit.
import type { FastifyInstance } from 'fastify';
import type { Page } from '../contract/problem.ts';
import { type NewTokenAnswer, type Scope, scopes, type TokenAnswer, tokenBody } from '../contract/tokens.ts';
import { days, instant, isoOf, later } from '../core/time.ts';
import { listProcesses } from '../store/processes.ts';
import { listTokens, type TokenRow, tokenById } from '../store/tokens.ts';
import { readAs } from './bodies.ts';
import { hashOfToken, tokenFrom } from './identities.ts';
import { checkId, notFound, officeFor } from './policy.ts';
import type { ServerPorts } from './server.ts';

/** Long enough to be no chore, short enough that a forgotten one dies. */
const tokenLasts = days(180);

const scopesOf = (may: string): readonly Scope[] => scopes.filter((scope) => may.split(',').includes(scope));

function answerOf(row: Omit<TokenRow, 'hash' | 'process'>, process: string): TokenAnswer {
  const { id, name, may, until, revokedAt } = row;
  return { id, name, process, may: scopesOf(may), until: isoOf(instant(until)), revokedAt: revokedAt === null ? null : isoOf(instant(revokedAt)) };
}

export function tokenRoutes(app: FastifyInstance, { engine, identities, random }: ServerPorts): void {
  const create = { policy: 'operator', says: 'Make a token for a program; its secret is shown once.', body: tokenBody } as const;
  app.post('/v1/tokens', { config: create }, async (request, reply) => {
    const body = readAs(tokenBody, request.body);
    const { runtime, scribe } = await officeFor(request, engine, body.process);
    const token = tokenFrom(random.bytes(32));
    const may = scopesOf(body.may.join(','));
    const row = await scribe.write({
      compute: (ledger) => {
        const id = ledger.newId();
        const until = later(ledger.now, tokenLasts);
        ledger.record({ kind: 'tokenCreated', by: 'operator', data: { token: id, name: body.name, may: [...may], until } });
        const made = { id, name: body.name, hash: hashOfToken(token).toString('hex'), may: may.join(','), until, revokedAt: null };
        ledger.rest.tokens.push(made);
        return made;
      },
    });
    const answer: NewTokenAnswer = { ...answerOf(row, runtime.name), token };
    return reply.code(201).send(answer);
  });

  const list = { policy: 'operator', says: 'All tokens, without their secrets.' } as const;
  app.get('/v1/tokens', { config: list }, async (): Promise<Page<TokenAnswer>> => {
    const names = new Map((await listProcesses(engine.db)).map(({ process, name }) => [process, name]));
    const rows = await listTokens(engine.db);
    return { items: rows.map((row) => answerOf(row, names.get(row.process) ?? '')), next: null };
  });

  const revoke = { policy: 'operator', says: 'End a token at once.' } as const;
  app.post<{ Params: { id: string } }>('/v1/tokens/:id/revoke', { config: revoke }, async (request): Promise<TokenAnswer> => {
    const { id } = request.params;
    const number = checkId(request, 'token', id);
    const row = await tokenById(engine.db, number, id);
    const office = await engine.officeOf(number);
    if (row === null || office === null) throw notFound('token', id);
    if (row.revokedAt !== null) return answerOf(row, office.runtime.name);
    const { name, hash, may, until } = row;
    const revoked = await office.scribe.write({
      compute: (ledger) => {
        ledger.record({ kind: 'tokenRevoked', by: 'operator', data: { token: id, name } });
        const ended = { id, name, hash, may, until, revokedAt: ledger.now };
        ledger.rest.tokens.push(ended);
        return ended;
      },
    });
    identities.forget();
    return answerOf(revoked, office.runtime.name);
  });
}
