// Public holidays of regions such as `CH-VD`, as stretches of local time. The data are those of the package date-holidays.
// Only public holidays are free: bank, school and optional ones differ from firm to firm, and an owner would not expect them.

import { Temporal } from '@js-temporal/polyfill';
import Holidays from 'date-holidays';

/** Local time, whatever the zone: `from` included, `to` not. Most are whole days; Christmas Eve in CH-VS begins at noon. */
export interface FreeTime {
  readonly from: Temporal.PlainDateTime;
  readonly to: Temporal.PlainDateTime;
  readonly name: string;
}

const hourMs = 3_600_000;
const has = (names: object | undefined, name: string): boolean => names !== undefined && Object.hasOwn(names, name);

/** Whether holidays of `text` are known: a country (`CH`), a state or canton (`CH-VD`), or a region in it (`DE-BY-A`). */
export function isHolidayRegion(text: string): boolean {
  const [country = '', state, region, ...rest] = text.split('-');
  const known = new Holidays();
  if (rest.length > 0 || !has(known.getCountries(), country)) return false;
  if (state === undefined) return true;
  if (!has(known.getStates(country), state)) return false;
  return region === undefined || has(known.getRegions(country, state), region);
}

function holidaysOf(region: string): Holidays {
  if (!isHolidayRegion(region)) throw new Error(`No holidays are known for "${region}"; the check of the agreement should have refused it.`);
  const [country = '', state = '', part = ''] = region.split('-');
  return new Holidays(country, state, part, { types: ['public'], languages: ['en'] });
}

/**
 * The end as local time. A holiday of one day lasts 23 or 25 hours when the clocks change on it (Easter 2024 in Europe),
 * so what is within an hour of whole days is whole days.
 */
function endOf(from: Temporal.PlainDateTime, length: number): Temporal.PlainDateTime {
  const days = Math.round(length / (24 * hourMs));
  if (days > 0 && Math.abs(length - days * 24 * hourMs) <= hourMs) return from.add({ days });
  return from.add({ milliseconds: length });
}

/** Every public holiday of any of the regions in these years (both included), by its start. */
export function freeTimes(regions: readonly string[], firstYear: number, lastYear: number): readonly FreeTime[] {
  const free: FreeTime[] = [];
  for (const region of regions) {
    const holidays = holidaysOf(region);
    for (let year = firstYear; year <= lastYear; year += 1) {
      for (const { date, start, end, name } of holidays.getHolidays(year)) {
        // `start` and `end` are moments in the country's first zone; the text is the local date that people mean, in every zone.
        const from = Temporal.PlainDateTime.from(date.slice(0, 19).replace(' ', 'T'));
        free.push({ from, to: endOf(from, end.getTime() - start.getTime()), name });
      }
    }
  }
  return free.sort((a, b) => Temporal.PlainDateTime.compare(a.from, b.from));
}
