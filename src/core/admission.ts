// What is refused at the door, before a case exists: bad keys, forbidden names, impossible times. Nothing of it is stored.
import type { Agreement } from './agreement.ts';
import { type FieldProblem, NumberText, readInput, type Value, type Values } from './input.ts';
import { ok, type Result, refuse } from './problems.ts';
import { readPersonAnswer } from './review.ts';
import { days, type Instant, instant, later, minutes } from './time.ts';
import type { Answer } from './tolerance.ts';

export interface CaseRequest {
  readonly key: unknown;
  readonly input: unknown;
  /** ISO time at which the case reached the business; now when absent. */
  readonly receivedAt?: unknown;
  /** What the existing process decided, in shadow. */
  readonly shadow?: unknown;
  /** What the door could not read; with any, the case waits in quarantine. */
  readonly problems?: readonly FieldProblem[];
}

export interface Admission {
  /** In Unicode form NFC, so that one key is one key. */
  readonly key: string;
  readonly values: Values | null;
  readonly extra: Readonly<Record<string, unknown>>;
  readonly problems: readonly FieldProblem[];
  readonly raw: unknown;
  readonly receivedAt: Instant;
  readonly outside: Answer | null;
}

const depthMax = 32;
const fieldsMax = 1000;
const nameLengthMax = 200;
const forbidden = new Set(['__proto__', 'constructor', 'prototype']);
const late = days(3653);
const early = minutes(5);
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
const control = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

function readKey(key: unknown): Result<string> {
  if (typeof key !== 'string') return refuse('bad-key', 'The key is not a text.');
  const normal = key.normalize('NFC');
  if (normal.trim() === '') return refuse('bad-key', 'The key is empty.');
  if (normal.length > 200) return refuse('bad-key', `The key has ${normal.length} characters; 200 are allowed.`);
  if (control.test(normal) || !normal.isWellFormed()) return refuse('bad-key', 'The key holds control characters.');
  return ok(normal);
}

/** A time of day needs its zone: without one it would be read in the zone of whatever machine reads it. */
const isoTime = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d))?$/i;

interface Walk {
  fields: number;
  unstorable: string | null;
}

/** Looks at every name and text of the input once. */
function inspect(value: unknown, depth: number, walk: Walk, path: string): Result<null> {
  if (typeof value === 'string') {
    if (value.includes('\u0000') || !value.isWellFormed()) walk.unstorable ??= path;
    return ok(null);
  }
  if (typeof value === 'number' && !Number.isFinite(value)) return refuse('number-not-exact', `${path} is not a finite number.`);
  if (typeof value !== 'object' || value === null || value instanceof NumberText) return ok(null);
  if (depth >= depthMax) return refuse('too-deep', `${path} is nested more than ${depthMax} levels deep.`);
  const entries = Array.isArray(value) ? value.entries() : Object.entries(value);
  for (const [name, member] of entries) {
    walk.fields += 1;
    if (walk.fields > fieldsMax) return refuse('too-many-fields', `The input has more than ${fieldsMax} values.`);
    if (typeof name === 'string') {
      if (forbidden.has(name)) return refuse('key-not-allowed', `"${name}" is not allowed as a field name.`);
      if (name.length > nameLengthMax) return refuse('too-many-fields', `A field name has more than ${nameLengthMax} characters.`);
    }
    const inner = inspect(member, depth + 1, walk, path === '' ? String(name) : `${path}.${name}`);
    if (!inner.ok) return inner;
  }
  return ok(null);
}

function readReceivedAt(text: unknown, now: Instant): Result<Instant> {
  if (text === undefined || text === null) return ok(now);
  const at = typeof text === 'string' && isoTime.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isFinite(at)) return refuse('time-implausible', 'receivedAt is not an ISO time such as 2026-03-02T08:00:00Z.');
  if (at > later(now, early) || at < now - late) return refuse('time-implausible', `${text} lies in the future or more than 10 years back.`);
  return ok(instant(at));
}

function readOutside(agreement: Agreement, shadow: unknown): Result<Answer | null> {
  if (shadow === undefined || shadow === null) return ok(null);
  const { decision, fills } = shadow as { decision?: unknown; fills?: unknown };
  if (typeof decision !== 'string') return refuse('unknown-decision', 'shadow.decision is not a text.');
  const read = readPersonAnswer(agreement, {
    decision,
    ...(typeof fills === 'object' && fills !== null ? { fills: fills as Record<string, Value> } : {}),
  });
  // What somebody decided elsewhere stands, also without the text that we would ask for.
  if (!read.ok && read.problem !== 'needs-missing') return read;
  return ok({ decision, fills: read.ok ? read.value.fills : {} });
}

/** The text of a value that PostgreSQL cannot store, with its bad characters escaped, so that a person can look at it. */
function escaped(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed().replaceAll('\u0000', '\\u0000');
  if (typeof value !== 'object' || value === null || value instanceof NumberText) return value;
  if (Array.isArray(value)) return value.map(escaped);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name.toWellFormed().replaceAll('\u0000', '\\u0000'), escaped(member)]));
}

/** Admits a case: with readable input, or to quarantine with everything that is wrong. A refusal stores nothing. */
export function admit(agreement: Agreement, given: CaseRequest, now: Instant): Result<Admission> {
  // Nothing at all is no object with fields, and is kept as such.
  const request = { ...given, input: given.input ?? null };
  const key = readKey(request.key);
  if (!key.ok) return key;
  const receivedAt = readReceivedAt(request.receivedAt, now);
  if (!receivedAt.ok) return receivedAt;
  const walk: Walk = { fields: 0, unstorable: null };
  const inspected = inspect(request.input, 0, walk, '');
  if (!inspected.ok) return inspected;
  const outside = readOutside(agreement, request.shadow);
  if (!outside.ok) return outside;
  const base = { key: key.value, receivedAt: receivedAt.value, outside: outside.value };
  if (walk.unstorable !== null) {
    const problems = [
      { field: walk.unstorable, message: `${walk.unstorable} holds a NUL character or half a character.`, code: 'text-not-storable' as const },
    ];
    return ok({ ...base, values: null, extra: {}, problems, raw: escaped(request.input) });
  }
  const reading = readInput(agreement, request.input);
  // The caller can put this right at once, under the same key.
  const inexact = reading.ok ? undefined : reading.problems.find(({ code }) => code === 'number-not-exact');
  if (inexact !== undefined) return refuse('number-not-exact', inexact.message);
  // What the door could not read, it has explained better than a second look at the text can.
  const known = request.problems ?? [];
  const problems = [...known, ...(reading.ok ? [] : reading.problems.filter(({ field }) => !known.some((one) => one.field === field)))];
  if (!reading.ok || problems.length > 0) return ok({ ...base, values: null, extra: {}, problems, raw: request.input });
  const fields = request.input as Record<string, unknown>;
  const extra = Object.fromEntries(reading.extra.map((name) => [name, fields[name]]));
  // Without what is missing, so that the same input stays the same when the agreement gets another optional field.
  const raw = Object.fromEntries(Object.entries({ ...reading.values, ...extra }).filter(([, value]) => value !== null));
  return ok({ ...base, values: reading.values, extra, problems: [], raw });
}
