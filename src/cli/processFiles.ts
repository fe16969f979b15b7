// The files of one process: the agreement that a command was given, and the wiring beside it.
import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { render } from '../agreement/frame.ts';
import { type AgreementReading, parseAgreement } from '../agreement/parse.ts';
import type { Agreement } from '../core/agreement.ts';
import { nearestFile } from '../files/nearest.ts';
import type { Wiring } from '../models/wiring.ts';
import { CommandError, type Problem } from './output.ts';

export interface ProcessFile {
  readonly path: string;
  readonly source: string;
  readonly agreement: Agreement;
  readonly reading: AgreementReading;
}

export async function fileNotFound(path: string): Promise<CommandError> {
  const nearest = await nearestFile(path);
  const help = nearest === null ? 'Check the path.' : `Did you mean ${nearest}?`;
  return new CommandError({ code: 'file-not-found', message: `There is no file ${path}.`, why: 'The command reads it.', do: help });
}

/** Problems of an agreement as an error of the command, with every one in it. */
export class AgreementError extends CommandError {
  readonly #reading: AgreementReading;
  readonly #source: string;
  constructor(path: string, source: string, reading: AgreementReading) {
    const count = reading.problems.length;
    const message = `${path} cannot be used: ${count} ${count === 1 ? 'problem' : 'problems'}.`;
    super({ code: 'invalid-agreement', message, why: reading.problems[0]?.message ?? '', do: `See: fortnight check ${path}` });
    this.#reading = reading;
    this.#source = source;
  }

  override get problems(): readonly Problem[] {
    return this.#reading.problems.map(({ code, file, line, column, message, why, do: help, suggestion }) => ({
      ...{ code, file, line, column, message, why, do: help },
      ...(suggestion === undefined ? {} : { suggestion }),
    }));
  }

  override get text(): string {
    return `${render(this.#reading.problems, () => this.#source)}\n\n${this.message}`;
  }
}

/** Reads an agreement. What is malformed is an error; what is merely absurd is for `check` to refuse, and a run shows what comes of it. */
export async function readProcessFile(path: string): Promise<ProcessFile> {
  if (!existsSync(path)) throw await fileNotFound(path);
  if (!statSync(path).isFile()) {
    const message = `${path} is a folder.`;
    throw new CommandError({ code: 'usage', message, why: 'One agreement is read.', do: `Name the file: ${join(path, 'x.process.yaml')}` });
  }
  const source = await readFile(path, 'utf8');
  const reading = parseAgreement(source, relative(process.cwd(), path) || path);
  if (reading.agreement === null) throw new AgreementError(path, source, reading);
  return { path, source, agreement: reading.agreement, reading };
}

/** The wiring beside an agreement: `x.ai.ts` for `x.process.yaml`, else one named after the process; null when there is none. */
export function wiringPath(path: string, agreement: Pick<Agreement, 'process'> | null): string | null {
  const own = basename(path).replace(/\.process\.ya?ml$/, '');
  const candidates = (agreement === null ? [own] : [own, agreement.process]).flatMap((name) =>
    ['ts', 'mts', 'js', 'mjs'].map((ending) => join(dirname(path), `${name}.ai.${ending}`)),
  );
  return candidates.find((candidate) => existsSync(candidate)) ?? null;
}

/** Loads a wiring; what an engineer has to put right is an error of the command. */
export async function readWiring(path: string): Promise<Wiring> {
  const { loadWiring } = await import('../models/loadWiring.ts');
  try {
    return await loadWiring(path);
  } catch (error) {
    throw wiringProblem(path, error);
  }
}

/** A mistake of the engineer, as an error of the command; anything else stays what it is. */
export function wiringProblem(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('help' in error) || typeof error.help !== 'string') return error;
  const message = error.message.endsWith(error.help) ? error.message.slice(0, -error.help.length).trim() : error.message;
  return new CommandError({ code: 'wiring', message, why: `${path} says how the AI is called.`, do: error.help });
}
