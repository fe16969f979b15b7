// An OpenAI-compatible model through the AI SDK: structured output from the agreement, log-probabilities, fingerprint, the reported model id, usage.
// The model gets the prompt and the named fields, no tools, no address and no key of the case; what it writes is data.
// Its own words become no signal: only log-probabilities do, and `selfReported` where the agreement ranks by it.
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import {
  APICallError,
  type FilePart,
  generateText,
  type ImagePart,
  InvalidResponseDataError,
  jsonSchema,
  NoObjectGeneratedError,
  Output,
  type TextPart,
} from 'ai';
import type { Agreement, Money } from '../core/agreement.ts';
import type { FileValue, Values } from '../core/input.ts';
import type { Clock } from '../core/time.ts';
import { type AnswerForm, mapped, objectIn } from './answer.ts';
import { answerSchema } from './answerSchema.ts';
import { decisionProbability, tokenLogprobs } from './decisionProbability.ts';
import { failure, failureOfConnection, failureOfErrorBody, failureOfStatus, hideSecrets, retryAfterOf } from './failures.ts';
import type { Connector, Outcome, Question } from './model.ts';
import { costOfTokens } from './prices.ts';
import { AnswerTooLarge, Sockets } from './sockets.ts';
import type { OpenAiSpec } from './wiring.ts';

// The SDK would write its warnings to the console, in the middle of what a command prints.
globalThis.AI_SDK_LOG_WARNINGS = false;

export interface OpenAiSettings {
  readonly spec: OpenAiSpec;
  readonly baseUrl: string;
  readonly apiKey: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly prompt: string;
  readonly agreement: Agreement;
  /** Names of the signals that are log-probabilities. */
  readonly logprobSignals: readonly string[];
  readonly bindFingerprint: boolean;
  readonly form: AnswerForm;
  readonly clock: Clock;
}

const provider = 'fortnight';
export const outputTokens = 1_000;
/** For the caps only, on the high side: a token has seldom fewer than two bytes, and a picture costs up to about this many tokens. */
const bytesPerToken = 2;
const tokensPerFile = 3_000;

type Part = TextPart | ImagePart | FilePart;
const isFile = (value: Values[string]): value is FileValue => typeof value === 'object' && value !== null;

/** The case as JSON; texts inline, pictures and PDF beside it, any other file by its name only. */
function partsOf(input: Values): Part[] {
  const files: Part[] = [];
  const shown = Object.entries(input).map(([name, value]) => {
    if (!isFile(value)) return [name, value];
    const { name: fileName, mediaType } = value;
    if (!('base64' in value)) return [name, { name: fileName, mediaType }];
    if (mediaType.startsWith('text/')) return [name, { name: fileName, text: Buffer.from(value.base64, 'base64').toString('utf8') }];
    if (mediaType.startsWith('image/') || mediaType === 'application/pdf') {
      files.push({ type: 'file', data: value.base64, mediaType, filename: fileName });
    }
    return [name, { name: fileName, mediaType }];
  });
  return [{ type: 'text', text: JSON.stringify(Object.fromEntries(shown)) }, ...files];
}

const causedBy = (error: unknown): unknown => (APICallError.isInstance(error) ? error.cause : error);

export function aiSdkConnector(settings: OpenAiSettings): Connector {
  const { spec, agreement, form, clock } = settings;
  const sockets = new Sockets();
  const secrets = [settings.apiKey ?? '', ...Object.values(settings.headers)];
  const hide = (text: string): string => hideSecrets(text, secrets);
  const schema = answerSchema(agreement);
  const structured = spec.structured ?? true;
  const system = structured
    ? settings.prompt
    : `${settings.prompt}\nAnswer with one JSON object of this schema and nothing else:\n${JSON.stringify(schema)}`;
  const outputMax = spec.maxOutputTokens ?? outputTokens;
  const withLogprobs = settings.logprobSignals.length > 0;

  const send = async (url: string | URL | Request, init?: RequestInit): Promise<Response> => {
    if (typeof init?.body !== 'string' || !init.signal) throw new Error('The AI SDK sent something other than JSON.');
    const headers = Object.fromEntries(new Headers(init.headers));
    const answer = await sockets.send(String(url), { method: init.method ?? 'POST', headers, body: init.body, signal: init.signal });
    // Without the encoding and length of the wire: the text is unpacked already. A redirect is a status like any other.
    const kept = answer.headers.filter(([name]) => name === 'content-type' || name === 'retry-after');
    return new Response(answer.text, { status: answer.status, headers: kept.map(([name, value]): [string, string] => [name, value]) });
  };
  const model = createOpenAICompatible({
    name: provider,
    baseURL: settings.baseUrl,
    headers: { ...settings.headers },
    ...(settings.apiKey === null ? {} : { apiKey: settings.apiKey }),
    supportsStructuredOutputs: structured,
    fetch: send,
  }).chatModel(spec.id);

  function worstCost({ input }: Question): Money | null {
    if (spec.price === undefined) return null;
    const parts = partsOf(input);
    const bytes = Buffer.byteLength(system) + Buffer.byteLength(JSON.stringify(schema)) + Buffer.byteLength(JSON.stringify(parts[0]));
    return costOfTokens(spec.price, bytes / bytesPerToken + (parts.length - 1) * tokensPerFile, outputMax);
  }

  function costOf(
    question: Question,
    usage: { readonly inputTokens: number | undefined; readonly outputTokens: number | undefined } | undefined,
  ): Money | null {
    const { inputTokens, outputTokens } = usage ?? {};
    const counted = (n: number | undefined): n is number => n !== undefined && Number.isSafeInteger(n) && n >= 0;
    if (spec.price === undefined) return null;
    return counted(inputTokens) && counted(outputTokens) ? costOfTokens(spec.price, inputTokens, outputTokens) : worstCost(question);
  }

  function failed(error: unknown, question: Question): Outcome {
    if (NoObjectGeneratedError.isInstance(error)) {
      const cost = costOf(question, error.usage);
      const raw = hide(error.text ?? '');
      if (error.finishReason === 'content-filter') return failure('refused', 'The model refused this case.', { raw, cost });
      const read = objectIn(raw, cost);
      return 'object' in read ? failure('unusable', 'The AI answered in a form that we cannot use.', { raw, cost }) : read;
    }
    if (InvalidResponseDataError.isInstance(error))
      return failure('unusable', 'The answer is no chat completion.', { raw: hide(JSON.stringify(error.data)) });
    const cause = causedBy(error);
    if (cause instanceof AnswerTooLarge) return failure('unusable', cause.message);
    if (!APICallError.isInstance(error) || error.statusCode === undefined) return failureOfConnection(cause ?? error);
    const body = hide(error.responseBody ?? '');
    const retryAfter = retryAfterOf(error.responseHeaders?.['retry-after'], clock.now());
    if (error.statusCode < 200 || error.statusCode > 299) return failureOfStatus(error.statusCode, retryAfter, body);
    const read = objectIn(body, null);
    if (!('object' in read)) return read;
    if (read.object.error !== undefined) return failureOfErrorBody(read.object.error, body);
    return failure('unusable', 'The answer is no chat completion.', { raw: body });
  }

  async function ask(question: Question, signal: AbortSignal): Promise<Outcome> {
    signal.throwIfAborted();
    try {
      const result = await generateText({
        model,
        system,
        messages: [{ role: 'user', content: partsOf(question.input) }],
        output: Output.object({ schema: jsonSchema(schema), name: 'decision' }),
        maxRetries: 0,
        abortSignal: signal,
        maxOutputTokens: outputMax,
        ...(spec.temperature === undefined ? {} : { temperature: spec.temperature }),
        ...(spec.seed === undefined ? {} : { seed: spec.seed }),
        providerOptions: { [provider]: { ...(withLogprobs ? { logprobs: true } : {}), ...spec.body } as Record<string, never> },
      });
      return used(question, result.text, result);
    } catch (error) {
      signal.throwIfAborted();
      return failed(error, question);
    }
  }

  type Result = Pick<Awaited<ReturnType<typeof generateText>>, 'finishReason' | 'usage' | 'response'>;
  function used(question: Question, text: string, { finishReason, usage, response }: Result): Outcome {
    const cost = costOf(question, usage);
    const raw = hide(text);
    if (finishReason === 'length') return failure('unusable', 'The answer was cut off.', { raw, cost });
    if (finishReason === 'content-filter') return failure('refused', 'The model refused this case.', { raw, cost });
    const read = objectIn(raw, cost);
    if (!('object' in read)) return read;
    const made = mapped(read.object, raw, { ...form, cost });
    if (!('object' in made)) return made;
    const body = response.body as { readonly system_fingerprint?: unknown } | null | undefined;
    const fingerprint = typeof body?.system_fingerprint === 'string' ? body.system_fingerprint : null;
    const signals: Record<string, unknown> = Object.create(null);
    if (form.rankedBy.includes('selfReported')) signals.selfReported = read.object.selfReported;
    const probability = withLogprobs ? decisionProbability(text, tokenLogprobs(body)) : null;
    for (const name of settings.logprobSignals) signals[name] = probability;
    const id = response.modelId;
    return {
      ok: true,
      answer: { answer: made.object, signals, model: settings.bindFingerprint ? `${id}#${fingerprint ?? 'none'}` : id, fingerprint, cost, text: raw },
    };
  }

  return { kind: 'openai', model: form.model, ask, worstCost, close: () => sockets.close() };
}
