// What is not there yet: no mistake, but the process cannot run alone without it. Each says which piece, who can name it and how long it takes.
// A note without a piece is advice.
import { type Agreement, rateOf } from '../core/agreement.ts';
import type { Unsigned } from './assemble.ts';
import type { Extras, Found, Piece, Place, Source } from './found.ts';
import { textOfSpan } from './spans.ts';

interface Missing {
  readonly path: string;
  readonly piece: Piece;
  readonly absent: (agreement: Unsigned) => boolean;
  readonly message: string;
  readonly why: string;
  readonly do: string;
  readonly who: 'owner' | 'sponsor' | 'reviewers' | 'project team';
  readonly minutes: number;
}

const missing: readonly Missing[] = [
  {
    path: 'people.owner',
    piece: 'owner',
    absent: ({ people }) => people.owner === null,
    message: 'Nobody owns this process.',
    why: 'When something is wrong, nobody has to act.',
    do: 'Name a person from the business: people: { owner: … }.',
    who: 'sponsor',
    minutes: 5,
  },
  {
    path: 'people.deputies',
    piece: 'owner',
    absent: ({ people }) => people.deputies.length === 0,
    message: 'Nobody stands in for the owner.',
    why: 'Owners are ill and on holiday; then nobody has to act.',
    do: 'Name at least one: people: { deputies: [ … ] }.',
    who: 'owner',
    minutes: 5,
  },
  {
    path: 'people.sponsor',
    piece: 'owner',
    absent: ({ people }) => people.sponsor === null,
    message: 'Nobody stands above the owner.',
    why: 'When the owner and every deputy are silent, nobody is told.',
    do: 'Name one: people: { sponsor: … }.',
    who: 'owner',
    minutes: 5,
  },
  {
    path: 'people.reviewers',
    piece: 'decisions-blocked',
    absent: ({ people }) => people.reviewers === null,
    message: 'No team decides what the AI may not decide.',
    why: 'Such cases wait until the fallback.',
    do: 'Name a team: people: { reviewers: … }.',
    who: 'owner',
    minutes: 5,
  },
  {
    path: 'people.coverReviewers',
    piece: 'decisions-blocked',
    absent: ({ people }) => people.coverReviewers === null,
    message: 'Nobody covers for the reviewers.',
    why: 'When the team is away, cases wait until the fallback.',
    do: 'Name another team: people: { coverReviewers: … }.',
    who: 'owner',
    minutes: 10,
  },
  {
    path: 'deadline',
    piece: 'decisions-blocked',
    absent: ({ deadline }) => deadline === null,
    message: 'A case may take forever.',
    why: 'Without a deadline nothing is late, nobody is reminded, and no fallback decides.',
    do: 'Write for example: deadline: 8 working hours.',
    who: 'owner',
    minutes: 5,
  },
  {
    path: 'fallback',
    piece: 'fallback',
    absent: ({ fallback }) => fallback === null,
    message: 'Nothing decides when neither the AI nor a person did so in time.',
    why: 'Cases stay undecided when the team is away.',
    do: 'Write for example: fallback: { decide: … }, with a decision that does no harm.',
    who: 'owner',
    minutes: 10,
  },
  {
    path: 'errors',
    piece: 'evaluation',
    absent: ({ errors }) => errors.size === 0,
    message: 'No kind of error has a limit.',
    why: 'Nobody can say whether the AI is good enough, so a person decides every case.',
    do: 'Name what may go wrong, and how often: errors: { …: { when: { … }, atMost: 2 in 100 } }.',
    who: 'owner',
    minutes: 30,
  },
  {
    path: 'expect.usedEveryWeek',
    piece: 'used-every-week',
    absent: ({ expect }) => expect.usedEveryWeek === null,
    message: 'Nobody is named who should use it every week.',
    why: 'Nobody would notice that the work goes another way.',
    do: 'Name the places: expect: { usedEveryWeek: { by: [ … ] } }.',
    who: 'owner',
    minutes: 5,
  },
  {
    path: 'changesInWork',
    piece: 'used-every-week',
    absent: ({ changesInWork }) => changesInWork.length === 0,
    message: 'Nothing says whose work changes, and which old way ends.',
    why: 'Where the old way stays open, people keep using it.',
    do: 'Write for each team what it did and what it will do: changesInWork.',
    who: 'owner',
    minutes: 15,
  },
  {
    path: 'purpose',
    piece: 'documentation',
    absent: ({ purpose }) => purpose === null,
    message: 'Nothing says what is decided here.',
    why: 'A deputy or an auditor reads this sentence first.',
    do: 'Write one sentence: purpose: …',
    who: 'owner',
    minutes: 5,
  },
  {
    path: 'notify.owner',
    piece: 'monitoring',
    absent: ({ notify }) => notify.owner.length === 1,
    message: 'The owner is reached by one channel only.',
    why: 'A message that does not arrive is not noticed.',
    do: 'Name a second channel: notify: { owner: [teams, mail] }.',
    who: 'owner',
    minutes: 5,
  },
];

interface Advice {
  readonly path: string;
  readonly words: { readonly code: string; readonly message: string; readonly why: string; readonly do: string };
  readonly extras?: Extras;
}

/** What people can decide in a working day, against what arrives. */
function capacity(agreement: Unsigned): readonly Advice[] {
  const { reviewers } = agreement.people;
  const weekly = agreement.expect.casesPerWeek;
  if (reviewers === null || weekly === null) return [];
  const can = Math.floor(reviewers.people * reviewers.casesPerHour * reviewers.hoursPerDay);
  const come = Math.ceil(weekly / agreement.calendar.weekdays.length);
  if (can >= come) return [];
  const message = `${reviewers.team} can decide ${can} cases a day; ${come} come.`;
  const why = 'Whenever the AI is not trusted, people decide everything.';
  const doing = 'Name more people or hours, or lower the number of cases.';
  return [
    {
      path: 'people.reviewers',
      words: { code: 'too-few-people', message, why, do: doing },
      extras: { piece: 'fallback', who: nameOf(agreement, 'owner'), minutes: 30 },
    },
  ];
}

function advice(agreement: Unsigned, isWritten: (path: string) => boolean): readonly Advice[] {
  const found: Advice[] = [...capacity(agreement)];
  const { people, fallback, errors } = agreement;
  if (people.projectTeam.length === 0) {
    const words = {
      code: 'no-project-team',
      message: 'Nobody stands in the project team.',
      why: 'The two-week test removes these people to see what stops.',
    };
    found.push({ path: 'people.projectTeam', words: { ...words, do: 'Name who built it: people: { projectTeam: [ … ] }.' } });
  }
  for (const kind of errors.values()) {
    if (['atMost', 'guardedBy'].some((one) => isWritten(`errors.${kind.id}.${one}`))) continue;
    const words = { code: 'no-tolerance', message: `"${kind.id}" has no limit.`, why: 'Without a limit nothing can be proven about it.' };
    const extras: Extras = { piece: 'evaluation', who: nameOf(agreement, 'owner'), minutes: 10 };
    found.push({ path: `errors.${kind.id}`, words: { ...words, do: 'Write atMost: 2 in 100, or guardedBy with rules that prevent it.' }, extras });
  }
  if (fallback !== null && agreement.deadline !== null && people.coverFrom.length <= fallback.before.length) {
    const message = `The cover steps in ${textOfSpan(people.coverFrom)} before the deadline, the fallback ${textOfSpan(fallback.before)}.`;
    found.push({
      path: 'people.coverFrom',
      words: { code: 'cover-too-late', message, why: 'The cover would have no time.', do: 'Let the cover step in earlier.' },
    });
  }
  if (!people.fourEyes) {
    const words = { code: 'two-eyes', message: 'Changes may be signed by who proposed them.', why: 'Every record will say so.' };
    found.push({ path: 'people.fourEyes', words: { ...words, do: 'Write fourEyes: yes when there are two people.' } });
  }
  return found;
}

function nameOf({ people }: Pick<Agreement, 'people'>, who: Missing['who']): string {
  if (who === 'owner' && people.owner !== null) return people.owner;
  if (who === 'sponsor' && people.sponsor !== null) return people.sponsor;
  if (who === 'reviewers' && people.reviewers !== null) return people.reviewers.team;
  return `the ${who}`;
}

/** `no-deadline`, `no-owner`; a single channel has a code of its own, since `notify.owner` names no person. */
const codeOf = (path: string): string => (path === 'notify.owner' ? 'one-channel' : `no-${path.split('.').at(-1)}`);

/** Everything missing, in the order in which people should look at it. A key that stands in the file but cannot be read is not missing. */
export function missingFrom(
  agreement: Unsigned,
  source: Source,
  placeOf: (path: string) => Place,
  isWritten: (path: string) => boolean,
): readonly Found[] {
  const at = (path: string): Place => ({ ...placeOf(path), ...(isWritten(path) ? {} : { length: 0 }) });
  const absent = missing
    .filter((one) => one.absent(agreement) && (!isWritten(one.path) || one.path === 'notify.owner'))
    .map(({ path, piece, message, why, do: doing, who, minutes }) =>
      source.found(at(path), path, { code: codeOf(path), message, why, do: doing }, { piece, who: nameOf(agreement, who), minutes }),
    );
  return [...absent, ...advice(agreement, isWritten).map(({ path, words, extras }) => source.found(at(path), path, words, extras))];
}

/** More than a year ahead, nobody looks in between. `today`: an ISO date; nothing here reads a clock. */
export function renewsTooLate(agreement: Pick<Agreement, 'reviewAgreementBy'>, today: string): boolean {
  const by = agreement.reviewAgreementBy;
  return by !== null && by > `${Number(today.slice(0, 4)) + 1}${today.slice(4)}`;
}

/**
 * What each tolerance asks for: checked cases before the AI may decide, and cases until it is noticed that the error became more frequent.
 * `needed` comes from the statistics (labels for a tolerance at a doubt); a place is found by the caller's `found`.
 */
export function planningNotes(
  agreement: Agreement,
  needed: (tolerance: number, doubt: number, errors?: number) => number,
  found: (path: string, words: Advice['words']) => Found,
): readonly Found[] {
  const { otherwise, expect, budgets, errors } = agreement;
  const doubt = 1 - otherwise.sureness;
  const notes: Found[] = [];
  for (const kind of errors.values()) {
    if (kind.atMost === null) continue;
    const rate = rateOf(kind.atMost);
    const path = `errors.${kind.id}.atMost`;
    const labels = needed(rate, doubt, 0);
    const checked = rateOf(otherwise.checkedAtRandom.autonomous);
    const [twice, fivefold] = [Math.ceil(7.4 / (checked * rate)), Math.ceil(1 / (checked * rate))];
    const perWeek = expect.casesPerWeek === null ? null : expect.casesPerWeek * rateOf(otherwise.checkedAtRandom.assisted);
    const count = perWeek === null ? null : Math.ceil(labels / perWeek);
    const weeks = count === null ? '' : `, about ${count} ${count === 1 ? 'week' : 'weeks'} at your volume`;
    const message = `"${kind.id}" at most ${kind.atMost.count} in ${kind.atMost.of}: ${labels} checked cases without such an error${weeks}.`;
    const why = `Then a doubling is noticed after about ${twice} cases, five times as many after about ${fivefold}.`;
    notes.push(found(path, { code: 'planning', message, why, do: 'Nothing, or choose a wider limit or more random checks.' }));
    const budget = budgets.noticeWithin.aiWorse;
    if (budget !== null && budget < fivefold) {
      const late = `Five times as many "${kind.id}" are noticed after about ${fivefold} cases; noticeWithin.aiWorse says ${budget}.`;
      const words = { code: 'planning-not-met', message: late, why: 'So few random checks cannot show it earlier.' };
      notes.push(found('budgets.noticeWithin.aiWorse', { ...words, do: 'Check more cases at random, or allow more cases.' }));
    }
    const lasts = otherwise.certificateLasts / (7 * 86_400_000);
    if (perWeek !== null && labels / perWeek > lasts) {
      const slow = `The ${labels} checked cases for "${kind.id}" take ${Math.ceil(labels / perWeek)} weeks; a proof lasts ${Math.floor(lasts)}.`;
      const words = { code: 'planning-not-met', message: slow, why: 'The proof would lapse before it can be renewed.' };
      notes.push(found(path, { ...words, do: 'Choose a wider limit, more random checks, or certificateLasts.' }));
    }
  }
  return notes;
}
