const DAY_MS = 86_400_000;
/** Days in 400 years, after which the calendar repeats itself. */
const ERA_DAYS = 146_097;
/** From 0000-03-01, with which eras begin, to 1970-01-01. */
const EPOCH_DAYS = 719_468;

/**
 * A day as 2026-11-25. Years are counted from March on: then the leap day is the last one.
 *
 * @param days - since 1970-01-01.
 * @see https://howardhinnant.github.io/date_algorithms.html#civil_from_days
 */
export function dayText(days: number): string {
  const shifted = Math.floor(days) + EPOCH_DAYS;
  const era = Math.floor(shifted / ERA_DAYS);
  const dayOfEra = shifted - era * ERA_DAYS;
  const leapDays = Math.floor(dayOfEra / 1_460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`;
}

/** A moment in UTC as 2026-11-25T08:00:00Z, or the day alone at midnight. @param ms - since 1970-01-01. */
export function momentText(ms: number): string {
  const day = dayText(Math.floor(ms / DAY_MS));
  const rest = ((ms % DAY_MS) + DAY_MS) % DAY_MS;
  if (rest === 0) return day;
  const [hours, minutes, seconds] = [rest / 3_600_000, (rest / 60_000) % 60, (rest / 1_000) % 60].map(Math.floor);
  const time = [hours ?? 0, minutes ?? 0, seconds ?? 0].map((part) => padded(part, 2)).join(":");
  const fraction = rest % 1_000 === 0 ? "" : `.${padded(rest % 1_000, 3)}`;
  return `${day}T${time}${fraction}Z`;
}

const padded = (number: number, length: number): string => String(number).padStart(length, "0");
