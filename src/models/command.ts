// A model that is a program: JSON lines over stdin and stdout, many cases per process, in any order; in `{key, input}`, out `{key, decision, …}`.
// No shell, only allowed variables of the environment, a process group of its own. It is started at the first question and again after it died;
// what was in flight then fails as unreachable. One that stays silent on a question past its time is taken for stuck and ended.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { type AnswerForm, objectIn, outcomeOf } from './answer.ts';
import { failure, hideSecrets } from './failures.ts';
import { Lines } from './lines.ts';
import type { Connector, Failure, Outcome, Question } from './model.ts';
import { answerBytesMax } from './sockets.ts';

const allowed = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'SystemRoot'];
const errorCharsKept = 2_000;

export interface CommandSettings {
  readonly argv: readonly string[];
  readonly folder: string;
  /** What the wiring adds to the allowed variables. */
  readonly variables: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly form: AnswerForm;
}

interface Waiting {
  readonly key: string;
  readonly asked: number;
  readonly settle: (outcome: Outcome) => void;
}

/** One life of the program, from its start to its end. */
class Life {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #waiting = new Set<Waiting>();
  readonly #secrets: readonly string[];
  readonly #form: AnswerForm;
  /** Lines read: a question that was asked at this count has seen no sign of life since. */
  #lines = 0;
  #errors = '';
  #ended = false;
  #killed = false;
  readonly ended: Promise<void>;
  readonly #killAtExit = (): void => this.kill();

  constructor({ argv, folder, variables, environment, form }: CommandSettings) {
    this.#form = form;
    this.#secrets = Object.values(variables);
    const [program = '', ...rest] = argv;
    const kept = Object.fromEntries(allowed.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]])));
    // Python holds back what it writes into a pipe, and guesses the encoding, unless it is told.
    const env = { ...kept, PYTHONUNBUFFERED: '1', PYTHONIOENCODING: 'utf-8', ...variables };
    this.#child = spawn(program, rest, { cwd: folder, env, shell: false, detached: true, stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true });
    const lines = new Lines(
      answerBytesMax,
      (line) => this.#read(line),
      () => {
        this.#failAll(failure('unusable', 'The answer is larger than 32 MB.'));
        this.kill();
      },
    );
    this.#child.stdout.on('data', (chunk: Buffer) => lines.write(chunk));
    this.#child.stderr.on('data', (chunk: Buffer) => {
      this.#errors = `${this.#errors}${chunk.toString('utf8')}`.slice(-errorCharsKept);
    });
    // A broken pipe is followed by the end of the program, which fails the questions.
    this.#child.stdin.on('error', () => {});
    process.once('exit', this.#killAtExit);
    this.ended = new Promise((resolve) => {
      this.#child.once('error', (error) => this.#end(`The command could not be started (${'code' in error ? error.code : error.name}).`, resolve));
      this.#child.once('close', (code, signal) => this.#end(`The command ended (${signal ?? `exit code ${code}`}).`, resolve));
    });
  }

  get alive(): boolean {
    return !this.#ended && !this.#killed;
  }

  ask({ key, input }: Question, signal: AbortSignal): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const waiting: Waiting = {
        key,
        asked: this.#lines,
        settle: (outcome) => {
          signal.removeEventListener('abort', giveUp);
          this.#waiting.delete(waiting);
          resolve(outcome);
        },
      };
      const giveUp = (): void => {
        this.#waiting.delete(waiting);
        reject(signal.reason);
        if (this.#lines === waiting.asked) this.kill();
      };
      signal.addEventListener('abort', giveUp, { once: true });
      this.#waiting.add(waiting);
      this.#child.stdin.write(`${JSON.stringify({ key, input })}\n`);
    });
  }

  /** Ends the program and everything it started. */
  kill(): void {
    if (this.#ended || this.#child.pid === undefined) return;
    this.#killed = true;
    // Nothing that it or a stray child still writes is waited for.
    this.#child.stdout.destroy();
    this.#child.stderr.destroy();
    try {
      // A negative number names the process group.
      if (process.platform === 'win32') this.#child.kill('SIGKILL');
      else process.kill(-this.#child.pid, 'SIGKILL');
    } catch (error) {
      // Already gone: the close event tells.
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
    }
  }

  #read(line: string): void {
    if (line.trim() === '') return;
    this.#lines += 1;
    const text = hideSecrets(line, this.#secrets);
    const read = objectIn(text, this.#form.cost);
    const named = 'object' in read && typeof read.object.key === 'string' ? read.object.key : null;
    // Without a key a line belongs to a question only when there is just one; otherwise it is noise, as before the first question.
    const [only] = this.#waiting;
    const waiting = named === null ? (this.#waiting.size === 1 ? only : undefined) : [...this.#waiting].find(({ key }) => key === named);
    if (waiting === undefined) return;
    if (!('object' in read)) waiting.settle(read);
    else if (named === null) waiting.settle(failure('unusable', 'The answer of the command names no key.', { raw: text, cost: this.#form.cost }));
    else waiting.settle(outcomeOf(read.object, text, this.#form));
  }

  #end(why: string, done: () => void): void {
    this.#ended = true;
    process.removeListener('exit', this.#killAtExit);
    const raw = this.#errors === '' ? null : hideSecrets(this.#errors, this.#secrets);
    this.#failAll(failure('unreachable', why, { raw }));
    done();
  }

  #failAll(outcome: Failure): void {
    for (const { settle } of [...this.#waiting]) settle(outcome);
  }
}

export function commandConnector(settings: CommandSettings): Connector {
  let life: Life | null = null;
  const ending = new Set<Promise<void>>();
  const start = (): Life => {
    const started = new Life(settings);
    ending.add(started.ended);
    void started.ended.then(() => ending.delete(started.ended));
    return started;
  };
  return {
    kind: 'command',
    model: settings.form.model,
    async ask(question, signal) {
      signal.throwIfAborted();
      if (life === null || !life.alive) life = start();
      return life.ask(question, signal);
    },
    async close() {
      life?.kill();
      await Promise.all(ending);
    },
  };
}
