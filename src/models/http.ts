// A model behind any HTTP address: `POST {key, input}` as JSON, answer `{decision, fills?, score?, signals?, cite?, reason?, model?}`.
import type { Clock } from '../core/time.ts';
import { type AnswerForm, objectIn, outcomeOf } from './answer.ts';
import { failure, failureOfConnection, failureOfStatus, hideSecrets, retryAfterOf } from './failures.ts';
import type { Connector, Outcome, Question } from './model.ts';
import { AnswerTooLarge, Sockets } from './sockets.ts';

export interface HttpSettings {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly form: AnswerForm;
  readonly clock: Clock;
}

export function httpConnector({ url, headers, form, clock }: HttpSettings): Connector {
  const sockets = new Sockets();
  const secrets = Object.values(headers);

  async function ask({ key, input }: Question, signal: AbortSignal): Promise<Outcome> {
    const body = JSON.stringify({ key, input });
    try {
      const sent = { accept: 'application/json', 'content-type': 'application/json', ...headers };
      const answer = await sockets.send(url, { method: 'POST', headers: sent, body, signal });
      const text = hideSecrets(answer.text, secrets);
      const retryAfter = retryAfterOf(new Map(answer.headers).get('retry-after'), clock.now());
      if (answer.status < 200 || answer.status > 299) return failureOfStatus(answer.status, retryAfter, text);
      const read = objectIn(text, form.cost);
      return 'object' in read ? outcomeOf(read.object, text, form) : read;
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof AnswerTooLarge) return failure('unusable', error.message);
      return failureOfConnection(error);
    }
  }
  return { kind: 'http', model: form.model, ask, close: () => sockets.close() };
}
