// What no single key can say: names that must exist, waits that must fit, people who must differ. Each check is one function over the whole.
// A contradiction that can still be run is marked `absurd`: `check` refuses it, and a drill runs it and names it.
import { type Label, languages, rateOf } from '../core/agreement.ts';
import { canonicalJson } from '../core/canonical.ts';
import { days, hours } from '../core/time.ts';
import type { Unsigned } from './assemble.ts';
import type { Extras, Words } from './found.ts';
import { nearest, type Reading } from './kinds.ts';
import { textOfSpan } from './spans.ts';

type Check = (agreement: Unsigned, say: (path: string, words: Words, extras?: Extras) => void) => void;
const absurd: Extras = { absurd: true };

function unknown(what: string, name: string, known: readonly string[], why: string): Words {
  const near = nearest(name, known);
  const list = known.length === 0 ? 'There is none yet.' : `There are: ${known.join(', ')}.`;
  const message = `There is no ${what} "${name}".`;
  return { code: `unknown-${what.replaceAll(' ', '-')}`, message, why, do: list, ...(near === null ? {} : { instead: near }) };
}

const decisionsExist: Check = ({ decisions, fallback, errors, fills, otherwise, fields, budgets }, say) => {
  const known = [...decisions.keys()];
  const why = 'Programs and people can only use what is declared.';
  if (decisions.has('any')) {
    const words = { code: 'bad-name', message: '"any" cannot be the name of a decision.', why: 'It stands for every decision under errors.' };
    say('decisions.any', { ...words, do: 'Use another word.' });
  }
  if (decisions.size < 2) {
    const message = decisions.size === 0 ? 'There is nothing to decide.' : 'There is only one decision.';
    say('decisions', { code: 'too-few-decisions', message, why: 'With fewer than two there is no choice.', do: 'Name at least two decisions.' });
  }
  if (fallback !== null && !decisions.has(fallback.decide)) say('fallback.decide', unknown('decision', fallback.decide, known, why));
  for (const [index, one] of (fallback?.never ?? []).entries()) {
    if (!decisions.has(one)) say(`fallback.never.${index}`, unknown('decision', one, known, why));
  }
  for (const kind of errors.values()) {
    const path = `errors.${kind.id}.when`;
    if ('field' in kind.when) {
      if (!fills.has(kind.when.field))
        say(`${path}.field`, unknown('fill', kind.when.field, [...fills.keys()], 'The AI can only fill wrongly what it fills.'));
      continue;
    }
    const { decided, shouldBe } = kind.when;
    if (decided !== null && !decisions.has(decided)) say(`${path}.decided`, unknown('decision', decided, known, why));
    if (shouldBe !== null && !decisions.has(shouldBe)) say(`${path}.shouldBe`, unknown('decision', shouldBe, known, why));
    if (decided !== null && decided === shouldBe) {
      const words = { code: 'no-error', message: 'What was decided is what was right.', why: 'Then nothing is wrong.' };
      say(path, { ...words, do: 'Name two different decisions.' });
    }
  }
  if (otherwise.inARow !== null && !fields.has(otherwise.inARow.per)) {
    say('otherwise.inARow.per', unknown('field', otherwise.inARow.per, [...fields.keys()], why));
  }
  for (const id of Object.keys(budgets.slip)) {
    if (!errors.has(id)) say(`budgets.slip.${id}`, unknown('kind of error', id, [...errors.keys()], 'Slip is counted per kind of error.'));
  }
};

const fieldsExist: Check = ({ fields, fills }, say) => {
  if (fields.size === 0) {
    say('fields', {
      code: 'no-fields',
      message: 'A case has no fields.',
      why: 'There is nothing to decide on.',
      do: 'Name what a case has: fields: { amount: money }.',
    });
  }
  for (const id of fills.keys()) {
    if (!fields.has(id)) continue;
    const words = { code: 'taken', message: `"${id}" is a field and a fill at once.`, why: 'A sentence about it would have two meanings.' };
    say(`fills.${id}`, { ...words, do: 'Give one of them another name.' });
  }
  const all = [...fields.values()];
  for (const flag of ['show', 'subject'] as const) {
    for (const field of all.filter((one) => one[flag] === 'first' || one[flag] === true).slice(1)) {
      const words = { code: 'only-one', message: `A second field has ${flag}.`, why: 'Only one can be it.' };
      say(`fields.${field.id}.${flag}`, { ...words, do: 'Keep it at one field.' });
    }
  }
};

/** `le montant`, `Montant` and `montant` are one label to a reader. */
const tidyLabel = (label: string): string =>
  label
    .normalize('NFC')
    .toLowerCase()
    .replace(/^(the|le|la|les|der|die|das)\s+|^l['’]\s*/, '')
    .replace(/\s+/g, ' ')
    .trim();

function sameLabels(labels: Iterable<{ readonly path: string; readonly id: string; readonly label: Label }>, say: Parameters<Check>[1]): void {
  const seen = new Map<string, string>();
  const told = new Set<string>();
  for (const { path, id, label } of labels) {
    for (const language of languages) {
      for (const words of label[language]) {
        const key = `${language} ${tidyLabel(words)}`;
        const other = seen.get(key);
        seen.set(key, other ?? id);
        if (other === undefined || other === id || told.has(path)) continue;
        told.add(path);
        const message = `"${words}" (${language}) is also the label of ${other}.`;
        say(path, { code: 'same-label', message, why: 'A sentence with it would have two meanings.', do: 'Give each its own words.' });
      }
    }
  }
}

const labelsDiffer: Check = ({ fields, fills, decisions }, say) => {
  const asked = [...[...fields.values()].map((f) => ({ f, at: 'fields' })), ...[...fills.values()].map((f) => ({ f, at: 'fills' }))];
  sameLabels(
    asked.map(({ f, at }) => ({ path: `${at}.${f.id}.label`, id: f.id, label: f.label })),
    say,
  );
  sameLabels(
    [...decisions.values()].map((d) => ({ path: `decisions.${d.id}.label`, id: d.id, label: d.label })),
    say,
  );
  for (const { f, at } of asked) {
    sameLabels(
      [...f.values].map(([id, label]) => ({ path: `${at}.${f.id}.values.${id}`, id, label })),
      say,
    );
  }
};

const waitsFit: Check = ({ deadline, people, fallback }, say) => {
  if (deadline === null) return;
  const fits = (path: string, length: number, text: string): void => {
    if (length < deadline.length) return;
    const message = `${text} before the deadline is before the case arrives.`;
    const why = `A case may take ${textOfSpan(deadline)}; nobody else would get a chance.`;
    say(path, { code: 'does-not-fit', message, why, do: `Write less than ${textOfSpan(deadline)}.` });
  };
  fits('people.coverFrom', people.coverFrom.length, textOfSpan(people.coverFrom));
  if (fallback !== null) fits('fallback.before', fallback.before.length, textOfSpan(fallback.before));
};

const fallbackHolds: Check = ({ fallback, decisions }, say) => {
  if (fallback === null) return;
  const needs = decisions.get(fallback.decide)?.needs ?? null;
  if (needs !== null && fallback.fills[needs] === undefined) {
    const words = { code: 'needs-missing', message: `"${fallback.decide}" needs ${needs}, and the fallback does not have it.` };
    say('fallback.decide', { ...words, why: 'At that moment nobody is there to write it.', do: `Add fills: { ${needs}: … } to the fallback.` });
  }
  for (const name of Object.keys(fallback.fills)) {
    if (name === needs) continue;
    const words = { code: 'not-needed', message: `"${fallback.decide}" does not need "${name}".`, why: 'It would reach nobody.' };
    say(`fallback.fills.${name}`, { ...words, do: needs === null ? 'Remove it.' : `Write ${needs}.`, ...(needs === null ? {} : { instead: needs }) });
  }
  if (fallback.never.includes(fallback.decide)) {
    const words = { code: 'fallback-forbidden', message: `The fallback decides ${fallback.decide}, which stands under never.` };
    say(
      'fallback.decide',
      { ...words, why: 'It may not decide this, so nothing would be decided.', do: 'Choose another decision, or remove it from never.' },
      absurd,
    );
  }
};

const guardsHold: Check = ({ errors, personDecidesWhen }, say) => {
  const inForce = new Set(personDecidesWhen.map((rule) => canonicalJson(rule.condition)));
  for (const kind of errors.values()) {
    for (const [index, rule] of kind.guardedBy.entries()) {
      if (inForce.has(canonicalJson(rule.condition))) continue;
      const words = { code: 'guard-not-a-rule', message: `"${rule.sentence}" guards ${kind.id}, but is no rule.` };
      const why = 'Only the rules under personDecidesWhen send a case to a person.';
      say(`errors.${kind.id}.guardedBy.${index}`, { ...words, why, do: 'Write the sentence under personDecidesWhen too.' });
    }
  }
};

const peopleDiffer: Check = ({ people }, say) => {
  const { owner, sponsor, deputies, projectTeam } = people;
  const roles: { path: string; role: string; name: string }[] = [];
  if (owner !== null) roles.push({ path: 'people.owner', role: 'owner', name: owner });
  for (const [index, name] of deputies.entries())
    roles.push({ path: deputies.length === 1 ? 'people.deputies' : `people.deputies.${index}`, role: 'deputy', name });
  if (sponsor !== null) roles.push({ path: 'people.sponsor', role: 'sponsor', name: sponsor });
  const same = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();
  for (const [index, one] of roles.entries()) {
    const other = roles.slice(0, index).find((earlier) => same(earlier.name, one.name));
    if (other !== undefined) {
      const message =
        one.role === other.role ? `${one.name} is named as ${one.role} twice.` : `${one.name} is ${other.role} and ${one.role} at once.`;
      const why = 'Who is silent once is silent twice: the next to be asked must be somebody else.';
      say(one.path, { code: 'same-person', message, why, do: `Name another person as ${one.role}.` }, absurd);
    }
    if (projectTeam.some((member) => same(member, one.name))) {
      const message = `The ${one.role} ${one.name} is also in the project team.`;
      const why = `The two-week test removes the project team; the process would have no ${one.role}.`;
      const doing = 'Name someone from the business, or remove them from the project team.';
      say(one.path, { code: 'in-project-team', message, why, do: doing }, absurd);
    }
  }
  const { reviewers, coverReviewers } = people;
  if (reviewers !== null && coverReviewers !== null && same(reviewers.team, coverReviewers.team)) {
    const words = {
      code: 'same-team',
      message: `${coverReviewers.team} covers for itself.`,
      why: 'When a team is away, its cover would be away too.',
    };
    say('people.coverReviewers', { ...words, do: 'Name another team.' }, absurd);
  }
};

const limits = { fallbackShare: 0.5, fallbackShareInTrouble: 0.5, reviewShare: 0.9 } as const;
const budgetsAreSane: Check = ({ budgets }, say) => {
  if (budgets.onPurpose !== null) return;
  const doing = 'Lower it, or give the reason under onPurpose.';
  for (const key of ['fallbackShare', 'fallbackShareInTrouble', 'reviewShare'] as const) {
    const share = budgets[key];
    if (share === null || rateOf(share) <= limits[key]) continue;
    const message = `${share.count} in ${share.of} is more than ${limits[key] * 100} in 100.`;
    say(`budgets.${key}`, { code: 'budget-too-wide', message, why: 'A limit that is never reached limits nothing.', do: doing }, absurd);
  }
  const { aiDown } = budgets.noticeWithin;
  if (aiDown !== null && aiDown.length > hours(24)) {
    const words = {
      code: 'budget-too-wide',
      message: 'More than a day passes before anybody notices.',
      why: 'Cases would be late before anybody knows.',
    };
    say('budgets.noticeWithin.aiDown', { ...words, do: doing }, absurd);
  }
};

const keptLongEnough: Check = ({ keep }, say) => {
  if (keep.decisions === null || keep.decisions >= days(184)) return;
  const words = {
    code: 'too-short',
    message: 'Decisions are kept for less than 6 months.',
    why: 'The law asks for at least six months of records of such a system.',
  };
  say('keep.decisions', { ...words, do: 'Write 6 months or more.' });
};

const overloadIsKnown: Check = ({ overload, fields }, say) => {
  if (overload === null) return;
  const match = /^(?:largest|smallest|highest|lowest|earliest|latest|oldest|newest) (.+)$/.exec(overload.first);
  const ordered = [...fields.values()].filter((field) => ['money', 'number', 'date'].includes(field.type));
  const named = tidyLabel(match?.[1] ?? '');
  const fits = ordered.some(
    (field) => field.id.toLowerCase() === named || languages.some((one) => field.label[one].some((label) => tidyLabel(label) === named)),
  );
  if (match !== null && fits) return;
  const list = ordered.map((field) => field.label.en[0] ?? field.id).join(', ');
  const words = { code: 'unknown-order', message: `"${overload.first}" is not an order of cases.`, why: 'Who waits must be computed from a case.' };
  const doing =
    list === ''
      ? 'No field has an order (money, number, date); remove overload.'
      : `Write largest, smallest, earliest or latest and one of: ${list}.`;
  say('overload.first', { ...words, do: doing });
};

const checks: readonly Check[] = [
  fieldsExist,
  decisionsExist,
  labelsDiffer,
  waitsFit,
  fallbackHolds,
  guardsHold,
  peopleDiffer,
  budgetsAreSane,
  keptLongEnough,
  overloadIsKnown,
];

/** Runs every check; a key that is already reported as unreadable is not reported again. */
export function checkWhole(agreement: Unsigned, reading: Reading): void {
  const unread = new Set(reading.problems.map((one) => one.path));
  for (const check of checks) {
    check(agreement, (path, words, extras) => {
      const emptied = [...unread].some((one) => one.startsWith(`${path}.`)) && (path === 'fields' || path === 'decisions');
      if (emptied || unread.has(path) || [...unread].some((one) => one !== '' && path.startsWith(`${one}.`))) return;
      reading.problem(reading.placeOf(path), path, words, extras);
    });
  }
}

/** Whether there is more than what is only absurd. */
export const malformed = (problems: readonly { readonly absurd?: true }[]): boolean => problems.some((one) => one.absurd !== true);
