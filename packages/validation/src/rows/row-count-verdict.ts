import type { ProblemLog } from "../report/problem-log.ts";

export interface RowCounts {
  /** Undefined: there is no header. */
  readonly names: readonly string[] | undefined;
  readonly rows: number;
  readonly kept: number;
  /** A needed column is missing: whether rows are usable cannot be said. */
  readonly missesColumn: boolean;
}

export interface RowLimits {
  readonly maxRows: number;
  readonly minRows: number;
  readonly recommendedRows: number;
}

/** Reports too many and too few rows. @returns whether there is anything else to be said about the dataset. */
export function judgeRowCount(
  { names, rows, kept, missesColumn }: RowCounts,
  limits: RowLimits,
  log: ProblemLog,
): boolean {
  if (names === undefined) {
    log.add({ code: "empty_file", details: {} });
    return false;
  }
  const { maxRows, minRows, recommendedRows } = limits;
  if (rows > maxRows) log.add({ code: "too_many_rows", details: { rows, limit: maxRows } });
  if (rows === 0) log.add({ code: "header_only", details: {} });
  if (rows === 0 || missesColumn) return false;
  if (kept === 0) log.add({ code: "no_usable_rows", details: { rows } });
  else if (kept < minRows) log.add({ code: "too_few_rows", details: { rows: kept, limit: minRows } });
  else if (kept < recommendedRows) log.add({ code: "few_rows", details: { rows: kept, recommended: recommendedRows } });
  return kept > 0;
}
