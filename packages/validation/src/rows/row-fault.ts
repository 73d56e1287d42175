import type { Finding } from "../report/problem-log.ts";

/**
 * What may be wrong with a row before anybody looks at what its cells say, first what is found first. Faults are called as the problems that
 * report them, and rows that are dropped for one are counted in the report by the same name in camelCase.
 */
export const SHAPE_FAULTS = [
  "missing_column",
  "invalid_json",
  "unclosed_quote",
  "too_few_cells",
  "too_many_cells",
  "repeated_header",
  /** Bytes or quotes: these were reported, by problems of their own, when the row was read. */
  "bad_cells",
  "nested_value",
] as const;
/** Of one row: that a column is missing is true of all. */
export type ShapeFault = Exclude<(typeof SHAPE_FAULTS)[number], "missing_column">;

/** That a cell which is needed is blank, or does not hold what it should. */
export const TEXT_FAULTS = ["empty_input", "empty_label"] as const;
export type TextFault = (typeof TEXT_FAULTS)[number];
export const TABLE_FAULTS = ["empty_target", "target_not_number"] as const;
export type TableFault = (typeof TABLE_FAULTS)[number];
export type CellFault = TextFault | TableFault;

/** Why a label makes no class. */
export const LABEL_FAULTS = ["label_too_long", "too_many_classes"] as const;
export type LabelFault = (typeof LABEL_FAULTS)[number];

/** What a row may be found to be that is kept. */
export type KeptShape = "kept" | "short_row" | "trailing_delimiters";

export const isKept = (verdict: string): verdict is KeptShape =>
  verdict === "kept" || verdict === "short_row" || verdict === "trailing_delimiters";

/**
 * How it is reported.
 *
 * @param expected - cells.
 * @param nested - the name of the column with a list or an object.
 * @returns undefined where what is wrong was reported when the row was read.
 */
export function faultFinding(
  fault: ShapeFault | Exclude<KeptShape, "kept"> | CellFault,
  expected: number,
  nested: string,
): Finding | undefined {
  switch (fault) {
    case "bad_cells":
      return undefined;
    case "too_few_cells":
    case "too_many_cells":
    case "short_row":
    case "trailing_delimiters":
      return { code: fault, details: { expected } };
    case "nested_value":
      return { code: fault, details: { column: nested } };
    default:
      return { code: fault, details: {} };
  }
}
