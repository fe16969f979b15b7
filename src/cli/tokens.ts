// `fortnight tokens`: tokens for programs, made, listed and ended through the running server.
import type { Page } from '../contract/problem.ts';
import { type NewTokenAnswer, scopes, type TokenAnswer } from '../contract/tokens.ts';
import { CommandError, exitCodes, type Output } from './output.ts';
import { ServerClient } from './serverClient.ts';

type Options = Readonly<Record<string, unknown>>;

export async function createToken(_args: readonly string[], options: Options, out: Output): Promise<void> {
  const may = String(options.may)
    .split(',')
    .map((scope) => scope.trim())
    .filter((scope) => scope !== '');
  const strange = may.find((scope) => !scopes.some((known) => known === scope));
  if (strange !== undefined || may.length === 0) {
    const message = strange === undefined ? 'No right is named.' : `"${strange}" is no right.`;
    throw new CommandError({ code: 'usage', message, why: `Rights are ${scopes.join(', ')}.`, do: 'For example: --may open,read' });
  }
  const server = await ServerClient.open(process.env);
  const made = await server.post<NewTokenAnswer>('/v1/tokens', { name: String(options.name), process: String(options.process), may });
  const { id, token, name, process: of, until } = made;
  out.answer({
    exit: exitCodes.yes,
    summary: `This is shown once: keep it where programs keep secrets. It ends on ${until.slice(0, 10)}.`,
    json: { ok: true, id, token, name, process: of, may: made.may, until },
    text: [token, '', `  id       ${id}`, `  name     ${name}`, `  process  ${of}`, `  may      ${made.may.join(', ')}`, ''],
  });
}

export async function listTokens(_args: readonly string[], _options: Options, out: Output): Promise<void> {
  const server = await ServerClient.open(process.env);
  const { items } = await server.get<Page<TokenAnswer>>('/v1/tokens');
  const text = items.map(({ id, name, process: of, may, until, revokedAt }) => {
    const stands = revokedAt === null ? `until ${until.slice(0, 10)}` : `revoked on ${revokedAt.slice(0, 10)}`;
    return `${id}  ${of}  ${name}  may ${may.join(', ')}  ${stands}`;
  });
  const live = items.filter(({ revokedAt }) => revokedAt === null).length;
  out.answer({ exit: exitCodes.yes, summary: `${live} of ${items.length} tokens are not revoked.`, json: { ok: true, tokens: items }, text });
}

export async function revokeToken(args: readonly string[], _options: Options, out: Output): Promise<void> {
  const server = await ServerClient.open(process.env);
  const revoked = await server.post<TokenAnswer>(`/v1/tokens/${encodeURIComponent(args[0] ?? '')}/revoke`);
  const summary = `The token "${revoked.name}" (${revoked.id}) is revoked; within five seconds no server takes it any more.`;
  out.answer({ exit: exitCodes.yes, summary, json: { ok: true, ...revoked } });
}
