import type { ClassFacts, TextRules } from "@flash/schemas";
import type { ProblemLog } from "../report/problem-log.ts";

/** What is known about the rows when all have been read. */
export interface DatasetTotals {
  rows: number;
  kept: number;
  allNumeric: boolean;
  /** A needed column is missing: whether rows are usable cannot be said. */
  missingColumn: boolean;
  /** The labels of all classes. */
  labels: readonly string[];
  /** Classes with kept rows, most rows first. */
  classes: readonly ClassFacts[];
}

const SHOWN = 10;

/** Reports what only the whole dataset shows. One root cause gives one problem. */
export function judgeDataset(totals: DatasetTotals, rules: TextRules, log: ProblemLog): void {
  const { rows, kept } = totals;
  if (rows > rules.maxRows) log.add({ code: "too_many_rows", details: { rows, limit: rules.maxRows } });
  if (rows === 0) return log.add({ code: "header_only", details: {} });
  if (totals.missingColumn) return;
  if (kept === 0) return log.add({ code: "no_usable_rows", details: { rows } });
  if (kept < rules.minRows) log.add({ code: "too_few_rows", details: { rows: kept, limit: rules.minRows } });
  else if (kept < rules.recommendedRows) {
    log.add({ code: "few_rows", details: { rows: kept, recommended: rules.recommendedRows } });
  }
  if (totals.allNumeric) log.add({ code: "input_not_text", details: {} }, undefined, kept);
  judgeClasses(totals.classes, rules, log);
  judgeSpelling(totals.labels, log);
}

function judgeClasses(classes: readonly ClassFacts[], rules: TextRules, log: ProblemLog): void {
  const [largest, smallest] = [classes[0], classes.at(-1)];
  if (largest === undefined || smallest === undefined) return;
  if (classes.length === 1) return log.add({ code: "one_class", details: { label: largest.label } });
  const single = classes.filter(({ rows }) => rows === 1);
  if (single.length > 0) {
    const labels = single.slice(0, SHOWN).map(({ label }) => label);
    log.add({ code: "single_row_class", details: { labels } }, undefined, single.length);
  }
  if (largest.rows >= smallest.rows * rules.imbalanceRatio) {
    const sizeOf = ({ label, rows }: ClassFacts) => ({ label, rows });
    log.add({ code: "class_imbalance", details: { largest: sizeOf(largest), smallest: sizeOf(smallest) } });
  }
}

function judgeSpelling(labels: readonly string[], log: ProblemLog): void {
  const groups = [...Map.groupBy(labels, (label) => label.toLowerCase()).values()].filter(({ length }) => length > 1);
  if (groups.length === 0) return;
  log.add({ code: "labels_differ_by_case", details: { groups: groups.slice(0, SHOWN) } }, undefined, groups.length);
}
