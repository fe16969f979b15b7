// `fortnight status`: what each process of the running server does, what waits, and what needs somebody; the conclusion last.
import type { Page } from '../contract/problem.ts';
import type { IncidentAnswer, ProcessAnswer } from '../contract/processes.ts';
import { exitCodes, type Output } from './output.ts';
import { ServerClient } from './serverClient.ts';

interface Standing extends ProcessAnswer {
  readonly openIncidents: readonly IncidentAnswer[];
}

const counted = (figures: Readonly<Record<string, number>>): string =>
  Object.entries(figures)
    .filter(([, n]) => n > 0)
    .map(([name, n]) => `${name} ${n}`)
    .join(' · ') || 'none';

const plural = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;
const minuteOf = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;

function lines({
  process,
  title,
  step,
  means,
  pausedBy,
  agreement,
  ai,
  certificate,
  cases,
  routes,
  waiting,
  nextDueAt,
  openIncidents,
}: Standing): string[] {
  const proof =
    certificate === null
      ? 'none: people decide every case'
      : `for ${certificate.model}, from score ${certificate.threshold}, until ${certificate.until.slice(0, 10)}`;
  return [
    `${title} (${process})`,
    `  step         ${step}: ${means}`,
    ...(pausedBy === null ? [] : [`  paused       by ${pausedBy}: people decide everything`]),
    `  agreement    ${agreement.hash.slice(0, 12)}, ${agreement.signedBy === null ? 'not signed' : `signed by ${agreement.signedBy}`}`,
    ...(ai === null ? ['  AI           none'] : []),
    `  certificate  ${proof}`,
    `  cases        ${counted(cases)}`,
    `  decided by   ${counted(routes)}`,
    `  waiting      ${waiting} for a person${nextDueAt === null ? '' : `, the next deadline is ${minuteOf(nextDueAt)}`}`,
    ...openIncidents.map(({ kind, owner, acknowledgedBy, count, say }) => {
      const who = acknowledgedBy === null ? (owner ?? 'nobody is named') : `${acknowledgedBy} has taken it up`;
      return `  incident     ${kind}${count > 1 ? ` ×${count}` : ''}: ${say} (${who})`;
    }),
    '',
  ];
}

function conclusion(standings: readonly Standing[]): string {
  const waiting = standings.reduce((sum, one) => sum + one.waiting, 0);
  const incidents = standings.flatMap(({ openIncidents }) => openIncidents);
  const unowned = incidents.filter(({ owner, acknowledgedBy }) => owner === null && acknowledgedBy === null).length;
  const asked = [
    ...new Set(incidents.filter(({ acknowledgedBy }) => acknowledgedBy === null).flatMap(({ owner }) => (owner === null ? [] : [owner]))),
  ];
  const people = waiting === 0 ? 'nothing waits for a person' : `${plural(waiting, 'case waits', 'cases wait')} for a person`;
  const trouble =
    incidents.length === 0
      ? 'no incident is open'
      : `${plural(incidents.length, 'incident is', 'incidents are')} open${asked.length > 0 ? ` and ${asked.join(', ')} must answer` : ''}` +
        (unowned > 0 ? `, ${unowned} of them with nobody named` : '');
  return `${plural(standings.length, 'process', 'processes')}: ${people}, and ${trouble}.`;
}

export async function status(_args: readonly string[], options: Readonly<Record<string, unknown>>, out: Output): Promise<void> {
  const server = await ServerClient.open(process.env);
  const named = options.process === undefined ? null : String(options.process);
  const answers =
    named === null
      ? (await server.get<Page<ProcessAnswer>>('/v1/processes')).items
      : [await server.get<ProcessAnswer>(`/v1/processes/${encodeURIComponent(named)}`)];
  const standings: Standing[] = [];
  for (const answer of answers) {
    const { items } = await server.get<Page<IncidentAnswer>>(`/v1/processes/${encodeURIComponent(answer.process)}/incidents`);
    standings.push({ ...answer, openIncidents: items });
  }
  out.answer({ exit: exitCodes.yes, summary: conclusion(standings), json: { ok: true, processes: standings }, text: standings.flatMap(lines) });
}
