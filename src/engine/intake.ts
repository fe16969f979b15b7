// Intake: a request becomes a case, once per key. The answer is given after the commit that holds the case.
import { type Admission, admit, type CaseRequest } from '../core/admission.ts';
import { advanceCase, openCase } from '../core/case.ts';
import type { CaseEvent, CaseState, Step } from '../core/caseTypes.ts';
import { publicId } from '../core/ids.ts';
import type { FieldProblem } from '../core/input.ts';
import { ok, type Refusal, type Result, refuse } from '../core/problems.ts';
import type { Random } from '../core/time.ts';
import type { CaseRow } from '../store/cases.ts';
import { type Held, heldOf } from './held.ts';
import type { Ledger } from './ledger.ts';
import type { Item } from './scribe.ts';
import { keyedHash } from './seal.ts';

export type Opened = { readonly ok: true; readonly held: Held; readonly isNew: boolean; readonly problems: readonly FieldProblem[] } | Refusal;

/** Names of fields in which two inputs differ; values are nobody's business here. */
function differences(row: CaseRow, admission: Admission): string {
  // A case in quarantine has no values yet: what came in stands in `extra`, and is compared with what came in now.
  const values = JSON.parse(row.input ?? 'null') as Record<string, unknown> | null;
  const known = values ?? (JSON.parse(row.extra ?? '{}') as Record<string, unknown> | null) ?? {};
  const given = ((values === null ? admission.raw : (admission.values ?? admission.raw)) ?? {}) as Record<string, unknown>;
  const names = new Set([...Object.keys(known), ...Object.keys(given)]);
  const differing = [...names].filter((name) => JSON.stringify(known[name] ?? null) !== JSON.stringify(given[name] ?? null));
  return differing.length === 0 ? 'in fields that the agreement does not name' : `in ${differing.slice(0, 20).join(', ')}`;
}

export interface OpenPorts {
  readonly random: Random;
  eventNow(state: CaseState): CaseEvent | null;
}

/** One request on its way in. */
export class OpenItem implements Item<Opened> {
  readonly key: string;
  #admission: Admission;
  /** Hash of the agreement that the request was read under. */
  #agreement: string;
  readonly #request: CaseRequest;
  readonly #by: string;
  readonly #ports: OpenPorts;
  readonly #salt: string;
  #known: CaseRow | undefined;
  /** What the AI said at once; it is not asked again when the commit has to be computed again. */
  #said: { readonly id: string; readonly event: CaseEvent } | null = null;

  constructor(request: CaseRequest, admission: Admission, agreement: string, by: string, ports: OpenPorts) {
    this.key = admission.key;
    this.#request = request;
    this.#agreement = agreement;
    this.#admission = admission;
    this.#by = by;
    this.#ports = ports;
    this.#salt = Buffer.from(ports.random.bytes(16)).toString('hex');
  }

  see(row: CaseRow | undefined): void {
    this.#known = row;
  }

  compute(ledger: Ledger): Opened {
    const read = this.#readUnder(ledger);
    if (!read.ok) return read;
    return this.#known === undefined ? this.#open(ledger) : this.#again(this.#known);
  }

  /** Another agreement may have come into force since the request was read; what stands at the head counts. */
  #readUnder(ledger: Ledger): Result<null> {
    const { agreement } = ledger.process;
    if (agreement.hash === this.#agreement) return ok(null);
    const again = admit(agreement, this.#request, ledger.now);
    if (!again.ok) return again;
    this.#admission = again.value;
    this.#agreement = agreement.hash;
    this.#said = null;
    return ok(null);
  }

  #open(ledger: Ledger): Opened {
    const { values, extra, raw, problems, receivedAt, outside, key } = this.#admission;
    const id = this.#said?.id ?? publicId(ledger.runtime.number, ledger.now, this.#ports.random.bytes(10));
    const opening = { id, key, raw, values, problems, receivedAt, outside, by: this.#by };
    const given = {
      salt: this.#salt,
      inputHash: keyedHash(this.#salt, raw),
      input: values === null ? 'null' : JSON.stringify(values),
      extra: values === null ? JSON.stringify(raw) : Object.keys(extra).length === 0 ? null : JSON.stringify(extra),
    };
    const opened = openCase(ledger.process, opening, ledger.now);
    const held = ledger.open(this.#answerNow(ledger, opened), given, raw);
    return { ok: true, held, isNew: true, problems };
  }

  /** Where the AI answers at once and for nothing, case and decision are one commit; nothing is answered before that. */
  #answerNow(ledger: Ledger, opened: Step): Step {
    if (opened.state.step !== 'proposing') return opened;
    if (this.#said === null) {
      const event = ledger.askNow(() => this.#ports.eventNow(opened.state));
      if (event !== null) this.#said = { id: opened.state.id, event };
    }
    if (this.#said === null) return opened;
    const { state, effects } = advanceCase(ledger.process, opened.state, this.#said.event, ledger.now);
    return { state, effects: [...opened.effects.filter(({ kind }) => kind !== 'propose'), ...effects] };
  }

  /** The key is known: the same input gets the same case, another input is refused. */
  #again(row: CaseRow): Opened {
    if (row.salt === null) return refuse('erased', `The case with the key "${this.key}" was erased.`);
    if (keyedHash(row.salt, this.#admission.raw) === row.inputHash) {
      return { ok: true, held: heldOf(row), isNew: false, problems: this.#admission.problems };
    }
    return refuse('key-taken', `The key "${this.key}" is known with another input: it differs ${differences(row, this.#admission)}.`);
  }
}
