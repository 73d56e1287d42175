import type { DatasetProblemCode } from "@flash/schemas";
import type { Describe } from "./describe-problem.ts";
import { counted, listed, rows } from "./wording.ts";

type TableCode = Extract<
  DatasetProblemCode,
  | "empty_target"
  | "target_not_number"
  | "empty_columns"
  | "constant_columns"
  | "sparse_columns"
  | "mixed_columns"
  | "no_feature_columns"
  | "constant_target"
>;

/** What tables can have besides what every file of rows can. */
export const TABLE_DESCRIPTIONS: { readonly [Code in TableCode]: Describe<Code> } = {
  empty_target: (_, count) => ({
    sentence: `${rows(count)} without a value in the target column ${count === 1 ? "was" : "were"} dropped.`,
    remedy: "Fill it in, or leave it: training goes on without these rows.",
  }),
  target_not_number: (_, count) => ({
    sentence: `${rows(count)} ${count === 1 ? "has" : "have"} something else than a number in the target column.`,
    remedy: "Write plain numbers with a decimal point, without units; for classes choose classification.",
  }),
  empty_columns: ({ columns }, count) => ({
    sentence: `${counted(count, "column")} ${count === 1 ? "is" : "are"} empty: ${listed(columns)}.`,
    remedy: "Nothing needs to be done; to be tidy, delete them.",
  }),
  constant_columns: ({ columns }, count) => ({
    sentence: `${counted(count, "column")} ${count === 1 ? "has" : "have"} the same value in all rows: ${listed(columns)}.`,
    remedy: "Nothing can be learned from them: check that the export is right.",
  }),
  sparse_columns: ({ columns }, count) => ({
    sentence: `At least half of the values are missing in ${counted(count, "column")}: ${listed(columns)}.`,
    remedy: "Check that the export is right, or delete them.",
  }),
  mixed_columns: ({ columns }, count) => ({
    sentence: `${counted(count, "column")} ${count === 1 ? "holds" : "hold"} numbers and a few other values: ${listed(columns)}.`,
    remedy: "Write missing values as empty cells and numbers without units; otherwise all are taken for categories.",
  }),
  no_feature_columns: () => ({
    sentence: "The table has no column besides the target.",
    remedy: "Add the columns from which the target is to be foretold.",
  }),
  constant_target: ({ value }) => ({
    sentence: `The target is ${value} in all rows.`,
    remedy: "Add rows with other values: there is nothing to learn.",
  }),
};
