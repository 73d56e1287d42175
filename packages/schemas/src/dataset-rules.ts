import * as z from "zod";
import { ImageRules } from "./image-rules.ts";

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

/** Of every dataset that comes as rows. */
const rowRules = {
  /** Data rows allowed in the file, kept or not; above it the dataset is refused. The original product allowed 10,000. */
  maxRows: z.int().positive().default(1_000_000),
  /** Kept rows needed at least; below it the dataset is refused. */
  minRows: z.int().positive().default(2),
  /** Kept rows below which a warning says that little can be learned from so few. */
  recommendedRows: z.int().nonnegative().default(50),
  /** Distinct classes allowed; rows of further ones are dropped and the dataset is refused. Bounds memory. */
  maxClasses: z.int().min(2).max(1_000_000).default(1_000),
  /** Longest row in bytes, line ends not counted; a longer one ends the reading. Bounds memory. */
  maxRowBytes: z
    .int()
    .min(1024)
    .max(64 * MIB)
    .default(4 * MIB),
  /** Longest name of a class in characters, after trimming. Bounds memory. */
  maxLabelCharacters: z.int().positive().max(10_000).default(200),
  /** A warning is given when the largest class has at least this many times the rows of the smallest. */
  imbalanceRatio: z.number().min(1).default(10),
  /**
   * Share of rows that may be bad: up to it they are dropped and the dataset is still valid. 0: any bad row makes it invalid.
   * Bad is a row of a problem that is an error.
   */
  badRowShare: z.number().min(0).max(1).default(0),
  /** All that a packed file may unpack to, in bytes. */
  maxUnpackedBytes: z
    .int()
    .positive()
    .default(32 * GIB),
  /** How many places are kept for each problem code; all are counted. */
  placesPerProblem: z.int().nonnegative().max(1_000).default(10),
};

/**
 * What a text dataset must look like. Every limit has a default, so `{ kind: "text" }` is a complete set of rules.
 * Rules are configuration: they are never stored, and are the same object (camelCase) wherever they are used.
 */
export const TextRules = z.object({
  kind: z.literal("text"),
  ...rowRules,
  /** Inputs above this many characters are counted in a warning. */
  longInputCharacters: z.int().positive().default(10_000),
});
export type TextRules = z.infer<typeof TextRules>;

/** What a table must look like: a CSV file with a header. `{ kind: "table" }` is a complete set of rules. */
export const TableRules = z.object({
  kind: z.literal("table"),
  /** The column that is to be foretold; every other column is looked at to do so. */
  targetColumn: z.string().min(1).default("target"),
  /** What the target column holds. `number`: every kept row has a finite one. */
  target: z.enum(["class", "number"]).default("class"),
  ...rowRules,
  /** Columns allowed, the target among them. */
  maxColumns: z.int().min(2).max(10_000).default(1_000),
});
export type TableRules = z.infer<typeof TableRules>;

/** The rules of a dataset, by kind. */
export const DatasetRules = z.discriminatedUnion("kind", [TextRules, ImageRules, TableRules]);
export type DatasetRules = z.infer<typeof DatasetRules>;

export const DEFAULT_TEXT_RULES: TextRules = TextRules.parse({ kind: "text" });
export const DEFAULT_TABLE_RULES: TableRules = TableRules.parse({ kind: "table" });
