// What people read when something is wrong: the traps of YAML, the small grammars, contradictions, and the frame around them.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { codeFrame, render } from './frame.ts';
import { planningNotes, renewsTooLate } from './missing.ts';
import { parseAgreement } from './parse.ts';

const file = 'x.process.yaml';
const minimal = readFileSync(new URL('../../test/fixtures/agreements/leave-requests.process.yaml', import.meta.url), 'utf8');
const full = readFileSync(new URL('../../test/fixtures/agreements/full.process.yaml', import.meta.url), 'utf8');
const after = (line: string) => parseAgreement(`${minimal}${line}\n`, file);
const swapped = (from: string, to: string) => {
  if (!full.includes(from)) throw new Error(`The example does not hold "${from}".`);
  return parseAgreement(full.replace(from, to), file);
};

describe('traps are caught at the value', () => {
  test.each([
    ['purpose: 1.10', 'yaml-number', 'purpose: "1.10"', 10],
    ['purpose: 0755', 'yaml-number', 'purpose: "0755"', 10],
    ['purpose: {{amount}}', 'yaml-braces', 'purpose: "{{amount}}"', 10],
    ['purpose: {amount: 3}', 'yaml-braces', 'purpose: "{amount: 3}"', 10],
    ['purpose: Because: it is so', 'yaml-colon', 'purpose: "Because: it is so"', 10],
    ['name: { en: Leave: requests, fr: x }', 'yaml-colon', 'name: { en: "Leave: requests", fr: x }', 13],
    ['personDecidesWhen: [the message is: hello]', 'yaml-colon', 'personDecidesWhen: ["the message is: hello"]', 21],
    ['purpose: @all of it', 'yaml-start', 'purpose: "@all of it"', 10],
    ['purpose: &here we are', 'yaml-anchor', undefined, 10],
    ['purpose: *here', 'yaml-alias', undefined, 10],
    ['purpose: !!str here', 'yaml-tag', undefined, 10],
    ['<<: { purpose: x }', 'yaml-merge', undefined, 1],
    ['deadline: 3 days', 'duplicate-key', undefined, 1],
    ['name: { en: Leave, or not, fr: x }', 'yaml-comma', undefined, 20],
    ['purpose: "never closed', 'yaml-unclosed', undefined, undefined],
    ["purpose: 'it's'", 'yaml-left-over', undefined, undefined],
  ])('%s', (line, code, suggestion, column) => {
    const { agreement, problems } = after(line);
    expect(agreement).toBeNull();
    expect(problems.map((one) => one.code)).toEqual([code]);
    expect(problems[0]?.suggestion).toBe(suggestion);
    if (column !== undefined) expect(problems[0]).toMatchObject({ line: minimal.split('\n').length, column });
  });

  test('ordinary values are no traps', () => {
    const { problems } = after("purpose: NO, at 08:30 we don't (yet) pay 10'000 CHF; see http://x.y#z");
    expect(problems).toEqual([]);
  });

  test('a second document, a directive and a tab are refused in our words', () => {
    expect(after('---\nname: x').problems[0]?.code).toBe('yaml-two');
    expect(parseAgreement(`%YAML 1.1\n---\n${minimal}`, file).problems[0]?.code).toBe('yaml-directive');
    expect(parseAgreement(minimal.replace('  owner', '\towner'), file).problems.map((one) => one.code)).toContain('yaml-tab');
  });

  test('what is wrong elsewhere is said in the same pass', () => {
    const text = minimal.replace('2 working days', '2 workin days').replace('2 in 100', '2%');
    const { problems } = parseAgreement(`${text}purpose: Because: it is\nname: 1.10\nproces: x\n`, file);
    expect(problems.map((one) => one.code)).toEqual(['not-a-length', 'percentage', 'yaml-colon', 'yaml-number', 'unknown-key']);
  });
});

test('no message of the YAML package reaches a person', () => {
  const broken = ['a: [1', 'a: "x', 'a\nb: 1', 'a: }', 'a: > x', ' a: 1\nb: 2', '? [a]\n: b', 'a: 1\n b: 2', 'a: "\\q"', 'a: %x', 'a: |x'];
  for (const text of broken) {
    const said = render(parseAgreement(text, file).problems, () => text);
    expect(said).not.toBe('');
    expect(said).not.toMatch(/implicit|flow (map|seq|coll)|block (map|seq|coll)|scalar|token|mapping|YAMLParse/i);
  }
});

describe('the small grammars', () => {
  test.each([
    ['deadline: 8 working hours', 'deadline: 8 workin hours', 'deadline: 8 working hours'],
    ['deadline: 8 working hours', 'deadline: 8 working huors', 'deadline: 8 working hours'],
    ['deadline: 8 working hours', 'deadline: 8h', 'deadline: 8 hours'],
    ['decidedInTime: 98%', 'decidedInTime: 98', 'decidedInTime: 98%'],
    ['fallbackShare: 2 in 100 ', 'fallbackShare: 0.2% ', undefined],
    ['tell: owner', 'tell: ownr', 'overload: { first: largest amount, tell: owner }'],
    ['sponsor: [mail]', 'sponsor: [mial]', 'sponsor: [mail]'],
    ['sentences: en-CH ', 'sentences: EN ', undefined],
    ['reviewAgreementBy: 2027-02-04', 'reviewAgreementBy: 4.2.2027', undefined],
    ['digest: Monday 07:30', 'digest: Munday 07:30', 'digest: Monday 07:30'],
  ])('%s: %s is refused, and the meant value is offered', (from, to, suggestion) => {
    const { agreement, problems } = swapped(from, to);
    expect(agreement).toBeNull();
    expect(problems).toHaveLength(1);
    if (suggestion !== undefined) expect(problems[0]?.suggestion?.replace(/\s+#.*/, '')).toBe(suggestion);
    expect(problems[0]?.suggestion).toBeDefined();
  });

  test.each([
    ['atMost: 1 in 100', 'atMost: 1%', 'percentage'],
    ['atMost: 1 in 100', 'atMost: 0 in 100', 'never-zero'],
    ['atMost: 1 in 100', 'atMost: 3 in 2', 'not-a-share'],
    ['costs: 300 CHF', 'costs: 1.500 CHF', 'ambiguous-number'],
    ['costs: 300 CHF', 'costs: 300 CFH', 'unknown-currency'],
    ['costs: 300 CHF', 'costs: 300', 'not-money'],
    ['autonomous: 1 in 10', 'autonomous: 0 in 10', 'never-zero'],
    ['sureness: 90%', 'sureness: 100%', 'not-a-percentage'],
    ['2027-02-04', '2027-02-30', 'bad-date'],
    ['Europe/Zurich', 'Europe/Zurick', 'bad-timezone'],
    ['Mon-Fri 08:00-18:00', 'Mon-Fri 18:00-08:00', 'bad-hours'],
    ['[CH-VD, CH-ZH]', '[Vaud]', 'bad-region'],
    ['owner: [teams, mail]', 'owner: [teams, a@b.ch]', 'address'],
    ['fortnight: 1', 'fortnight: 2', 'bad-version'],
    ['process: supplier-invoices', 'process: Supplier invoices', 'bad-name'],
    ['type: yesno', 'type: bool', 'unknown-word'],
    ['casesPerWeek: 1400', 'casesPerWeek: many', 'not-a-number'],
    ['aiDecides: when certified', 'aiDecides: always', 'unknown-word'],
    ['decisions: 10 years', 'decisions: 90 days', 'too-short'],
  ])('%s: %s', (from, to, code) => {
    const { agreement, problems } = swapped(from, to);
    expect(agreement).toBeNull();
    expect(problems.map((one) => one.code)).toEqual([code]);
  });
});

describe('contradictions that can still be run', () => {
  test.each([
    ['owner: Claire Favre', 'owner: Jonas Weber', 'in-project-team'],
    ['deputies: [Marc Keller, Ana Ruiz]', 'deputies: [Claire Favre]', 'same-person'],
    ['sponsor: Nadine Perret ', 'sponsor: Ana Ruiz ', 'same-person'],
    ['never: [pay]', 'never: [pay, query]', 'fallback-forbidden'],
    ['team: Finance Control', 'team: Accounts Payable', 'same-team'],
    ['reviewShare: 45 in 100', 'reviewShare: 95 in 100', 'budget-too-wide'],
  ])('%s: %s', (from, to, code) => {
    const { agreement, problems } = swapped(from, to);
    expect(problems).toMatchObject([{ code, absurd: true }]);
    expect(agreement).not.toBeNull();
  });
  test('a wide budget may be wanted', () => {
    expect(swapped('reviewShare: 45 in 100', 'onPurpose: August\n  reviewShare: 95 in 100').problems).toEqual([]);
  });
});

describe('contradictions that cannot', () => {
  test.each([
    ['decide: query', 'decide: qeury', 'unknown-decision'],
    ['never: [pay]', 'never: [pya]', 'unknown-decision'],
    ['when: { decided: pay, shouldBe: refuse }', 'when: { decided: pay, shouldBe: reject }', 'unknown-decision'],
    ['when: { decided: pay, shouldBe: refuse }', 'when: { decided: pay, shouldBe: pay }', 'no-error'],
    ['when: { decided: pay, shouldBe: refuse }', 'when: { field: costCentre, decided: pay }', 'no-when'],
    ['when: { field: costCentre }', 'when: { field: amount }', 'unknown-fill'],
    ['fills: { question:', 'fills: { answer:', 'needs-missing'],
    ['before: 30 minutes', 'before: 9 hours', 'does-not-fit'],
    ['coverFrom: 2 working hours', 'coverFrom: 8 working hours', 'does-not-fit'],
    ['per: supplier', 'per: suplier', 'unknown-field'],
    ['wrongAmountPaid: 6', 'wrongAmount: 6', 'unknown-kind-of-error'],
    ['first: largest amount', 'first: largest message', 'unknown-order'],
    ['en: due date', 'en: the Amount', 'same-label'],
    ['de: neu', 'de: bekannt', 'same-label'],
    ['guardedBy: [the IBAN changed is yes, the supplier status is not known]', 'guardedBy: []', 'no-guard'],
    ['guardedBy: [the IBAN changed is yes, ', 'guardedBy: [the message is missing, ', 'guard-not-a-rule'],
  ])('%s: %s', (from, to, code) => {
    const { agreement, problems } = swapped(from, to);
    expect(agreement).toBeNull();
    expect(problems.map((one) => one.code)).toContain(code);
  });
  test('a rule that does not compile is shown at its words', () => {
    const [found] = swapped('- the amount differs', '- the ammount differs').problems;
    const line = full.split('\n').findIndex((one) => one.includes('- the amount differs')) + 1;
    expect(found).toMatchObject({ line, path: 'personDecidesWhen.3' });
    expect(found?.suggestion).toBe('- the amount differs from the ordered amount by more than 2%');
  });
});

test('any decision may be meant by an error', () => {
  const { agreement, problems } = swapped('when: { decided: pay, shouldBe: query }', 'when: { decided: any, shouldBe: any }');
  expect(problems).toEqual([]);
  expect(agreement?.errors.get('wrongAmountPaid')?.when).toEqual({ decided: null, shouldBe: null });
});

test('a key at the wrong place is sent home', () => {
  expect(after('owner: Claire').problems[0]?.do).toBe('It belongs under people.');
});

test('too few people for the volume are noted, with figures', () => {
  const { agreement, notes } = swapped('people: 5, casesPerHour: 30, hoursPerDay: 3', 'people: 1, casesPerHour: 30, hoursPerDay: 3');
  expect(agreement).not.toBeNull();
  expect(notes.map((note) => note.message)).toEqual(['Accounts Payable can decide 90 cases a day; 280 come.']);
});

test('planning says what each tolerance asks for, and where it cannot be met', () => {
  const { agreement, found } = swapped('aiWorse: 1500 cases', 'aiWorse: 500 cases');
  if (agreement === null) throw new Error('The example is an agreement.');
  const notes = planningNotes(agreement, (tolerance) => Math.ceil(2.31 / tolerance), found);
  expect(notes.map((note) => note.code)).toEqual(['planning', 'planning-not-met', 'planning', 'planning']);
  expect(notes[0]?.message).toContain('231 checked cases');
  expect(full.split('\n')[(notes[1]?.line ?? 0) - 1]).toContain('aiWorse');
  expect(renewsTooLate(agreement, '2026-01-01')).toBe(true);
  expect(renewsTooLate(agreement, '2026-02-04')).toBe(false);
});

describe('the frame', () => {
  test('shows the line, the one before it and what is meant', () => {
    const text = 'people:\n  owner: Jonas Weber\n';
    const shown = ['    1 │ people:', '>   2 │   owner: Jonas Weber', '      │          ~~~~~~~~~~~'];
    expect(codeFrame(text, { line: 2, column: 10, length: 11 })).toBe(shown.join('\n'));
  });
  test('groups what is alike, and says why and what to do once', () => {
    const text = full.replace('atMost: 1 in 100', 'atMost: 1%').replaceAll('atMost: 3 in 100', 'atMost: 1%');
    const said = render(parseAgreement(text, file).problems, () => text);
    expect(said.match(/ {2}Why {2}/g)).toHaveLength(1);
    expect(said.match(/x\.process\.yaml:\d+:\d+/g)).toHaveLength(3);
  });
});
