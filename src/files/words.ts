// When two words mean the same: case, accents, punctuation, camelCase, the leading article and the way to write an umlaut do not count.
import { type Label, languages } from '../core/agreement.ts';

const article = /^(?:the|an?|le|la|les|l|une?|der|die|das|den|dem|eine?) (?=.)/;

/** `l'IBAN modifié`, `iban_modifie` and `IBANModifie` become one text; empty when nothing but marks is left. */
export function folded(text: string): string {
  return text
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .replace(article, '')
    .replace(/ae|oe|ue/g, (pair) => pair.charAt(0));
}

/** The words of a label in every language, the first of each before the synonyms. */
export const wordsOf = (label: Label): readonly string[] => [
  ...languages.flatMap((language) => label[language].slice(0, 1)),
  ...languages.flatMap((language) => label[language].slice(1)),
];

type Named = Label | { readonly label: Label };
const labelOf = (named: Named): Label => ('label' in named ? named.label : named);

interface Index {
  readonly ids: ReadonlyMap<string, readonly string[]>;
  readonly words: ReadonlyMap<string, readonly string[]>;
}
/** Folding every label for every cell would take longer than the rest of reading, so it is done once per agreement. */
const indexes = new WeakMap<object, Index>();

function indexOf(candidates: ReadonlyMap<string, Named>): Index {
  const known = indexes.get(candidates);
  if (known !== undefined) return known;
  const ids = new Map<string, string[]>();
  const words = new Map<string, string[]>();
  const add = (to: Map<string, string[]>, word: string, id: string): void => {
    const all = to.get(word) ?? [];
    if (!all.includes(id)) to.set(word, [...all, id]);
  };
  for (const [id, named] of candidates) {
    add(ids, folded(id), id);
    for (const word of wordsOf(labelOf(named))) add(words, folded(word), id);
  }
  const index = { ids, words };
  indexes.set(candidates, index);
  return index;
}

export type Match = { readonly ok: true; readonly id: string } | { readonly ok: false; readonly between: readonly string[] };

/** Finds what a text names among ids with labels: the id itself first, then any word; two that fit are no answer. */
export function matchWord(text: string, candidates: ReadonlyMap<string, Named>): Match {
  if (candidates.has(text)) return { ok: true, id: text };
  const wanted = folded(text);
  if (wanted === '') return { ok: false, between: [] };
  const { ids, words } = indexOf(candidates);
  const found = ids.get(wanted) ?? words.get(wanted) ?? [];
  const [only] = found;
  return found.length === 1 && only !== undefined ? { ok: true, id: only } : { ok: false, between: found };
}
