import type { ClassFacts, TextRules } from "@flash/schemas";
import type { ProblemLog } from "../report/problem-log.ts";
import { judgeRowClasses } from "../rows/row-class-verdict.ts";
import { judgeRowCount, type RowCounts } from "../rows/row-count-verdict.ts";

/** What is known about the rows when all have been read. */
export interface DatasetTotals {
  readonly counts: RowCounts;
  readonly allNumeric: boolean;
  /** The labels of all classes. */
  readonly labels: readonly string[];
  /** Classes with kept rows, most rows first. */
  readonly classes: readonly ClassFacts[];
}

/** Reports what only the whole dataset shows. One root cause gives one problem. */
export function judgeDataset(totals: DatasetTotals, rules: TextRules, log: ProblemLog): void {
  if (!judgeRowCount(totals.counts, rules, log)) return;
  if (totals.allNumeric) log.add({ code: "input_not_text", details: {} }, undefined, totals.counts.kept);
  judgeRowClasses(totals, rules, log);
}
