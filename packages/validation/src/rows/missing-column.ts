import type { Row } from "../csv/row.ts";
import type { ProblemLog } from "../report/problem-log.ts";
import { shownNames } from "./column-names.ts";
import { headerPlace } from "./header-row.ts";
import { nearestName } from "./nearest-name.ts";

/**
 * Reports that a needed column is not there, with the one that was probably meant.
 *
 * @param taken - columns that are something else.
 * @returns the one that was probably meant.
 */
export function logMissingColumn(
  column: string,
  header: Row,
  names: readonly string[],
  log: ProblemLog,
  taken: readonly string[] = [],
): string | undefined {
  const found = shownNames(names);
  const nearest = nearestName(
    column,
    found.filter((name) => !taken.includes(name)),
  );
  const details = { column, found, ...(nearest !== undefined && { nearest }) };
  log.add({ code: "missing_column", details }, headerPlace(header));
  return nearest;
}
