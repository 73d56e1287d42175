import type { DroppedRows } from "@flash/schemas";
import type { Span } from "../bytes/span.ts";
import { type Row, MAX_COLUMNS, UNCLOSED } from "../csv/row.ts";
import { isBlank } from "../encoding/white-space.ts";
import type { Finding } from "../report/problem-log.ts";
import type { TextColumns } from "./columns.ts";

/** Why a row is dropped, as far as it can be said without knowing what labels there are. */
export type RowDrop = Exclude<keyof DroppedRows, "missingColumn" | "labelTooLong" | "tooManyClasses">;
/** The first three keep the row. */
export type RowVerdict = "kept" | "shortRow" | "trailingDelimiters" | RowDrop;

/** The two cells that count, filled in by {@link judgeRow} when it does not drop the row. */
export interface Example {
  readonly input: Span;
  readonly label: Span;
}

export function newExample(): Example {
  const span = () => ({ bytes: new Uint8Array(0), start: 0, end: 0 });
  return { input: span(), label: span() };
}

export function isDrop(verdict: RowVerdict): verdict is RowDrop {
  return verdict !== "kept" && verdict !== "shortRow" && verdict !== "trailingDelimiters";
}

/** How a verdict is reported. @param expected - columns in the header. */
export function findingOf(verdict: Exclude<RowVerdict, "kept">, expected: number): Finding {
  switch (verdict) {
    case "shortRow":
      return { code: "short_row", details: { expected } };
    case "trailingDelimiters":
      return { code: "trailing_delimiters", details: { expected } };
    case "unclosedQuote":
      return { code: "unclosed_quote", details: {} };
    case "tooFewCells":
      return { code: "too_few_cells", details: { expected } };
    case "tooManyCells":
      return { code: "too_many_cells", details: { expected } };
    case "emptyInput":
      return { code: "empty_input", details: {} };
    case "emptyLabel":
      return { code: "empty_label", details: {} };
  }
}

/** Judges one data row. What it finds is data; whoever asks decides whether to report it. */
export function judgeRow(row: Row, columns: TextColumns, into: Example): RowVerdict {
  const shape = row.count === columns.count && (row.marks & UNCLOSED) === 0 ? "kept" : judgeShape(row, columns);
  if (isDrop(shape)) return shape;
  row.cell(columns.input, into.input);
  if (isBlank(into.input.bytes, into.input.start, into.input.end)) return "emptyInput";
  row.cell(columns.label, into.label);
  if (isBlank(into.label.bytes, into.label.start, into.label.end)) return "emptyLabel";
  return shape;
}

function judgeShape(row: Row, columns: TextColumns): RowVerdict {
  if ((row.marks & UNCLOSED) !== 0) return "unclosedQuote";
  if (row.count > columns.count) return isSurplusBlank(row, columns.count) ? "trailingDelimiters" : "tooManyCells";
  return Math.max(columns.input, columns.label) < row.count ? "shortRow" : "tooFewCells";
}

function isSurplusBlank(row: Row, expected: number): boolean {
  if (row.count > MAX_COLUMNS) return false;
  const span: Span = { bytes: row.bytes, start: 0, end: 0 };
  for (let index = expected; index < row.count; index++) {
    row.cell(index, span);
    if (!isBlank(span.bytes, span.start, span.end)) return false;
  }
  return true;
}
