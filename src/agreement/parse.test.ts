// The reader as a whole: the full example, the minimal one, each key missing, each key wrong, and hashes that bind values only.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { labelIn } from '../core/agreement.ts';
import { agreementSchema, keyList } from './jsonSchema.ts';
import { root } from './keys.ts';
import type { JsonSchema } from './kinds.ts';
import { hashesOf, parseAgreement } from './parse.ts';

const read = (name: string): string => readFileSync(new URL(`../../test/fixtures/agreements/${name}`, import.meta.url), 'utf8');
const full = read('full.process.yaml');
const minimal = read('leave-requests.process.yaml');
const original = parseDocument(full);
const parse = (text: string) => parseAgreement(text, 'x.process.yaml');
const codes = (text: string) => parse(text).problems.map((one) => one.code);

/** The paths of all keys of the form that stand in the full example. */
function keyPaths(): readonly (readonly string[])[] {
  const document = original.clone();
  const found: string[][] = [];
  const walk = (schema: JsonSchema, path: readonly string[]): void => {
    const options = [schema, ...((schema.anyOf as JsonSchema[] | undefined) ?? [])];
    for (const option of options) {
      for (const [name, child] of Object.entries((option.properties as Record<string, JsonSchema> | undefined) ?? {})) {
        if (!document.hasIn([...path, name])) continue;
        found.push([...path, name]);
        walk(child, [...path, name]);
      }
    }
  };
  walk(root.schema, []);
  return found;
}

function without(path: readonly string[]): string {
  const document = original.clone();
  document.deleteIn(path);
  return document.toString({ lineWidth: 0 });
}

function withValue(path: readonly string[], value: unknown): string {
  const document = original.clone();
  document.setIn(path, document.createNode(value));
  return document.toString({ lineWidth: 0 });
}

test('the full example is read without a problem or a note, and every key arrives', () => {
  const { agreement, problems, notes } = parse(full);
  expect(problems).toEqual([]);
  expect(notes).toEqual([]);
  expect(agreement?.process).toBe('supplier-invoices');
  expect(agreement?.people.coverFrom).toEqual({ length: 7_200_000, counted: 'working' });
  expect(agreement?.budgets.withoutAi).toEqual({ length: 10 * 36_000_000, counted: 'working' });
  expect(agreement?.otherwise.exposure).toEqual({ cases: 250, money: { amount: '120000', currency: 'CHF' } });
  expect(agreement?.personDecidesWhen.map((rule) => rule.condition.kind)).toEqual(['is', 'is', 'compare', 'differs']);
  expect(agreement?.errors.get('wrongSupplierPaid')?.guardedBy).toHaveLength(2);
  expect(agreement?.budgets.aiCost.perCase).toEqual({ amount: '0.04', currency: 'CHF' });
  const costCentre = agreement?.fills.get('costCentre')?.values.get('4420');
  expect(costCentre === undefined ? null : labelIn(costCentre, 'de')).toBe('4420 IT');
});

describe('a minimal agreement', () => {
  const { agreement, problems, defaults, notes } = parseAgreement(minimal, 'leave-requests.process.yaml');
  test('has at most 15 lines and is an agreement', () => {
    expect(minimal.trimEnd().split('\n').length).toBeLessThanOrEqual(15);
    expect(problems).toEqual([]);
    expect(agreement?.process).toBe('leave-requests');
  });
  test('gets a default, with a reason, for every other key', () => {
    const explained = new Set(defaults.flatMap(({ path }) => path.split('.').map((_, n, all) => all.slice(0, n + 1).join('.'))));
    const noted = new Set(notes.map((note) => note.path));
    const written = ['people', 'deadline', 'fields', 'decisions', 'fallback', 'errors'];
    const top = Object.keys(root.schema.properties as object).filter((key) => !written.includes(key));
    expect(top.filter((key) => !explained.has(key) && ![...noted].some((path) => path.split('.')[0] === key) && key !== 'fills')).toEqual([]);
    expect(defaults.filter(({ value, why }) => value === '' || why === '')).toEqual([]);
  });
  test('misses no piece that a drill asks for', () => {
    const pieces = notes.filter((note) =>
      ['people.owner', 'people.deputies', 'people.reviewers', 'deadline', 'fallback', 'errors'].includes(note.path),
    );
    expect(pieces).toEqual([]);
  });
  test('gets labels in words for all languages', () => {
    const label = parse(minimal.replace('days: number', 'daysAway: number')).agreement?.fields.get('daysAway')?.label;
    expect(label).toEqual({ en: ['days away'], fr: ['days away'], de: ['days away'] });
  });
  test('gets waits that fit a short deadline', () => {
    const short = parse(minimal.replace('2 working days', '40 minutes')).agreement;
    expect(short?.fallback?.before.length).toBe(600_000);
    expect(short?.people.coverFrom.length).toBe(600_000);
  });
});

describe('each key missing', () => {
  const neededByOthers = [
    'process',
    'fields',
    'decisions',
    'fallback.fills',
    'fallback.decide',
    'personDecidesWhen',
    'fills',
    'errors',
    'people.reviewers.team',
    'people.coverReviewers.team',
  ];
  test.each(keyPaths().map((path) => path.join('.')))('%s', (path) => {
    const { agreement, problems } = parse(without(path.split('.')));
    if (neededByOthers.includes(path)) return;
    expect(problems).toEqual([]);
    expect(agreement).not.toBeNull();
  });
  test.each([
    ['people.owner', 'owner'],
    ['people.deputies', 'owner'],
    ['people.reviewers', 'decisions-blocked'],
    ['people.coverReviewers', 'decisions-blocked'],
    ['deadline', 'decisions-blocked'],
    ['fallback', 'fallback'],
    ['expect.usedEveryWeek', 'used-every-week'],
    ['changesInWork', 'used-every-week'],
    ['purpose', 'documentation'],
  ])('%s is noted as missing: %s', (path, piece) => {
    const found = parse(without(path.split('.'))).notes.find((note) => note.path === path);
    expect(found).toMatchObject({ piece });
    expect(found?.minutes).toBeGreaterThan(0);
    expect(found?.who).not.toBe('');
  });
  test.each([
    ['fields', 'no-fields'],
    ['decisions', 'too-few-decisions'],
  ])('%s is a problem', (path, code) => expect(codes(without([path]))).toContain(code));
});

describe('each key wrong', () => {
  test.each(keyPaths().map((path) => path.join('.')))('%s', (path) => {
    const { agreement, problems } = parse(withValue(path.split('.'), [['x']]));
    expect(agreement).toBeNull();
    expect(problems.some((one) => one.path === path || one.path.startsWith(`${path}.`) || path.startsWith(`${one.path}.`))).toBe(true);
  });
  test.each(keyPaths().map((path) => path.join('.')))('%s misspelt is named', (path) => {
    const document = original.clone();
    const parts = path.split('.');
    const value: unknown = document.getIn(parts, true);
    document.deleteIn(parts);
    const wrong = [...parts.slice(0, -1), `${parts.at(-1)}x`];
    if (document.getIn(parts.slice(0, -1)) === undefined && parts.length > 1) return;
    document.setIn(wrong, value);
    const found = parse(document.toString({ lineWidth: 0 })).problems.find((one) => ['unknown-key', 'unknown-language'].includes(one.code));
    expect(found?.do).toContain(parts.at(-1));
  });
});

describe('hashes', () => {
  const before = parse(full).agreement;
  test('comments and layout change none', () => {
    const lines = full.split('\n');
    fc.assert(
      fc.property(fc.array(fc.nat(lines.length - 1), { maxLength: 30 }), fc.stringMatching(/^[a-z :'"{}-]{0,30}$/), (at, comment) => {
        const changed = lines.flatMap((line, index) => (at.includes(index) ? [`# ${comment}`, '', `${line}   `] : [line])).join('\n');
        const { agreement } = parse(changed);
        return agreement?.hash === before?.hash && agreement?.trustHash === before?.trustHash;
      }),
      { numRuns: 40 },
    );
    const laidOut = original.toString({ indent: 4, lineWidth: 0, defaultStringType: 'QUOTE_DOUBLE', commentString: () => '' });
    expect(parse(laidOut).agreement?.hash).toBe(before?.hash);
    expect(parse(full.replaceAll('\n', '\r\n')).agreement?.hash).toBe(before?.hash);
  });
  test.each(keyPaths().map((path) => path.join('.')))('%s changes the hash, and the trust hash where trust depends on it', (path) => {
    const data = original.toJS() as unknown;
    const changed = parseDocument(withValue(path.split('.'), 'something else')).toJS() as unknown;
    expect(hashesOf(changed).hash).not.toBe(hashesOf(data).hash);
    const binds = /^(fields|fills|decisions|personDecidesWhen|otherwise|errors|people\.reviewers)(\.|$)/.test(path) || path === 'people';
    expect(hashesOf(changed).trustHash !== hashesOf(data).trustHash).toBe(binds);
  });
});

test('whatever is cut out of a file, the reader says something and never throws', () => {
  fc.assert(
    fc.property(
      fc.nat(full.length),
      fc.nat(60),
      fc.constantFrom('', ': ', '{', '"', '\t', '- ', '&', '[[', '!!', '\n ', '<<: 1\n'),
      (at, length, put) => {
        const text = full.slice(0, at) + put + full.slice(at + length);
        const { agreement, problems } = parse(text);
        const lines = text.split('\n').length;
        const placed = problems.every((one) => one.line >= 1 && one.line <= lines && one.column >= 1 && one.why !== '' && one.do !== '');
        return placed && (agreement !== null || problems.some((one) => one.absurd !== true));
      },
    ),
    { numRuns: 150 },
  );
});

test('the schema for editors is current, and says and shows something for each key', () => {
  const file = JSON.parse(readFileSync(new URL('../../schema/process.v1.json', import.meta.url), 'utf8')) as unknown;
  expect(file).toEqual(JSON.parse(JSON.stringify(agreementSchema())));
  const silent: string[] = [];
  const walk = (schema: JsonSchema, path: string): void => {
    for (const [name, child] of Object.entries((schema.properties as Record<string, JsonSchema> | undefined) ?? {})) {
      if (/\.(en|fr|de)$/.test(`${path}.${name}`)) continue;
      if (typeof child.description !== 'string' || !Array.isArray(child.examples)) silent.push(`${path}.${name}`);
      walk(child, `${path}.${name}`);
    }
  };
  walk(root.schema, '');
  expect(silent).toEqual([]);
});

test('the page for owners lists every key and every code, and shows the minimal agreement', () => {
  const page = readFileSync(new URL('../../docs/agreement.md', import.meta.url), 'utf8');
  expect(page).toContain(keyList());
  expect(page).toContain(minimal);
  const mine = ['assemble', 'assembleTrust', 'checks', 'keys', 'kinds', 'labels', 'missing', 'parse', 'scalars', 'spans', 'tree', 'yamlTraps'];
  const sources = mine.map((name) => readFileSync(new URL(`./${name}.ts`, import.meta.url), 'utf8')).join('\n');
  const said = [...sources.matchAll(/code: '([a-z-]+)'|\b(?:bad|words)\(\s*'([a-z-]+)'/g)].map((match) => match[1] ?? match[2] ?? '');
  expect(said.length).toBeGreaterThan(60);
  expect([...new Set(said)].filter((code) => !page.includes(`\`${code}\``))).toEqual([]);
});
