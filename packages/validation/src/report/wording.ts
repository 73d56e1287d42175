const SHOWN_NAMES = 10;

/** A number with thousands separators and its noun: “1 row”, “2,000 rows”. */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? singular : plural}`;
}

/** As {@link counted}. */
export const rows = (count: number): string => counted(count, "row");

/** A name from the file as it is shown in a sentence: in quotes and on one line. */
export function quotedName(name: string): string {
  return `“${name.replace(/\s+/g, " ")}”`;
}

/** The first few names. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN_NAMES).map(quotedName).join(", ");
  return names.length > SHOWN_NAMES ? `${shown} and ${names.length - SHOWN_NAMES} more` : shown;
}
