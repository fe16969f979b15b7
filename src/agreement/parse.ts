// The agreement reader: from the text of a file to what the owner signs, or to everything that is wrong with it, at once and in place.
// Malformed: no agreement. Only absurd: the agreement is returned with its problems, since a drill runs it. Missing: notes.
import { createHash } from 'node:crypto';
import type { Agreement, Default, Field, Language, Rule } from '../core/agreement.ts';
import { canonicalJson } from '../core/canonical.ts';
import { hours, milliseconds } from '../core/time.ts';
import { assemble } from './assemble.ts';
import { checkWhole, malformed } from './checks.ts';
import { currencyOf, Proposals } from './defaults.ts';
import type { Found, Place, Source } from './found.ts';
import { root, rootKeys } from './keys.ts';
import { type JsonSchema, Reading } from './kinds.ts';
import { missingFrom } from './missing.ts';
import { compileRule } from './rules.ts';
import { parseHours } from './scalars.ts';
import { readTree, type Tree } from './tree.ts';
import type { Workbench } from './workbench.ts';
import { quoteIt } from './yamlTraps.ts';

export interface AgreementReading {
  readonly agreement: Agreement | null;
  readonly problems: readonly Found[];
  readonly notes: readonly Found[];
  readonly defaults: readonly Default[];
  /** Something about a key of this file, at its place; for those who know more than the file does. */
  readonly found: Source['foundAt'];
}

/** Every key and the one above it, for "it belongs under people". */
function homesOf(): ReadonlyMap<string, string> {
  const homes = new Map<string, string>();
  for (const [name, { kind }] of Object.entries(rootKeys)) {
    const properties = (kind.schema as { properties?: JsonSchema }).properties ?? {};
    for (const child of Object.keys(properties)) if (!homes.has(child)) homes.set(child, name);
  }
  for (const name of Object.keys(rootKeys)) homes.set(name, 'the top of the file');
  return homes;
}

function textAt(tree: Tree, ...path: readonly string[]): string | null {
  let at: Tree | undefined = tree;
  for (const name of path) at = at?.kind === 'map' ? at.entries.find((entry) => entry.key === name)?.value : undefined;
  return at?.kind === 'text' ? at.text : null;
}

const sha256 = (value: unknown): string => createHash('sha256').update(canonicalJson(value)).digest('hex');

/** The hash of everything, and the hash of what a certificate binds. Comments and layout count in neither. */
export function hashesOf(data: unknown): { readonly hash: string; readonly trustHash: string } {
  const { fields, fills, decisions, personDecidesWhen, otherwise, errors, people } = data as Record<string, unknown>;
  const reviewers = (people as { reviewers?: unknown } | undefined | null)?.reviewers;
  return { hash: sha256(data), trustHash: sha256({ fields, fills, decisions, personDecidesWhen, otherwise, errors, reviewers }) };
}

const needsQuotes = /[:#,[\]{}]|^['"&*!|>%@`-]/;

/** Compiles sentences, and reports what is wrong inside a sentence at the very words. */
function compileAll(
  reading: Reading,
  locale: string,
  sentences: readonly string[],
  path: string,
  fields: ReadonlyMap<string, Field>,
): readonly Rule[] {
  const { source } = reading;
  return sentences.flatMap((sentence, index) => {
    const compiled = compileRule(fields, locale, sentence);
    if (compiled.ok) return [compiled.rule];
    // A field that could not be read is not unknown: the person should repair that first.
    if (compiled.problem.code === 'unknown-field' && reading.problems.some((one) => one.path.startsWith('fields'))) return [];
    const at = reading.places.has(`${path}.${index}`) ? `${path}.${index}` : path;
    const whole = reading.placeOf(at);
    const written = source.text.slice(whole.offset, whole.offset + whole.length);
    const start = written.indexOf(sentence);
    const { offset, length, suggestion, ...words } = compiled.problem;
    const place: Place = start === -1 ? whole : { offset: whole.offset + start + offset, length };
    const plain = start === 0 && written.length === sentence.length;
    const instead = suggestion === undefined ? undefined : !plain || needsQuotes.test(suggestion) ? quoteIt(suggestion) : suggestion;
    const corrected = instead === undefined ? undefined : source.found(whole, at, { ...words, instead }).suggestion;
    reading.problems.push({ ...source.found(place, at, words), ...(corrected === undefined ? {} : { suggestion: corrected }) });
    return [];
  });
}

const processOfFile = (file: string): string =>
  (file.split(/[\\/]/).at(-1) ?? '')
    .replace(/\.ya?ml$/, '')
    .replace(/\.process$/, '')
    .toLowerCase();

function processName(bench: Workbench, file: string): string {
  const { given, reading, proposals } = bench;
  if (given.process !== undefined || reading.places.has('process')) return given.process ?? '';
  const name = processOfFile(file);
  if (/^[a-z][a-z0-9-]{0,62}$/.test(name)) return proposals.or(undefined, 'process', name, name, 'From the name of the file.');
  const words = { code: 'no-process', message: 'The process has no name.', why: 'It stands in addresses, records and file names.' };
  reading.problem({ offset: 0, length: 0 }, 'process', { ...words, do: 'Write for example: process: supplier-invoices.' });
  return '';
}

/** Reads one agreement. `file` is used for names and messages only. */
export function parseAgreement(text: string, file: string): AgreementReading {
  const { source, tree, problems: traps, data, broken, repaired } = readTree(file, text);
  const found: Source['foundAt'] = source.foundAt;
  const none = { agreement: null, notes: [], defaults: [], found };
  if (tree === null) return { ...none, problems: traps };
  if (tree.kind !== 'map') {
    const words = {
      code: 'no-keys',
      message: 'This is not an agreement.',
      why: 'An agreement has keys, such as people, deadline, fields and decisions.',
    };
    const all = traps.length > 0 ? traps : [source.found(tree.at, '', { ...words, do: 'Start from the minimal agreement in docs/agreement.md.' })];
    return { ...none, problems: all };
  }
  const worked = parseHours(textAt(tree, 'calendar', 'hours') ?? '');
  const dailyHours = worked.ok ? milliseconds((worked.value.to - worked.value.from) * 60_000) : hours(10);
  const reading = new Reading(source, dailyHours, homesOf());
  const given = root.read(tree, '', reading) ?? {};
  source.foundBy(reading.placeOf.bind(reading));
  const proposals = new Proposals();
  proposals.or(given.fortnight, 'fortnight', '1', '1', 'The only version of this form.');
  const locale = proposals.or(
    given.sentences,
    'sentences',
    'en-CH',
    'en-CH',
    'English, with the strictest reading of numbers: what could be misread is asked.',
  );
  const bench: Workbench = { given, reading, proposals, language: locale.slice(0, 2) as Language, locale, currency: currencyOf(locale) };
  const unsigned = assemble(bench, processName(bench, file), {
    compile: (sentences, path, fields) => compileAll(reading, locale, sentences, path, fields),
  });
  if (broken.length === 0) checkWhole(unsigned, reading);
  const written = proposals.items.filter(({ path }) => !reading.places.has(path));
  const problems = inOrder([...traps, ...reading.problems.filter((one) => !touches(one, tree, broken, repaired, source))]);
  const notes =
    broken.length > 0
      ? []
      : missingFrom(
          unsigned,
          source,
          (path) => reading.placeOf(path),
          (path) => reading.places.has(path),
        );
  if (malformed(problems)) return { agreement: null, problems, notes, defaults: written, found };
  return { agreement: { ...unsigned, ...hashesOf(data) }, problems, notes, defaults: written, found };
}

/** Whether a problem speaks of a part of the file that could not be read: what is said there would mislead. */
function touches(one: Found, tree: Tree, broken: readonly Place[], repaired: readonly Place[], source: Source): boolean {
  const lineOf = (place: Place): number => source.lineOf(place.offset);
  if (repaired.some((place) => lineOf(place) === one.line)) return true;
  if (broken.length === 0 || tree.kind !== 'map') return false;
  const starts = tree.entries.map((entry) => lineOf(entry.keyAt));
  const blockOf = (line: number): number => starts.filter((start) => start <= line).length;
  return broken.some((place) => blockOf(lineOf(place)) === blockOf(one.line));
}

function inOrder(problems: readonly Found[]): readonly Found[] {
  const seen = new Set<string>();
  const once = problems.filter((one) => {
    const key = `${one.line}:${one.column}:${one.code}:${one.message}`;
    return !seen.has(key) && seen.add(key) !== undefined;
  });
  return once.sort((a, b) => a.line - b.line || a.column - b.column);
}
