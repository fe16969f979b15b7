// A small agreement for tests of this folder.
import type { Agreement, Field, Label } from '../../core/agreement.ts';
import { days, hours, minutes } from '../../core/time.ts';

const label = (en: string): Label => ({ en: [en], fr: [en], de: [en] });
const field = (id: string, type: Field['type'], values: readonly string[] = []): Field => ({
  id,
  type,
  label: label(id),
  optional: false,
  personal: false,
  values: new Map(values.map((value) => [value, label(value)])),
  unit: null,
  currency: type === 'money' ? 'CHF' : null,
  show: null,
  subject: false,
});
const byId = (fields: readonly Field[]): ReadonlyMap<string, Field> => new Map(fields.map((one) => [one.id, one]));
const decision = (id: string, needs: string | null = null) =>
  [id, { id, label: label(id), undoFor: null, needs, neverByAi: false, audit: 'after' as const }] as const;
const elapsed = (length: ReturnType<typeof minutes>) => ({ length, counted: 'elapsed' as const });

export function testAgreement(rankedBy: readonly string[] = ['score']): Agreement {
  return {
    process: 'invoices',
    name: label('Invoices'),
    case: label('invoice'),
    language: 'en',
    locale: 'en-CH',
    purpose: null,
    expect: {
      casesPerWeek: null,
      minutesPerCaseByHand: null,
      hoursSavedPerWeek: null,
      decidedByAi: null,
      decidedInTime: null,
      usedEveryWeek: null,
    },
    reviewAgreementBy: null,
    people: {
      owner: 'Claire Favre',
      deputies: [],
      sponsor: null,
      budgetHolder: null,
      answerWithin: elapsed(hours(2)),
      reviewers: null,
      coverReviewers: null,
      coverFrom: elapsed(hours(2)),
      handOnTo: [],
      projectTeam: [],
      fourEyes: true,
    },
    deadline: elapsed(hours(8)),
    calendar: { weekdays: [1, 2, 3, 4, 5], from: 480, to: 1080, timezone: 'Europe/Zurich', holidays: [] },
    keyIsPersonal: false,
    fields: byId([field('supplier', 'text'), field('amount', 'money'), field('message', 'text'), field('document', 'file')]),
    fills: byId([field('costCentre', 'choice', ['4410', '4420'])]),
    decisions: new Map([decision('pay'), decision('query', 'question'), decision('refuse', 'reason')]),
    personDecidesWhen: [],
    otherwise: {
      aiDecides: 'when certified',
      sureness: 0.9,
      certificateLasts: days(90),
      rankedBy,
      checkedAtRandom: { assisted: { count: 1, of: 2 }, supervised: { count: 1, of: 5 }, autonomous: { count: 1, of: 10 } },
      exposure: { cases: null, money: null },
      inARow: null,
      cannotTell: 'error',
      costPerCase: null,
    },
    fallback: null,
    changesInWork: [],
    errors: new Map(),
    budgets: {
      fallbackShare: null,
      fallbackShareInTrouble: null,
      reviewShare: null,
      withoutAi: null,
      noticeWithin: { aiDown: null, aiChanged: null, aiWorse: null, noCases: null, checksStopped: null },
      slip: {},
      falseAlarms: null,
      aiCost: { perCase: null, perDay: null, perMonth: null },
      onPurpose: null,
    },
    overload: null,
    notify: { owner: [], sponsor: [], reviewers: [], undeliveredAfter: minutes(10), quiet: null, digest: null },
    keep: { decisions: null, aiInputs: days(90), personal: null },
    hash: 'a',
    trustHash: 'b',
  };
}
