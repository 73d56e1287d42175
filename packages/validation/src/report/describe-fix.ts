import type { DatasetFix, DatasetProblem, DroppableProblem } from "@flash/schemas";
import { counted, quotedName } from "./wording.ts";

/** Whose count is of something in rows, of which a row may have several. */
const NOT_COUNTED_BY_ROWS: ReadonlySet<DroppableProblem> = new Set<DroppableProblem>([
  "invalid_utf8",
  "unpaired_surrogate",
  "nul_byte",
  "text_after_quote",
]);

/**
 * What the fix of a problem changes, in one English sentence.
 *
 * @returns null for a problem without a fix.
 * @example
 * ```ts
 * const changes = report.problems.flatMap((problem) => describeFix(problem) ?? []);
 * ```
 */
export function describeFix({ fix, count }: Pick<DatasetProblem, "fix" | "count">): string | null {
  return fix === undefined ? null : sentenceOf(fix, count);
}

function sentenceOf(fix: DatasetFix, count: number): string {
  switch (fix.type) {
    case "drop_rows":
      return dropped(fix.problem, count);
    case "rename_column":
      return `Renames the column ${quotedName(fix.from)} to ${quotedName(fix.to)}.`;
    case "re_encode":
      return "Reads the file as Windows-1252 (Latin-1) and writes it in UTF-8.";
    case "strip_bom":
      return "Removes the byte-order marks; every row stays.";
    case "drop_entries":
      return `Leaves ${counted(count, "file")} out of the archive; the others stay as they are packed.`;
  }
}

function dropped(problem: DroppableProblem, count: number): string {
  if (NOT_COUNTED_BY_ROWS.has(problem)) return "Leaves out the rows where this was found.";
  if (problem === "duplicate_rows") return "Leaves out the repeated rows; the first of each stays.";
  if (problem === "conflicting_labels") return "Leaves out these rows; the earlier ones stay, with their labels.";
  return `Leaves out ${counted(count, "row")}.`;
}
