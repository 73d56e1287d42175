import type { Span } from "../bytes/span.ts";
import { NESTED, UNCLOSED } from "../csv/cell-marks.ts";
import type { Row } from "../csv/row.ts";
import { isBlank } from "../encoding/white-space.ts";
import type { Finding } from "../report/problem-log.ts";
import { faultFinding, isKept, type KeptShape, type ShapeFault, type TextFault } from "../rows/row-fault.ts";
import { areSurplusCellsBlank } from "../rows/surplus-cells.ts";
import type { TextColumns } from "./columns.ts";

/** Why a row is dropped, as far as it can be said without knowing what labels there are. */
export type RowDrop = ShapeFault | TextFault;
export type RowVerdict = KeptShape | RowDrop;

/** The two cells that count, filled in by {@link judgeRow} when it does not drop the row. */
export interface Example {
  readonly input: Span;
  readonly label: Span;
}

export function newExample(): Example {
  const span = () => ({ bytes: new Uint8Array(0), start: 0, end: 0 });
  return { input: span(), label: span() };
}

/** How a verdict is reported. @returns undefined where what is wrong was reported when the row was read. */
export const findingOf = (verdict: Exclude<RowVerdict, "kept">, row: Row, columns: TextColumns): Finding | undefined =>
  faultFinding(verdict, columns.count, isNested(row, columns.input) ? "input" : "label");

/**
 * Judges one data row. What it finds is data; whoever asks decides whether to report it.
 *
 * @param dropsBad - a row with wrong bytes or quotes is dropped: a share of them is tolerated.
 */
export function judgeRow(row: Row, columns: TextColumns, into: Example, dropsBad: boolean): RowVerdict {
  if (row.isInvalidJson) return "invalid_json";
  const shape = row.count === columns.count && (row.marks & UNCLOSED) === 0 ? "kept" : judgeShape(row, columns);
  if (!isKept(shape)) return shape;
  if (columns.header.isSameAs(row)) return "repeated_header";
  if (dropsBad && row.isBad) return "bad_cells";
  if (isNested(row, columns.input) || isNested(row, columns.label)) return "nested_value";
  row.cell(columns.input, into.input);
  if (isBlank(into.input.bytes, into.input.start, into.input.end)) return "empty_input";
  row.cell(columns.label, into.label);
  if (isBlank(into.label.bytes, into.label.start, into.label.end)) return "empty_label";
  return shape;
}

const isNested = (row: Row, column: number): boolean =>
  (row.marks & NESTED) !== 0 && ((row.cellMarks[column] ?? 0) & NESTED) !== 0;

function judgeShape(row: Row, columns: TextColumns): RowVerdict {
  if ((row.marks & UNCLOSED) !== 0) return "unclosed_quote";
  if (row.count > columns.count)
    return areSurplusCellsBlank(row, columns.count) ? "trailing_delimiters" : "too_many_cells";
  return Math.max(columns.input, columns.label) < row.count ? "short_row" : "too_few_cells";
}
