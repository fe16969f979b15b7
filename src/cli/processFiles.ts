// The files of one process: the agreement that a command was given, and the wiring beside it.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { render } from '../agreement/frame.ts';
import { type AgreementReading, parseAgreement } from '../agreement/parse.ts';
import type { Agreement } from '../core/agreement.ts';
import { nearestFile } from '../files/nearest.ts';
import { loadWiring } from '../models/loadWiring.ts';
import type { Wiring } from '../models/wiring.ts';
import { CommandError, exitCodes } from './output.ts';

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
  readonly reading: AgreementReading;
  readonly rendered: string;
  constructor(path: string, source: string, reading: AgreementReading) {
    const first = reading.problems[0];
    const count = reading.problems.length;
    super({
      code: first?.code ?? 'invalid-agreement',
      message: `${path} has ${count} ${count === 1 ? 'problem' : 'problems'}.`,
      why: first === undefined ? '' : `Line ${first.line}: ${first.message}`,
      do: `Run: fortnight check ${path}`,
    });
    this.reading = reading;
    this.rendered = render(reading.problems, () => source);
  }
}

/** Reads an agreement that must be right; what is merely absurd is no obstacle for `run`, what is malformed is. */
export async function readProcessFile(path: string): Promise<ProcessFile> {
  if (!existsSync(path)) throw await fileNotFound(path);
  const source = await readFile(path, 'utf8');
  const reading = parseAgreement(source, relative(process.cwd(), path) || path);
  if (reading.agreement === null || reading.problems.length > 0) throw new AgreementError(path, source, reading);
  return { path, source, agreement: reading.agreement, reading };
}

/** The wiring beside an agreement: `x.ai.ts` for `x.process.yaml`, else one named after the process; null when there is none. */
export function wiringPath(path: string, agreement: Agreement): string | null {
  const folder = dirname(path);
  const names = [basename(path).replace(/\.process\.ya?ml$/, ''), agreement.process];
  const candidates = names.flatMap((name) => ['ts', 'mts', 'js', 'mjs'].map((ending) => join(folder, `${name}.ai.${ending}`)));
  return candidates.find((candidate) => existsSync(candidate)) ?? null;
}

/** Loads a wiring; what an engineer has to put right is an error of the command. */
export async function readWiring(path: string): Promise<Wiring> {
  try {
    return await loadWiring(path);
  } catch (error) {
    throw wiringProblem(path, error);
  }
}

export function wiringProblem(path: string, error: unknown): CommandError {
  const { message, help } = error as { message?: unknown; help?: unknown };
  return new CommandError(
    {
      code: 'wiring',
      message: String(message ?? error),
      why: `The AI of the process is described in ${path}.`,
      do: typeof help === 'string' ? help : 'Put the wiring right and try again.',
    },
    exitCodes.couldNotRun,
  );
}
