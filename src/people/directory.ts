// Who is who in an agreement, and who has to answer next. People are named by their full name, reviewers by their team:
// who is a member of a team is known to the installation, not to the agreement.

import type { Agreement, Team } from '../core/agreement.ts';

/** The roles that an agreement gives to a person by name, from the one who answers first to the one who may never. */
export const namedRoles = ['owner', 'deputy', 'sponsor', 'budgetHolder', 'project-team'] as const;
export type NamedRole = (typeof namedRoles)[number];

export interface NamedPerson {
  readonly name: string;
  /** In the order of `namedRoles`; a sponsor may hold the budget too. */
  readonly roles: readonly NamedRole[];
}

export interface NamedTeam {
  readonly team: string;
  readonly does: 'review' | 'cover' | 'takes over';
  /** null where the agreement gives no capacity. */
  readonly capacity: Team | null;
}

/** One name however it is typed: a capital or a second form of an accent must not smuggle a builder into the answering line. */
const nameKey = (name: string): string => name.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();
const among = (names: readonly string[], name: string): boolean => names.some((one) => nameKey(one) === nameKey(name));

function holders(agreement: Agreement, role: NamedRole): readonly string[] {
  const { owner, deputies, sponsor, budgetHolder, projectTeam } = agreement.people;
  const one = (name: string | null): readonly string[] => (name === null ? [] : [name]);
  switch (role) {
    case 'owner':
      return one(owner);
    case 'deputy':
      return deputies;
    case 'sponsor':
      return one(sponsor);
    case 'budgetHolder':
      return one(budgetHolder);
    case 'project-team':
      return projectTeam;
  }
}

/** Every role of this person; empty for somebody whom the agreement does not name. */
export const rolesOf = (agreement: Agreement, name: string): readonly NamedRole[] =>
  namedRoles.filter((role) => among(holders(agreement, role), name));

/** The first role of this person, or null. */
export const roleOf = (agreement: Agreement, name: string): NamedRole | null => rolesOf(agreement, name)[0] ?? null;

/** Everybody named, each once, in the order of `namedRoles`. */
export function peopleOf(agreement: Agreement): readonly NamedPerson[] {
  const names = new Map<string, string>();
  for (const name of namedRoles.flatMap((role) => holders(agreement, role))) if (!names.has(nameKey(name))) names.set(nameKey(name), name);
  return [...names.values()].map((name) => ({ name, roles: rolesOf(agreement, name) }));
}

/** The teams: who reviews, who covers, and to whom a reviewer may hand a case on. */
export function teamsOf(agreement: Agreement): readonly NamedTeam[] {
  const { reviewers, coverReviewers, handOnTo } = agreement.people;
  const teams: NamedTeam[] = [];
  if (reviewers !== null) teams.push({ team: reviewers.team, does: 'review', capacity: reviewers });
  if (coverReviewers !== null) teams.push({ team: coverReviewers.team, does: 'cover', capacity: coverReviewers });
  for (const team of handOnTo) teams.push({ team, does: 'takes over', capacity: null });
  return teams;
}

/** Who answers, in order: owner, deputies, sponsor; nobody twice, and never a person of the project team. */
export function answerOrder(agreement: Agreement): readonly string[] {
  const { owner, deputies, sponsor, projectTeam } = agreement.people;
  const order: string[] = [];
  for (const name of [owner, ...deputies, sponsor]) {
    if (name !== null && name.trim() !== '' && !among(projectTeam, name) && !among(order, name)) order.push(name);
  }
  return order;
}

/** The next person to ask when these were silent; null when everybody was, or the agreement names nobody. */
export const whoAnswers = (agreement: Agreement, silentSoFar: readonly string[]): string | null =>
  answerOrder(agreement).find((name) => !among(silentSoFar, name)) ?? null;
