import type { ClassFacts, TableRules } from "@flash/schemas";
import type { ProblemLog } from "../report/problem-log.ts";
import { judgeRowClasses } from "../rows/row-class-verdict.ts";
import { judgeRowCount, type RowCounts } from "../rows/row-count-verdict.ts";
import type { ColumnTally } from "./column-tally.ts";

/** What is known about the rows of a table when all have been read. */
export interface TableTotals {
  readonly counts: RowCounts;
  /** The target is not among them. */
  readonly features: readonly ColumnTally[];
  readonly target: ColumnTally | undefined;
  readonly labels: readonly string[];
  /** Classes with kept rows, most rows first. */
  readonly classes: readonly ClassFacts[];
}

const SHOWN = 10;
const SPARSE_SHARE = 0.5;

/** Reports what only the whole table shows. One root cause gives one problem. */
export function judgeTable(totals: TableTotals, rules: TableRules, log: ProblemLog): void {
  if (!judgeRowCount(totals.counts, rules, log)) return;
  if (rules.target === "class") judgeRowClasses(totals, rules, log);
  else judgeNumbers(totals, log);
  judgeColumns(totals, log);
}

function judgeNumbers({ target, counts: { kept } }: TableTotals, log: ProblemLog): void {
  const numbers = target?.facts().numbers;
  if (kept < 2 || !numbers || numbers.min < numbers.max) return;
  log.add({ code: "constant_target", details: { value: numbers.min } });
}

function judgeColumns({ features, counts: { kept } }: TableTotals, log: ProblemLog): void {
  const isEmpty = (column: ColumnTally) => column.missing === kept;
  const report = (
    code: "empty_columns" | "constant_columns" | "sparse_columns" | "mixed_columns",
    is: (column: ColumnTally) => boolean,
  ): void => {
    const found = features.filter(is).map(({ name }) => name);
    if (found.length > 0) log.add({ code, details: { columns: found.slice(0, SHOWN) } }, undefined, found.length);
  };
  report("empty_columns", isEmpty);
  report("constant_columns", (column) => !isEmpty(column) && kept > 1 && column.distinct === 1 && column.missing === 0);
  report("sparse_columns", (column) => !isEmpty(column) && column.missing >= kept * SPARSE_SHARE);
  report("mixed_columns", (column) => column.isMixed);
}
