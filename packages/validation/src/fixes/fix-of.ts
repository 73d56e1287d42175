import type { DatasetFix, DatasetProblem, DatasetProblemCode, DroppableProblem } from "@flash/schemas";

/** The schema's own list would bring all schemas into every page. */
const DROPPABLE: Record<DroppableProblem, true> = {
  invalid_utf8: true,
  unpaired_surrogate: true,
  nul_byte: true,
  text_after_quote: true,
  invalid_json: true,
  nested_value: true,
  too_few_cells: true,
  too_many_cells: true,
  repeated_header: true,
  empty_input: true,
  empty_label: true,
  label_too_long: true,
  too_many_classes: true,
  empty_target: true,
  target_not_number: true,
  long_input: true,
  duplicate_rows: true,
  conflicting_labels: true,
};
const isDroppable = (code: DatasetProblemCode): code is DroppableProblem => Object.hasOwn(DROPPABLE, code);

/** Problems of single files of an archive that can be mended by leaving those files out. */
const DROPPABLE_ENTRIES: ReadonlySet<DatasetProblemCode> = new Set<DatasetProblemCode>([
  "file_too_large",
  "header_differs",
  "size_differs",
  "checksum_differs",
  "damaged_file",
  "empty_image",
  "not_an_image",
  "unsupported_image",
  "corrupt_image",
  "truncated_image",
  "image_too_large",
  "image_too_small",
  "image_without_class",
  "junk_files",
  "other_files",
  "duplicate_images",
  "conflicting_images",
  "leaked_images",
  "label_too_long",
  "too_many_classes",
]);
const isOfEntries = ({ code, places }: DatasetProblem): boolean =>
  DROPPABLE_ENTRIES.has(code) && (!isDroppable(code) || places.some(({ entry }) => entry !== undefined));

/** The header cannot be left out. */
const isOfHeaderOnly = ({ places }: DatasetProblem): boolean =>
  places.length > 0 && places.every(({ row }) => row === undefined);

/** What a machine can do about a problem; undefined where only its owner can. */
export function fixOf(problem: DatasetProblem): DatasetFix | undefined {
  if (isOfEntries(problem)) return { type: "drop_entries", problem: problem.code };
  switch (problem.code) {
    case "invalid_utf8": {
      const { likelyEncoding } = problem.details;
      return likelyEncoding === undefined
        ? dropRows(problem, problem.code)
        : { type: "re_encode", from: likelyEncoding };
    }
    case "stray_bom":
      return { type: "strip_bom" };
    case "missing_column": {
      const { column, nearest } = problem.details;
      return nearest === undefined ? undefined : { type: "rename_column", from: nearest, to: column };
    }
    default:
      return isDroppable(problem.code) ? dropRows(problem, problem.code) : undefined;
  }
}

const dropRows = (problem: DatasetProblem, code: DroppableProblem): DatasetFix | undefined =>
  isOfHeaderOnly(problem) ? undefined : { type: "drop_rows", problem: code };
