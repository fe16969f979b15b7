// From what the file says to the agreement that everybody reads: defaults are filled in and listed, what is missing stays null.
// The parts about people and trust stand in `assembleTrust.ts` and `assembleBudgets.ts`.
import type { Agreement, Calendar, Field, Label } from '../core/agreement.ts';
import { days, milliseconds } from '../core/time.ts';
import { budgetsFrom } from './assembleBudgets.ts';
import { errorsFrom, fallbackFrom, otherwiseFrom, peopleFrom, type Rules } from './assembleTrust.ts';
import type { GivenDecision, GivenField } from './keys.ts';
import { fullLabel, idInWords } from './labels.ts';
import { labelFor, type Workbench } from './workbench.ts';

export type Unsigned = Omit<Agreement, 'hash' | 'trustHash'>;

function fieldFrom(bench: Workbench, id: string, given: GivenField, path: string): Field | null {
  const { reading, proposals } = bench;
  const type = given.type;
  if (type === undefined) {
    if (reading.places.has(`${path}.type`)) return null;
    const words = { code: 'no-type', message: `"${id}" has no type.`, why: 'Rules and checks depend on what a value is.' };
    reading.problem(reading.placeOf(path), path, { ...words, do: 'Add type: text, choice, money, number, date, yesno or file.' });
    return null;
  }
  const values = new Map<string, Label>();
  for (const [value, words] of given.values ?? []) values.set(value, fullLabel(words, idInWords(value), bench.language));
  if (type === 'choice' && values.size === 0 && !reading.places.has(`${path}.values`)) {
    const words = { code: 'no-values', message: `"${id}" is a choice without values.`, why: 'Nothing could be chosen.' };
    reading.problem(reading.placeOf(path), path, { ...words, do: 'Add values: [one, another].' });
  }
  const only = (key: 'values' | 'currency' | 'unit', types: readonly string[]): void => {
    if (given[key] === undefined || types.includes(type)) return;
    const words = { code: 'wrong-type', message: `A ${type} has no ${key}.`, why: 'It would have no effect.' };
    reading.problem(reading.placeOf(`${path}.${key}`), `${path}.${key}`, { ...words, do: `Remove it, or make the type ${types.join(' or ')}.` });
  };
  only('values', ['choice']);
  only('currency', ['money']);
  only('unit', ['number']);
  const why =
    type === 'text' || type === 'file'
      ? 'Free text and files may name people, unless you say otherwise.'
      : 'Values of this type rarely name a person.';
  const personal = type === 'text' || type === 'file';
  const currency =
    type === 'money' ? proposals.or(given.currency, `${path}.currency`, bench.currency, bench.currency, 'Of the country in sentences.') : null;
  return {
    id,
    type,
    label: labelFor(bench, given.label, id, path),
    optional: proposals.or(
      given.optional,
      `${path}.optional`,
      false,
      'no',
      'A case without it goes to the owner instead of being decided on a guess.',
    ),
    personal: proposals.or(given.personal, `${path}.personal`, personal, personal ? 'yes' : 'no', why),
    values,
    unit: given.unit ?? null,
    currency,
    show: given.show ?? null,
    subject: given.subject ?? false,
  };
}

function fieldsFrom(bench: Workbench, name: 'fields' | 'fills'): ReadonlyMap<string, Field> {
  const fields = new Map<string, Field>();
  for (const [id, given] of bench.given[name] ?? []) {
    const field = fieldFrom(bench, id, given, `${name}.${id}`);
    if (field !== null) fields.set(id, field);
  }
  return fields;
}

function decisionsFrom(bench: Workbench): Agreement['decisions'] {
  const one = (id: string, given: GivenDecision) => ({
    id,
    label: labelFor(bench, given.label, id, `decisions.${id}`),
    undoFor: bench.proposals.or(
      given.undoFor ?? undefined,
      `decisions.${id}.undoFor`,
      null,
      '10 seconds after a review, else none',
      'A slip of the finger can be taken back; nothing else is held up.',
    ),
    needs: given.needs ?? null,
    neverByAi: bench.proposals.or(given.neverByAi, `decisions.${id}.neverByAi`, false, 'no', 'The trust rule decides for every decision alike.'),
    audit: given.audit ?? ('after' as const),
  });
  return new Map([...(bench.given.decisions ?? [])].map(([id, given]) => [id, one(id, given)]));
}

function calendarFrom({ given, proposals }: Workbench): Calendar {
  const office = { weekdays: [1, 2, 3, 4, 5], from: 480, to: 1080 };
  const hours = proposals.or(given.calendar?.hours, 'calendar.hours', office, 'Mon-Fri 08:00-18:00', 'Ordinary office hours.');
  const zoneWhy = 'A fixed zone, so that a deadline is the same on every machine; name yours when people work elsewhere.';
  return {
    ...hours,
    timezone: proposals.or(given.calendar?.timezone, 'calendar.timezone', 'Europe/Zurich', 'Europe/Zurich', zoneWhy),
    holidays: proposals.or(given.calendar?.holidays, 'calendar.holidays', [], 'none', 'Holidays differ by region, and we do not guess yours.'),
  };
}

/** Everything but rules and hashes is decided here; problems that need several keys at once are reported in `checks.ts`. */
export function assemble(bench: Workbench, processName: string, rules: Rules): Unsigned {
  const { given, proposals, locale, language } = bench;
  const name = fullLabel(given.name, idInWords(processName), language);
  if (given.name === undefined) proposals.or(undefined, 'name', null, name.en[0] ?? processName, 'The process in words.');
  const fields = fieldsFrom(bench, 'fields');
  const fills = fieldsFrom(bench, 'fills');
  const decisions = decisionsFrom(bench);
  const otherwise = otherwiseFrom(bench);
  const errors = errorsFrom(bench, fields, rules);
  const calendar = calendarFrom(bench);
  const used = given.expect?.usedEveryWeek;
  const caseWords = { en: ['case'], fr: ['le cas'], de: ['der Fall'] };
  if (given.case === undefined) proposals.or(undefined, 'case', null, 'case', 'The general word.');
  const notify = given.notify;
  const mail = 'Everybody has it. Name a second channel for the owner, since a mail may not arrive.';
  return {
    process: processName,
    name,
    case: fullLabel(given.case, caseWords, language),
    language,
    locale,
    purpose: given.purpose ?? null,
    expect: {
      casesPerWeek: given.expect?.casesPerWeek ?? null,
      minutesPerCaseByHand: given.expect?.minutesPerCaseByHand ?? null,
      hoursSavedPerWeek: given.expect?.hoursSavedPerWeek ?? null,
      decidedByAi: given.expect?.decidedByAi ?? null,
      decidedInTime: given.expect?.decidedInTime ?? null,
      usedEveryWeek:
        used?.by === undefined
          ? null
          : {
              by: used.by,
              atLeast: proposals.or(used.atLeast, 'expect.usedEveryWeek.atLeast', 1, '1 case', 'One case is the least that is use.'),
              ownerToldAfter: proposals.or(
                used.ownerToldAfter,
                'expect.usedEveryWeek.ownerToldAfter',
                days(14),
                '2 weeks',
                'One quiet week happens.',
              ),
            },
    },
    reviewAgreementBy: proposals.none(
      given.reviewAgreementBy,
      'reviewAgreementBy',
      'A date is yours to choose; without one the agreement does not lapse.',
    ),
    people: peopleFrom(bench),
    deadline: given.deadline ?? null,
    calendar,
    keyIsPersonal: proposals.or(given.key?.personal, 'key.personal', false, 'no', 'Keys are usually numbers of documents.'),
    fields,
    fills,
    decisions,
    personDecidesWhen: rules.compile(
      proposals.or(given.personDecidesWhen, 'personDecidesWhen', [], 'none', 'No case is always for a person.'),
      'personDecidesWhen',
      fields,
    ),
    otherwise,
    fallback: fallbackFrom(bench),
    changesInWork: (given.changesInWork ?? []).flatMap((change, index) => {
      const { team, before, after, from } = change;
      if (team === undefined || before === undefined || after === undefined || from === undefined) {
        const path = `changesInWork.${index}`;
        const lacking = ['team', 'before', 'after', 'from'].filter((key) => !bench.reading.places.has(`${path}.${key}`));
        const words = {
          code: 'incomplete',
          message: `This change in work lacks ${lacking.join(', ')}.`,
          why: 'People must know what changes, and when.',
        };
        if (lacking.length > 0) bench.reading.problem(bench.reading.placeOf(path), path, { ...words, do: `Add ${lacking.join(', ')}.` });
        return [];
      }
      return [{ team, before, after, from, stops: change.stops ?? null, agreedBy: change.agreedBy ?? null }];
    }),
    errors,
    budgets: budgetsFrom(bench, otherwise, errors, calendar),
    overload:
      given.overload?.first === undefined
        ? proposals.none<never>(undefined, 'overload', 'The order of deadlines holds.')
        : { first: given.overload.first, tell: proposals.or(given.overload.tell, 'overload.tell', 'owner', 'owner', 'The owner answers for it.') },
    notify: {
      owner: proposals.or(notify?.owner, 'notify.owner', ['mail'], 'mail', mail),
      sponsor: proposals.or(notify?.sponsor, 'notify.sponsor', ['mail'], 'mail', 'Everybody has it.'),
      reviewers: proposals.or(notify?.reviewers, 'notify.reviewers', ['mail'], 'mail', 'Everybody has it.'),
      undeliveredAfter: proposals.or(
        notify?.undeliveredAfter,
        'notify.undeliveredAfter',
        milliseconds(600_000),
        '10 minutes',
        'Then the next channel is used.',
      ),
      quiet: proposals.none(notify?.quiet, 'notify.quiet', 'Every message gets through at any hour.'),
      digest: proposals.or<string | null>(notify?.digest, 'notify.digest', 'Monday 07:30', 'Monday 07:30', 'Before the week begins.'),
    },
    keep: {
      decisions: proposals.or(given.keep?.decisions, 'keep.decisions', days(3660), '10 years', 'As business records are kept.'),
      aiInputs: proposals.or(given.keep?.aiInputs, 'keep.aiInputs', days(90), '90 days', 'Long enough to look into an error, and not longer.'),
      personal: proposals.or(given.keep?.personal, 'keep.personal', days(180), '180 days', 'Long enough for an objection, and not longer.'),
    },
  };
}
