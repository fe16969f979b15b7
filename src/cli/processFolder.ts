// The agreements that a server serves: every one below a folder, each process once.
import { stat } from 'node:fs/promises';
import { basename, dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LadderStep } from '../core/ladder.ts';
import type { ServedProcess } from '../server/host.ts';
import { agreementsBelow } from './agreementFiles.ts';
import { CommandError, type Output } from './output.ts';
import { fileNotFound, type ProcessFile, readProcessFile, readWiring, wiringPath } from './processFiles.ts';

/** The example of this package, as source and as build alike. */
export const examplePath = fileURLToPath(new URL('../../examples/supplier-invoices/supplier-invoices.process.yaml', import.meta.url));

const shown = (path: string): string => relative(process.cwd(), path) || path;

/** One file per process: of several, the one that is named after it. */
function oneEach(files: readonly ProcessFile[], say: (line: string) => void): readonly ProcessFile[] {
  const names = [...new Set(files.map(({ agreement }) => agreement.process))];
  return names.map((name) => {
    const same = files.filter(({ agreement }) => agreement.process === name);
    const plain = same.filter(({ path }) => basename(path).replace(/\.process\.ya?ml$/, '') === name);
    const [chosen, second] = same.length === 1 ? same : plain;
    if (chosen === undefined || second !== undefined) {
      throw new CommandError({
        code: 'two-agreements',
        message: `${same.length} files are the agreement of ${name}.`,
        why: `${same.map(({ path }) => shown(path)).join(', ')}: only one can be served.`,
        do: `Name the one that counts ${name}.process.yaml, or move the others away.`,
      });
    }
    for (const { path } of same) if (path !== chosen.path) say(`  ${name}: ${shown(chosen.path)} is served, ${shown(path)} is left aside`);
    return chosen;
  });
}

/** A wiring that cannot be loaded leaves its process to people. */
async function wiringOf(file: ProcessFile, say: (line: string) => void): Promise<ServedProcess['wiring']> {
  const path = wiringPath(file.path, file.agreement);
  const name = file.agreement.process;
  if (path === null) {
    say(`  ${name} has no wiring beside ${shown(file.path)}: it runs without AI, people decide every case`);
    return null;
  }
  try {
    return { path, wiring: await readWiring(path) };
  } catch (error) {
    const why = error instanceof CommandError ? `${error.problem.message} ${error.problem.do}` : String(error);
    say(`  ${name} runs without AI, people decide every case: ${why}`);
    return null;
  }
}

/** The processes of a folder, or of one file. Without either: the example of this package. */
export async function readProcesses(where: string | null, out: Output): Promise<readonly ServedProcess[]> {
  const say = (line: string): void => out.say(line);
  const start = where ?? examplePath;
  const found = await stat(start).catch(() => null);
  if (found === null) throw await fileNotFound(start);
  const paths = found.isDirectory() ? await agreementsBelow(start) : [start];
  if (paths.length === 0) {
    throw new CommandError({
      code: 'no-agreement',
      message: `There is no agreement in ${start}.`,
      why: 'A server serves every *.process.yaml of its folder.',
      do: `Write one (${shown(dirname(examplePath))} is an example), or name another folder with --processes.`,
    });
  }
  const files: ProcessFile[] = [];
  for (const path of paths) files.push(await readProcessFile(path));
  const firstStep: LadderStep = where === null ? 'assisted' : 'shadow';
  const served: ServedProcess[] = [];
  for (const file of oneEach(files, say)) {
    const { agreement, source, path } = file;
    served.push({ agreement, source, path, wiring: await wiringOf(file, say), firstStep });
  }
  return served;
}
