// What every part of the assembly works with: what the file says, where to report, where to propose.
import { type Label, type Language, languages } from '../core/agreement.ts';
import type { Proposals } from './defaults.ts';
import type { Given } from './keys.ts';
import type { Reading } from './kinds.ts';
import { fullLabel, type GivenLabel, idInWords } from './labels.ts';

export interface Workbench {
  readonly given: Given;
  readonly reading: Reading;
  readonly proposals: Proposals;
  readonly language: Language;
  readonly locale: string;
  readonly currency: string;
}

/** A label in every language; where the file has none, the id in words, and the list of defaults says so. */
export function labelFor(bench: Workbench, given: GivenLabel | undefined, id: string, path: string, fallback: Label | string = idInWords(id)): Label {
  const label = fullLabel(given, fallback, bench.language);
  const silent = languages.filter((one) => given?.[one] === undefined);
  if (silent.length === 3) {
    const why = 'The words that people read are the name in words, until you give better ones.';
    bench.proposals.or(undefined, `${path}.label`, null, label[bench.language][0] ?? id, why);
  } else if (silent.length > 0) {
    const why = 'Languages without words of their own use those of another language.';
    bench.proposals.or(undefined, `${path}.label`, null, `${silent.join(', ')}: ${label[silent[0] ?? 'en'][0]}`, why);
  }
  return label;
}
