import type { TableRules } from "@flash/schemas";
import type { ByteSource } from "../bytes/byte-source.ts";
import { decode, type Span } from "../bytes/span.ts";
import { keptRows } from "../kept-rows.ts";
import type { LoadParquet } from "../open-rows.ts";
import { type CellValue, readCell } from "./cell-kinds.ts";

/**
 * The names of a table's columns, then its kept rows, in file order: exactly those that its report counts as kept. Cells are trimmed;
 * a missing value is an empty one. It never throws because of the bytes.
 *
 * @param source - Parquet must be read anywhere; all else may be a stream.
 */
export function readTableRows(
  source: ByteSource | AsyncIterable<Uint8Array>,
  rules: TableRules,
  parquet: LoadParquet,
): AsyncGenerator<readonly string[]> {
  const span: Span = { bytes: new Uint8Array(0), start: 0, end: 0 };
  const value: CellValue = { kind: "missing", number: Number.NaN };
  let columns = 0;
  return keptRows<readonly string[]>(
    source,
    { rules, parquet },
    {
      header: (names) => {
        columns = names.length;
        return names;
      },
      row: (row) =>
        Array.from({ length: columns }, (_, index) => {
          row.cell(index, span);
          readCell(span, value);
          return value.kind === "missing" ? "" : decode(span).trim();
        }),
    },
  );
}
