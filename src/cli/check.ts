// `fortnight check`: everything that is wrong with agreements, at once, and what is not there yet. It reads and computes; a wiring is only
// looked for beside its agreement and never run (SECURITY G5).
import { existsSync, statSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import type { Found } from '../agreement/found.ts';
import { planningNotes, renewsTooLate } from '../agreement/missing.ts';
import { type AgreementReading, parseAgreement } from '../agreement/parse.ts';
import { isoOf } from '../core/time.ts';
import { WallClock } from '../engine/clock.ts';
import { needed } from '../statistics/index.ts';
import { agreementsBelow, exampleFiles, textOf } from './agreementFiles.ts';
import { checkText } from './checkText.ts';
import { CommandError, exitCodes, type Output, type Problem } from './output.ts';
import { fileNotFound, wiringPath } from './processFiles.ts';

/** One agreement as `check` saw it. */
export interface Checked {
  /** Relative to the folder that was given. */
  readonly file: string;
  readonly text: string;
  readonly reading: AgreementReading | null;
  readonly problems: readonly Found[];
  readonly notes: readonly Found[];
  /** The file beside it that says how the AI is called; null: people decide every case. */
  readonly wiring: string | null;
  readonly exampleFiles: number;
}

async function whatToRead(path: string): Promise<{ readonly base: string; readonly paths: readonly string[] }> {
  if (!existsSync(path)) throw await fileNotFound(path);
  if (statSync(path).isDirectory()) return { base: path, paths: await agreementsBelow(path) };
  if (/\.ya?ml$/.test(path)) return { base: process.cwd(), paths: [path] };
  const message = `${path} is no agreement.`;
  const help = `Give a file called x.process.yaml, or a folder: fortnight check ${relative('', dirname(path)) || '.'}`;
  throw new CommandError({ code: 'usage', message, why: 'check reads agreements; wirings are code and are not run.', do: help });
}

/** Words about a file that could not be read at all. */
const unreadable = (file: string, why: string): Found => ({
  ...{ code: 'file-unreadable', file, line: 1, column: 1, length: 0, path: '' },
  ...{ message: `${file} cannot be read.`, why, do: 'Save it as UTF-8 text that you may read.' },
});

async function checkOne(path: string, base: string, today: string): Promise<Checked> {
  const file = relative(base, path) || path;
  const read = await textOf(path);
  const none = { file, text: '', reading: null, notes: [], wiring: null, exampleFiles: 0 };
  if ('why' in read) return { ...none, problems: [unreadable(file, read.why)] };
  const reading = parseAgreement(read.text, file);
  const { agreement, problems, notes } = reading;
  const wiring = wiringPath(path, agreement);
  const examples = await exampleFiles(path);
  return {
    ...{ file, text: read.text, reading, problems, exampleFiles: examples.length },
    notes: [
      ...notes,
      ...(agreement === null ? [] : planningNotes(agreement, needed, (key, words) => reading.found(key, words))),
      ...renewal(reading, today),
      ...(wiring === null ? [reading.found('', noWiring)] : []),
      ...(examples.length === 0 ? [] : [reading.found('', examplesLater(examples.length))]),
    ],
    wiring: wiring === null ? null : relative(base, wiring),
  };
}

const noWiring = {
  code: 'no-wiring',
  message: 'No AI is connected.',
  why: 'There is no file x.ai.ts beside x.process.yaml, so people decide every case.',
  do: 'Nothing, or write one: docs/wiring.md.',
};
const examplesLater = (count: number) => ({
  code: 'examples-not-read',
  message: `${count} ${count === 1 ? 'file' : 'files'} of examples beside it.`,
  why: 'This version counts them and does not read them yet.',
  do: 'Nothing.',
});

function renewal({ agreement, found }: AgreementReading, today: string): readonly Found[] {
  const by = agreement?.reviewAgreementBy ?? null;
  if (agreement === null || by === null) return [];
  if (by < today) {
    const words = { code: 'lapsed', message: `The agreement ended on ${by}.`, why: 'Since then people decide every case.' };
    return [found('reviewAgreementBy', { ...words, do: 'Look at it again, and sign it with a later date.' }, { piece: 'owner', minutes: 30 })];
  }
  if (!renewsTooLate(agreement, today)) return [];
  const words = {
    code: 'renews-late',
    message: `The next look at this agreement is on ${by}.`,
    why: 'For more than a year nobody would look at it.',
  };
  return [found('reviewAgreementBy', { ...words, do: 'Choose a date within twelve months.' })];
}

/** Two agreements of one process are well formed, and a server can run only one of them. */
function sameProcess(all: readonly Checked[]): readonly Checked[] {
  const first = new Map<string, string>();
  return all.map((one) => {
    const name = one.reading?.agreement?.process;
    const other = name === undefined ? undefined : first.get(name);
    if (name !== undefined && other === undefined) first.set(name, one.file);
    if (one.reading === null || other === undefined) return one;
    const message = `${other} describes the process "${name}" too.`;
    const words = { code: 'same-process', message, why: 'A server runs one agreement of a process.', do: 'Keep one of them where `start` looks.' };
    return { ...one, notes: [...one.notes, one.reading.found('process', words)] };
  });
}

const publicForm = ({ code, file, line, column, message, why, do: help, suggestion }: Found): Problem => ({
  ...{ code, file, line, column, message, why, do: help },
  ...(suggestion === undefined ? {} : { suggestion }),
});
const noteForm = (found: Found) => {
  const { piece, who, minutes } = found;
  return { ...publicForm(found), ...(piece && { piece }), ...(who && { who }), ...(minutes && { minutes }) };
};

export async function check([path = '.']: readonly string[], options: Readonly<Record<string, unknown>>, out: Output): Promise<void> {
  const { base, paths } = await whatToRead(path);
  const today = isoOf(new WallClock().now()).slice(0, 10);
  const all = sameProcess(await Promise.all(paths.map((one) => checkOne(resolve(one), resolve(base), today))));
  const explain = options.explain === true;
  const problems = all.flatMap((one) => one.problems);
  const exit = all.length === 0 ? exitCodes.couldNotConclude : problems.length > 0 ? exitCodes.couldNotRun : exitCodes.yes;
  const defaults = all.flatMap(({ file, reading }) => (reading?.defaults ?? []).map((one) => ({ file, ...one })));
  out.answer({
    exit,
    ...checkText(all, { explain, folder: path, why: explain || out.options.verbose === true }),
    json: {
      ok: exit === exitCodes.yes,
      files: all.map(({ file, reading, wiring, exampleFiles: count }) => ({
        ...{ file, process: reading?.agreement?.process ?? null, language: reading?.agreement?.language ?? null, examples: 0, exampleFiles: count },
        ...{ wiring, rankedBy: reading?.agreement?.otherwise.rankedBy ?? [] },
      })),
      examples: 0,
      problems: problems.map(publicForm),
      notes: all.flatMap(({ notes }) => notes.map(noteForm)),
      ...(explain ? { defaults } : {}),
    },
  });
}
