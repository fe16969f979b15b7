// Cases over HTTP, on a real database: what is answered, what is stored, and what each bad input gets.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loans, plantCertificate } from '../../test/office.ts';
import { openServer, operatorToken, type TestServer } from '../../test/server.ts';
import { hours, instant, isoOf, later, minutes } from '../core/time.ts';
import { countCases } from '../store/cases.ts';

const agreement = loans.replace(
  '  text: { type',
  '  rate: { type: number, optional: true }\n  kind: { type: choice, optional: true, values: { a: a, b: b } }\n  text: { type',
);
let server: TestServer;
let token = '';

beforeAll(async () => {
  server = await openServer({ agreement, step: 'assisted' });
  token = (await server.tokenFor('loans', 'open', 'read')).token;
});
afterAll(() => server.close());

const path = '/v1/processes/loans/cases';
const post = (body: unknown) => server.ask('POST', path, token, body);
const stored = async (): Promise<number> => (await countCases(server.office.db, 1)).reduce((sum, { n }) => sum + n, 0);

describe('a case comes in', () => {
  test('202 with the case; the same again is the same case; another input is 409 and names the fields only', async () => {
    const first = await post({ key: 'INV-1', input: { amount: '480.00', text: 'Dear Sirs' } });
    expect(first.statusCode).toBe(202);
    expect(first.json()).toMatchObject({ key: 'INV-1', process: 'loans', decision: null });
    const again = await post({ key: 'INV-1', input: { amount: '480.00', text: 'Dear Sirs' } });
    expect([again.statusCode, again.json().id]).toEqual([202, first.json().id]);
    const other = await post({ key: 'INV-1', input: { amount: '480.00', text: 'another text' } });
    expect(other.statusCode).toBe(409);
    expect(other.json()).toMatchObject({ code: 'key-taken', actor: 'caller' });
    expect(other.json().detail).toContain('text');
    expect(other.body).not.toContain('Sirs');
    expect(other.headers['content-type']).toContain('application/problem+json');
  });

  test('an amount keeps every digit of its source', async () => {
    const { id } = (await server.ask('POST', path, token, '{"key":"exact","input":{"amount":12500.50}}')).json();
    await server.office.engine.idle();
    const held = await server.office.engine.read(id);
    expect(held.ok && held.value.state.values.amount).toBe('12500.50');
  });

  test('one key in two Unicode forms is one case', async () => {
    const composed = await post({ key: 'caf\u00e9', input: { amount: '1.00' } });
    const split = await post({ key: 'cafe\u0301', input: { amount: '1.00' } });
    expect(split.json().id).toBe(composed.json().id);
  });

  test('input that the agreement cannot read is kept in quarantine: 422 names the case and every field', async () => {
    const answer = await post({ key: 'bad', input: { kind: 'c' } });
    expect(answer.statusCode).toBe(422);
    const { id, fields, step } = answer.json();
    expect(answer.json()).toMatchObject({ code: 'invalid-input', actor: 'owner', key: 'bad' });
    expect(step).toBe('quarantined');
    expect(fields.map(({ field }: { field: string }) => field).sort()).toEqual(['amount', 'kind']);
    expect((await server.ask('GET', `/v1/cases/${id}`, token)).json().step).toBe('quarantined');
    expect((await post({ key: 'bad', input: { kind: 'c' } })).json().id).toBe(id);
  });

  test('it is found by id and by key, and its record says what happened', async () => {
    const { id } = (await post({ key: 'found', input: { amount: '2.00' } })).json();
    await server.office.engine.idle();
    expect((await server.ask('GET', `/v1/cases/${id}`, token)).json()).toMatchObject({ id, step: 'reviewing', decision: null });
    expect((await server.ask('GET', `${path}?key=found`, operatorToken)).json()).toMatchObject({ items: [{ id }], next: null });
    expect((await server.ask('GET', `${path}?key=nothing`, token)).json()).toEqual({ items: [], next: null });
    expect((await server.ask('GET', `${path}?key=%00`, token)).json()).toEqual({ items: [], next: null });
    const record = (await server.ask('GET', `/v1/cases/${id}/record`, token)).json();
    expect(record.items.map(({ kind }: { kind: string }) => kind)).toEqual(['opened', 'proposed', 'asked']);
    expect(record.case.id).toBe(id);
  });

  test.each(['nothing', '1-00000000000000000000000000', '0-00000000000000000000000000', '%00', 'a'.repeat(399)])('no such case: %s', async (id) => {
    expect((await server.ask('GET', `/v1/cases/${id}`, token)).json()).toMatchObject({ status: 404, code: 'not-found' });
  });
});

describe('waiting', () => {
  const waiters = () => new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));

  test('in shadow it ends with the proposal (202), or with the decision from outside (200)', async () => {
    await server.office.engine.install('quick', agreement.replace('process: loans', 'process: quick'), { step: 'shadow' });
    const quick = (await server.tokenFor('quick', 'open')).token;
    const answer = await server.ask('POST', '/v1/processes/quick/cases', quick, { key: 'w', input: { amount: '1.00' }, wait: 60_000 });
    expect(answer.statusCode).toBe(202);
    expect(answer.json()).toMatchObject({ step: 'observing', proposal: { decision: 'accept' }, decision: null });
    const known = { key: 'x', input: { amount: '1.00' }, wait: 60_000, shadow: { decision: 'refuse' } };
    const outside = await server.ask('POST', '/v1/processes/quick/cases', quick, known);
    expect(outside.statusCode).toBe(200);
    expect(outside.json().decision).toMatchObject({ value: 'refuse', route: 'outside' });
  });

  test('it ends at the decision: 200 is final, 202 held can still be taken back until its effect', async () => {
    const undoable = agreement.replace(/accept: \{ label: .*/, 'accept: { label: accept, undoFor: 10 minutes }');
    for (const [source, status, step] of [
      [agreement, 200, 'decided'],
      [undoable, 202, 'held'],
    ] as const) {
      const other = await openServer({ agreement: source });
      await plantCertificate(other.office);
      const opens = (await other.tokenFor('loans', 'open')).token;
      const answer = await other.ask('POST', path, opens, { key: 'a', input: { amount: '1.00' }, wait: 60_000 });
      expect(answer.statusCode).toBe(status);
      expect(answer.json()).toMatchObject({ step, decision: { value: 'accept', route: 'auto', by: 'ai:m1', model: 'm1' } });
      expect('effectAt' in answer.json()).toBe(step === 'held');
      await other.close();
    }
  });

  test('ends with its time, and says that the longest wait is a minute', async () => {
    const asked = post({ key: 'long', input: { amount: '3.00' }, wait: 100_000 });
    let answered = false;
    void asked.then(() => {
      answered = true;
    });
    for (let turn = 0; turn < 50; turn += 1) await waiters();
    await server.office.engine.idle();
    server.office.clock.advanceTo(later(server.office.clock.now(), minutes(1)));
    expect((await asked).json()).toMatchObject({ step: 'reviewing', waitCutTo: 60_000 });
    expect(answered).toBe(true);
  });
});

describe('what each bad input gets, and nothing of it is stored', () => {
  const input = { amount: '1.00' };
  const deep = (levels: number): unknown => (levels === 0 ? 1 : { a: deep(levels - 1) });
  const wide = Object.fromEntries(Array.from({ length: 1001 }, (_, n) => [`f${n}`, 1]));
  const rows: readonly (readonly [what: string, body: string, status: number, code: string])[] = [
    ['not JSON', '{"key":"a"', 400, 'not-json'],
    ['nothing', '', 400, 'not-json'],
    ['two values', '{"key":"a"} {"key":"b"}', 400, 'not-json'],
    ['a byte order mark', '\ufeff{"key":"a","input":{}}', 400, 'not-json'],
    ['a field named twice', '{"key":"a","key":"b","input":{}}', 400, 'duplicate-field'],
    ['a list', '[]', 422, 'invalid-request'],
    ['null', 'null', 422, 'invalid-request'],
    ['an unknown member', JSON.stringify({ key: 'n1', input, inputs: {} }), 422, 'invalid-request'],
    ['no key', JSON.stringify({ input }), 422, 'bad-key'],
    ['a number as key', JSON.stringify({ key: 7, input }), 422, 'bad-key'],
    ['an empty key', JSON.stringify({ key: '', input }), 422, 'bad-key'],
    ['a blank key', JSON.stringify({ key: '  ', input }), 422, 'bad-key'],
    ['a long key', JSON.stringify({ key: 'k'.repeat(201), input }), 422, 'bad-key'],
    ['a control character in the key', JSON.stringify({ key: 'a\u0007', input }), 422, 'bad-key'],
    ['__proto__ beside the key', '{"key":"n2","input":{"amount":"1.00"},"__proto__":{}}', 422, 'key-not-allowed'],
    ['__proto__ in the input', '{"key":"n3","input":{"amount":"1.00","__proto__":{"polluted":1}}}', 422, 'key-not-allowed'],
    ['__proto__ deep down, beside an exact number', '{"key":"n4","input":{"a":[{"__proto__":{"polluted":1.10}}]}}', 422, 'key-not-allowed'],
    ['constructor', '{"key":"n5","input":{"a":{"constructor":{"prototype":{"polluted":1}}}}}', 422, 'key-not-allowed'],
    ['33 levels', JSON.stringify({ key: 'n6', input: deep(33) }), 422, 'too-deep'],
    ['300 levels', JSON.stringify({ key: 'n6', input: deep(300) }), 422, 'too-deep'],
    ['1,001 fields', JSON.stringify({ key: 'n7', input: wide }), 422, 'too-many-fields'],
    ['a long field name', JSON.stringify({ key: 'n8', input: { ['n'.repeat(201)]: 1 } }), 422, 'too-many-fields'],
    ['a number beyond 2^53', '{"key":"n9","input":{"amount":"1.00","rate":9007199254740993}}', 422, 'number-not-exact'],
    ['1e999', '{"key":"n10","input":{"amount":"1.00","rate":1e999}}', 422, 'number-not-exact'],
    ['a time to come', JSON.stringify({ key: 'n11', input, receivedAt: '2026-03-02T08:06:00Z' }), 422, 'time-implausible'],
    ['a time long past', JSON.stringify({ key: 'n12', input, receivedAt: '2015-03-02T08:00:00Z' }), 422, 'time-implausible'],
    ['no time', JSON.stringify({ key: 'n13', input, receivedAt: 'yesterday' }), 422, 'time-implausible'],
    ['a number as time', JSON.stringify({ key: 'n14', input, receivedAt: 7 }), 422, 'invalid-request'],
    ['a negative wait', JSON.stringify({ key: 'n15', input, wait: -1 }), 422, 'invalid-request'],
    ['a text as wait', JSON.stringify({ key: 'n16', input, wait: '1000' }), 422, 'invalid-request'],
    ['an unknown decision in shadow', JSON.stringify({ key: 'n17', input, shadow: { decision: 'perhaps' } }), 422, 'unknown-decision'],
    ['shadow without a decision', JSON.stringify({ key: 'n18', input, shadow: {} }), 422, 'invalid-request'],
  ];
  let before = 0;
  beforeAll(async () => {
    before = await stored();
  });
  test.each(rows)('%s', async (_, body, status, code) => {
    const now = isoOf(server.office.clock.now());
    const answer = await server.ask('POST', path, token, body.replace('2026-03-02T08:06:00Z', isoOf(later(instant(Date.parse(now)), minutes(6)))));
    expect(answer.json()).toMatchObject({ status, code, type: `urn:fortnight:problem:${code}` });
    expect(Object.keys(answer.json())).toEqual(expect.arrayContaining(['title', 'detail', 'actor', 'help']));
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
  test('and nothing was stored', async () => expect(await stored()).toBe(before));

  test('half a character and NUL are quarantined with their text escaped', async () => {
    for (const [key, text] of [
      ['half', '"\\ud800"'],
      ['nul', '"a\\u0000b"'],
    ]) {
      const answer = await server.ask('POST', path, token, `{"key":"${key}","input":{"amount":"1.00","text":${text}}}`);
      expect(answer.json()).toMatchObject({ status: 422, code: 'text-not-storable', step: 'quarantined', fields: [{ field: 'text' }] });
    }
  });

  test('minus zero is zero, and a field that nobody knows is kept apart', async () => {
    const answer = await server.ask('POST', path, token, '{"key":"zero","input":{"amount":"1.00","rate":-0,"surprise":"x"}}');
    expect(answer.statusCode).toBe(202);
    const held = await server.office.engine.read(answer.json().id);
    expect(held.ok && [held.value.state.values.rate, 'surprise' in held.value.state.values]).toEqual([0, false]);
  });

  test.each([
    ['another type', { 'content-type': 'text/plain' }, 415],
    ['a batch on the door of one case', { 'content-type': 'application/x-ndjson' }, 415],
    ['a compressed body', { 'content-type': 'application/json', 'content-encoding': 'gzip' }, 415],
    ['JSON with its charset', { 'content-type': 'application/json; charset=utf-8' }, 202],
  ])('%s', async (_, headers, status) => {
    const payload = JSON.stringify({ key: 'typed', input: { amount: '1.00' } });
    const answer = await server.app.inject({ method: 'POST', url: path, headers: { ...headers, authorization: `Bearer ${token}` }, payload });
    expect(answer.statusCode).toBe(status);
    if (status === 415) expect(answer.json().code).toBe('wrong-media-type');
  });

  test('more than 1 MB is too large, declared or not', async () => {
    const answer = await post({ key: 'large', input: { amount: '1.00', text: 'x'.repeat(1_000_001) } });
    expect(answer.json()).toMatchObject({ status: 413, code: 'too-large' });
  });

  test('a method that the address does not know: 405 with those that it knows', async () => {
    const answer = await server.ask('DELETE', path, token);
    expect([answer.statusCode, answer.headers.allow, answer.json().code]).toEqual([405, 'GET, HEAD, POST', 'method-not-allowed']);
    const cases = await server.ask('PUT', '/v1/processes/loans/cases:batch', token);
    expect([cases.statusCode, cases.headers.allow]).toEqual([405, 'POST']);
    expect((await server.ask('GET', '/v1/nothing', token)).json()).toMatchObject({ status: 404, code: 'not-found' });
    expect((await server.ask('GET', '/v1/%zz', token)).statusCode).toBe(404);
  });
});

test('a body that does not arrive is given up after ten seconds', async () => {
  const address = await server.app.listen({ port: 0, host: '127.0.0.1' });
  const { connect } = await import('node:net');
  const socket = connect(Number(new URL(address).port), '127.0.0.1');
  const said = new Promise<string>((resolve) => {
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString();
    });
    socket.on('close', () => resolve(text));
  });
  const lines = [`POST ${path} HTTP/1.1`, 'Host: x', `Authorization: Bearer ${token}`, 'Content-Type: application/json', 'Content-Length: 100'];
  const head = `${lines.join('\r\n')}\r\n\r\n{"key":`;
  await new Promise<void>((resolve) => socket.write(head, () => resolve()));
  await new Promise((resolve) => setTimeout(resolve, 100));
  server.office.clock.advanceTo(later(server.office.clock.now(), hours(1)));
  const answer = await said;
  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  expect(answer).toContain('"code":"too-slow"');
});

test('the server that stops ends waits at once, and is not ready', async () => {
  server.heartbeat.beat();
  expect((await server.ask('GET', '/health/ready')).json()).toEqual({ ready: true });
  server.office.clock.advanceTo(later(server.office.clock.now(), minutes(1)));
  expect((await server.ask('GET', '/health/ready')).statusCode).toBe(503);
  server.heartbeat.beat();
  const waiting = post({ key: 'last', input: { amount: '1.00' }, wait: 60_000 });
  await new Promise((resolve) => setTimeout(resolve, 100));
  server.stopping.abort();
  expect((await waiting).json()).toMatchObject({ key: 'last', step: 'reviewing' });
  expect((await server.ask('GET', '/health/ready')).json()).toMatchObject({ code: 'not-ready' });
  expect((await server.ask('GET', '/health/live')).json()).toEqual({ live: true });
});
