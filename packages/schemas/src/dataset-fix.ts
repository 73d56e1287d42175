import * as z from "zod";

/** Problems of single rows that can be mended by leaving those rows out. */
export const DroppableProblem = z.enum([
  "invalid_utf8",
  "unpaired_surrogate",
  "nul_byte",
  "text_after_quote",
  "invalid_json",
  "nested_value",
  "too_few_cells",
  "too_many_cells",
  "repeated_header",
  "empty_input",
  "empty_label",
  "label_too_long",
  "too_many_classes",
  "empty_target",
  "target_not_number",
  "long_input",
  "duplicate_rows",
  "conflicting_labels",
]);
export type DroppableProblem = z.infer<typeof DroppableProblem>;

/**
 * What a machine can do about a problem. Closed; each is applied to the whole dataset by `applyFixes` in `@flash/validation`, which
 * makes a new dataset and leaves the old one as it is.
 */
export const DatasetFix = z.discriminatedUnion("type", [
  /** Leaves out every row that has this problem. */
  z.object({ type: z.literal("drop_rows"), problem: DroppableProblem }),
  z.object({ type: z.literal("rename_column"), from: z.string(), to: z.string() }),
  /** Reads the bytes as this encoding and writes UTF-8. */
  z.object({ type: z.literal("re_encode"), from: z.literal("windows-1252") }),
  /** Removes byte-order marks, at the beginning and wherever files were joined. */
  z.object({ type: z.literal("strip_bom") }),
  /** Leaves out files of an archive that have this problem. */
  z.object({ type: z.literal("drop_entries"), problem: z.string() }),
]);
export type DatasetFix = z.infer<typeof DatasetFix>;
