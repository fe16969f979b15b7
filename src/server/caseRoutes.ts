// Cases: sent in, looked up, explained. 200 is final, 202 is on its way, 422 with an id waits in quarantine; a refusal stores nothing.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type CaseAnswer, caseBody, caseQuery, type QuarantineAnswer, type RecordAnswer, waitMsMax } from '../contract/cases.ts';
import type { Page } from '../contract/problem.ts';
import type { CaseRequest } from '../core/admission.ts';
import type { FieldProblem } from '../core/input.ts';
import { later, milliseconds } from '../core/time.ts';
import { type CaseView, viewOf } from '../core/view.ts';
import { type Held, heldOf } from '../engine/held.ts';
import type { Office } from '../engine/office.ts';
import { readAs } from './bodies.ts';
import { checkId, notFound, officeFor } from './policy.ts';
import { ProblemError, refused } from './problemError.ts';
import type { ServerPorts } from './server.ts';

const isFinal = ({ step }: CaseView): boolean => step === 'decided' || step === 'discarded';

function quarantined({ state: { id, key, step } }: Held, problems: readonly FieldProblem[]): ProblemError {
  const fields = problems.map(({ field, message }) => ({ field, message }));
  const detail = problems.map(({ message }) => message).join(' ');
  const extra = { id, key, step, fields } satisfies Partial<QuarantineAnswer>;
  return new ProblemError(problems[0]?.code ?? 'invalid-input', detail.slice(0, 2000), { extra });
}

/** Takes one case in, alone or as a line of a batch; throws what refuses it. */
export async function acceptCase(
  { engine, stopping }: ServerPorts,
  office: Office,
  body: unknown,
): Promise<{ status: 200 | 202; answer: CaseAnswer }> {
  const { wait = 0, ...given } = readAs(caseBody, body);
  const opened = await engine.openIn(office, given as CaseRequest);
  if (!opened.ok) throw refused(opened);
  const { held, problems } = opened;
  const unread = held.state.step === 'quarantined' || held.state.step === 'discarded';
  if (unread && problems.length > 0) throw quarantined(held, problems);
  const until = later(engine.now(), milliseconds(Math.min(wait, waitMsMax)));
  const view = wait === 0 ? viewOf(held.state) : await engine.wait(held, until, stopping);
  const answer: CaseAnswer = { ...view, process: office.runtime.name, ...(wait > waitMsMax ? { waitCutTo: waitMsMax } : {}) };
  return { status: isFinal(view) ? 200 : 202, answer };
}

export function caseRoutes(app: FastifyInstance, ports: ServerPorts): void {
  const { engine } = ports;

  const open = {
    policy: { may: 'open', operator: false },
    says: 'Send a case in; the same key is the same case.',
    body: caseBody,
    mayHoldFiles: true,
  } as const;
  app.post<{ Params: { process: string } }>('/v1/processes/:process/cases', { config: open }, async (request, reply) => {
    if (request.body === undefined) throw new ProblemError('not-json', 'There is no body.');
    const office = await officeFor(request, engine, request.params.process);
    const { status, answer } = await acceptCase(ports, office, request.body);
    return reply.code(status).send(answer);
  });

  const reads = { may: 'read', operator: true } as const;
  const find = { policy: reads, says: 'Find a case by its key.', query: caseQuery };
  app.get<{ Params: { process: string } }>('/v1/processes/:process/cases', { config: find }, async (request): Promise<Page<CaseAnswer>> => {
    const { key } = readAs(caseQuery, request.query);
    const office = await officeFor(request, engine, request.params.process);
    const found = key.includes('\u0000') ? null : await engine.byKey(office.runtime.name, [key.normalize('NFC')]);
    const rows = found?.ok ? found.value : [];
    return { items: rows.map((row) => ({ ...viewOf(heldOf(row).state), process: office.runtime.name })), next: null };
  });

  const read = { policy: reads, says: 'A case as it stands.' };
  app.get<{ Params: { id: string } }>('/v1/cases/:id', { config: read }, async (request): Promise<CaseAnswer> => {
    const { held, office } = await caseFor(request, ports, request.params.id);
    return { ...viewOf(held.state), process: office.runtime.name };
  });

  const record = { policy: reads, says: 'Everything that the journal says of a case, in order.' };
  app.get<{ Params: { id: string } }>('/v1/cases/:id/record', { config: record }, async (request): Promise<RecordAnswer> => {
    const { held, office } = await caseFor(request, ports, request.params.id);
    const entries = await engine.record(held.state.id);
    if (!entries.ok) throw refused(entries);
    const { agreement } = office.runtime.process();
    return {
      case: { ...viewOf(held.state), process: office.runtime.name },
      agreement: { hash: agreement.hash, signedBy: office.runtime.signedBy },
      items: entries.value,
      next: null,
    };
  });
}

async function caseFor(request: FastifyRequest, { engine }: ServerPorts, id: string): Promise<{ held: Held; office: Office }> {
  checkId(request, 'case', id);
  const office = await engine.officeOfId(id);
  const held = await engine.read(id);
  if (!office.ok || !held.ok) throw notFound('case', id);
  return { held: held.value, office: office.value };
}
