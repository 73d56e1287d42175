import type { DroppedTableRows } from "@flash/schemas";
import { NESTED, UNCLOSED } from "../csv/cell-marks.ts";
import type { Row } from "../csv/row.ts";
import { areSurplusCellsBlank } from "../rows/surplus-cells.ts";
import type { TableColumns } from "./table-columns.ts";

/** Why a row is dropped by its shape alone. */
type ShapeDrop = Extract<
  keyof DroppedTableRows,
  "invalidJson" | "unclosedQuote" | "tooFewCells" | "tooManyCells" | "repeatedHeader" | "badCells" | "nestedValue"
>;
export type ShapeVerdict = "kept" | "trailingDelimiters" | ShapeDrop;

/** Judges the shape of a row: in a table every column counts. @param dropsBad - a share of bad rows is tolerated. */
export function judgeShape(row: Row, columns: TableColumns, dropsBad: boolean): ShapeVerdict {
  if (row.isInvalidJson) return "invalidJson";
  if ((row.marks & UNCLOSED) !== 0) return "unclosedQuote";
  if (row.count < columns.count) return "tooFewCells";
  if (row.count > columns.count && !areSurplusCellsBlank(row, columns.count)) return "tooManyCells";
  if (columns.header.isSameAs(row)) return "repeatedHeader";
  if (dropsBad && row.isBad) return "badCells";
  if ((row.marks & NESTED) !== 0) return "nestedValue";
  return row.count > columns.count ? "trailingDelimiters" : "kept";
}
