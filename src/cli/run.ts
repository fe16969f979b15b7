// `fortnight run`: real cases from a file through the real engine, on a database of its own. Nothing is sent to anybody. The same command
// continues what was interrupted, also by a kill, and ends with the same answer: each case once.
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { labelIn } from '../core/agreement.ts';
import { type LadderStep, ladder } from '../core/ladder.ts';
import { tick } from '../engine/alarms.ts';
import { Engine } from '../engine/engine.ts';
import { describeMapping, guessMapping } from '../files/mapping.ts';
import { fileHash8 } from '../files/nearest.ts';
import { readRows } from '../files/rows.ts';
import { sampleOf } from '../files/table.ts';
import { modelOf, nameOfRun, openGround, prepareDatabase, settingsFrom } from '../server/composition.ts';
import { releaseLeases } from '../store/cases.ts';
import { openDatabase, setPurpose } from '../store/database.ts';
import { CommandError, exitCodes, type Output, paint } from './output.ts';
import { fileNotFound, readProcessFile, readWiring, wiringBeside, wiringProblem } from './processFiles.ts';
import { Progress } from './progress.ts';
import { type FileToRun, feed, Labels } from './runFile.ts';
import { type RunFigures, report } from './runReport.ts';

interface RunOptions {
  readonly process: string;
  readonly input: string;
  readonly labels?: string;
  readonly out?: string;
  readonly step: string;
  readonly map?: readonly string[];
}

async function hashOfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const part of createReadStream(path)) hash.update(part as Buffer);
  return hash.digest('hex');
}

const usage = (message: string, help: string): CommandError =>
  new CommandError({ code: 'usage', message, why: 'The command line could not be followed.', do: help });

/** Opens the file, guesses which column is which, and shows the guess. */
async function openInput(options: RunOptions, agreement: Parameters<typeof guessMapping>[2], out: Output): Promise<FileToRun> {
  const { input } = options;
  if (!existsSync(input)) throw await fileNotFound(input);
  const rows = await readRows(input);
  if (!rows.ok)
    throw new CommandError({
      code: rows.problem,
      message: rows.detail,
      why: `${input} cannot be read as a table.`,
      do: 'Save it as CSV (UTF-8), XLSX or JSON lines.',
    });
  for (const note of rows.value.notes) out.say(note);
  const { labels, map } = options;
  const mapping = guessMapping(rows.value.header, await sampleOf(rows.value, 200), agreement, {
    ...(labels === undefined ? {} : { labels }),
    ...(map === undefined ? {} : { map }),
  });
  for (const line of describeMapping(mapping)) out.say(line);
  if (mapping.problems.length > 0) {
    throw new CommandError({
      code: 'mapping',
      message: mapping.problems.join(' '),
      why: 'Columns must be clear before anything is read.',
      do: 'Name them with --map COLUMN=FIELD.',
    });
  }
  if (mapping.missing.length > 0) {
    throw new CommandError({
      code: 'mapping',
      message: `No column holds ${mapping.missing.join(', ')}.`,
      why: `The columns are ${rows.value.header.join(', ')}.`,
      do: `Name it with --map COLUMN=${mapping.missing[0]}, or mark the field as optional in the agreement.`,
    });
  }
  return { rows: rows.value, mapping, folder: dirname(input), hash8: await fileHash8(input) };
}

export async function run(_args: readonly string[], given: Readonly<Record<string, unknown>>, out: Output): Promise<void> {
  const options = given as unknown as RunOptions;
  const step = ladder.find((name) => name === options.step);
  if (step === undefined) throw usage(`"${options.step}" is no step.`, `Use one of ${ladder.join(', ')}.`);
  const started = performance.now();
  const { agreement, source, path } = await readProcessFile(options.process);
  const wiringFile = wiringBeside(path, agreement.process);
  const wiring = wiringFile === null ? null : await readWiring(wiringFile);
  if (wiringFile === null) out.say(`No wiring beside ${path}: people decide every case.`);
  const file = await openInput(options, agreement, out);
  const settings = settingsFrom(process.env);
  const ground = await openGround(settings, join(settings.dataDir, 'runs'), (line) => out.say(line));
  if (!ground.ok)
    throw new CommandError({
      code: ground.problem,
      message: ground.detail,
      why: 'A run works on a database of its own.',
      do: 'Set DATABASE_URL, or FORTNIGHT_DATA to another folder.',
    });
  const { cluster, clock, random } = ground.value;
  const stop = new AbortController();
  const interrupted = (): void => stop.abort();
  process.once('SIGINT', interrupted);
  process.once('SIGTERM', interrupted);
  try {
    const parts = [
      agreement.hash,
      wiringFile === null ? '' : await hashOfFile(wiringFile),
      await hashOfFile(options.input),
      step,
      options.labels ?? '',
      ...(options.map ?? []),
    ];
    const database = nameOfRun(parts);
    const known = await cluster.hasDatabase(database);
    if (!known) await cluster.createDatabase(database);
    const migrated = await prepareDatabase(ground.value, database);
    if (!migrated.ok)
      throw new CommandError({
        code: migrated.problem,
        message: migrated.detail,
        why: 'The database could not be prepared.',
        do: 'See fortnight doctor.',
      });
    await setPurpose(cluster.ownerUrl(database), 'run');
    const db = openDatabase(cluster.appUrl(database), 6);
    const troubles: string[] = [];
    const number = async (): Promise<number> => {
      const office = await engine.officeNamed(agreement.process);
      return office.ok ? office.value.runtime.number : 0;
    };
    const labels = new Labels(() => engine);
    const engine: Engine = new Engine({
      clock,
      random,
      db,
      models: async () => {
        if (wiring === null || wiringFile === null) return null;
        return modelOf({ agreement, wiring, path: wiringFile, db, number }, { clock, random }).catch((error: unknown) => {
          throw wiringProblem(wiringFile, error);
        });
      },
      watch: (office, cases) => labels.see(office, cases),
      trouble: (what, error) => troubles.push(`${what}: ${error instanceof Error ? error.message : String(error)}`),
    });
    const installed = await engine.install(agreement.process, source, { step });
    if (!installed.ok)
      throw new CommandError({
        code: installed.problem,
        message: installed.detail,
        why: 'The agreement could not be used.',
        do: 'Run fortnight check.',
      });
    const office = installed.value;
    if (known) {
      await releaseLeases(db, office.runtime.number, clock.now());
      out.say('This run was begun before; it goes on where it stopped.');
    }
    const progress = new Progress(out, labelIn(agreement.name, agreement.language));
    const rejected = await feed(file, { engine, office, labels, signal: stop.signal, onRows: (done) => progress.show(done, null, 'rows read') });
    await settleAll(engine, labels, stop.signal);
    progress.end();
    if (stop.signal.aborted) {
      await engine.close();
      await db.end();
      const summary = 'Interrupted. Everything that was decided is kept; run the same command again to go on.';
      out.answer({ exit: exitCodes.interrupted, summary, json: { ok: false, interrupted: true } });
      return;
    }
    const figures = await report(file, options.out ?? null, { engine, office, step, onRows: (done) => progress.show(done, null, 'rows reported') });
    progress.end();
    await engine.close();
    await db.end();
    answer(out, figures, {
      step,
      rejected,
      troubles,
      seconds: (performance.now() - started) / 1000,
      emptyRows: file.rows.emptyRows,
      agreement,
      mapping: file.mapping,
      out: options.out ?? null,
    });
  } finally {
    process.removeListener('SIGINT', interrupted);
    process.removeListener('SIGTERM', interrupted);
    await cluster.stop();
  }
}

/** Until only people's work is left. */
async function settleAll(engine: Engine, labels: Labels, signal: AbortSignal): Promise<void> {
  for (;;) {
    await engine.idle();
    while (labels.answering > 0) await engine.idle();
    if (signal.aborted || !(await tick(engine))) break;
  }
  await engine.idle();
  while (labels.answering > 0) await engine.idle();
}

interface Told {
  readonly step: LadderStep;
  readonly rejected: readonly { readonly row: number; readonly why: string }[];
  readonly troubles: readonly string[];
  readonly seconds: number;
  readonly emptyRows: number;
  readonly agreement: Awaited<ReturnType<typeof readProcessFile>>['agreement'];
  readonly mapping: FileToRun['mapping'];
  readonly out: string | null;
}

const perThousand = (rate: number | null): string => (rate === null ? 'unknown' : `${(rate * 1000).toFixed(rate < 0.01 ? 1 : 0)} in 1000`);

function answer(out: Output, figures: RunFigures, told: Told): void {
  const { agreement, step, rejected, seconds } = told;
  const above = Object.entries(figures.errors).filter(([, { rateMin, tolerance }]) => rateMin !== null && tolerance !== null && rateMin > tolerance);
  const exit = figures.decided === 0 ? exitCodes.couldNotConclude : above.length > 0 ? exitCodes.no : exitCodes.yes;
  const { auto, review, fallback, outside } = figures.byRoute;
  const text = [
    `${figures.cases} cases in ${seconds.toFixed(1)} s, step ${step}`,
    `  decided      ${figures.decided}   by the AI alone ${auto} · by people ${review} · by the fallback ${fallback}${outside > 0 ? ` · outside ${outside}` : ''}`,
    `  waiting      ${figures.waiting}   for a person`,
    `  quarantined  ${figures.quarantined}   input that does not fit the agreement`,
    ...(figures.unusable > 0 ? [`  unusable     ${figures.unusable}   answers of the AI`] : []),
    ...rejected.slice(0, 10).map(({ row, why }) => `  row ${row}: ${why}`),
    ...(rejected.length > 10 ? [`  and ${rejected.length - 10} more rows`] : []),
    ...Object.entries(figures.errors).map(([kind, { count, of, rateMax, tolerance }]) => {
      const label = agreement.errors.get(kind)?.label;
      const name = label === undefined ? kind : labelIn(label, agreement.language);
      const mark = above.some(([other]) => other === kind) ? paint.red('✗') : ' ';
      const accepted = tolerance === null ? 'guarded by rules' : `accepted ${perThousand(tolerance)}`;
      return `${mark} ${name}: ${count} of ${of} ${figures.errorsOf === 'auto' ? 'decisions' : 'proposals'} · at most ${perThousand(rateMax)} · ${accepted}`;
    }),
    ...(told.out === null ? [] : [`  written to ${told.out}`]),
  ];
  const summary =
    figures.decided === 0
      ? 'No case was decided: people would have to decide them.'
      : above.length > 0
        ? `${above.length} kind${above.length === 1 ? '' : 's'} of error above what the business accepts.`
        : `${figures.decided} of ${figures.cases} cases decided.`;
  out.answer({
    exit,
    summary,
    json: {
      ok: exit === exitCodes.yes,
      step,
      ...figures,
      rejected,
      emptyRows: told.emptyRows,
      troubles: told.troubles,
      mapping: mappingJson(told.mapping),
      seconds: Math.round(seconds * 1000) / 1000,
    },
    text,
  });
}

const mappingJson = (mapping: FileToRun['mapping']) => ({
  key: mapping.key,
  label: mapping.label,
  columns: Object.fromEntries(mapping.columns.map(({ column, to }) => [column, to === null ? null : 'id' in to ? to.id : to.kind])),
});
