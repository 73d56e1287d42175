/** Calendar months as numbers: this package has no clock, and no calendar with it. */
import { type EpochMs, epochMs } from "@flash/schemas";

const DAY_MS = 86_400_000;
/** Days from the first of March of the year 0 to 1970. */
const DAYS_BEFORE_1970 = 719_468;
const DAYS_IN_400_YEARS = 146_097;

/**
 * Year and month (1–12) of a time, UTC.
 *
 * @see https://howardhinnant.github.io/date_algorithms.html#civil_from_days
 */
function civilMonth(at: EpochMs): { readonly year: number; readonly month: number } {
  const day = Math.floor(at / DAY_MS) + DAYS_BEFORE_1970;
  const era = Math.floor(day / DAYS_IN_400_YEARS);
  const dayOfEra = day - era * DAYS_IN_400_YEARS;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  // Years begin in March here, so that the leap day is their last.
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month };
}

/** The first moment of a month, UTC. @see https://howardhinnant.github.io/date_algorithms.html#days_from_civil */
function startOf({ year, month }: { readonly year: number; readonly month: number }): EpochMs {
  const fromMarch = month > 2 ? month - 3 : month + 9;
  const march = month > 2 ? year : year - 1;
  const era = Math.floor(march / 400);
  const yearOfEra = march - era * 400;
  const dayOfYear = Math.floor((153 * fromMarch + 2) / 5);
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return epochMs((era * DAYS_IN_400_YEARS + dayOfEra - DAYS_BEFORE_1970) * DAY_MS);
}

/** Such as `2026-11`. */
export function monthOf(at: EpochMs): string {
  const { year, month } = civilMonth(at);
  return `${year}-${String(month).padStart(2, "0")}`;
}

export const monthStart = (at: EpochMs): EpochMs => startOf(civilMonth(at));

export function nextMonth(at: EpochMs): EpochMs {
  const { year, month } = civilMonth(at);
  return startOf(month === 12 ? { year: year + 1, month: 1 } : { year, month: month + 1 });
}
