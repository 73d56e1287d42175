import type { Span } from "../bytes/span.ts";
import { MAX_COLUMNS } from "../csv/cell-marks.ts";
import type { Row } from "../csv/row.ts";
import { isBlank } from "../encoding/white-space.ts";

/** Whether the cells from `expected` on are blank. */
export function areSurplusCellsBlank(row: Row, expected: number): boolean {
  if (row.count > MAX_COLUMNS) return false;
  const span: Span = { bytes: row.bytes, start: 0, end: 0 };
  for (let index = expected; index < row.count; index++) {
    row.cell(index, span);
    if (!isBlank(span.bytes, span.start, span.end)) return false;
  }
  return true;
}
