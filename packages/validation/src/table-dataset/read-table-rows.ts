import { DEFAULT_TABLE_RULES, type TableRules } from "@flash/schemas";
import { decode, type Span } from "../bytes/span.ts";
import type { Row } from "../csv/row.ts";
import { rowValidator } from "../dataset-validator.ts";
import { type CellValue, readCell } from "./cell-kinds.ts";

/** What validation says of a row that it drops: every other row is kept. */
const DROPPING: ReadonlySet<string> = new Set([
  "invalid_json",
  "unclosed_quote",
  "too_few_cells",
  "too_many_cells",
  "repeated_header",
  "nested_value",
  "empty_target",
  "target_not_number",
  "label_too_long",
  "too_many_classes",
]);
/** What it says of a row that it drops where some bad rows are tolerated. */
const BAD_CELLS: ReadonlySet<string> = new Set(["invalid_utf8", "unpaired_surrogate", "nul_byte", "text_after_quote"]);

/**
 * The header, then the kept rows of a table, in file order: of a valid dataset exactly those that its report counts as kept.
 * Cells are trimmed; a missing value is an empty one. It never throws because of the bytes.
 */
export async function* readTableRows(
  source: AsyncIterable<Uint8Array>,
  rules: TableRules = DEFAULT_TABLE_RULES,
): AsyncGenerator<readonly string[]> {
  let read: string[][] = [];
  let columns = 0;
  const span: Span = { bytes: new Uint8Array(0), start: 0, end: 0 };
  const value: CellValue = { kind: "missing", number: Number.NaN };
  const cells = (row: Row): string[] =>
    Array.from({ length: columns }, (_, index) => {
      row.cell(index, span);
      readCell(span, value);
      return value.kind === "missing" ? "" : decode(span).trim();
    });
  const validator = rowValidator(rules, {
    hasher: { update: () => undefined, digest: () => "0".repeat(64) },
    onHeader: (_, names) => {
      columns = names.length;
      read.push([...names]);
    },
    onRow: (row, codes) => {
      const isDropped = [...codes].some((code) => DROPPING.has(code) || (rules.badRowShare > 0 && BAD_CELLS.has(code)));
      if (!isDropped) read.push(cells(row));
    },
  });
  const take = (): string[][] => {
    const taken = read;
    read = [];
    return taken;
  };
  for await (const chunk of source) {
    validator.push(chunk);
    yield* take();
  }
  validator.finish();
  yield* take();
}
