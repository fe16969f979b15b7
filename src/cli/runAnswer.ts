// What a run answers: figures as lines for people and as JSON, and the exit code, which is the same in both.
import { basename } from 'node:path';
import { type Agreement, labelIn } from '../core/agreement.ts';
import type { LadderStep } from '../core/ladder.ts';
import type { Mapping } from '../files/mapping.ts';
import { type Answer, type ExitCode, exitCodes, paint } from './output.ts';
import type { FileToRun } from './runFile.ts';
import type { KindCount, RowNote, RunFigures } from './runReport.ts';

export interface Told {
  readonly agreement: Agreement;
  readonly file: FileToRun;
  readonly step: LadderStep;
  readonly troubles: readonly string[];
  readonly seconds: number;
  readonly out: string | null;
}

const isOver = ({ rateMin, tolerance }: KindCount): boolean => rateMin !== null && tolerance !== null && rateMin > tolerance;
const isWithin = ({ rateMax, tolerance }: KindCount): boolean => rateMax !== null && tolerance !== null && rateMax <= tolerance;
const number = (n: number): string => n.toLocaleString('en-US');
const perThousand = (rate: number): string => `${(rate * 1000).toFixed(rate < 0.01 ? 1 : 0)} in 1000`;
const counted = (n: number, one: string, many = `${one}s`): string => `${number(n)} ${n === 1 ? one : many}`;

function listed(rows: readonly RowNote[], count: number): readonly string[] {
  const lines = rows.slice(0, 10).map(({ row, why }) => `      row ${row}: ${why}`);
  return count > 10 ? [...lines, `      and ${number(count - 10)} more; --json lists them`] : lines;
}

function kindLine(agreement: Agreement, id: string, kind: KindCount, errorsOf: RunFigures['errorsOf']): string {
  const label = agreement.errors.get(id)?.label;
  const name = label === undefined ? id : labelIn(label, agreement.language);
  const verdict =
    kind.tolerance === null
      ? '  guarded by rules'
      : kind.of === 0
        ? '– nothing to compare'
        : isOver(kind)
          ? paint.red('✗ over')
          : isWithin(kind)
            ? paint.green('✓ within')
            : '! too close to say';
  const accepted = kind.tolerance === null ? '' : ` · accepted ${perThousand(kind.tolerance)}`;
  const most = kind.rateMax === null ? '' : ` · at most ${perThousand(kind.rateMax)}`;
  return `  ${verdict}  ${name}: ${kind.count} in ${number(kind.of)} ${errorsOf === 'auto' ? 'decisions of the AI' : 'proposals'}${most}${accepted}`;
}

function lines(figures: RunFigures, errors: Readonly<Record<string, KindCount>>, told: Told): readonly string[] {
  const { agreement, file, step, out, troubles } = told;
  const { auto, review, fallback, outside } = figures.byRoute;
  const { quarantine, rejected, unreadLabels } = figures;
  const row = (name: string, count: number, note: string): readonly string[] =>
    count === 0 ? [] : [`  ${name.padEnd(14)}${number(count).padStart(8)}   ${note}`];
  const unread = figures.unusable > 0 ? `, ${number(figures.unusable)} could not be read` : '';
  const name = labelIn(agreement.name, agreement.language);
  const routes = [`by the AI alone ${number(auto)}`, `by people ${number(review)}`, `by the fallback ${number(fallback)}`];
  if (outside > 0) routes.push(`outside ${number(outside)}`);
  return [
    `${name} · ${counted(figures.cases, 'case')} from ${basename(file.path)} · step ${step} · ${told.seconds.toFixed(1)} s`,
    '',
    `  ${'decided'.padEnd(14)}${number(figures.decided).padStart(8)}   ${routes.join(' · ')}`,
    ...row('waiting', figures.waiting, 'for a person'),
    ...row('no proposal', figures.withoutProposal, `the AI gave no usable answer${unread}`),
    ...row('unfinished', figures.unfinished, 'run the same command again'),
    ...row('quarantined', quarantine.count, 'the row does not fit the agreement'),
    ...listed(quarantine.rows, quarantine.count),
    ...row('not taken', rejected.count, 'the row is no case'),
    ...listed(rejected.rows, rejected.count),
    ...row('repeated', figures.repeated, 'the same row again, counted once'),
    ...row('without label', unreadLabels.count, 'what people filled in cannot be read'),
    ...listed(unreadLabels.rows, unreadLabels.count),
    ...troubles.slice(0, 5).map((trouble) => `  trouble: ${trouble}`),
    ...(Object.keys(errors).length === 0 ? [] : ['']),
    ...Object.entries(errors).map(([id, kind]) => kindLine(agreement, id, kind, figures.errorsOf)),
    ...(out === null ? [] : ['', `  decisions in ${out}`]),
    '',
  ];
}

function summaryOf(figures: RunFigures, over: number): string {
  const { decided, cases } = figures;
  if (figures.rows === 0) return 'The file has no rows';
  if (decided === 0) return 'Nothing was decided: every case waits for a person';
  const silent = figures.withoutProposal > 0 && figures.withoutProposal === cases - figures.quarantine.count;
  const all = `${number(decided)} of ${counted(cases, 'case')} decided${silent ? ', none with a proposal of an AI' : ''}`;
  return over === 0 ? all : `${all}, ${counted(over, 'kind')} of error more frequent than accepted`;
}

function exitOf(figures: RunFigures, over: number): ExitCode {
  if (figures.decided === 0) return exitCodes.couldNotConclude;
  return over > 0 ? exitCodes.no : exitCodes.yes;
}

const mappingJson = (mapping: Mapping) => ({
  key: mapping.key,
  label: mapping.label,
  columns: Object.fromEntries(mapping.columns.map(({ column, to }) => [column, to === null ? null : 'id' in to ? to.id : to.kind])),
});

export function answerOf(figures: RunFigures, told: Told): Answer {
  const { agreement, file, step, troubles, seconds } = told;
  const errors = file.mapping.label === null ? {} : figures.errors(agreement);
  const over = Object.values(errors).filter(isOver).length;
  const exit = exitOf(figures, over);
  const { rows, cases, decided, byRoute, waiting, errorsOf, unusable, withoutProposal, unfinished, repeated } = figures;
  return {
    exit,
    summary: summaryOf(figures, over),
    text: lines(figures, errors, told),
    json: {
      ...{ ok: exit === exitCodes.yes, step, cases, decided, byRoute, waiting, quarantined: figures.quarantine.count, errors, errorsOf },
      ...{ unusable, withoutProposal, unfinished, rows, emptyRows: file.rows.emptyRows, repeated },
      ...{ quarantine: figures.quarantine.rows, rejected: figures.rejected.rows, unreadLabels: figures.unreadLabels.rows },
      ...{ mapping: mappingJson(file.mapping), troubles, seconds: Math.round(seconds * 1000) / 1000 },
    },
  };
}
