import type { TableRules, TextRules } from "@flash/schemas";
import { type CorpusFile, type ExpectedProblem, tableFile, textFile } from "./corpus-file.ts";
import { writeParquet } from "./write-parquet.ts";

/**
 * What is wrong with rows, whatever they are written in: of the whole dataset, by its code; counted in it; of the header; or of rows by
 * their numbers, in a column where there is one.
 */
type SameProblem =
  | string
  | readonly [code: string, count: number]
  | readonly [code: string, at: "header", count: number]
  | readonly [code: string, rows: readonly number[], column?: string];

/** Rows that are written in every format. */
interface SameRows<Rules> {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly rules?: Partial<Rules>;
  readonly problems: readonly SameProblem[];
}

const FORMATS = {
  csv: { write: csv, lineOf: (row: number) => row + 1 },
  jsonl: { write: jsonLines, lineOf: (row: number) => row },
  // Has no lines.
  parquet: { write: parquet, lineOf: () => undefined },
} as const;
type Format = keyof typeof FORMATS;

const quoted = (cells: readonly string[]): string =>
  cells.map((cell) => (/[",\n]/u.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(",");
function csv({ columns, rows }: SameRows<never>): string {
  return [columns, ...rows].map((cells) => `${quoted(cells)}\n`).join("");
}

function jsonLines({ columns, rows }: SameRows<never>): string {
  const objectOf = (cells: readonly string[]) => Object.fromEntries(cells.map((cell, at) => [columns[at], cell]));
  return rows.map((cells) => `${JSON.stringify(objectOf(cells))}\n`).join("");
}

function parquet({ columns, rows }: SameRows<never>): Uint8Array {
  const valuesOf = (column: number): string[] => rows.map((cells) => cells[column] ?? "");
  return writeParquet(columns.map((name, at) => ({ name, type: "text", values: valuesOf(at) })));
}

function expectedIn(format: Format, problem: SameProblem): ExpectedProblem {
  if (typeof problem === "string") return problem;
  const [code, where, ofWhat] = problem;
  const { lineOf } = FORMATS[format];
  if (typeof where === "number") return [code, where];
  if (where === "header") return lineOf(0) === undefined ? [code, ofWhat] : [code, ofWhat, "line 1"];
  const placeOf = (row: number): string => {
    const line = lineOf(row);
    const parts = [
      `row ${row}`,
      line === undefined ? [] : `line ${line}`,
      ofWhat === undefined ? [] : `column “${ofWhat}”`,
    ];
    return parts.flat().join(", ");
  };
  return [code, where.length, ...where.map(placeOf)];
}

/** `file` makes the corpus's file of it. */
function written<Rules extends TextRules | TableRules>(
  cases: readonly SameRows<Rules>[],
  formats: readonly Format[],
  file: (
    name: string,
    content: string | Uint8Array,
    problems: readonly ExpectedProblem[],
    rules: Partial<Rules>,
  ) => CorpusFile,
): CorpusFile[] {
  return cases.flatMap(({ rules = {}, ...one }) =>
    formats.map((format) =>
      file(
        `${one.name.replaceAll(" ", "-")}.${format}`,
        FORMATS[format].write(one),
        one.problems.map((problem) => expectedIn(format, problem)),
        rules,
      ),
    ),
  );
}

const TEXT = ["input", "label"];
const FOUR = [
  ["one", "a"],
  ["two", "b"],
  ["three", "a"],
  ["four", "b"],
];
const many = (count: number, label: string): string[][] =>
  Array.from({ length: count }, (_, at) => [`text ${at}`, label]);

const TEXT_CASES: readonly SameRows<TextRules>[] = [
  { name: "too few rows", columns: TEXT, rows: FOUR, rules: { minRows: 5 }, problems: ["too_few_rows"] },
  { name: "few rows", columns: TEXT, rows: FOUR, rules: { recommendedRows: 5 }, problems: ["few_rows"] },
  { name: "too many rows", columns: TEXT, rows: FOUR, rules: { maxRows: 3 }, problems: ["too_many_rows"] },
  {
    name: "numbers for texts",
    columns: TEXT,
    rows: FOUR.map(([, label = ""], at) => [`${at},5 %`, label]),
    problems: [["input_not_text", 4]],
  },
  { name: "one class", columns: TEXT, rows: many(4, "a"), problems: ["one_class"] },
  {
    name: "class of one row",
    columns: TEXT,
    rows: [...FOUR, ["five", "c"]],
    problems: ["single_row_class"],
  },
  {
    name: "lopsided",
    columns: TEXT,
    rows: [...many(20, "a"), ["one", "b"], ["two", "b"]],
    problems: ["class_imbalance"],
  },
  {
    name: "labels in two cases",
    columns: TEXT,
    rows: [...FOUR, ["five", "A"], ["six", "A"]],
    problems: ["labels_differ_by_case"],
  },
  {
    name: "a class too many",
    columns: TEXT,
    rows: [...FOUR, ["five", "c"]],
    rules: { maxClasses: 2 },
    problems: [["too_many_classes", [5], "label"]],
  },
  {
    name: "label too long",
    columns: TEXT,
    rows: [...FOUR, ["five", "not a label at all"]],
    rules: { maxLabelCharacters: 10 },
    problems: [["label_too_long", [5], "label"]],
  },
  {
    name: "space around a label",
    columns: TEXT,
    rows: [...FOUR, ["five", " a "]],
    problems: [["label_trimmed", [5], "label"]],
  },
  {
    name: "long input",
    columns: TEXT,
    rows: [...FOUR, ["x".repeat(11), "a"]],
    rules: { longInputCharacters: 10 },
    problems: [["long_input", [5], "input"]],
  },
  {
    name: "rows twice",
    columns: TEXT,
    rows: [...FOUR, ["one", "a"], ["one", "a"]],
    problems: [
      ["duplicate_rows", [5, 6]],
      ["leaked_rows", 1],
    ],
  },
  {
    name: "two labels for one input",
    columns: TEXT,
    rows: [...FOUR, ["one", "b"]],
    problems: [["conflicting_labels", [5]]],
  },
  {
    name: "header again",
    columns: TEXT,
    rows: [...FOUR, TEXT],
    problems: [["repeated_header", [5]]],
  },
  {
    name: "nothing usable",
    columns: TEXT,
    rows: [
      ["", "a"],
      ["two", ""],
    ],
    problems: [["empty_input", [1], "input"], ["empty_label", [2], "label"], "no_usable_rows"],
  },
  {
    name: "nul between letters",
    columns: TEXT,
    rows: [...FOUR, ["a\0b", "a"]],
    problems: [["nul_byte", [5], "input"]],
  },
];

const TABLE = ["x", "target"];
const NUMBERED = [
  ["1", "a"],
  ["2", "b"],
  ["3", "a"],
  ["4", "b"],
];
const NUMBERS = { target: "number" } as const;

const TABLE_CASES: readonly SameRows<TableRules>[] = [
  { name: "too few rows", columns: TABLE, rows: NUMBERED, rules: { minRows: 5 }, problems: ["too_few_rows"] },
  { name: "few rows", columns: TABLE, rows: NUMBERED, rules: { recommendedRows: 5 }, problems: ["few_rows"] },
  { name: "too many rows", columns: TABLE, rows: NUMBERED, rules: { maxRows: 3 }, problems: ["too_many_rows"] },
  {
    name: "one class",
    columns: TABLE,
    rows: NUMBERED.map(([x = ""]) => [x, "a"]),
    problems: ["one_class"],
  },
  { name: "class of one row", columns: TABLE, rows: [...NUMBERED, ["5", "c"]], problems: ["single_row_class"] },
  {
    name: "lopsided",
    columns: TABLE,
    rows: Array.from({ length: 22 }, (_, at) => [`${at}`, at < 2 ? "b" : "a"]),
    problems: ["class_imbalance"],
  },
  {
    name: "classes in two cases",
    columns: TABLE,
    rows: [...NUMBERED, ["5", "A"], ["6", "A"]],
    problems: ["labels_differ_by_case"],
  },
  {
    name: "a class too many",
    columns: TABLE,
    rows: [...NUMBERED, ["5", "c"]],
    rules: { maxClasses: 2 },
    problems: [["too_many_classes", [5], "target"]],
  },
  {
    name: "class with too long a name",
    columns: TABLE,
    rows: [...NUMBERED, ["5", "not a class at all"]],
    rules: { maxLabelCharacters: 10 },
    problems: [["label_too_long", [5], "target"]],
  },
  {
    name: "space around a class",
    columns: TABLE,
    rows: [...NUMBERED, ["5", " a "]],
    problems: [["label_trimmed", [5], "target"]],
  },
  {
    name: "no number for a target",
    columns: TABLE,
    rows: [
      ["1", "5"],
      ["2", "6"],
      ["3", "many"],
    ],
    rules: NUMBERS,
    problems: [["target_not_number", [3], "target"]],
  },
  {
    name: "one number",
    columns: TABLE,
    rows: NUMBERED.map(([x = ""]) => [x, "5"]),
    rules: NUMBERS,
    problems: ["constant_target"],
  },
  {
    name: "missing targets",
    columns: TABLE,
    rows: [...NUMBERED, ["5", ""], ["6", "n/a"]],
    problems: [["empty_target", [5, 6], "target"]],
  },
  {
    name: "no target anywhere",
    columns: TABLE,
    rows: [["1", ""]],
    problems: [["empty_target", [1], "target"], "no_usable_rows"],
  },
  { name: "no column of the target", columns: ["x", "y"], rows: NUMBERED, problems: [["missing_column", "header", 1]] },
  {
    name: "nothing but the target",
    columns: ["target"],
    rows: [["a"], ["b"]],
    problems: [
      ["no_feature_columns", "header", 1],
      ["single_row_class", 2],
    ],
  },
  {
    name: "more columns than allowed",
    columns: ["x", "y", "target"],
    rows: NUMBERED.map(([x = "", target = ""]) => [x, `${x}0`, target]),
    rules: { maxColumns: 2 },
    problems: [["too_many_columns", "header", 1]],
  },
  {
    name: "columns that say little",
    columns: ["x", "nothing", "same", "rare", "target"],
    rows: NUMBERED.map(([x = "", target = ""], at) => [x, "", "kg", at === 0 ? "y" : "", target]),
    problems: ["empty_columns", "constant_columns", "sparse_columns"],
  },
  {
    name: "numbers and a word",
    columns: TABLE,
    rows: Array.from({ length: 20 }, (_, at) => [at === 0 ? "none at all" : `${at}`, at % 2 === 0 ? "a" : "b"]),
    problems: ["mixed_columns"],
  },
  {
    name: "rows twice",
    columns: TABLE,
    rows: [...NUMBERED, ["1", "a"], ["1", "a"]],
    problems: [
      ["duplicate_rows", [5, 6]],
      ["leaked_rows", 1],
    ],
  },
  { name: "header again", columns: TABLE, rows: [...NUMBERED, TABLE], problems: [["repeated_header", [5]]] },
  { name: "nul in a cell", columns: TABLE, rows: [...NUMBERED, ["a\0b", "a"]], problems: [["nul_byte", [5], "x"]] },
];

/** Of texts in CSV there are files enough. */
export const SAME_TEXTS: readonly CorpusFile[] = written(TEXT_CASES, ["jsonl", "parquet"], textFile);
export const SAME_TABLES: readonly CorpusFile[] = written(TABLE_CASES, ["jsonl", "parquet"], tableFile);
export const SAME_TABLES_IN_CSV: readonly CorpusFile[] = written(TABLE_CASES, ["csv"], tableFile);
