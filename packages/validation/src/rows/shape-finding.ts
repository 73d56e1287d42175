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

/** What a row may be found to be that is kept. */
export type KeptShape = "kept" | "shortRow" | "trailingDelimiters";

export const isKept = (verdict: string): verdict is KeptShape =>
  verdict === "kept" || verdict === "shortRow" || verdict === "trailingDelimiters";

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
