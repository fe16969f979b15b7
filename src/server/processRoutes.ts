// Processes: how each stands, and what needs somebody.

import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Page } from '../contract/problem.ts';
import type { IncidentAnswer, ProcessAnswer } from '../contract/processes.ts';
import { labelIn } from '../core/agreement.ts';
import { caseSteps, routes } from '../core/caseTypes.ts';
import { incidentKinds } from '../core/incident.ts';
import { ladderMeaning } from '../core/ladder.ts';
import { type Instant, instant, isoOf } from '../core/time.ts';
import type { Office } from '../engine/office.ts';
import { countCases } from '../store/cases.ts';
import { nextDeadline } from '../store/overview.ts';
import { listProcesses } from '../store/processes.ts';
import { countOpenReviews } from '../store/reviews.ts';
import { officeFor } from './policy.ts';
import { refused } from './problemError.ts';
import type { ServerPorts } from './server.ts';

const iso = (at: Instant | null): string | null => (at === null ? null : isoOf(at));

async function processAnswer({ engine }: ServerPorts, { runtime }: Office): Promise<ProcessAnswer> {
  const { agreement, step, pausedBy, certificate, wiringHash } = runtime.process();
  const { number, name, signedBy } = runtime;
  const counts = await countCases(engine.db, number);
  const sumOf = (fits: (row: (typeof counts)[number]) => boolean): number => counts.filter(fits).reduce((sum, { n }) => sum + n, 0);
  const waiting = await countOpenReviews(engine.db, number);
  const dueAt = await nextDeadline(engine.db, number);
  return {
    process: name,
    title: labelIn(agreement.name, agreement.language),
    step,
    means: ladderMeaning[step],
    pausedBy,
    owner: agreement.people.owner,
    agreement: { hash: agreement.hash, signedBy },
    ai: wiringHash === null ? null : { wiring: wiringHash },
    certificate:
      certificate === null
        ? null
        : { id: certificate.id, model: certificate.model, threshold: certificate.threshold, until: isoOf(certificate.until) },
    cases: Object.fromEntries(caseSteps.map((of) => [of, sumOf((row) => row.step === of)])) as ProcessAnswer['cases'],
    routes: Object.fromEntries(routes.map((of) => [of, sumOf((row) => row.route === of)])) as ProcessAnswer['routes'],
    waiting: waiting.reduce((sum, { n }) => sum + n, 0),
    nextDueAt: dueAt === null ? null : isoOf(instant(dueAt)),
    incidents: runtime.incidents.size,
  };
}

/** The processes that whoever asks may know of. */
async function officesFor(request: FastifyRequest, { engine }: ServerPorts): Promise<readonly Office[]> {
  if (request.identity?.kind === 'token') return [await officeFor(request, engine, request.identity.process)];
  const offices: Office[] = [];
  for (const { process } of await listProcesses(engine.db)) {
    const office = await engine.officeOf(process);
    if (office !== null && office.runtime.agreement !== null) offices.push(office);
  }
  return offices;
}

export function processRoutes(app: FastifyInstance, ports: ServerPorts): void {
  const { engine } = ports;
  const reads = { may: 'read', operator: true } as const;

  const list = { policy: reads, says: 'The processes and how they stand.' };
  app.get('/v1/processes', { config: list }, async (request): Promise<Page<ProcessAnswer>> => {
    const items: ProcessAnswer[] = [];
    for (const office of await officesFor(request, ports)) items.push(await processAnswer(ports, office));
    return { items, next: null };
  });

  const one = { policy: reads, says: 'A process and how it stands.' };
  app.get<{ Params: { process: string } }>('/v1/processes/:process', { config: one }, async (request) =>
    processAnswer(ports, await officeFor(request, engine, request.params.process)),
  );

  const incidents = { policy: reads, says: 'Open incidents, each with the person who is asked now.' };
  app.get<{ Params: { process: string } }>(
    '/v1/processes/:process/incidents',
    { config: incidents },
    async (request): Promise<Page<IncidentAnswer>> => {
      const office = await officeFor(request, engine, request.params.process);
      const open = await engine.openIncidents(office.runtime.name);
      if (!open.ok) throw refused(open);
      const items = open.value.map(({ id, kind, say, owner, openedAt, acknowledgeBy, acknowledgedBy, count }) => {
        const { means } = incidentKinds[kind];
        return { id, kind, means, say, owner, openedAt: isoOf(openedAt), acknowledgeBy: iso(acknowledgeBy), acknowledgedBy, count };
      });
      return { items, next: null };
    },
  );
}
