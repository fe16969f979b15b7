// A small honest classifier: multinomial logistic regression over hashed words, trained by AdaGrad. It stands in the examples where
// your call to a language model stands: it needs no network and no key, its scores are real, and so are its mistakes.
import { chance, hash32 } from './chance.ts';

export interface Labelled {
  readonly words: readonly string[];
  readonly label: string;
}
export interface Guess {
  readonly label: string;
  /** Of the label, in [0, 1]. */
  readonly probability: number;
}
export interface Classifier {
  readonly labels: readonly string[];
  classify(words: readonly string[]): Guess;
}

/** Words of a text in lower case and without accents; a number becomes its length, since no two invoices share their numbers. */
export function wordsOf(text: string, prefix = ''): string[] {
  const plain = text.toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '');
  const words = plain.match(/\p{L}+|\d+/gu) ?? [];
  return words.map((word) => prefix + (/^\d/.test(word) ? `#${word.length}` : word));
}

/** Neighbouring words together say more than each alone ("not arrived"). */
export function withPairs(words: readonly string[]): string[] {
  return [...words, ...words.slice(1).map((word, at) => `${words[at]} ${word}`)];
}

const buckets = 1 << 16;
const bucketsOf = (words: readonly string[]): number[] => [...new Set(words.map((word) => hash32(word) % buckets))];

/** Fills `into` with the probability of each label. All words together weigh the same, however long the text is. */
function weigh(weights: Float32Array, features: readonly number[], into: Float64Array): void {
  const share = 1 / Math.sqrt(features.length || 1);
  into.fill(0);
  for (const feature of features) {
    for (let k = 0; k < into.length; k += 1) into[k] = (into[k] ?? 0) + (weights[feature * into.length + k] ?? 0) * share;
  }
  const top = Math.max(...into);
  let sum = 0;
  for (let k = 0; k < into.length; k += 1) {
    const part = Math.exp((into[k] ?? 0) - top);
    into[k] = part;
    sum += part;
  }
  for (let k = 0; k < into.length; k += 1) into[k] = (into[k] ?? 0) / sum;
}

/** Learns from rows that people decided. The same rows and seed give the same classifier. */
export function train(rows: readonly Labelled[], { seed = 1, passes = 10, step = 0.5 } = {}): Classifier {
  const labels = [...new Set(rows.map((row) => row.label))].sort();
  if (labels.length < 2) throw new Error('A classifier needs rows with at least two different labels.');
  const place = new Map(labels.map((label, at) => [label, at]));
  const examples = rows.map((row) => ({ features: bucketsOf(['(always)', ...row.words]), label: place.get(row.label) }));
  const weights = new Float32Array(buckets * labels.length);
  const squares = new Float32Array(weights.length).fill(1e-2);
  const probabilities = new Float64Array(labels.length);
  const draw = chance(seed, 'order of training');
  for (let pass = 0; pass < passes; pass += 1) {
    for (let seen = 0; seen < examples.length; seen += 1) {
      const example = examples[draw.between(0, examples.length - 1)];
      if (example === undefined) continue;
      weigh(weights, example.features, probabilities);
      const share = 1 / Math.sqrt(example.features.length);
      for (let k = 0; k < labels.length; k += 1) {
        const gradient = ((probabilities[k] ?? 0) - (k === example.label ? 1 : 0)) * share;
        if (Math.abs(gradient) < 1e-6) continue;
        for (const feature of example.features) {
          const at = feature * labels.length + k;
          const square = (squares[at] ?? 0) + gradient * gradient;
          squares[at] = square;
          weights[at] = (weights[at] ?? 0) - (step * gradient) / Math.sqrt(square);
        }
      }
    }
  }
  return {
    labels,
    classify(words) {
      const answer = new Float64Array(labels.length);
      weigh(weights, bucketsOf(['(always)', ...words]), answer);
      const best = answer.indexOf(Math.max(...answer));
      return { label: labels[best] ?? '', probability: answer[best] ?? 0 };
    },
  };
}
