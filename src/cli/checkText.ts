// What `check` says in a terminal: problems with their lines, then what is not there yet, file by file, and the conclusion last.
import type { Found } from '../agreement/found.ts';
import { render } from '../agreement/frame.ts';
import type { Checked } from './check.ts';
import { paint } from './output.ts';

export interface CheckForm {
  /** With every value that the file leaves out. */
  readonly explain: boolean;
  /** With the reason of each note. */
  readonly why: boolean;
  /** As it was given. */
  readonly folder: string;
}

const counted = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;

function noteLines(note: Found, why: boolean): readonly string[] {
  const minutes = note.minutes === undefined ? '' : `${note.who === undefined ? '' : ' · '}${note.minutes} min`;
  const who = note.who === undefined && minutes === '' ? '' : `   ${note.who ?? ''}${minutes}`;
  const place = note.length === 0 ? '' : ` (line ${note.line})`;
  // What a tolerance asks for is no task: there the consequence is worth a line, and not what to do.
  const under = note.code === 'planning' ? [note.why] : [...(why ? [note.why] : []), ...(note.do === 'Nothing.' ? [] : [note.do])];
  return [`  ${note.message}${place}${who}`, ...under.map((line) => `      ${line}`)];
}

function defaultLines({ reading }: Checked): readonly string[] {
  const defaults = reading?.defaults ?? [];
  const wide = Math.min(36, Math.max(0, ...defaults.map(({ path }) => path.length)));
  return defaults.flatMap(({ path, value, why }) => [`  ${path.padEnd(wide)}  ${value}`, `  ${' '.repeat(wide)}  ${why}`]);
}

function about(one: Checked, form: CheckForm): readonly string[] {
  const { file, reading, notes, wiring } = one;
  const agreement = reading?.agreement ?? null;
  const missing = notes.filter(({ piece }) => piece !== undefined);
  const advice = notes.filter(({ piece, code }) => piece === undefined && code !== 'no-wiring');
  const parts: string[] = [];
  if (agreement !== null && one.problems.length === 0) {
    const signals = agreement.otherwise.rankedBy.length === 0 ? 'no score' : `ranked by ${agreement.otherwise.rankedBy.join(', ')}`;
    parts.push(
      `${paint.green('✓ well formed')}  ${file} · ${wiring === null ? 'no AI connected, people decide' : `AI in ${wiring}`} · ${signals}`,
      '',
    );
  }
  if (missing.length > 0) parts.push(`Missing before ${file} can run alone`, ...missing.flatMap((note) => noteLines(note, form.why)), '');
  if (advice.length > 0) parts.push(`To know about ${file}`, ...advice.flatMap((note) => noteLines(note, form.why)), '');
  if (form.explain && reading !== null && reading.defaults.length > 0) {
    parts.push(`Proposed for ${file}, accepted with the signature`, ...defaultLines(one), '');
  }
  return parts;
}

function conclusion(all: readonly Checked[], folder: string): string {
  const wrong = all.filter(({ problems }) => problems.length > 0);
  const count = wrong.reduce((sum, { problems }) => sum + problems.length, 0);
  const missing = all.reduce((sum, { notes }) => sum + notes.filter(({ piece }) => piece !== undefined).length, 0);
  if (all.length === 0) return `No agreement (x.process.yaml) in ${folder === '.' ? 'this folder' : folder} or below`;
  if (count > 0) return `${counted(count, 'problem')} in ${wrong.length} of ${counted(all.length, 'file')}`;
  const well = `${counted(all.length, 'agreement')} well formed`;
  return missing === 0 ? well : `${well}, ${counted(missing, 'thing')} missing before ${all.length === 1 ? 'it' : 'all'} can run alone`;
}

/** The lines and the conclusion. */
export function checkText(all: readonly Checked[], form: CheckForm): { readonly text: readonly string[]; readonly summary: string } {
  const texts = new Map(all.map(({ file, text }) => [file, text]));
  const problems = all.flatMap((one) => one.problems);
  const frames = problems.length === 0 ? [] : [render(problems, (file) => texts.get(file) ?? null), ''];
  return { text: [...frames, ...all.flatMap((one) => about(one, form))], summary: conclusion(all, form.folder) };
}
