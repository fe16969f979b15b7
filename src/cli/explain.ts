// `fortnight explain CASE`: the outcome in a sentence, why, under which agreement and rule, and everything that happened, in order.
import type { CaseAnswer, RecordAnswer } from '../contract/cases.ts';
import type { Page } from '../contract/problem.ts';
import { processOfId } from '../core/ids.ts';
import type { JournalKind, JournalLine } from '../core/journal.ts';
import { CommandError, exitCodes, type Output } from './output.ts';
import { ServerClient } from './serverClient.ts';

type Data = Readonly<Record<string, unknown>>;

const minuteOf = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
const timeOf = (ms: unknown): string => (typeof ms === 'number' ? minuteOf(new Date(ms).toISOString()) : 'never');
const words = (value: unknown): string => (value === null || value === undefined ? 'nothing' : String(value));

/** What each entry of a case says, in a sentence; kinds that no case has are left to their name. */
const sentences: Partial<Record<JournalKind, (data: Data, by: string) => string>> = {
  opened: ({ dueAt, step }, by) => `came in from ${by}, step ${words(step)}, to be decided by ${timeOf(dueAt)}`,
  proposed: ({ decision, score }, by) =>
    `${by} proposed "${words(decision)}"${score === null ? ' without a score' : `, score ${words(Math.round(Number(score) * 1000) / 1000)}`}`,
  modelFailed: ({ failure }) => `the AI gave no usable answer (${words(failure)})`,
  asked: ({ team, why, blind }) => `${words(team)} was asked${blind === true ? ', without seeing the proposal' : ''}: ${words(why)}`,
  handedOn: ({ team }, by) => `${by} gave it to ${words(team)}`,
  postponed: ({ until }, by) => `${by} put it off until ${timeOf(until)}`,
  reviewed: ({ decision }, by) => `${by} answered "${words(decision)}"`,
  decided: ({ value, route }, by) => `decided "${words(value)}" by ${by}, route ${words(route)}`,
  undone: (_, by) => `${by} took the decision back`,
  expired: ({ waitedFor }) => `nobody answered in time (${words(waitedFor)})`,
  contested: (_, by) => `${by} contested the decision`,
  effectSent: ({ kind }) => `the effect went out (${words(kind)})`,
  outcomeKnown: ({ decision }, by) => `${by} said that "${words(decision)}" was right`,
  quarantined: () => 'the agreement could not read it',
  repaired: (_, by) => `${by} repaired the input`,
  discarded: (_, by) => `${by} discarded it`,
  labelled: ({ decision, provenance }) => `"${words(decision)}" is its label (${words(provenance)})`,
  erased: (_, by) => `its content was erased by ${by}`,
};

const sentenceOf = ({ kind, data, by }: JournalLine): string => sentences[kind]?.(data, by) ?? `${kind} by ${by}`;

/** How the case stands, in one sentence. */
function outcome(one: CaseAnswer, last: JournalLine | undefined): string {
  const { key, step, decision, dueAt, effectAt } = one;
  const due = dueAt === null ? '' : `, due by ${minuteOf(dueAt)}`;
  if (decision !== null) {
    const what = decision.value === null ? 'ended without a known decision' : `was decided "${decision.value}"`;
    const held = effectAt === undefined ? '' : `; it can be taken back until ${minuteOf(effectAt)}`;
    return `${key} ${what} on ${minuteOf(decision.at)} by ${decision.by}${held}.`;
  }
  if (step === 'reviewing') return `${key} waits for ${last === undefined ? 'a person' : words(last.data.team)}${due}.`;
  if (step === 'quarantined') return `${key} is in quarantine: somebody must repair or discard it${due}.`;
  if (step === 'discarded') return `${key} was discarded.`;
  if (step === 'observing') return `${key} is observed: its decision falls outside${due}.`;
  return `${key} is with the AI${due}.`;
}

const lastOf = (items: readonly JournalLine[], kind: JournalKind): JournalLine | undefined => items.filter((line) => line.kind === kind).at(-1);

function explanation({ case: one, agreement, items }: RecordAnswer): readonly string[] {
  const asked = lastOf(items, 'asked');
  const why = one.decision?.why ?? (one.step === 'reviewing' ? words(asked?.data.why) : null);
  const under = words((lastOf(items, 'decided') ?? lastOf(items, 'opened'))?.data.agreement);
  const signed = under === agreement.hash ? (agreement.signedBy === null ? 'not signed' : `signed by ${agreement.signedBy}`) : 'a former version';
  return [
    ...(why === null ? [] : [`  why        ${why}`]),
    `  agreement  ${under.slice(0, 12)} of ${one.process}, ${signed}`,
    `  case       ${one.id}`,
    ...(one.decision?.certificate ? [`  certificate ${one.decision.certificate}`] : []),
    '',
    ...items.map((line) => `  ${minuteOf(line.at)}  #${line.seq}  ${sentenceOf(line)}`),
    '',
  ];
}

async function idOf(server: ServerClient, name: string, process: string | null): Promise<string> {
  if (process === null) {
    if (processOfId(name) !== null) return name;
    const why = `"${name}" is no id of a case, so it is read as a key.`;
    throw new CommandError({ code: 'usage', message: 'A key needs its process.', why, do: `Try: fortnight explain ${name} --process NAME` });
  }
  const path = `/v1/processes/${encodeURIComponent(process)}/cases?key=${encodeURIComponent(name)}`;
  const [found] = (await server.get<Page<CaseAnswer>>(path)).items;
  if (found !== undefined) return found.id;
  if (processOfId(name) !== null) return name;
  throw new CommandError({
    code: 'not-found',
    message: `There is no case with the key "${name}" in ${process}.`,
    why: 'Cases are found by the key that their sender gave them, or by their id.',
    do: 'Check the key; fortnight status lists the processes.',
  });
}

export async function explain(args: readonly string[], options: Readonly<Record<string, unknown>>, out: Output): Promise<void> {
  const server = await ServerClient.open(process.env);
  const id = await idOf(server, args[0] ?? '', options.process === undefined ? null : String(options.process));
  const record = await server.get<RecordAnswer>(`/v1/cases/${encodeURIComponent(id)}/record`);
  const summary = outcome(record.case, lastOf(record.items, 'asked'));
  const timeline = record.items.map((line) => ({ seq: line.seq, at: line.at, kind: line.kind, by: line.by, say: sentenceOf(line) }));
  out.answer({
    exit: exitCodes.yes,
    summary,
    json: { ok: true, case: record.case, agreement: record.agreement, timeline, record: record.items },
    text: explanation(record),
  });
}
