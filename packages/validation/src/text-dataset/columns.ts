import { TEXT_COLUMNS } from "@flash/schemas";
import { MAX_COLUMNS } from "../csv/cell-marks.ts";
import type { Row } from "../csv/row.ts";
import type { ProblemLog } from "../report/problem-log.ts";
import { shownNames } from "../rows/column-names.ts";
import { headerPlace, HeaderRow } from "../rows/header-row.ts";
import { logMissingColumn } from "../rows/missing-column.ts";

/** Where the needed columns stand, from 0, and how many columns there are. */
export interface TextColumns {
  input: number;
  label: number;
  count: number;
  header: HeaderRow;
}

/**
 * Finds the needed columns in the header. What is wrong with it goes to the log.
 *
 * @returns undefined when a needed column is missing: then no row can be judged.
 */
export function findColumns(header: Row, names: readonly string[], log: ProblemLog): TextColumns | undefined {
  // Where no line is an object there are no names, and none is missing.
  if (header.count === 0) return undefined;
  const place = headerPlace(header);
  if (header.count > MAX_COLUMNS) log.add({ code: "too_many_columns", details: { limit: MAX_COLUMNS } }, place);
  const taken: string[] = [...TEXT_COLUMNS];
  for (const column of TEXT_COLUMNS) {
    const others = names.filter((name) => name === column).length - 1;
    if (others > 0) log.add({ code: "duplicate_column", details: { column } }, place, others);
    if (others < 0) taken.push(logMissingColumn(column, header, names, log, taken) ?? column);
  }
  const [input, label] = TEXT_COLUMNS.map((column) => names.indexOf(column));
  if (input === undefined || label === undefined || input < 0 || label < 0) return undefined;
  logExtraColumns(names, header, log);
  return { input, label, count: header.count, header: HeaderRow.of(header) };
}

function logExtraColumns(names: readonly string[], header: Row, log: ProblemLog): void {
  const extra = names.filter((name) => !TEXT_COLUMNS.some((column) => column === name));
  if (extra.length === 0) return;
  log.add({ code: "extra_columns", details: { columns: shownNames(extra) } }, headerPlace(header), extra.length);
}
