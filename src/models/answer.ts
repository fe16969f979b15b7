// From what a model said to a `RawAnswer`: JSON or not, an object or not, an error or not, and its signals. Whether it fits the agreement
// is read later, by `readAnswer` in the core. A `score` becomes the signal `score`, and also the one ranked signal when just one is ranked
// and none of its name came.
import type { Money } from '../core/agreement.ts';
import { failure, failureOfErrorBody } from './failures.ts';
import type { Outcome } from './model.ts';
import type { OutputMapping } from './wiring.ts';

export interface AnswerForm {
  readonly output: OutputMapping | null;
  readonly rankedBy: readonly string[];
  readonly cost: Money | null;
  /** Reported when the answer names no model. */
  readonly model: string;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The object in a text; what else was said is unusable, with the text kept. */
export function objectIn(text: string, cost: Money | null): { readonly ok: true; readonly object: Readonly<Record<string, unknown>> } | Outcome {
  if (text.trim() === '') return failure('unusable', 'The AI answered nothing.', { raw: text, cost });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const page = /^\s*<(!doctype|html|\?xml)/i.test(text);
    return failure('unusable', page ? 'A web page came instead of an answer.' : 'The AI answered with something that is not JSON.', {
      raw: text,
      cost,
    });
  }
  return isObject(value) ? { ok: true, object: value } : failure('unusable', 'The AI did not answer with an object.', { raw: text, cost });
}

/** Applies the wiring's `output`; its mistakes make the answer unusable, since we cannot know what was meant. */
export function mapped(
  answer: Readonly<Record<string, unknown>>,
  text: string,
  { output, cost }: AnswerForm,
): { readonly ok: true; readonly object: Readonly<Record<string, unknown>> } | Outcome {
  if (answer.error !== undefined && answer.error !== null && answer.decision === undefined) return failureOfErrorBody(answer.error, text, cost);
  if (output === null) return { ok: true, object: answer };
  let made: unknown;
  try {
    made = output(answer);
  } catch {
    return failure('unusable', "The wiring's output could not use the answer.", { raw: text, cost });
  }
  return isObject(made) ? { ok: true, object: made } : failure('unusable', "The wiring's output made no object.", { raw: text, cost });
}

/** Signals as they came; the core believes only numbers in [0, 1]. */
function signalsIn({ score, signals }: Readonly<Record<string, unknown>>, rankedBy: readonly string[]): Readonly<Record<string, unknown>> {
  const read: Record<string, unknown> = Object.create(null);
  if (isObject(signals)) for (const [name, signal] of Object.entries(signals)) read[name] = signal;
  if (score === undefined) return read;
  read.score = score;
  const [only] = rankedBy;
  if (only !== undefined && rankedBy.length === 1 && read[only] === undefined) read[only] = score;
  return read;
}

/** What http, command, function, recorded and scripted models answer: `{decision, fills?, score?, signals?, cite?, reason?, model?}`. */
export function outcomeOf(answer: unknown, text: string, form: AnswerForm): Outcome {
  if (!isObject(answer)) return failure('unusable', 'The AI did not answer with an object.', { raw: text, cost: form.cost });
  const made = mapped(answer, text, form);
  if (!('object' in made)) return made;
  const { model, fingerprint } = { model: answer.model, fingerprint: answer.fingerprint, ...made.object };
  return {
    ok: true,
    answer: {
      answer: made.object,
      signals: signalsIn(made.object, form.rankedBy),
      model: typeof model === 'string' && model !== '' ? model : form.model,
      fingerprint: typeof fingerprint === 'string' ? fingerprint : null,
      cost: form.cost,
      text,
    },
  };
}
