// How every command speaks: data on stdout, talk on stderr, the conclusion last. With --json, stdout holds exactly one object, also on
// failure. One exit code in every form of output.
import pc from 'picocolors';

export const exitCodes = { yes: 0, no: 1, couldNotRun: 2, couldNotConclude: 3, notAllowed: 4, ourBug: 70, interrupted: 130 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

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
}

export interface GlobalOptions {
  readonly json?: boolean;
  readonly plain?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly color?: boolean;
  readonly exitZero?: boolean;
}

/** Colour only for verdict words, and only where somebody looks. */
export const paint = pc.createColors(pc.isColorSupported && !process.argv.includes('--no-color'));

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
    process.exitCode = this.options.exitZero === true && exit !== exitCodes.ourBug ? 0 : exit;
  }

  fail(error: unknown): void {
    if (error instanceof CommandError) {
      const { problem, exit } = error;
      this.answer({ exit, summary: problem.message, json: { ok: false, problems: [problem] }, text: [`Why  ${problem.why}`, `Do   ${problem.do}`] });
      return;
    }
    const message = error instanceof Error ? error.message : String(error);
    const stack = this.options.verbose === true && error instanceof Error ? [error.stack ?? ''] : [];
    const problem = {
      code: 'internal',
      message,
      why: 'This is a mistake of Fortnight.',
      do: 'Nothing acknowledged is lost. Run it again with --verbose and report it.',
    };
    this.answer({ exit: exitCodes.ourBug, summary: message, json: { ok: false, problems: [problem] }, text: [...stack, `Do   ${problem.do}`] });
  }

  #object(exit: ExitCode, summary: string, json: Readonly<Record<string, unknown>>): object {
    return { fortnight: 1, command: this.#command, exit, summary, problems: [], ...json };
  }
}
