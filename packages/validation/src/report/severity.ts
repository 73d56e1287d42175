import type { DatasetProblemCode, ProblemSeverity } from "@flash/schemas";

/**
 * How much each problem weighs, in the order of reports. An error is what makes a model wrong or training impossible, and what may
 * have lost data silently; what a person would merely like to know is a warning.
 */
export const SEVERITY_OF = {
  empty_file: "error",
  not_text: "error",
  utf16_encoding: "error",
  invalid_utf8: "error",
  nul_byte: "error",
  row_too_long: "error",
  unclosed_quote: "error",
  text_after_quote: "error",
  stray_quote: "warning",
  too_few_cells: "error",
  too_many_cells: "error",
  short_row: "warning",
  trailing_delimiters: "warning",
  missing_column: "error",
  duplicate_column: "error",
  too_many_columns: "error",
  extra_columns: "warning",
  empty_input: "warning",
  empty_label: "warning",
  long_input: "warning",
  label_too_long: "error",
  label_trimmed: "warning",
  header_only: "error",
  no_usable_rows: "error",
  too_few_rows: "error",
  few_rows: "warning",
  too_many_rows: "error",
  input_not_text: "error",
  one_class: "error",
  too_many_classes: "error",
  single_row_class: "warning",
  class_imbalance: "warning",
  labels_differ_by_case: "warning",
  duplicate_rows: "warning",
  conflicting_labels: "warning",
} as const satisfies Record<DatasetProblemCode, ProblemSeverity>;

const ORDER = Object.keys(SEVERITY_OF);

/** Errors before warnings, then in the order above. */
export function compareCodes(one: DatasetProblemCode, other: DatasetProblemCode): number {
  const severity = Number(SEVERITY_OF[one] === "warning") - Number(SEVERITY_OF[other] === "warning");
  return severity === 0 ? ORDER.indexOf(one) - ORDER.indexOf(other) : severity;
}
