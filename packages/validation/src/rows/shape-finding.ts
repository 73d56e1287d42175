import type { Finding } from "../report/problem-log.ts";

/** What may be wrong with a row before anybody looks at what its cells say. */
export type ShapeFault =
  | "badCells"
  | "invalidJson"
  | "unclosedQuote"
  | "tooFewCells"
  | "tooManyCells"
  | "shortRow"
  | "trailingDelimiters"
  | "repeatedHeader"
  | "nestedValue";

/** Errors of the row itself, as which it counts among the bad ones. */
export const BAD_SHAPES: ReadonlySet<string> = new Set<ShapeFault>([
  "invalidJson",
  "tooFewCells",
  "tooManyCells",
  "nestedValue",
]);

/**
 * How it is reported.
 *
 * @param expected - cells.
 * @param nested - the name of the column with a list or an object.
 * @returns undefined where what is wrong was reported when the row was read.
 */
export function shapeFinding(fault: ShapeFault, expected: number, nested: string): Finding | undefined {
  switch (fault) {
    case "badCells":
      return undefined;
    case "invalidJson":
      return { code: "invalid_json", details: {} };
    case "unclosedQuote":
      return { code: "unclosed_quote", details: {} };
    case "tooFewCells":
      return { code: "too_few_cells", details: { expected } };
    case "tooManyCells":
      return { code: "too_many_cells", details: { expected } };
    case "shortRow":
      return { code: "short_row", details: { expected } };
    case "trailingDelimiters":
      return { code: "trailing_delimiters", details: { expected } };
    case "repeatedHeader":
      return { code: "repeated_header", details: {} };
    case "nestedValue":
      return { code: "nested_value", details: { column: nested } };
  }
}
