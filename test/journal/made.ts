// A journal for tests: made by the real engine, with everything that can be personal in it, and roots signed on the way.
import { hours, instant, later } from '../../src/core/time.ts';
import { nextDueAt, tick } from '../../src/engine/alarms.ts';
import { SeededRandom } from '../../src/engine/clock.ts';
import { PersonActs } from '../../src/engine/personActs.ts';
import { journalBlocks } from '../../src/store/journal.ts';
import { listProcesses } from '../../src/store/processes.ts';
import { openReviewOf } from '../../src/store/reviews.ts';
import { type RootSigner, rootSigner } from '../../src/store/rootKey.ts';
import { rootsForExport, signRoot } from '../../src/store/roots.ts';
import { answerOf, loans, modelThat, openOffice, type TestOffice } from '../office.ts';

export const signerOf = (seed: string): RootSigner => {
  const signer = rootSigner(Buffer.from(new SeededRandom(seed).bytes(32)).toString('hex'), 'the test');
  if (!signer.ok) throw new Error(signer.detail);
  return signer.value;
};
export const signer = signerOf('the key of the installation');

/** One planted value for each way in. None of them may ever stand in the journal, and none anywhere after an erasure. */
export const planted = {
  field: 'Zimtstern7731Feld',
  unknownField: 'Zimtstern7731Zusatz',
  proposalFill: 'Zimtstern7731Vorschlag',
  proposalReason: 'Zimtstern7731Begruendung',
  citation: 'Zimtstern7731Zitat',
  rawAnswer: 'Zimtstern7731Rohantwort',
  rawFill: 'Zimtstern7731Auswahl',
  personFill: 'Zimtstern7731Rueckfrage',
  personReason: 'Zimtstern7731Grund',
  handOnReason: 'Zimtstern7731Weitergabe',
  contestReason: 'Zimtstern7731Einspruch',
  labelFill: 'Zimtstern7731Etikett',
  quarantined: 'Zimtstern7731Quarantaene',
  discardWhy: 'Zimtstern7731Verworfen',
  key: 'Zimtstern7731Schluessel',
} as const;

/** The small loans, with personal keys and a fill that the AI chooses from a list. */
const agreement = `${loans.replace('case: request\n', 'case: request\nkey: { personal: yes }\n')}fills:
  size: { type: choice, values: [small, large], optional: true }
`;

/** What the AI says depends on the key of the case. */
const model = modelThat(({ key }) => {
  const { proposalFill, proposalReason, citation, rawAnswer, rawFill } = planted;
  const said = answerOf('accept');
  if (!said.ok) return said;
  const answered = (answer: unknown): typeof said => ({ ok: true, answer: { ...said.answer, answer, text: JSON.stringify(answer) } });
  if (key.includes('asks')) return answered({ decision: 'ask', fills: { question: proposalFill }, reason: proposalReason, cite: [citation] });
  if (key.includes('decides nonsense')) return answered({ decision: rawAnswer });
  if (key.includes('fills nonsense')) return answered({ decision: 'accept', fills: { size: rawFill } });
  return said;
});

export interface Made {
  readonly office: TestOffice;
  readonly acts: PersonActs;
  readonly cases: readonly string[];
}

/** Opens cases that go every way, and signs a root after each third of them. */
export async function makeJournal(rounds: number): Promise<Made> {
  const office = await openOffice({ agreement, model, receiver: async () => true });
  const acts = new PersonActs(office.engine);
  const cases: string[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const way of ['asks', 'decides nonsense', 'fills nonsense', 'is plain', 'is unreadable'] as const) {
      cases.push(await oneCase(office, acts, way, round));
    }
    office.clock.advanceTo(later(office.clock.now(), hours(1)));
    await doWhatIsDue(office);
    await signRoot(office.db, signer, office.clock.now());
  }
  return { office, acts, cases };
}

async function doWhatIsDue({ engine, clock }: TestOffice): Promise<void> {
  for (let next = await nextDueAt(engine); next !== null && next <= clock.now(); next = await nextDueAt(engine)) {
    if (!(await tick(engine))) break;
    await engine.idle();
  }
}

const must = <T extends { readonly ok: boolean }>(result: T): Extract<T, { readonly ok: true }> => {
  if (!result.ok) throw new Error(JSON.stringify(result));
  return result as Extract<T, { readonly ok: true }>;
};

async function oneCase(office: TestOffice, acts: PersonActs, way: string, round: number): Promise<string> {
  const { engine, clock } = office;
  const input =
    way === 'is unreadable'
      ? { amount: planted.quarantined, text: planted.quarantined }
      : { amount: '480.00', text: planted.field, other: planted.unknownField };
  const { id } = must(await engine.open('loans', { key: `${planted.key} ${way} ${round}`, input })).held.state;
  await engine.idle();
  if (way === 'is unreadable') {
    must(await acts.discard(id, 'Nadia', planted.discardWhy));
    return id;
  }
  const question = async (): Promise<string> => (await openReviewOf(office.db, 1, id, 'decide'))?.id ?? '';
  must(await acts.pass(await question(), 'Nadia', 'Cover', planted.handOnReason));
  must(await acts.decide(await question(), 'Nadia', { decision: 'ask', fills: { question: planted.personFill }, reason: planted.personReason }));
  clock.advanceTo(instant(clock.now() + 60_000));
  await doWhatIsDue(office);
  must(await acts.contest(id, 'Jean', planted.contestReason));
  must(await acts.decide(await question(), 'Jean', { decision: 'refuse', reason: planted.personReason }));
  clock.advanceTo(instant(clock.now() + 60_000));
  await doWhatIsDue(office);
  must(await acts.outcome(id, 'caller', { decision: 'ask', fills: { question: planted.labelFill } }));
  return id;
}

export interface Exported {
  readonly lines: readonly string[];
  readonly roots: readonly string[];
}

/** What `journal export` writes. */
export async function exported({ office }: Made): Promise<Exported> {
  const roots = await rootsForExport(office.db, signer, office.clock.now());
  const lines: string[] = [];
  for (const { process } of await listProcesses(office.db)) {
    for await (const block of journalBlocks(office.db, process)) lines.push(...block.split('\n').filter((line) => line !== ''));
  }
  return { lines, roots };
}
