// A model that behaves by a plan on the clock: outages, delays, garbage, rate limits, an empty budget, another model under the same name.
// It stands in for the world in tests and drills, so that what we promise for bad days can be seen on a bad day.
import { type Clock, type Instant, instant, isoOf, later, type Random } from '../core/time.ts';
import type { AnswerForm } from './answer.ts';
import { objectIn, outcomeOf } from './answer.ts';
import { failure, failureOfStatus } from './failures.ts';
import { askFunction } from './function.ts';
import { lengthOf } from './lengths.ts';
import type { Connector, Outcome, Question } from './model.ts';
import type { PlannedTrouble, ScriptedSpec } from './wiring.ts';

const garbage: readonly string[] = [
  '',
  '{"decision": "pay", "fills": {',
  '<!doctype html><html><body>502 Bad Gateway</body></html>',
  '{"error": {"message": "Internal server error"}}',
  '{"decision": "一律批准"}',
  '{"decision": "pay", "score": NaN}',
  '[]',
];

export interface ScriptedPorts {
  readonly form: AnswerForm;
  readonly clock: Clock;
  readonly random: Random;
}

const never = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

export function scriptedConnector(spec: ScriptedSpec, { form, clock, random }: ScriptedPorts): Connector {
  const opened = clock.now();
  const moment = (at: string | Instant): Instant =>
    typeof at === 'number' ? instant(at) : later(opened, lengthOf(at, 'A moment of the plan', true));
  const plan = spec.plan.map((trouble) => ({ trouble, from: moment(trouble.from), to: trouble.to === undefined ? null : moment(trouble.to) }));
  const troublesAt = (at: Instant): readonly PlannedTrouble[] =>
    plan.filter(({ from, to }) => from <= at && (to === null || at < to)).map(({ trouble }) => trouble);

  async function ask(question: Question, signal: AbortSignal): Promise<Outcome> {
    signal.throwIfAborted();
    let ask = spec.ask;
    let named = { ...form };
    let fingerprint = spec.fingerprint;
    for (const trouble of troublesAt(clock.now())) {
      switch (trouble.does) {
        case 'down':
          return failure('unreachable', 'The model cannot be reached (ECONNREFUSED).');
        case 'hang':
          return never(signal);
        case 'slow':
          await clock.wakeAt(later(clock.now(), lengthOf(trouble.by, 'by')), signal);
          break;
        case 'rate-limit':
          return failureOfStatus(429, trouble.retryAfter, '{"error":{"message":"Too many requests"}}');
        case 'no-budget':
          return failureOfStatus(402, null, '{"error":{"message":"Budget has been exceeded"}}');
        case 'withdrawn':
          return failureOfStatus(404, null, `{"error":{"message":"The model ended before ${isoOf(clock.now())}"}}`);
        case 'garbage': {
          if (random.number() >= (trouble.share ?? 1)) break;
          const texts = trouble.texts ?? garbage;
          const text = texts[Math.floor(random.number() * texts.length)] ?? '';
          const read = objectIn(text, form.cost);
          return 'object' in read ? outcomeOf(read.object, text, form) : read;
        }
        case 'change':
          ask = trouble.ask;
          named = { ...named, model: trouble.model ?? named.model };
          fingerprint = trouble.fingerprint ?? fingerprint;
      }
    }
    const outcome = await askFunction(ask, question, named, signal);
    if (!outcome.ok || fingerprint === undefined) return outcome;
    return { ok: true, answer: { ...outcome.answer, fingerprint: outcome.answer.fingerprint ?? fingerprint } };
  }
  return { kind: 'scripted', model: form.model, ask, close: async () => {} };
}
