// How every command speaks: data on stdout, talk on stderr, the conclusion last. With --json, stdout holds exactly one object, also on
// failure. One exit code in every form of output.
import pc from 'picocolors';
import { problems, type Refusal } from '../core/problems.ts';

export const exitCodes = { yes: 0, no: 1, couldNotRun: 2, couldNotConclude: 3, notAllowed: 4, ourBug: 70, interrupted: 130 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What an exit code means, for the last line of a failure. */
const meanings: Readonly<Partial<Record<ExitCode, string>>> = {
  2: 'could not run',
  3: 'could not conclude',
  4: 'not allowed',
  70: 'a mistake of Fortnight',
};

/** What a command answers. `json` stands in the one object beside command, exit and summary. */
export interface Answer {
  readonly exit: ExitCode;
  /** One sentence; the last line of the text. */
  readonly summary: string;
  readonly json: Readonly<Record<string, unknown>>;
  /** Lines for stdout, before the summary. */
  readonly text?: readonly string[];
}

export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly why: string;
  readonly do: string;
  /** Where in which file, for problems that have a place. */
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly suggestion?: string;
}

/** Could not run, or was not allowed to: what, why, and what to do. Commands throw it; `main` prints it. */
export class CommandError extends Error {
  readonly exit: ExitCode;
  readonly problem: Problem;
  constructor(problem: Problem, exit: ExitCode = exitCodes.couldNotRun) {
    super(problem.message);
    this.exit = exit;
    this.problem = problem;
  }

  /** Every problem, where there is more than one. */
  get problems(): readonly Problem[] {
    return [this.problem];
  }

  /** The text for a terminal. */
  get text(): string {
    const { message, why, do: help } = this.problem;
    return `${message}\n\n  Why  ${why}\n  Do   ${help}`;
  }
}

/** What the world refused (`core/problems.ts`), as the error of a command. */
export function refused({ problem: code, detail }: Refusal, about = ''): CommandError {
  const { title, help } = problems[code];
  return new CommandError({ code, message: title, why: `${about}${detail}`, do: help });
}

export interface GlobalOptions {
  readonly json?: boolean;
  readonly plain?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly color?: boolean;
  readonly exitZero?: boolean;
}

/** Colour only for verdict words, and only where somebody looks: a build machine's log is read by programs too. */
function isColoured(): boolean {
  if (process.argv.includes('--no-color') || (process.env.NO_COLOR ?? '') !== '') return false;
  const forced = process.env.FORCE_COLOR ?? '';
  return forced !== '' ? forced !== '0' : process.stdout.isTTY === true;
}

export const paint = pc.createColors(isColoured());

export class Output {
  readonly #command: string;
  readonly options: GlobalOptions;

  constructor(command: string, options: GlobalOptions) {
    this.#command = command;
    this.options = options;
  }

  /** Talk: what is going on. */
  say(line: string): void {
    if (this.options.quiet !== true) process.stderr.write(`${line}\n`);
  }

  /** The answer, once, at the end; sets the exit code. */
  answer({ exit, summary, json, text = [] }: Answer): void {
    if (this.options.json === true) process.stdout.write(`${JSON.stringify(this.#object(exit, summary, json))}\n`);
    else process.stdout.write(`${[...text, `${summary} · exit ${exit}`].join('\n')}\n`);
    this.#end(exit);
  }

  /** Could not run: said on stderr in the form what, why, do; with --json in the one object on stdout. */
  fail(error: unknown): void {
    const known = error instanceof CommandError ? error : ourMistake(error, this.options.verbose === true);
    const { exit, problems } = known;
    if (this.options.json === true) {
      this.answer({ exit, summary: known.message, json: { ok: false, problems } });
      return;
    }
    process.stderr.write(`${known.text}\n\n${paint.red(meanings[exit] ?? 'no')} · exit ${exit}\n`);
    this.#end(exit);
  }

  #end(exit: ExitCode): void {
    process.exitCode = this.options.exitZero === true && exit !== exitCodes.ourBug ? 0 : exit;
  }

  #object(exit: ExitCode, summary: string, json: Readonly<Record<string, unknown>>): object {
    return { fortnight: 1, command: this.#command, exit, summary, problems: [], ...json };
  }
}

/** A mistake of ours: no stack trace unless --verbose, and nothing that looks like the user's fault. */
function ourMistake(error: unknown, verbose: boolean): CommandError {
  const message = error instanceof Error ? error.message : String(error);
  const why = verbose && error instanceof Error && error.stack !== undefined ? error.stack : 'This is a mistake of Fortnight, not of yours.';
  const help = 'Nothing that was acknowledged is lost. Run it again with --verbose, and report what it says.';
  return new CommandError({ code: 'internal', message, why, do: help }, exitCodes.ourBug);
}
