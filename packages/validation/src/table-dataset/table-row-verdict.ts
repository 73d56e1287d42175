import { NESTED, UNCLOSED } from "../csv/cell-marks.ts";
import type { Row } from "../csv/row.ts";
import type { ShapeFault } from "../rows/row-fault.ts";
import { areSurplusCellsBlank } from "../rows/surplus-cells.ts";
import type { TableColumns } from "./table-columns.ts";

export type ShapeVerdict = "kept" | "trailing_delimiters" | ShapeFault;

/** Judges the shape of a row: in a table every column counts. @param dropsBad - a share of bad rows is tolerated. */
export function judgeShape(row: Row, columns: TableColumns, dropsBad: boolean): ShapeVerdict {
  if (row.isInvalidJson) return "invalid_json";
  if ((row.marks & UNCLOSED) !== 0) return "unclosed_quote";
  if (row.count < columns.count) return "too_few_cells";
  if (row.count > columns.count && !areSurplusCellsBlank(row, columns.count)) return "too_many_cells";
  if (columns.header.isSameAs(row)) return "repeated_header";
  if (dropsBad && row.isBad) return "bad_cells";
  if ((row.marks & NESTED) !== 0) return "nested_value";
  return row.count > columns.count ? "trailing_delimiters" : "kept";
}
