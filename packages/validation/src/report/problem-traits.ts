import type { DatasetProblem, DatasetProblemCode, DroppableProblem, ProblemSeverity } from "@flash/schemas";

/** What makes a model wrong or training impossible, and what may have lost data silently. */
const ERROR = 0;
/** What a person would merely like to know. */
const WARNING = 1;
/** An error of single rows or files, a share of which may be allowed. */
const TOLERABLE = 2;
/** The rows that have it can be dropped without harm to the others. */
const OF_ROWS = 4;
/** The same of files in an archive. */
const OF_FILES = 8;

/** What is known of each problem, in the order of reports. */
const TRAITS = {
  empty_file: ERROR,
  not_text: ERROR,
  damaged_gzip: ERROR,
  json_array: ERROR,
  damaged_parquet: ERROR,
  parquet_chunk_too_large: ERROR,
  invalid_utf8: TOLERABLE | OF_ROWS,
  unpaired_surrogate: TOLERABLE | OF_ROWS,
  nul_byte: TOLERABLE | OF_ROWS,
  stray_bom: WARNING,
  row_too_long: ERROR,
  unclosed_quote: ERROR,
  text_after_quote: TOLERABLE | OF_ROWS,
  stray_quote: WARNING,
  invalid_json: TOLERABLE | OF_ROWS,
  nested_value: TOLERABLE | OF_ROWS,
  unknown_keys: WARNING,
  repeated_header: WARNING | OF_ROWS,
  too_few_cells: TOLERABLE | OF_ROWS,
  too_many_cells: TOLERABLE | OF_ROWS,
  short_row: WARNING,
  trailing_delimiters: WARNING,
  missing_column: ERROR,
  duplicate_column: ERROR,
  too_many_columns: ERROR,
  extra_columns: WARNING,
  empty_input: WARNING | OF_ROWS,
  empty_label: WARNING | OF_ROWS,
  long_input: WARNING | OF_ROWS,
  label_too_long: TOLERABLE | OF_ROWS | OF_FILES,
  label_trimmed: WARNING,
  header_only: ERROR,
  no_usable_rows: ERROR,
  too_few_rows: ERROR,
  few_rows: WARNING,
  too_many_rows: ERROR,
  input_not_text: ERROR,
  one_class: ERROR,
  too_many_classes: OF_ROWS | OF_FILES,
  single_row_class: WARNING,
  class_imbalance: WARNING,
  labels_differ_by_case: WARNING,
  duplicate_rows: WARNING | OF_ROWS,
  conflicting_labels: WARNING | OF_ROWS,
  leaked_rows: WARNING,
  empty_target: WARNING | OF_ROWS,
  target_not_number: TOLERABLE | OF_ROWS,
  empty_columns: WARNING,
  constant_columns: WARNING,
  sparse_columns: WARNING,
  mixed_columns: WARNING,
  no_feature_columns: ERROR,
  constant_target: ERROR,
  not_zip: ERROR,
  archive_damaged: ERROR,
  too_many_files: ERROR,
  unsafe_name: ERROR,
  clashing_names: ERROR,
  overlapping_files: ERROR,
  encrypted_files: ERROR,
  unknown_compression: ERROR,
  compression_bomb: ERROR,
  unpacks_too_large: ERROR,
  file_too_large: TOLERABLE | OF_FILES,
  header_differs: OF_FILES,
  size_differs: OF_FILES,
  checksum_differs: TOLERABLE | OF_FILES,
  damaged_file: TOLERABLE | OF_FILES,
  empty_image: TOLERABLE | OF_FILES,
  not_an_image: TOLERABLE | OF_FILES,
  unsupported_image: TOLERABLE | OF_FILES,
  corrupt_image: TOLERABLE | OF_FILES,
  truncated_image: TOLERABLE | OF_FILES,
  undecodable_image: ERROR,
  image_too_large: TOLERABLE | OF_FILES,
  image_too_small: WARNING | OF_FILES,
  wrong_extension: WARNING,
  animated_image: WARNING,
  image_without_class: TOLERABLE | OF_FILES,
  junk_files: WARNING | OF_FILES,
  other_files: WARNING | OF_FILES,
  duplicate_images: WARNING | OF_FILES,
  conflicting_images: WARNING | OF_FILES,
  leaked_images: WARNING | OF_FILES,
  no_images: ERROR,
  no_usable_images: ERROR,
  too_many_images: ERROR,
  too_few_in_class: ERROR,
  few_in_class: WARNING,
  class_not_in_train: ERROR,
} as const satisfies Record<DatasetProblemCode, number>;

const ORDER = Object.keys(TRAITS);

const has = (code: DatasetProblemCode, trait: number): boolean => (TRAITS[code] & trait) !== 0;

/** @param isTolerated - a share of bad rows is allowed, and this one keeps to it. */
export const severityOf = (code: DatasetProblemCode, isTolerated = false): ProblemSeverity =>
  has(code, isTolerated ? WARNING | TOLERABLE : WARNING) ? "warning" : "error";

/** Whether it is an error of single rows, a share of which may be allowed. */
export const isTolerable = (code: DatasetProblemCode): boolean => has(code, TOLERABLE);

/** Whether a fix can leave out the rows that have it. */
export const isOfRows = (code: DatasetProblemCode): code is DroppableProblem => has(code, OF_ROWS);

/** Whether a fix can leave out the files of an archive that have it. */
export const isOfFiles = (code: DatasetProblemCode): boolean => has(code, OF_FILES);

/** Errors before warnings, then in the order above. */
export function compareProblems(
  one: Pick<DatasetProblem, "code" | "severity">,
  other: Pick<DatasetProblem, "code" | "severity">,
): number {
  const severity = Number(one.severity === "warning") - Number(other.severity === "warning");
  return severity === 0 ? ORDER.indexOf(one.code) - ORDER.indexOf(other.code) : severity;
}
