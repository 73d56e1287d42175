import type { TableRules } from "@flash/schemas";
import { MAX_COLUMNS } from "../csv/cell-marks.ts";
import type { Row } from "../csv/row.ts";
import type { ProblemLog } from "../report/problem-log.ts";
import { headerPlace, HeaderRow } from "../rows/header-row.ts";
import { logMissingColumn } from "../rows/missing-column.ts";

/** Where the target stands, from 0, and how many columns there are. */
export interface TableColumns {
  readonly target: number;
  readonly count: number;
  readonly header: HeaderRow;
}

/**
 * Finds the target in the header. What is wrong with it goes to the log.
 *
 * @returns undefined when there is none: then no row can be judged.
 */
export function findTarget(
  header: Row,
  names: readonly string[],
  rules: TableRules,
  log: ProblemLog,
): TableColumns | undefined {
  // Where no line is an object there are no names, and none is missing.
  if (header.count === 0) return undefined;
  const place = headerPlace(header);
  const limit = Math.min(rules.maxColumns, MAX_COLUMNS);
  if (header.count > limit) log.add({ code: "too_many_columns", details: { limit } }, place);
  const counts = Map.groupBy(names, (name) => name);
  for (const [column, same] of counts) {
    if (column !== "" && same.length > 1) {
      log.add({ code: "duplicate_column", details: { column } }, place, same.length - 1);
    }
  }
  const target = names.indexOf(rules.targetColumn);
  if (target < 0) {
    logMissingColumn(rules.targetColumn, header, names, log);
    return undefined;
  }
  if (header.count === 1) log.add({ code: "no_feature_columns", details: {} }, place);
  return { target, count: header.count, header: HeaderRow.of(header) };
}
