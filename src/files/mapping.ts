// Which column holds which field. A guess is by name first and by content where names say nothing; each is explained, shown and can be
// overruled (`--map from=to`). Two columns for one field are a problem to ask about, not a choice to make.
import type { Agreement, Field } from '../core/agreement.ts';
import { readCell, readDecision } from './cells.ts';
import { nearestWord } from './nearest.ts';
import type { Row } from './table.ts';
import { folded, matchWord, wordsOf } from './words.ts';

export type Target = { readonly kind: 'field' | 'fill'; readonly id: string } | { readonly kind: 'key' } | { readonly kind: 'label' };

export interface MappedColumn {
  readonly column: string;
  /** null: this column is ignored. */
  readonly to: Target | null;
  /** Half a sentence: why this column goes there, or is ignored. */
  readonly why: string;
}

export interface Mapping {
  /** In the order of the file. */
  readonly columns: readonly MappedColumn[];
  /** The column with the key; null: keys are made from the file's hash and the row number. It may hold a field too. */
  readonly key: string | null;
  readonly keyWhy: string;
  /** The column with what people decided. */
  readonly label: string | null;
  /** Fields without a column that are not optional: no row can be used until each has one. */
  readonly missing: readonly string[];
  /** What must be settled before anything is read. */
  readonly problems: readonly string[];
}

export interface MappingOptions {
  /** `from=to`; `to` is a field, `key`, `label` or nothing, to ignore the column. These win over guesses. */
  readonly map?: readonly string[];
  /** The column with what people decided. */
  readonly labels?: string;
}

const keyNames: readonly string[] = [
  ...['key', 'schluessel', 'cle', 'id', 'case id', 'case', 'fall', 'fall id', 'cas', 'number', 'nummer', 'numero', 'no', 'nr', 'n', 'num'],
  ...['reference', 'ref', 'referenz', 'aktenzeichen', 'dossier', 'ticket', 'uuid', 'guid'],
].map(folded);
const keyEnding = /(?:^| )(?:id|key|number|nummer|numero|no|nr|reference|ref|referenz)$/;
const decisionNames = new Set(['decision', 'entscheid', 'entscheidung', 'label', 'decided', 'expected', 'outcome'].map(folded));

interface Column {
  readonly name: string;
  readonly texts: readonly string[];
}

const textOf = (value: unknown): string | null => (typeof value === 'string' || typeof value === 'number' ? String(value).trim() : null);

/** Contents decide only from three values on: fewer fit by accident. */
const valuesMin = 3;

/** The one choice field all of whose values this column could hold; null when none, or more than one, could be meant. */
function choiceByContent(column: Column, fields: readonly Field[], agreement: Agreement): Field | null {
  if (column.texts.length < valuesMin) return null;
  const fitting = fields.filter((field) => field.type === 'choice' && column.texts.every((text) => readCell(text, field, agreement).ok));
  return fitting.length === 1 ? (fitting[0] ?? null) : null;
}

function nameMatch(name: string, agreement: Agreement): { readonly target: Target; readonly why: string } | null {
  const match = matchWord(name, agreement.fields);
  if (match.ok) {
    const byId = match.id === name || folded(match.id) === folded(name);
    const label = agreement.fields.get(match.id)?.label;
    const word = label === undefined ? undefined : wordsOf(label).find((one) => folded(one) === folded(name));
    return {
      target: { kind: 'field', id: match.id },
      why: byId || word === undefined ? 'the name of the field' : `called "${word}" in the agreement`,
    };
  }
  const fill = matchWord(name, agreement.fills);
  return fill.ok ? { target: { kind: 'fill', id: fill.id }, why: 'what was right besides the decision' } : null;
}

/** Takes `from=to` apart at the last `=`; a column name may hold one itself. */
function explicit(entries: readonly string[], header: readonly string[], agreement: Agreement, problems: string[]): Map<string, Target | null> {
  const given = new Map<string, Target | null>();
  for (const entry of entries) {
    const at = entry.lastIndexOf('=');
    const from = at < 0 ? null : columnCalled(entry.slice(0, at), header);
    const to = at < 0 ? '' : entry.slice(at + 1).trim();
    if (at < 0) problems.push(`"${entry}" is not of the form column=field.`);
    else if (from === null) problems.push(noColumn(entry.slice(0, at), header));
    else if (to === '') given.set(from, null);
    else if (to === 'key' || to === 'label') given.set(from, { kind: to });
    else {
      const field = matchWord(to, agreement.fields);
      const fill = agreement.fills.has(to);
      if (field.ok) given.set(from, { kind: 'field', id: field.id });
      else if (fill) given.set(from, { kind: 'fill', id: to });
      else problems.push(`The agreement has no field "${to}"; it has ${[...agreement.fields.keys()].join(', ')}.`);
    }
  }
  return given;
}

function columnCalled(name: string, header: readonly string[]): string | null {
  if (header.includes(name)) return name;
  const alike = header.filter((one) => folded(one) === folded(name));
  return alike.length === 1 ? (alike[0] ?? null) : null;
}

function noColumn(name: string, header: readonly string[]): string {
  const nearest = nearestWord(name, header);
  return `There is no column "${name}"; the file has ${header.join(', ')}.${nearest === null ? '' : ` Did you mean ${nearest}?`}`;
}

const isKeyLike = ({ texts }: Column, rows: number): boolean => texts.length === rows && new Set(texts).size === rows;

/** The key: a column with the name of one whose sample is filled and never repeats, or one that looks like numbers of cases. */
function guessKey(columns: readonly Column[], taken: ReadonlySet<string>, rows: number): { readonly key: string | null; readonly why: string } {
  const named = columns
    .filter(({ name }) => !taken.has(name) || keyNames.includes(folded(name)))
    .map((column) => ({ column, rank: keyNames.indexOf(folded(column.name)), ends: keyEnding.test(folded(column.name)) }))
    .filter(({ rank, ends }) => rank >= 0 || ends)
    .sort((a, b) => (a.rank < 0 ? keyNames.length : a.rank) - (b.rank < 0 ? keyNames.length : b.rank));
  for (const { column } of named) if (isKeyLike(column, rows)) return { key: column.name, why: 'named like a key, filled and never repeated' };
  const coded = columns.filter((column) => {
    if (taken.has(column.name) || rows < 5 || !isKeyLike(column, rows)) return false;
    return column.texts.every((text) => /^(?=.*\d)[\p{L}\d][\p{L}\d._/-]{0,39}$/u.test(text) && !/^\d+[.,]\d+$/.test(text));
  });
  const [only] = coded;
  if (coded.length === 1 && only !== undefined) return { key: only.name, why: 'looks like numbers of cases, filled and never repeated' };
  const [repeated] = named;
  const why = repeated === undefined ? 'no column is named like a key' : `"${repeated.column.name}" has gaps or repeats a value`;
  return { key: null, why };
}

/** Maps columns to fields, from the names in the header and a sample of rows. */
export function guessMapping(header: readonly string[], sample: readonly Row[], agreement: Agreement, options: MappingOptions = {}): Mapping {
  const problems: string[] = [];
  const good = sample.filter((row) => row.problem === null);
  const columns: readonly Column[] = header.map((name) => ({
    name,
    texts: good.map((row) => textOf(row.values.get(name))).filter((text): text is string => text !== null && text !== ''),
  }));
  const given = explicit(options.map ?? [], header, agreement, problems);
  const labels = options.labels === undefined ? null : columnCalled(options.labels, header);
  if (options.labels !== undefined && labels === null) problems.push(noColumn(options.labels, header));
  if (labels !== null) given.set(labels, { kind: 'label' });

  const mapped = new Map<string, MappedColumn>();
  for (const [column, to] of given) mapped.set(column, { column, to, why: 'as you said' });
  const holds = (id: string): boolean => [...mapped.values()].some(({ to }) => to !== null && 'id' in to && to.id === id);
  const guesses = columns.flatMap(({ name }) => {
    const match = given.has(name) ? null : nameMatch(name, agreement);
    return match === null || holds(match.target.kind === 'field' || match.target.kind === 'fill' ? match.target.id : '') ? [] : [{ name, ...match }];
  });
  for (const { name, target, why } of guesses) {
    const id = 'id' in target ? target.id : '';
    const rivals = guesses.filter((other) => 'id' in other.target && other.target.id === id).map((other) => other.name);
    const winner = rivals.includes(id) ? id : rivals.length === 1 ? rivals[0] : null;
    if (winner === name) mapped.set(name, { column: name, to: target, why });
    else if (winner === null && rivals[0] === name) {
      problems.push(`${rivals.map((rival) => `"${rival}"`).join(' and ')} could each be ${id}. Say which, for example --map "${name}=${id}".`);
    }
  }
  for (const column of columns) {
    if (mapped.has(column.name) || guesses.some(({ name }) => name === column.name)) continue;
    const free = [...agreement.fields.values()].filter((field) => !holds(field.id));
    const field = choiceByContent(column, free, agreement);
    if (field !== null)
      mapped.set(column.name, { column: column.name, to: { kind: 'field', id: field.id }, why: `all its values are values of ${field.id}` });
  }

  const saidKey = [...given].find(([, to]) => to?.kind === 'key')?.[0] ?? null;
  const ignored = new Set([...given].filter(([, to]) => to === null || to.kind === 'label').map(([name]) => name));
  const candidates = columns.filter(({ name }) => !ignored.has(name));
  const taken = new Set([...mapped.values()].filter(({ to }) => to !== null).map(({ column }) => column));
  const { key, why: keyWhy } = saidKey === null ? guessKey(candidates, taken, good.length) : { key: saidKey, why: 'as you said' };
  if (key !== null && !mapped.has(key)) mapped.set(key, { column: key, to: { kind: 'key' }, why: keyWhy });

  const targets = [...given.values()].flatMap((to) => (to === null ? [] : ['id' in to ? to.id : to.kind]));
  for (const twice of new Set(targets.filter((to, index) => targets.indexOf(to) !== index))) problems.push(`Two columns are mapped to ${twice}.`);
  const decides = (column: Column): boolean =>
    decisionNames.has(folded(column.name)) || (column.texts.length >= valuesMin && column.texts.every((text) => readDecision(text, agreement).ok));
  return {
    columns: columns.map((column) => {
      const known = mapped.get(column.name);
      if (known !== undefined) return known;
      const why = decides(column) ? `not a field; to compare with it, use --labels "${column.name}"` : 'no field is called so';
      return { column: column.name, to: null, why };
    }),
    key,
    keyWhy,
    label: [...given].find(([, to]) => to?.kind === 'label')?.[0] ?? null,
    missing: [...agreement.fields.values()].filter((field) => !field.optional && !holds(field.id)).map(({ id }) => id),
    problems,
  };
}

function targetWords(to: Target | null): string {
  if (to === null) return '(ignored)';
  return 'id' in to ? to.id : to.kind === 'key' ? 'key of the case' : 'what people decided';
}

/** The mapping as aligned lines for a terminal: one per column, then the key if it has none of its own, then what is missing. */
export function describeMapping(mapping: Mapping): readonly string[] {
  const wide = Math.min(40, Math.max(0, ...mapping.columns.map(({ column }) => column.length)));
  const middle = Math.max(0, ...mapping.columns.map(({ to }) => targetWords(to).length));
  const lines = mapping.columns.map(({ column, to, why }) => `${column.padEnd(wide)}  →  ${targetWords(to).padEnd(middle)}  ${why}`);
  if (mapping.key === null) lines.push(`No column is the key (${mapping.keyWhy}); keys are made from the file and the row number.`);
  else if (mapping.columns.every(({ column, to }) => column !== mapping.key || to?.kind !== 'key')) lines.push(`"${mapping.key}" is the key too.`);
  if (mapping.missing.length > 0) lines.push(`No column for ${mapping.missing.join(', ')}: use --map column=field.`);
  return [...lines, ...mapping.problems];
}
