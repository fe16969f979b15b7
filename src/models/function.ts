// A model that is a function of this program. One that throws is a model that does not work; the case goes to a person.
import { type AnswerForm, outcomeOf } from './answer.ts';
import { failure } from './failures.ts';
import type { Connector, Outcome, Question } from './model.ts';
import type { AskFunction } from './wiring.ts';

/** Text of an answer, also where JSON has none: NaN and big integers are shown as they are, a circle is named. */
function textOf(answer: unknown): string {
  try {
    const shown = (_: string, value: unknown) =>
      typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value)) ? String(value) : value;
    return JSON.stringify(answer, shown) ?? String(answer);
  } catch {
    return String(answer);
  }
}

const functionFailed = (error: unknown): Outcome =>
  failure('unreachable', 'The function failed.', { raw: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });

/** Calls a function as a model is called; ends waiting when the signal aborts, whatever the function does. */
export async function askFunction(ask: AskFunction, question: Question, form: AnswerForm, signal: AbortSignal): Promise<Outcome> {
  signal.throwIfAborted();
  let giveUp: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    giveUp = () => reject(signal.reason);
    signal.addEventListener('abort', giveUp, { once: true });
  });
  try {
    const answer = await Promise.race([ask(question, { signal }), aborted]);
    return outcomeOf(answer, textOf(answer), form);
  } catch (error) {
    signal.throwIfAborted();
    return functionFailed(error);
  } finally {
    if (giveUp !== undefined) signal.removeEventListener('abort', giveUp);
  }
}

/** A signal for those who look at it; made only then, since making one costs more than the whole call. */
const neverAborted = {
  get signal(): AbortSignal {
    return new AbortController().signal;
  },
};

const isPromise = (value: unknown): value is Promise<unknown> => typeof (value as { then?: unknown } | null)?.then === 'function';

/** A function that has once answered without a promise is asked without waiting from then on. */
export function functionConnector(ask: AskFunction, form: AnswerForm): Connector {
  let instant = false;
  const watched: AskFunction = (question, about) => {
    const answer = ask(question, about);
    instant = !isPromise(answer);
    return answer;
  };
  return {
    kind: 'function',
    model: form.model,
    ask: (question, signal) => askFunction(watched, question, form, signal),
    askNow(question) {
      if (!instant) return null;
      try {
        const answer = watched(question, neverAborted);
        if (!isPromise(answer)) return outcomeOf(answer, textOf(answer), form);
        // It has changed its manner: this answer is let go, and the question is asked again, with a time limit.
        answer.catch(() => undefined);
        return null;
      } catch (error) {
        return functionFailed(error);
      }
    },
    close: async () => {},
  };
}
