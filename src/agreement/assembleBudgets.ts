// The budgets: what the file says, else what follows from tolerances, checks and expected volume. The drill judges against them.
import type { Agreement, Budgets, Calendar, Money, Otherwise, Share } from '../core/agreement.ts';
import { rateOf } from '../core/agreement.ts';
import { addDecimals, type Decimal, decimalOf, textOfDecimal } from '../core/decimal.ts';
import { milliseconds, minutes, type Span } from '../core/time.ts';
import { casesUntilNoticed, slipUntilNoticed, textOfMoney, textOfShare } from './defaults.ts';
import { textOfSpan } from './spans.ts';
import type { Workbench } from './workbench.ts';

const nothing: Decimal = { digits: 0n, scale: 0 };

/** `n` times an amount, exact. */
function times(money: Money, n: number): Money {
  const one = decimalOf(money.amount) ?? nothing;
  const product = addDecimals({ digits: one.digits * BigInt(Math.ceil(n)), scale: one.scale }, nothing);
  return { amount: textOfDecimal(product), currency: money.currency };
}

export function budgetsFrom(bench: Workbench, otherwise: Otherwise, errors: Agreement['errors'], calendar: Calendar): Budgets {
  const { given, proposals, currency } = bench;
  const budgets = given.budgets;
  const share = (key: 'fallbackShare' | 'fallbackShareInTrouble' | 'reviewShare', count: number, why: string): Share => {
    const proposed = { count, of: 100 };
    return proposals.or(budgets?.[key], `budgets.${key}`, proposed, textOfShare(proposed), why);
  };
  const workingDays = (n: number): Span => ({ length: milliseconds((calendar.to - calendar.from) * 60_000 * n), counted: 'working' });
  const notice = budgets?.noticeWithin;
  const wait = (key: 'aiDown' | 'noCases' | 'checksStopped', proposed: Span, why: string): Span =>
    proposals.or(notice?.[key], `budgets.noticeWithin.${key}`, proposed, textOfSpan(proposed), why);
  const checked = rateOf(otherwise.checkedAtRandom.autonomous);
  const measured = [...errors.values()].flatMap((kind) => (kind.atMost === null ? [] : [{ id: kind.id, rate: rateOf(kind.atMost) }]));
  const strictest = Math.min(...measured.map((kind) => kind.rate));
  const worse = measured.length === 0 ? null : casesUntilNoticed(strictest, checked);
  const slip = slipUntilNoticed(checked);
  const slipWhy = 'What an error five times as frequent adds until the random checks show it.';
  const perCase = proposals.or(
    budgets?.aiCost?.perCase,
    'budgets.aiCost.perCase',
    { amount: '0.10', currency },
    `0.10 ${currency}`,
    'A low cap is safe: above it a person decides.',
  );
  const daily = given.expect?.casesPerWeek === undefined ? 200 : (given.expect.casesPerWeek / calendar.weekdays.length) * 1.5;
  const perDay = times(perCase, daily);
  const dayWhy =
    given.expect?.casesPerWeek === undefined ? 'The cost per case for 200 cases.' : 'The cost per case for half more cases than expected.';
  const dayCap = proposals.or(budgets?.aiCost?.perDay, 'budgets.aiCost.perDay', perDay, textOfMoney(perDay), dayWhy);
  const perMonth = times(dayCap, 22);
  return {
    fallbackShare: share('fallbackShare', 2, 'The fallback is for what nobody reached, not a way of working.'),
    fallbackShareInTrouble: share('fallbackShareInTrouble', 30, 'In hours when the AI or the people are away.'),
    reviewShare: share('reviewShare', 50, 'More than every second case with people is not yet help.'),
    withoutAi: proposals.or(budgets?.withoutAi, 'budgets.withoutAi', workingDays(10), '10 working days', 'Two weeks, as in the two-week test.'),
    noticeWithin: {
      aiDown: wait('aiDown', { length: minutes(10), counted: 'elapsed' }, 'Before cases pile up.'),
      aiChanged: proposals.or(notice?.aiChanged, 'budgets.noticeWithin.aiChanged', 60, '60 cases', 'A change of the model shows in few cases.'),
      aiWorse:
        worse === null
          ? proposals.none(notice?.aiWorse, 'budgets.noticeWithin.aiWorse', 'Without a tolerance there is nothing to compare with.')
          : proposals.or(
              notice?.aiWorse,
              'budgets.noticeWithin.aiWorse',
              worse,
              `${worse} cases`,
              'What the strictest tolerance and the random checks can show.',
            ),
      noCases: wait('noCases', workingDays(1), 'A silent day is noticed the same day.'),
      checksStopped: wait('checksStopped', workingDays(2), 'One quiet day happens by chance.'),
    },
    slip: {
      ...Object.fromEntries(budgets?.slip ?? []),
      ...Object.fromEntries(measured.map(({ id }) => [id, proposals.or(budgets?.slip?.get(id), `budgets.slip.${id}`, slip, String(slip), slipWhy)])),
    },
    falseAlarms: proposals.or(budgets?.falseAlarms, 'budgets.falseAlarms', 2, '2 per person and shift', 'More, and people stop reading.'),
    aiCost: {
      perCase,
      perDay: dayCap,
      perMonth: proposals.or(budgets?.aiCost?.perMonth, 'budgets.aiCost.perMonth', perMonth, textOfMoney(perMonth), '22 days.'),
    },
    onPurpose: budgets?.onPurpose ?? null,
  };
}
