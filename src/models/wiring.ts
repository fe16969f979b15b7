// The wiring: how the AI of one process is called. `defineAi` only describes; nothing is read, started or asked before `openModel`.
// A wiring cannot weaken a promise of the agreement. Values of the environment stand here by name, so that no secret is ever in a description.
import type { Instant } from '../core/time.ts';
import { type Length, lengthOf } from './lengths.ts';
import type { Question } from './model.ts';
import { WiringError } from './wiringError.ts';

/** A value of the environment, by name; read when the model is opened. */
export interface EnvName {
  readonly env: string;
}
export type Setting = string | EnvName;

/** `env.MODEL_URL` names a variable; its value is read when the model is opened, and never hashed, logged or shown. */
export const env: Readonly<Record<string, EnvName>> = new Proxy({}, { get: (_, name) => ({ env: String(name) }) });

export interface PromptFile {
  readonly file: string;
}
/** A prompt in a file beside the wiring file. */
export const file = (path: string): PromptFile => ({ file: path });

/** The signal is the probability of the decision's own tokens. OpenAI-compatible models only. */
export interface LogprobSignal {
  readonly signal: 'logprob';
}
export const logprob = (): LogprobSignal => ({ signal: 'logprob' });

/** Prices as decimal texts. Needed where the agreement caps what the AI may cost. */
export interface TokenPrice {
  readonly currency: string;
  readonly inputPerMillion: string;
  readonly outputPerMillion: string;
}
export interface CallPrice {
  readonly currency: string;
  readonly perCall: string;
}

/** What a model answers. Everything else in the object is left alone; `output` may build this from any other form. */
export interface ModelAnswer {
  readonly decision?: unknown;
  readonly fills?: unknown;
  readonly score?: unknown;
  readonly signals?: unknown;
  readonly cite?: unknown;
  readonly reason?: unknown;
  readonly model?: unknown;
}
export type AskFunction = (question: Question, about: { readonly signal: AbortSignal }) => ModelAnswer | Promise<ModelAnswer>;

export interface OpenAiOptions {
  readonly baseUrl: Setting;
  readonly apiKey?: Setting;
  readonly headers?: Readonly<Record<string, Setting>>;
  readonly timeout?: Length;
  readonly temperature?: number;
  readonly seed?: number;
  /** Tokens that one answer may have; 1,000 unless said. */
  readonly maxOutputTokens?: number;
  /** More fields for the request body, such as `{ reasoning_effort: 'low' }`. */
  readonly body?: Readonly<Record<string, unknown>>;
  /** False for servers without `json_schema`: the schema then stands in the prompt. */
  readonly structured?: boolean;
  readonly price?: TokenPrice;
}
export interface OpenAiSpec extends OpenAiOptions {
  readonly kind: 'openai';
  readonly id: string;
}
export const openaiCompatible = (id: string, options: OpenAiOptions): OpenAiSpec => ({ kind: 'openai', id, ...options });

export interface HttpOptions {
  /** The model id until the answer names one. */
  readonly name?: string;
  readonly headers?: Readonly<Record<string, Setting>>;
  readonly timeout?: Length;
  readonly price?: CallPrice;
}
export interface HttpSpec extends HttpOptions {
  readonly kind: 'http';
  readonly url: Setting;
}
export const http = (url: Setting, options: HttpOptions = {}): HttpSpec => ({ kind: 'http', url, ...options });

export interface CommandOptions {
  readonly name?: string;
  /** Besides PATH, HOME, LANG, LC_ALL, TZ and TMPDIR, the only variables that the program sees. */
  readonly env?: Readonly<Record<string, Setting>>;
  /** More files whose change is a change of the model, such as weights. */
  readonly files?: readonly string[];
  readonly timeout?: Length;
  readonly price?: CallPrice;
}
export interface CommandSpec extends CommandOptions {
  readonly kind: 'command';
  readonly argv: readonly string[];
}
export const command = (argv: readonly string[], options: CommandOptions = {}): CommandSpec => ({ kind: 'command', argv, ...options });

export interface FunctionOptions {
  readonly name?: string;
  /** Files that the function rests on: its modules, its training data. Their change is a change of the model. */
  readonly files?: readonly string[];
  readonly price?: CallPrice;
}
export interface FunctionSpec extends FunctionOptions {
  readonly kind: 'function';
  readonly ask: AskFunction;
}
export const fn = (ask: AskFunction, options: FunctionOptions = {}): FunctionSpec => ({ kind: 'function', ask, ...options });

export type RecordedRow = Readonly<Record<string, unknown>> & { readonly key: string };
export interface RecordedSpec {
  readonly kind: 'recorded';
  readonly name?: string;
  /** Rows, or the path of a JSONL file beside the wiring file. */
  readonly answers: readonly RecordedRow[] | string;
}
export const recorded = (answers: readonly RecordedRow[] | string, options: { readonly name?: string } = {}): RecordedSpec => ({
  kind: 'recorded',
  answers,
  ...options,
});

/** What goes wrong in a plan, between two moments. */
export type Trouble =
  | { readonly does: 'down' }
  | { readonly does: 'hang' }
  | { readonly does: 'slow'; readonly by: Length }
  | { readonly does: 'rate-limit'; readonly retryAfter: number | null }
  | { readonly does: 'no-budget' }
  | { readonly does: 'withdrawn' }
  | { readonly does: 'garbage'; readonly share?: number; readonly texts?: readonly string[] }
  /** Other answers; without `model`, silently under the same name. */
  | { readonly does: 'change'; readonly ask: AskFunction; readonly model?: string; readonly fingerprint?: string };
/** `from` and `to`: a length since the opening (`'2 days'`), or a moment. `to` itself is not included; without it: for good. */
export type PlannedTrouble = Trouble & { readonly from: string | Instant; readonly to?: string | Instant };
export interface ScriptedSpec {
  readonly kind: 'scripted';
  readonly name?: string;
  readonly fingerprint?: string;
  readonly ask: AskFunction;
  readonly plan: readonly PlannedTrouble[];
  readonly price?: CallPrice;
}
export const scripted = (
  ask: AskFunction,
  plan: readonly PlannedTrouble[],
  options: { readonly name?: string; readonly fingerprint?: string; readonly price?: CallPrice } = {},
): ScriptedSpec => ({
  kind: 'scripted',
  ask,
  plan,
  ...options,
});

export type ModelSpec = OpenAiSpec | HttpSpec | CommandSpec | FunctionSpec | RecordedSpec | ScriptedSpec;
/** Makes `{decision, fills, …}` from what the model answered. */
export type OutputMapping = (answer: Readonly<Record<string, unknown>>) => unknown;

export interface WiringOptions {
  /** Yours to count up; part of what certificates bind. */
  readonly version: string;
  readonly model: ModelSpec;
  readonly prompt?: string | PromptFile;
  /** Fields that are sent to the model; all unless said. */
  readonly fields?: readonly string[];
  readonly signals?: Readonly<Record<string, LogprobSignal>>;
  readonly output?: OutputMapping;
  /** For one call; 20 s unless said. */
  readonly timeout?: Length;
  /** Calls at the same time; 4 unless said. */
  readonly concurrency?: number;
  /** At most this many repetitions for one case, inside the budget of 10% of all calls; 2 unless said. */
  readonly retries?: number;
  /** For a model on your own hardware, whose fingerprint changes only with the model. */
  readonly bindFingerprint?: boolean;
}
export interface Wiring {
  readonly process: string;
  readonly version: string;
  readonly model: ModelSpec;
  readonly prompt: string | PromptFile | null;
  readonly fields: readonly string[] | null;
  readonly signals: Readonly<Record<string, LogprobSignal>>;
  readonly output: OutputMapping | null;
  readonly timeout: number;
  readonly concurrency: number;
  readonly retries: number;
  readonly bindFingerprint: boolean;
}

function whole(n: number, name: string, least: number, most: number): number {
  if (Number.isInteger(n) && n >= least && n <= most) return n;
  throw new WiringError(`${name} is ${n}.`, `Write a whole number from ${least} to ${most}.`);
}

const kinds: readonly string[] = ['openai', 'http', 'command', 'function', 'recorded', 'scripted'] satisfies readonly ModelSpec['kind'][];

/** Describes the AI of one process. What it says is checked here as far as it can be without the agreement. */
export function defineAi(process: string, options: WiringOptions): Wiring {
  const { version, model, signals = {} } = options;
  if (!/^[a-z][a-z0-9-]*$/.test(process))
    throw new WiringError(`${JSON.stringify(process)} is no name of a process.`, 'Use the name that the agreement has.');
  if (typeof version !== 'string' || version.trim() === '')
    throw new WiringError('The wiring has no version.', 'Write a text, such as the date: version: "2026-11-20".');
  if (!kinds.includes(model?.kind))
    throw new WiringError('The wiring has no model.', 'Use openaiCompatible, http, command, fn, recorded or scripted.');
  if (model.kind === 'command' && (model.argv[0] ?? '') === '')
    throw new WiringError('The command is empty.', "Write for example command(['python', 'poc.py']).");
  const names = Object.keys(signals);
  if (names.length > 0 && model.kind !== 'openai')
    throw new WiringError(
      `The signal ${names[0]} needs log-probabilities, which only openaiCompatible has.`,
      'Let the model answer with "signals" instead.',
    );
  const own = 'timeout' in model ? model.timeout : undefined;
  return {
    process,
    version,
    model,
    prompt: options.prompt ?? null,
    fields: options.fields ?? null,
    signals,
    output: options.output ?? null,
    timeout: lengthOf(options.timeout ?? own ?? '20 s', 'timeout'),
    concurrency: whole(options.concurrency ?? 4, 'concurrency', 1, 1000),
    retries: whole(options.retries ?? 2, 'retries', 0, 5),
    bindFingerprint: options.bindFingerprint ?? false,
  };
}

/** The signals that an answer will bring; null when only the answers can tell. The model's own word counts only where the agreement ranks by it. */
export function signalsOf(wiring: Wiring, rankedBy: readonly string[]): readonly string[] | null {
  if (wiring.model.kind !== 'openai') return null;
  return [...Object.keys(wiring.signals), ...rankedBy.filter((name) => name === 'selfReported')];
}
