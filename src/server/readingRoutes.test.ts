// What can be read over HTTP: the inbox, processes, incidents, the journal and tokens, each checked against what really stands in the database.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerOf, loans, modelThat } from '../../test/office.ts';
import { installCards, openServer, operatorToken, type TestServer } from '../../test/server.ts';
import type { InboxItem } from '../contract/inbox.ts';
import type { Page } from '../contract/problem.ts';
import type { JournalLine } from '../core/journal.ts';
import { days, later, seconds } from '../core/time.ts';
import { PersonActs } from '../engine/personActs.ts';
import { listTokens } from '../store/tokens.ts';

/** Every second case or so is checked at random, and shown blind. */
const agreement = loans
  .replace('checkedAtRandom: 1 in 1000000', 'checkedAtRandom: { assisted: 1 in 2, supervised: 1 in 5, autonomous: 1 in 10 }')
  .replace('  text: { type', '  paper: { type: file, optional: true }\n  text: { type');
const count = 23;
let server: TestServer;
let token = '';

beforeAll(async () => {
  server = await openServer({ agreement, step: 'assisted', model: modelThat(() => answerOf('accept')) });
  await installCards(server);
  token = (await server.tokenFor('loans', 'open', 'read', 'journal')).token;
  const paper = { name: 'a.txt', mediaType: 'text/plain', base64: Buffer.from('hello').toString('base64') };
  for (let n = 0; n < count; n += 1) {
    const input = { amount: `${n + 1}.00`, ...(n === 0 ? { paper } : {}) };
    await server.ask('POST', '/v1/processes/loans/cases', token, {
      key: `c${n}`,
      input,
      receivedAt: new Date(Date.parse('2026-03-02T08:00:00Z') - n * 60_000),
    });
  }
  await server.office.engine.idle();
});
afterAll(() => server.close());

const inbox = async (query = ''): Promise<Page<InboxItem>> => (await server.ask('GET', `/v1/inbox${query}`, token)).json();

describe('the inbox', () => {
  test('page by page, each question once, in the order of the deadlines', async () => {
    const seen: InboxItem[] = [];
    let pages = 0;
    for (let next: string | null = ''; next !== null; pages += 1) {
      const page: Page<InboxItem> = await inbox(`?limit=5${next === '' ? '' : `&cursor=${next}`}`);
      seen.push(...page.items);
      next = page.next;
    }
    expect(pages).toBe(5);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(count);
    const dueAt = seen.map((item) => item.dueAt ?? '');
    expect(dueAt).toEqual([...dueAt].sort());
    expect((await inbox()).items).toEqual(seen);
  });

  test('a blind question hides the proposal, another shows it', async () => {
    const { items } = await inbox();
    const blind = items.filter((item) => item.blind);
    expect(blind.length).toBeGreaterThan(0);
    expect(blind.length).toBeLessThan(count);
    for (const item of items) expect(item.proposal).toEqual(item.blind ? null : { decision: 'accept', fills: {} });
    expect(JSON.stringify(blind)).not.toContain('0.95');
  });

  test('an item says what is asked, of whom, about what; a file by its name and size', async () => {
    const item = (await inbox()).items.find(({ key }) => key === 'c0');
    expect(item).toMatchObject({ process: 'loans', title: 'request c0', team: 'Desk', claim: null, input: { amount: '1.00' } });
    expect(item?.input.paper).toEqual({ name: 'a.txt', mediaType: 'text/plain', bytes: 5 });
    expect(item?.why).not.toBe('');
  });

  test('who looks at it is shown until the claim ends', async () => {
    const [first] = (await inbox('?limit=1')).items;
    await new PersonActs(server.office.engine).claim(first?.id ?? '', 'Marc Keller');
    expect((await inbox('?limit=1')).items[0]?.claim).toMatchObject({ by: 'Marc Keller' });
    server.office.clock.advanceTo(later(server.office.clock.now(), seconds(301)));
    expect((await inbox('?limit=1')).items[0]?.claim).toBeNull();
  });

  test.each(['?cursor=x', '?cursor=WzEsMl0', '?limit=0', '?limit=201', '?limit=ten', '?page=2'])('%s is refused', async (query) => {
    expect((await server.ask('GET', `/v1/inbox${query}`, token)).json()).toMatchObject({ status: 422, code: 'invalid-request' });
  });
});

describe('processes', () => {
  test('a process says how it stands', async () => {
    const one = (await server.ask('GET', '/v1/processes/loans', token)).json();
    expect(one).toMatchObject({ process: 'loans', title: 'Small loans', step: 'assisted', owner: 'Claire Favre', waiting: count, certificate: null });
    expect(one.agreement.signedBy).toBe('Claire Favre');
    expect(one.cases.reviewing).toBe(count);
    expect(one.nextDueAt).toBe((await inbox('?limit=1')).items[0]?.dueAt);
  });

  test('the operator sees all, a token its own', async () => {
    const names = async (who: string) =>
      (await server.ask('GET', '/v1/processes', who)).json().items.map(({ process }: { process: string }) => process);
    expect(await names(operatorToken)).toEqual(['loans', 'cards']);
    expect(await names(token)).toEqual(['loans']);
  });

  test('an incident names who must answer', async () => {
    await server.ask('POST', '/v1/processes/loans/cases', token, { key: 'bad', input: {} });
    const { items } = (await server.ask('GET', '/v1/processes/loans/incidents', token)).json();
    expect(items).toMatchObject([{ kind: 'quarantined', owner: 'Claire Favre', acknowledgedBy: null, count: 1 }]);
    expect((await server.ask('GET', '/v1/processes/loans', token)).json().incidents).toBe(1);
  });
});

describe('the journal', () => {
  const linesOf = (body: string): JournalLine[] =>
    body
      .split('\n')
      .filter((text) => text !== '')
      .map((text) => JSON.parse(text) as JournalLine);

  test('comes line by line, without gaps, from where it is asked', async () => {
    const answer = await server.ask('GET', '/v1/journal?process=loans', token);
    expect(answer.headers['content-type']).toBe('application/x-ndjson');
    const lines = linesOf(answer.body);
    expect(lines.map(({ seq }) => seq)).toEqual(lines.map((_, n) => n + 1));
    const rest = linesOf((await server.ask('GET', '/v1/journal?from=7', token)).body);
    expect(rest).toEqual(lines.slice(6));
  });

  test('the operator gets every chain', async () => {
    const lines = linesOf((await server.ask('GET', '/v1/journal', operatorToken)).body);
    expect(new Set(lines.map(({ process }) => process))).toEqual(new Set(['loans', 'cards']));
    expect((await server.ask('GET', '/v1/journal?from=2', operatorToken)).json()).toMatchObject({ code: 'invalid-request' });
    expect((await server.ask('GET', '/v1/journal?process=loans&from=0', operatorToken)).json()).toMatchObject({ code: 'invalid-request' });
  });
});

describe('tokens', () => {
  test('a new one is shown once; the database knows its hash only; the journal says who made it', async () => {
    const made = await server.tokenFor('loans', 'read', 'open', 'read');
    expect(made.token).toMatch(/^fn_[A-Za-z0-9_-]{43}$/);
    expect(made.may).toEqual(['open', 'read']);
    expect(Date.parse(made.until)).toBe(later(server.office.clock.now(), days(180)));
    expect(JSON.stringify(await listTokens(server.office.db))).not.toContain(made.token);
    const listed = await server.ask('GET', '/v1/tokens', operatorToken);
    expect(listed.body).not.toContain('fn_');
    expect(listed.json().items).toContainEqual(expect.objectContaining({ id: made.id, process: 'loans', revokedAt: null }));
    const journal = (await server.ask('GET', '/v1/journal', operatorToken)).body;
    expect(journal).not.toContain('fn_');
    const entry = journal.split('\n').find((text) => text.includes(made.id)) ?? '{}';
    expect(JSON.parse(entry)).toMatchObject({
      kind: 'tokenCreated',
      by: 'operator',
      data: { token: made.id, name: 'a test', may: ['open', 'read'] },
    });
  });

  test('a revoked one fails at once here, and within five seconds on another node', async () => {
    const made = await server.tokenFor('loans', 'read');
    const other = await openServer({ agreement, step: 'assisted', beside: server.office, seed: '2' });
    const asks = (node: TestServer) => node.ask('GET', '/v1/inbox', made.token).then(({ statusCode }) => statusCode);
    expect([await asks(server), await asks(other)]).toEqual([200, 200]);
    const revoked = await server.ask('POST', `/v1/tokens/${made.id}/revoke`, operatorToken);
    expect(revoked.json().revokedAt).not.toBeNull();
    expect(await asks(server)).toBe(401);
    server.office.clock.advanceTo(later(server.office.clock.now(), seconds(5)));
    expect(await asks(other)).toBe(401);
    const again = await server.ask('POST', `/v1/tokens/${made.id}/revoke`, operatorToken);
    expect(again.json()).toEqual(revoked.json());
    await other.close();
  });

  test('one ends by itself', async () => {
    const made = await server.tokenFor('cards', 'read');
    server.office.clock.advanceTo(later(server.office.clock.now(), days(180)));
    expect((await server.ask('GET', '/v1/processes', made.token)).statusCode).toBe(401);
  });

  test.each([
    ['no name', { process: 'loans', may: ['read'] }, 'invalid-request'],
    ['a control character in the name', { name: 'a\nb', process: 'loans', may: ['read'] }, 'invalid-request'],
    ['no right', { name: 'a', process: 'loans', may: [] }, 'invalid-request'],
    ['a right that does not exist', { name: 'a', process: 'loans', may: ['review'] }, 'invalid-request'],
    ['an unknown process', { name: 'a', process: 'nothing', may: ['read'] }, 'not-found'],
    ['the installation', { name: 'a', process: 'installation', may: ['read'] }, 'not-found'],
    ['an unknown member', { name: 'a', process: 'loans', may: ['read'], until: 'forever' }, 'invalid-request'],
  ])('%s', async (_, body, code) => expect((await server.ask('POST', '/v1/tokens', operatorToken, body)).json().code).toBe(code));

  test.each(['nothing', '%00', '1-00000000000000000000000000'])('no such token: %s', async (id) => {
    expect((await server.ask('POST', `/v1/tokens/${id}/revoke`, operatorToken)).json().code).toBe('not-found');
  });
});
