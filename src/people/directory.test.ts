import { expect, test } from 'vitest';
import type { Agreement, People } from '../core/agreement.ts';
import { answerOrder, peopleOf, roleOf, rolesOf, teamsOf, whoAnswers } from './directory.ts';

const people = {
  owner: 'Claire Favre',
  deputies: ['Marc Keller', 'Ana Ruiz'],
  sponsor: 'Nadine Perret',
  budgetHolder: 'Nadine Perret',
  reviewers: { team: 'Accounts Payable', people: 5, casesPerHour: 30, hoursPerDay: 3 },
  coverReviewers: { team: 'Finance Control', people: 2, casesPerHour: 20, hoursPerDay: 1 },
  handOnTo: ['Purchasing'],
  projectTeam: ['Jonas Weber', 'Léa Blanc'],
} satisfies Partial<People>;
/** The directory reads nothing of an agreement but its people. */
const agreementWith = (changes: Partial<People>): Agreement => ({ people: { ...people, ...changes } }) as unknown as Agreement;
const agreement = agreementWith({});

test.each([
  ['nobody asked yet', [], 'Claire Favre'],
  ['the owner is silent', ['Claire Favre'], 'Marc Keller'],
  ['owner and first deputy are silent', ['Claire Favre', 'Marc Keller'], 'Ana Ruiz'],
  ['the first deputy is away, the owner is not', ['Marc Keller'], 'Claire Favre'],
  ['owner and all deputies are silent', ['Claire Favre', 'Marc Keller', 'Ana Ruiz'], 'Nadine Perret'],
  ['everybody is silent', ['Claire Favre', 'Marc Keller', 'Ana Ruiz', 'Nadine Perret'], null],
  ['a stranger is silent', ['Urs Meier'], 'Claire Favre'],
  ['the silent one is written in other letters', ['CLAIRE  favre '], 'Marc Keller'],
])('who answers when %s', (_, silent, expected) => expect(whoAnswers(agreement, silent)).toBe(expected));

test.each<[string, Partial<People>, readonly string[]]>([
  ['no owner: the deputies', { owner: null }, ['Marc Keller', 'Ana Ruiz', 'Nadine Perret']],
  ['an owner from the project team never answers', { owner: 'Jonas Weber' }, ['Marc Keller', 'Ana Ruiz', 'Nadine Perret']],
  ['nor a deputy from it', { deputies: ['Jonas Weber', 'Ana Ruiz'] }, ['Claire Favre', 'Ana Ruiz', 'Nadine Perret']],
  ['nor under another form of the name', { sponsor: 'LE\u0301A BLANC' }, ['Claire Favre', 'Marc Keller', 'Ana Ruiz']],
  ['one person in two chairs is asked once', { sponsor: 'Claire Favre' }, ['Claire Favre', 'Marc Keller', 'Ana Ruiz']],
  ['an empty name is nobody', { owner: ' ' }, ['Marc Keller', 'Ana Ruiz', 'Nadine Perret']],
  ['nobody named, nobody answers', { owner: null, deputies: [], sponsor: null }, []],
])('%s', (_, changes, order) => {
  const changed = agreementWith(changes);
  expect(answerOrder(changed)).toEqual(order);
  expect(whoAnswers(changed, order)).toBeNull();
});

test.each([
  ['Claire Favre', 'owner', ['owner']],
  ['Ana Ruiz', 'deputy', ['deputy']],
  ['Nadine Perret', 'sponsor', ['sponsor', 'budgetHolder']],
  ['Jonas Weber', 'project-team', ['project-team']],
  ['Accounts Payable', null, []],
  ['Urs Meier', null, []],
])('%s is %s', (name, role, roles) => {
  expect(roleOf(agreement, name)).toBe(role);
  expect(rolesOf(agreement, name)).toEqual(roles);
});

test('everybody named is listed once, teams apart', () => {
  expect(peopleOf(agreement).map(({ name }) => name)).toEqual([
    'Claire Favre',
    'Marc Keller',
    'Ana Ruiz',
    'Nadine Perret',
    'Jonas Weber',
    'Léa Blanc',
  ]);
  expect(teamsOf(agreement)).toEqual([
    { team: 'Accounts Payable', does: 'review', capacity: people.reviewers },
    { team: 'Finance Control', does: 'cover', capacity: people.coverReviewers },
    { team: 'Purchasing', does: 'takes over', capacity: null },
  ]);
  expect(teamsOf(agreementWith({ reviewers: null, coverReviewers: null, handOnTo: [] }))).toEqual([]);
});
