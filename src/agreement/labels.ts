// Words for one thing in up to three languages: a text for all of them, a list of synonyms, or one of these per language.
// Where words are missing, the id in words stands in, so that a short agreement still has a label everywhere.
import { type Label, type Language, languages } from '../core/agreement.ts';
import type { Reading } from './kinds.ts';
import { type Kind, nearest, text, wrongForm } from './kinds.ts';
import type { Tree } from './tree.ts';

/** What the file says; other languages are filled in later. */
export type GivenLabel = { readonly [L in Language]?: readonly string[] };

const words = { anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' }, minItems: 1 }] };
const schema = {
  anyOf: [...words.anyOf, { type: 'object', additionalProperties: false, properties: Object.fromEntries(languages.map((one) => [one, words])) }],
};

function readWords(tree: Tree, path: string, reading: Reading): readonly string[] {
  if (tree.kind === 'list' && tree.items.length > 0) return tree.items.flatMap((item) => text.read(item, path, reading) ?? []);
  if (tree.kind !== 'text') wrongForm(tree, path, reading, 'a text or a list of texts');
  else return [text.read(tree, path, reading) ?? []].flat();
  return [];
}

export const label: Kind<GivenLabel> = {
  called: 'words: a text, a list, or { en: …, fr: …, de: … }',
  schema,
  read(tree, path, reading) {
    if (tree.kind === 'nothing') return {};
    if (tree.kind !== 'map' || (!tree.braces && tree.entries.length === 1 && /\s/.test(tree.entries[0]?.key ?? ''))) {
      const same = tree.kind === 'map' ? undefined : readWords(tree, path, reading);
      return same === undefined ? wrongForm(tree, path, reading, this.called) : { en: same, fr: same, de: same };
    }
    const given: { [L in Language]?: readonly string[] } = {};
    for (const { key, keyAt, value } of tree.entries) {
      const language = languages.find((one) => one === key);
      if (language !== undefined) given[language] = readWords(value, path, reading);
      else if (tree.braces && value.kind === 'nothing') {
        const comma = { code: 'yaml-comma', message: 'A comma inside a text in braces starts a new key.', why: 'YAML ends a value at the comma.' };
        reading.problem(keyAt, path, { ...comma, do: 'Put the whole text in quotes.' });
      } else {
        const near = nearest(key, languages);
        const said = { code: 'unknown-language', message: `"${key}" is not a language of this program.`, why: 'People read en, fr or de.' };
        reading.problem(keyAt, path, { ...said, do: 'Use en, fr or de.', ...(near === null ? {} : { instead: near }) });
      }
    }
    return given;
  },
};

/** `orderedAmount` -> `ordered amount`; what already has spaces stays as it is. */
export function idInWords(id: string): string {
  if (/\s/.test(id)) return id;
  return id.replace(/([a-z0-9])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`).replaceAll(/[-_]+/g, ' ');
}

/** Every language gets words: its own, else those of `first`, else any, else `fallback`. */
export function fullLabel(given: GivenLabel | undefined, fallback: Label | string, first: Language): Label {
  const any = [first, ...languages].map((language) => given?.[language]).find((found) => found !== undefined && found.length > 0);
  const of = (language: Language): readonly string[] => {
    const own = given?.[language];
    if (own !== undefined && own.length > 0) return own;
    return any ?? (typeof fallback === 'string' ? [fallback] : fallback[language]);
  };
  return { en: of('en'), fr: of('fr'), de: of('de') };
}
