import type { ColumnFacts, DatasetReport, TextReport } from "@flash/schemas";
import { MAX_SLOTS, TAKEN_SHARE } from "../rows/seen-tables.ts";

const SAMPLES = 3;
/** Different inputs that are remembered. */
const MOST_INPUTS = Math.floor(MAX_SLOTS * TAKEN_SHARE);

/**
 * What is known of each column that counts: of a table's all that its report says, of texts what other facts of the report say of input
 * and label, where rows were kept. There `missing` are the rows that were dropped for it. Images have no columns.
 *
 * @example
 * ```ts
 * const missing = columnFacts(report).map(({ name, missing }) => `${name}: ${missing}`);
 * ```
 */
export function columnFacts(report: DatasetReport): readonly ColumnFacts[] {
  if (report.kind === "images") return [];
  return report.kind === "table" ? report.columns : columnsOfText(report);
}

function columnsOfText({ rows: { kept, dropped }, classes, inputLength, problems }: TextReport): ColumnFacts[] {
  if (kept === 0) return [];
  const countOf = (code: TextReport["problems"][number]["code"]) =>
    problems.find((problem) => problem.code === code)?.count ?? 0;
  // While all inputs are remembered, each row that is kept repeats one or has a new one.
  const different = kept - countOf("duplicate_rows") - countOf("conflicting_labels");
  return [
    {
      name: "input",
      type: countOf("input_not_text") > 0 ? "number" : "text",
      missing: dropped.emptyInput,
      distinct: { count: Math.min(different, MOST_INPUTS), atLeast: different > MOST_INPUTS },
      numbers: null,
      length: inputLength,
      samples: classes.list.flatMap(({ samples }) => samples).slice(0, SAMPLES),
    },
    {
      name: "label",
      type: "category",
      missing: dropped.emptyLabel,
      distinct: { count: classes.count, atLeast: dropped.tooManyClasses > 0 },
      numbers: null,
      length: null,
      samples: classes.list.slice(0, SAMPLES).map(({ label }) => label),
    },
  ];
}
