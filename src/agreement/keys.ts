// Every key of an agreement, once: what it says, an example, and what may stand there. Reading, JSON Schema and documentation follow from it.
import { fieldTypes } from '../core/agreement.ts';
import { isCurrency } from '../core/quantities.ts';
import { changed, type Keys, type Kind, key, list, named, object, oneOf, type Read, scalar, shortOr, text, yesNo } from './kinds.ts';
import { label } from './labels.ts';
import * as is from './scalars.ts';

const version: Kind<string> = scalar(
  'the number 1',
  (value) => {
    if (value === '1') return { ok: true, value };
    const message = `"${value}" is not a version of this form.`;
    return { ok: false, code: 'bad-version', message, why: 'This program reads version 1.', do: 'Write 1.', instead: '1' };
  },
  { const: 1 },
);

const fieldKeys = {
  type: key(oneOf(fieldTypes), 'What a value is: text, choice, money, number, date, yesno or file.', 'money'),
  label: key(label, 'The words that people write and read for it. Default: the id in words.', { en: 'amount', fr: 'le montant', de: 'der Betrag' }),
  optional: key(yesNo, 'Whether it may be missing. Default: no.', true),
  personal: key(yesNo, 'Personal values never stand in the journal and can be erased. Default: yes for text and file, else no.', 'no'),
  values: key(named(label, 'the possible values', { form: 'any', list: true }), 'Choice only: each value with its words.', {
    known: 'known',
    new: 'new',
  }),
  unit: key(text, 'Shown after a number.', '%'),
  currency: key(
    scalar('a currency such as CHF', (value) =>
      isCurrency(value)
        ? { ok: true, value }
        : {
            ok: false,
            code: 'unknown-currency',
            message: `"${value}" is not a currency.`,
            why: 'Amounts are compared exactly.',
            do: 'Write CHF, EUR, …',
          },
    ),
    'Money only. Default: the currency of the country in sentences.',
    'CHF',
  ),
  show: key(oneOf(['first']), 'Shown first and largest to the person who decides.', 'first'),
  subject: key(yesNo, 'Whether it names the person whom the case is about. Default: no.', true),
} as const satisfies Keys;
export type GivenField = Read<typeof fieldKeys>;
const field: Kind<GivenField> = shortOr<GivenField>(
  changed(oneOf(fieldTypes), (type) => ({ type })),
  object('a field: a type, or { type: …, label: … }', fieldKeys, ['type']),
);

const decisionKeys = {
  label: key(label, 'The words for it. Default: the id in words.', { en: 'pay', fr: 'payer', de: 'zahlen' }),
  undoFor: key(
    is.duration,
    'How long its effect is held back, so that it can be undone. Default: 10 seconds after a review, else none.',
    '10 minutes',
  ),
  needs: key(is.id, 'A text that must come with it: reason, or a name of your own.', 'reason'),
  neverByAi: key(yesNo, 'The AI may propose it, a person decides it. Default: no.', true),
  audit: key(oneOf(['after', 'before']), 'before: a case drawn for checking is decided by the person who checks. Default: after.', 'before'),
} as const satisfies Keys;
export type GivenDecision = Read<typeof decisionKeys>;
const decision: Kind<GivenDecision> = shortOr<GivenDecision>(
  changed(text, (words) => ({ label: { en: [words], fr: [words], de: [words] } })),
  object('a decision: { label: …, needs: … }', decisionKeys),
);

const errorKeys = {
  label: key(label, 'The words for it. Default: the id in words.', 'Paid a wrong amount'),
  when: key(
    object('{ decided: …, shouldBe: … } or { field: … }', {
      decided: key(is.id, 'What was decided. Default: any.', 'pay'),
      shouldBe: key(is.id, 'What was right. Default: any other.', 'refuse'),
      field: key(is.id, 'Something that the AI fills, and filled wrongly.', 'costCentre'),
    }),
    'When this error has happened.',
    { decided: 'pay', shouldBe: 'refuse' },
  ),
  atMost: key(is.someShare, 'The largest share you accept, as counted. Default: missing, noted.', '1 in 100'),
  guardedBy: key(is.sentences, 'Rare and grave: the rules under personDecidesWhen that prevent it, instead of atMost.', ['the IBAN changed is yes']),
  costs: key(is.money, 'What one such error costs. Default: none, errors are counted and not priced.', '300 CHF'),
} as const satisfies Keys;
export type GivenError = Read<typeof errorKeys>;

const teamKeys = {
  team: key(text, 'The name of the team.', 'Accounts Payable'),
  people: key(is.positive, 'How many people decide. Default: 2.', 5),
  casesPerHour: key(is.positive, 'How many cases one person decides in an hour. Default: 12, or from minutesPerCaseByHand.', 30),
  hoursPerDay: key(is.positive, 'How many hours a day one person has for it. Default: 2.', 3),
} as const satisfies Keys;
export type GivenTeam = Read<typeof teamKeys>;
const team: Kind<GivenTeam> = shortOr<GivenTeam>(
  changed(text, (name) => ({ team: name })),
  object('a team: { team: …, people: … }', teamKeys),
);

const checkedKeys = {
  assisted: key(is.drawShare, 'While people decide everything.', '1 in 2'),
  supervised: key(is.drawShare, 'While the AI decides some alone.', '1 in 5'),
  autonomous: key(is.drawShare, 'While the AI decides alone.', '1 in 10'),
} as const satisfies Keys;
const checked: Kind<Read<typeof checkedKeys>> = shortOr<Read<typeof checkedKeys>>(
  changed(is.drawShare, (share) => ({ assisted: share, supervised: share, autonomous: share })),
  object('a share, or { assisted: …, supervised: …, autonomous: … }', checkedKeys),
);

const expect = object('what is expected', {
  casesPerWeek: key(is.positive, 'How many cases come in a week.', 1400),
  minutesPerCaseByHand: key(is.positive, 'How long a case takes today.', 5),
  hoursSavedPerWeek: key(is.positive, 'What you expect to save.', 70),
  decidedByAi: key(is.percent, 'Which part you expect the AI to decide alone.', '60%'),
  decidedInTime: key(is.percent, 'Which part you expect to be decided in time.', '98%'),
  usedEveryWeek: key(
    object('{ by: [places], atLeast: …, ownerToldAfter: … }', {
      by: key(is.people, 'The places that should use it.', ['Lausanne', 'Zürich']),
      atLeast: key(is.cases, 'Cases in a week that count as use. Default: 1 case.', '10 cases'),
      ownerToldAfter: key(is.duration, 'The owner is told when a place did not use it for this long. Default: 2 weeks.', '2 weeks'),
    }),
    'Who should use it every week. Default: missing, noted.',
    { by: ['Lausanne'], atLeast: '10 cases', ownerToldAfter: '2 weeks' },
  ),
});

const people = object('the people', {
  owner: key(text, 'Who answers for the process: somebody from the business, not from the project team. Default: missing, noted.', 'Claire Favre'),
  deputies: key(is.people, 'Who answers when the owner does not, in this order. Default: missing, noted.', ['Marc Keller', 'Ana Ruiz']),
  sponsor: key(text, 'Above the owner: told when the owner and every deputy are silent. Default: missing, noted.', 'Nadine Perret'),
  budgetHolder: key(text, 'Told about money; may be one of the others. Default: none, the owner is told.', 'Nadine Perret'),
  answerWithin: key(is.positiveSpan, 'Then the next person is asked. Default: 2 working hours, less for a short deadline.', '2 working hours'),
  reviewers: key(team, 'The team that decides what the AI may not. Default: missing, noted.', {
    team: 'Accounts Payable',
    people: 5,
    casesPerHour: 30,
    hoursPerDay: 3,
  }),
  coverReviewers: key(team, 'Another team that steps in. Default: missing, noted.', {
    team: 'Finance Control',
    people: 2,
    casesPerHour: 20,
    hoursPerDay: 1,
  }),
  coverFrom: key(is.span, 'How long before the deadline the cover steps in. Default: 2 working hours, less for a short deadline.', '2 working hours'),
  handOnTo: key(is.people, 'Teams that a reviewer may give a case to. Default: none.', ['Purchasing']),
  projectTeam: key(is.people, 'The people who must be able to be away. Default: missing, noted.', ['Jonas Weber', 'Lea Blanc']),
  fourEyes: key(yesNo, 'Who proposes a change never signs it. "no" is printed on every record. Default: yes.', 'yes'),
});

const otherwise = object('the trust rule', {
  aiDecides: key(oneOf(['when certified', 'never']), 'When no rule sends the case to a person. Default: when certified.', 'when certified'),
  sureness: key(is.sureness, 'How sure we must be before the AI may decide alone. Default: 90%.', '90%'),
  certificateLasts: key(is.duration, 'How long a proof holds. Default: 90 days.', '90 days'),
  rankedBy: key(is.rankedBy, 'The signals that may rank cases, or none. Default: probability.', ['probability', 'agreementOfRuns']),
  checkedAtRandom: key(checked, 'The share that a person checks without seeing the proposal. Default: 1 in 2, 1 in 5, 1 in 10.', '1 in 10'),
  exposure: key(
    object('{ cases: … per day, money: … per day }', {
      cases: key(is.casesPerDay, 'Cases.', '250 per day'),
      money: key(is.moneyPerDay, 'Money.', "120'000 CHF per day"),
    }),
    'The most that the AI decides alone in a day; then a person decides.',
    { cases: '250 per day', money: "120'000 CHF per day" },
  ),
  inARow: key(
    object('{ per: field, atMost: number }', {
      per: key(is.id, 'The field whose values are counted.', 'supplier'),
      atMost: key(is.positive, 'After so many in a row a person sees one.', 50),
    }),
    'A cap on decisions in a row by the AI for one value of a field. Default: none.',
    { per: 'supplier', atMost: 50 },
  ),
  cannotTell: key(oneOf(['error', 'excluded']), 'How a checked case counts of which nobody can say what is right. Default: error.', 'error'),
  costPerCase: key(
    object('{ atMost: money, worst: money }', {
      atMost: key(is.money, 'The mean cost of errors per case that you accept.', '2 CHF'),
      worst: key(is.money, 'What the worst case can cost.', "4'000 CHF"),
    }),
    'A limit on the mean cost of errors. Default: none.',
    { atMost: '2 CHF', worst: "4'000 CHF" },
  ),
});

const fallback = object('the fallback', {
  before: key(is.span, 'How long before the deadline it decides. Default: 30 minutes, less for a short deadline.', '30 minutes'),
  decide: key(is.id, 'The decision it makes.', 'query'),
  fills: key(named(text, 'a text per name'), 'The texts that this decision needs.', { question: 'We need a little longer.' }),
  never: key(
    shortOr(
      changed(is.id, (one) => [one]),
      list(is.id, 'a list of decisions'),
    ),
    'Decisions that a fallback may not make. Default: none.',
    ['pay'],
  ),
  exercised: key(is.every, 'How often it is tried in a drill. Default: every 90 days.', 'every 90 days'),
});

const budgets = object('the budgets', {
  fallbackShare: key(is.share, 'At most this share is decided by the fallback. Default: 2 in 100.', '2 in 100'),
  fallbackShareInTrouble: key(is.share, 'The same in hours when the AI or the people are away. Default: 30 in 100.', '30 in 100'),
  reviewShare: key(is.share, 'At most this share needs a person while the AI is trusted. Default: 50 in 100.', '45 in 100'),
  withoutAi: key(is.positiveSpan, 'How long people must be able to decide everything. Default: 10 working days.', '10 working days'),
  noticeWithin: key(
    object('how soon things are noticed', {
      aiDown: key(is.positiveSpan, 'The AI does not answer. Default: 10 minutes.', '10 minutes'),
      aiChanged: key(is.cases, 'The AI is another one. Default: 60 cases.', '60 cases'),
      aiWorse: key(is.cases, 'An error is five times as frequent as accepted. Default: computed from tolerances and checks.', '1500 cases'),
      noCases: key(is.positiveSpan, 'No case arrives. Default: 1 working day.', '1 working day'),
      checksStopped: key(is.positiveSpan, 'Nothing is checked at random. Default: 2 working days.', '2 working days'),
    }),
    'How soon somebody must know.',
    { aiDown: '10 minutes', aiChanged: '60 cases' },
  ),
  slip: key(named(is.whole, 'a number per kind of error'), 'Errors beyond atMost that are accepted until it is noticed. Default: computed.', {
    wrongAmountPaid: 6,
  }),
  falseAlarms: key(is.perShift, 'Needless messages that are accepted. Default: 2 per person and shift.', '2 per person and shift'),
  aiCost: key(
    object('{ perCase: money, perDay: money, perMonth: money }', {
      perCase: key(is.money, 'For one case. Default: 0.10 in your currency.', '0.04 CHF'),
      perDay: key(is.money, 'For a day. Default: computed from the expected cases.', '60 CHF'),
      perMonth: key(is.money, 'For a month. Default: 22 times the day.', '900 CHF'),
    }),
    'What the AI may cost; then a person decides.',
    { perCase: '0.04 CHF', perDay: '60 CHF' },
  ),
  onPurpose: key(text, 'The reason when a budget is above the sanity limits on purpose.', 'The team is small in August.'),
});

export const rootKeys = {
  fortnight: key(version, 'The version of this form. Default: 1.', 1),
  process: key(is.processName, 'The name of the process for programs. Default: from the name of the file.', 'supplier-invoices'),
  name: key(label, 'The name for people. Default: the process in words.', { en: 'Supplier invoices', fr: 'Factures fournisseurs' }),
  case: key(label, 'What one case is called. Default: case, le cas, der Fall.', { en: 'invoice', fr: 'la facture', de: 'die Rechnung' }),
  sentences: key(is.locale, 'Language and number format of the sentences in this file. Default: en-CH.', 'en-CH'),
  purpose: key(
    text,
    'What is decided, in one sentence. Default: missing, noted.',
    'Decide whether a supplier invoice is paid, sent back or refused.',
  ),
  expect: key(expect, 'What you expect; compared with reality every week.', { casesPerWeek: 1400, minutesPerCaseByHand: 5 }),
  reviewAgreementBy: key(is.date, 'After this date people decide, until it is signed again. Default: none.', '2027-02-04'),
  people: key(people, 'Who answers, who decides, who steps in.', { owner: 'Claire Favre', deputies: ['Marc Keller'] }),
  deadline: key(is.positiveSpan, 'How long a case may take. Default: missing, noted.', '8 working hours'),
  calendar: key(
    object('the calendar', {
      hours: key(is.hoursOfWork, 'Days and hours of work. Default: Mon-Fri 08:00-18:00.', 'Mon-Fri 08:00-18:00'),
      timezone: key(is.timezone, 'Whose clock the hours follow. Default: Europe/Zurich.', 'Europe/Zurich'),
      holidays: key(is.regions, 'Regions whose holidays are free. Default: none.', ['CH-VD', 'CH-ZH']),
    }),
    'When people work.',
    { hours: 'Mon-Fri 08:00-18:00', timezone: 'Europe/Zurich', holidays: ['CH-VD'] },
  ),
  key: key(
    object('{ personal: yes }', { personal: key(yesNo, 'Whether the key of a case names a person. Default: no.', 'yes') }),
    'About the key of a case.',
    { personal: 'yes' },
  ),
  fields: key(named(field, 'the fields'), 'What a case has. Default: none, a problem.', {
    amount: { type: 'money', currency: 'CHF' },
    urgent: 'yesno',
  }),
  fills: key(named(field, 'the fills'), 'What the AI proposes besides the decision. Default: nothing.', {
    costCentre: { type: 'choice', values: ['4410', '4420'] },
  }),
  decisions: key(named(decision, 'the decisions', { list: true }), 'What can be decided; at least two. Default: none, a problem.', {
    pay: 'pay',
    refuse: { needs: 'reason' },
  }),
  personDecidesWhen: key(is.sentences, 'Sentences; where one is true, a person decides. Default: none.', ["the amount is above 10'000 CHF"]),
  otherwise: key(otherwise, 'When the AI may decide alone.', { aiDecides: 'when certified', sureness: '90%' }),
  fallback: key(fallback, 'What decides when neither the AI nor a person did so in time. Default: missing, noted.', {
    before: '30 minutes',
    decide: 'query',
  }),
  changesInWork: key(
    list(
      object('a change in work', {
        team: key(text, 'Whose work changes.', 'Accounts Payable'),
        before: key(text, 'What they do today.', 'enters and approves every invoice'),
        after: key(text, 'What they will do.', 'decides the open ones'),
        from: key(is.date, 'From when.', '2026-12-01'),
        stops: key(text, 'The old way that ends.', 'the mailbox invoices@ is read by the system'),
        agreedBy: key(text, 'Who agreed.', 'Claire Favre'),
      }),
      'a list of changes in work',
    ),
    'What changes in whose work. Default: missing, noted.',
    [{ team: 'Accounts Payable', before: 'approves every invoice', after: 'decides the open ones', from: '2026-12-01' }],
  ),
  errors: key(
    named(object('an error', errorKeys), 'the kinds of error'),
    'What the business accepts, counted among cases that the AI decided alone. Default: missing, noted.',
    { wrongAmountPaid: { when: { decided: 'pay', shouldBe: 'query' }, atMost: '1 in 100' } },
  ),
  budgets: key(budgets, 'Limits against which the two-week test is judged.', { fallbackShare: '2 in 100' }),
  overload: key(
    object('{ first: …, tell: … }', {
      first: key(text, 'Which cases come first.', 'largest amount'),
      tell: key(oneOf(['owner', 'deputies', 'sponsor']), 'Who is told. Default: owner.', 'owner'),
    }),
    'Who waits when people cannot keep up. Default: the order of deadlines.',
    { first: 'largest amount', tell: 'owner' },
  ),
  notify: key(
    object('the channels', {
      owner: key(is.channelList, 'In this order. Default: mail.', ['teams', 'mail']),
      sponsor: key(is.channelList, 'The same for the sponsor. Default: mail.', ['mail']),
      reviewers: key(is.channelList, 'The same for the reviewers. Default: mail.', ['mail']),
      undeliveredAfter: key(is.duration, 'Then the next channel is used. Default: 10 minutes.', '10 minutes'),
      quiet: key(is.quiet, 'Only incidents about money or deadlines get through. Default: none.', '19:00-07:00'),
      digest: key(is.digest, 'When the weekly summary is sent. Default: Monday 07:30.', 'Monday 07:30'),
    }),
    'How people are told. No addresses: they are set up in Settings > Connections.',
    { owner: ['teams', 'mail'] },
  ),
  keep: key(
    object('how long things are kept', {
      decisions: key(is.duration, 'Decisions and their records; at least 6 months. Default: 10 years.', '10 years'),
      aiInputs: key(is.duration, 'What the AI was given. Default: 90 days.', '90 days'),
      personal: key(is.duration, 'Personal values. Default: 180 days.', '180 days'),
    }),
    'How long things are kept.',
    { decisions: '10 years', aiInputs: '90 days', personal: '180 days' },
  ),
} as const satisfies Keys;

export const root = object('an agreement', rootKeys, ['fields', 'decisions']);
export type Given = Read<typeof rootKeys>;
