// The parts of an agreement that say who answers and when the AI is trusted: people, the rule, errors, the fallback.
import type { Agreement, ErrorKind, Fallback, Field, Otherwise, People, Rule, Share, Team } from '../core/agreement.ts';
import { days } from '../core/time.ts';
import { textOfShare, waits, within } from './defaults.ts';
import type { GivenTeam } from './keys.ts';
import { textOfSpan } from './spans.ts';
import { labelFor, type Workbench } from './workbench.ts';

/** Sentences into rules; what cannot be compiled is reported at its place. */
export interface Rules {
  compile(sentences: readonly string[], path: string, fields: ReadonlyMap<string, Field>): readonly Rule[];
}

function teamFrom({ given, reading, proposals }: Workbench, team: GivenTeam | undefined, path: string): Team | null {
  if (team === undefined) return null;
  if (team.team === undefined) {
    const words = { code: 'incomplete', message: 'This team has no name.', why: 'Cases are given to it by name.', do: 'Add team: and the name.' };
    if (!reading.places.has(`${path}.team`)) reading.problem(reading.placeOf(path), path, words);
    return null;
  }
  const minutes = given.expect?.minutesPerCaseByHand;
  const pace = minutes === undefined ? 12 : Math.max(1, Math.round(60 / minutes));
  const paceWhy = minutes === undefined ? 'Five minutes a case, until you know better.' : 'From the minutes that a case takes by hand.';
  return {
    team: team.team,
    people: proposals.or(team.people, `${path}.people`, 2, '2', 'The fewest of whom one may be away.'),
    casesPerHour: proposals.or(team.casesPerHour, `${path}.casesPerHour`, pace, String(pace), paceWhy),
    hoursPerDay: proposals.or(team.hoursPerDay, `${path}.hoursPerDay`, 2, '2', 'A part of the day beside other work.'),
  };
}

export function peopleFrom(bench: Workbench): People {
  const { proposals, given } = bench;
  const people = given.people;
  const answer = within(given.deadline, waits.answer, 'working');
  // A deadline that runs at night is not kept by cover that counts office hours only.
  const cover = within(given.deadline, waits.cover, given.deadline?.counted ?? 'working');
  const short = 'Two working hours, or a quarter of the deadline when that is shorter.';
  const shortCover = 'Two hours, counted like the deadline, or a quarter of it when that is shorter.';
  return {
    owner: people?.owner ?? null,
    deputies: people?.deputies ?? [],
    sponsor: people?.sponsor ?? null,
    budgetHolder: people?.budgetHolder ?? proposals.none<string>(undefined, 'people.budgetHolder', 'The owner is told about money.'),
    answerWithin: proposals.or(people?.answerWithin, 'people.answerWithin', answer, textOfSpan(answer), short),
    reviewers: teamFrom(bench, people?.reviewers, 'people.reviewers'),
    coverReviewers: teamFrom(bench, people?.coverReviewers, 'people.coverReviewers'),
    coverFrom: proposals.or(people?.coverFrom, 'people.coverFrom', cover, textOfSpan(cover), shortCover),
    handOnTo: proposals.or(people?.handOnTo, 'people.handOnTo', [], 'none', 'Cases stay with the reviewers.'),
    projectTeam: people?.projectTeam ?? [],
    fourEyes: proposals.or(people?.fourEyes, 'people.fourEyes', true, 'yes', 'Nobody signs a change of their own.'),
  };
}

const inOf = (count: number, of: number): Share => ({ count, of });

export function otherwiseFrom({ given, proposals }: Workbench): Otherwise {
  const trust = given.otherwise;
  const checked = trust?.checkedAtRandom;
  const draw = (step: 'assisted' | 'supervised' | 'autonomous', share: Share): Share =>
    proposals.or(
      checked?.[step],
      `otherwise.checkedAtRandom.${step}`,
      share,
      textOfShare(share),
      'Evidence for the next step, and an alarm when the AI becomes worse.',
    );
  const weekdays = given.calendar?.hours?.weekdays.length ?? 5;
  const weekly = given.expect?.casesPerWeek;
  const cap = weekly === undefined ? 200 : Math.ceil((weekly / weekdays) * 1.25);
  const capWhy = weekly === undefined ? 'A modest cap, until the expected volume is known.' : 'A quarter more than the cases expected in a day.';
  const { exposure, inARow, costPerCase } = trust ?? {};
  return {
    aiDecides: proposals.or(trust?.aiDecides, 'otherwise.aiDecides', 'when certified', 'when certified', 'Only proof gives trust.'),
    sureness: proposals.or(trust?.sureness, 'otherwise.sureness', 0.9, '90%', 'Wrong trust at most one time in ten.'),
    certificateLasts: proposals.or(trust?.certificateLasts, 'otherwise.certificateLasts', days(90), '90 days', 'The world changes; proof ages.'),
    rankedBy: proposals.or(
      trust?.rankedBy,
      'otherwise.rankedBy',
      ['probability'],
      'probability',
      'What models report by themselves; without it a person decides.',
    ),
    checkedAtRandom: {
      assisted: draw('assisted', inOf(1, 2)),
      supervised: draw('supervised', inOf(1, 5)),
      autonomous: draw('autonomous', inOf(1, 10)),
    },
    exposure: {
      cases: proposals.or<number | null>(exposure?.cases, 'otherwise.exposure.cases', cap, `${cap} per day`, capWhy),
      money: proposals.none(exposure?.money, 'otherwise.exposure.money', 'An amount is yours to choose; the cap on cases holds.'),
    },
    inARow:
      inARow?.per === undefined || inARow.atMost === undefined
        ? proposals.none<never>(undefined, 'otherwise.inARow', 'No cap in a row.')
        : { per: inARow.per, atMost: inARow.atMost },
    cannotTell: proposals.or(trust?.cannotTell, 'otherwise.cannotTell', 'error', 'error', 'Doubt counts against the AI.'),
    costPerCase:
      costPerCase?.atMost === undefined || costPerCase.worst === undefined
        ? proposals.none<never>(undefined, 'otherwise.costPerCase', 'The tolerances per kind of error hold.')
        : { atMost: costPerCase.atMost, worst: costPerCase.worst },
  };
}

export function fallbackFrom({ given, proposals }: Workbench): Fallback | null {
  const fallback = given.fallback;
  if (fallback?.decide === undefined) return null;
  const before = within(given.deadline, waits.fallback, 'elapsed');
  return {
    before: proposals.or(
      fallback.before,
      'fallback.before',
      before,
      textOfSpan(before),
      'Half an hour, or a quarter of the deadline when that is shorter.',
    ),
    decide: fallback.decide,
    fills: Object.fromEntries(fallback.fills ?? []),
    never: proposals.or(fallback.never, 'fallback.never', [], 'none', 'Name the decisions that must not happen by silence.'),
    exercised: proposals.or(fallback.exercised, 'fallback.exercised', days(90), 'every 90 days', 'What is never tried does not work.'),
  };
}

/** `any`, like leaving it out, means every decision. */
const namedDecision = (id: string | undefined): string | null => (id === undefined || id === 'any' ? null : id);

export function errorsFrom(bench: Workbench, fields: ReadonlyMap<string, Field>, rules: Rules): Agreement['errors'] {
  const { given, reading, proposals } = bench;
  const errors = new Map<string, ErrorKind>();
  for (const [id, kind] of given.errors ?? []) {
    const path = `errors.${id}`;
    const { decided, shouldBe, field } = kind.when ?? {};
    const both = field !== undefined && (decided !== undefined || shouldBe !== undefined);
    const unsaid = field === undefined && decided === undefined && shouldBe === undefined;
    const readable = !['when', 'when.field', 'when.decided', 'when.shouldBe'].some((key) =>
      reading.problems.some((one) => one.path === `${path}.${key}`),
    );
    if ((unsaid || both) && readable) {
      const why = 'An error is counted by comparing what was decided with what was right.';
      const message = both ? `"${id}" speaks of a decision and of a field at once.` : `"${id}" does not say when it has happened.`;
      const doing = 'Write when: { decided: …, shouldBe: … }, or when: { field: … }.';
      reading.problem(reading.placeOf(`${path}.when`), path, { code: 'no-when', message, why, do: doing });
    }
    const guards = rules.compile(kind.guardedBy ?? [], `${path}.guardedBy`, fields);
    if (kind.guardedBy !== undefined && kind.guardedBy.length === 0) {
      const words = { code: 'no-guard', message: `"${id}" is guarded by no rule.`, why: 'Then nothing prevents it and nothing measures it.' };
      reading.problem(reading.placeOf(`${path}.guardedBy`), path, { ...words, do: 'Name a rule of personDecidesWhen, or write atMost.' });
    }
    errors.set(id, {
      id,
      label: labelFor(bench, kind.label, id, path),
      when: field !== undefined ? { field } : { decided: namedDecision(decided), shouldBe: namedDecision(shouldBe) },
      atMost: kind.atMost ?? null,
      guardedBy: guards,
      costs: proposals.none(kind.costs, `${path}.costs`, 'Cost is yours to know; errors are then counted and not priced.'),
    });
  }
  return errors;
}
