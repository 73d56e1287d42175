import type { DatasetProblem, DatasetProblemCode, ProblemDetails } from "@flash/schemas";
import { IMAGE_DESCRIPTIONS } from "./describe-image-problem.ts";
import { TABLE_DESCRIPTIONS } from "./describe-table-problem.ts";
import { counted, listed, quotedName, rows } from "./wording.ts";

/**
 * What to tell a person: one sentence about what is wrong, one about what to do.
 *
 * @example
 * ```ts
 * const lines = ({ sentence, remedy }: ProblemDescription): string[] => [sentence, remedy];
 * ```
 */
export interface ProblemDescription {
  sentence: string;
  remedy: string;
}

export type Describe<Code extends DatasetProblemCode> = (
  details: ProblemDetails<Code>,
  count: number,
) => ProblemDescription;

const EXTENSION_HINTS: Partial<Record<ProblemDetails<"not_text">["found"], string>> = {
  zip: "Unpack it, or save the Excel sheet as “CSV UTF-8”, and upload the CSV.",
  gzip: "Unpack it and upload the CSV.",
  zstd: "Unpack it and upload the CSV.",
  xls: "Save the Excel sheet as “CSV UTF-8” and upload that file.",
  parquet: "Export the table as CSV and upload that file.",
  sqlite: "Export the table as CSV and upload that file.",
};

const DESCRIPTIONS: { readonly [Code in DatasetProblemCode]: Describe<Code> } = {
  empty_file: () => ({
    sentence: "The file is empty.",
    remedy: "Upload a CSV with a header line and one row per example.",
  }),
  not_text: ({ found }) => ({
    sentence: found === "unknown" ? "The file is binary, not text." : `The file is ${found}, not CSV text.`,
    remedy: EXTENSION_HINTS[found] ?? "Upload a CSV file: plain text in UTF-8.",
  }),
  damaged_gzip: ({ reason }) => ({
    sentence: {
      truncated: "The packed file is cut off: its end is missing.",
      corrupt: "The packed file cannot be unpacked to its end.",
      checksum: "What the file unpacks to is not what was packed.",
    }[reason],
    remedy: "Pack the file again with gzip, or upload it unpacked.",
  }),
  json_array: () => ({
    sentence: "The file is one JSON list, not JSON Lines.",
    remedy: "Write one object on each line, without commas between them (jq -c '.[]' does it).",
  }),
  damaged_parquet: () => ({
    sentence: "The Parquet file cannot be read.",
    remedy: "Write the table again; a download that broke off is often the cause.",
  }),
  parquet_chunk_too_large: ({ limitBytes }) => ({
    sentence: `A column of one row group of the Parquet file takes more than ${counted(limitBytes, "byte")}.`,
    remedy: "Write the table again with smaller row groups, or as CSV.",
  }),
  invalid_utf8: ({ likelyEncoding }, count) => ({
    sentence: `${counted(count, "byte sequence")} in the file ${count === 1 ? "is" : "are"} not valid UTF-8.`,
    remedy:
      likelyEncoding === undefined
        ? "Save the file again as UTF-8, and look at the places: parts of it may come from different encodings."
        : "The file looks like Windows-1252 (Latin-1): open it with that encoding and save it as UTF-8.",
  }),
  unpaired_surrogate: (_, count) => ({
    sentence: `${counted(count, "character")} of the file ${count === 1 ? "is" : "are"} only half there (a UTF-16 surrogate without its partner).`,
    remedy: "Export the data again: texts were cut in the middle of a character.",
  }),
  stray_bom: (_, count) => ({
    sentence: `${rows(count)} ${count === 1 ? "begins" : "begin"} with a byte-order mark, as files have that were joined.`,
    remedy: "Remove the marks.",
  }),
  invalid_json: (_, count) => ({
    sentence: `${counted(count, "line")} ${count === 1 ? "is" : "are"} not a JSON object.`,
    remedy: "Write one complete object on each line; line breaks inside texts are written \\n.",
  }),
  nested_value: ({ column }, count) => ({
    sentence: `${rows(count)} ${count === 1 ? "has" : "have"} a list or an object in the column ${quotedName(column)}.`,
    remedy: "Write a text or a number there.",
  }),
  unknown_keys: ({ columns }, count) => ({
    sentence: `${counted(count, "object")} ${count === 1 ? "has" : "have"} names that the first ones do not have, which are ignored: ${listed(columns)}.`,
    remedy: "Give the first object all names, with null where there is no value.",
  }),
  repeated_header: (_, count) => ({
    sentence: `The header comes again in ${rows(count)}, which ${count === 1 ? "was" : "were"} dropped.`,
    remedy: "Remove them: they come from files that were joined.",
  }),
  nul_byte: (_, count) => ({
    sentence: `The file holds ${counted(count, "NUL byte")}, which text never does.`,
    remedy: "Remove them, or export the data again: the file may be damaged.",
  }),
  row_too_long: ({ limitBytes, insideQuotes }) => ({
    sentence: `A row is longer than ${counted(limitBytes, "byte")}; the file was not read further.`,
    remedy: insideQuotes
      ? "A quote was opened there and not closed: close it, or double it if it is part of the text."
      : "Check that the file has line breaks between its rows, and shorten the row.",
  }),
  unclosed_quote: () => ({
    sentence: "A quote is opened and never closed, so the rest of the file became one cell.",
    remedy: "Close the quote, or double it if it is part of the text.",
  }),
  text_after_quote: (_, count) => ({
    sentence: `${counted(count, "cell")} ${count === 1 ? "has" : "have"} text after the closing quote.`,
    remedy: 'Double every quote inside a quoted cell ("" for "); a backslash does not escape it in CSV.',
  }),
  stray_quote: (_, count) => ({
    sentence: `${counted(count, "unquoted cell")} ${count === 1 ? "holds" : "hold"} a quote, which was taken as text.`,
    remedy:
      "If it is text, nothing needs to be done; otherwise quote the whole cell, without a space before the quote.",
  }),
  too_few_cells: ({ expected }, count) => ({
    sentence: `${rows(count)} ${count === 1 ? "has" : "have"} fewer than ${counted(expected, "cell")}, so that a needed one is missing.`,
    remedy: "Add the missing cells; text with line breaks must be in quotes.",
  }),
  too_many_cells: ({ expected }, count) => ({
    sentence: `${rows(count)} ${count === 1 ? "has" : "have"} more than ${counted(expected, "cell")}.`,
    remedy: "Put text that contains the delimiter in quotes.",
  }),
  short_row: ({ expected }, count) => ({
    sentence: `${rows(count)} ${count === 1 ? "has" : "have"} fewer than ${counted(expected, "cell")}, but the needed ones are there.`,
    remedy: "Nothing needs to be done.",
  }),
  trailing_delimiters: ({ expected }, count) => ({
    sentence: `${rows(count)} ${count === 1 ? "has" : "have"} blank cells after the ${counted(expected, "column")} of the header.`,
    remedy: "Nothing needs to be done; to be tidy, delete the empty columns.",
  }),
  missing_column: ({ column, found, nearest }) => ({
    sentence: `There is no column ${quotedName(column)}; found: ${listed(found)}.`,
    remedy:
      nearest === undefined
        ? `Name the column in the first line ${quotedName(column)}.`
        : `Rename ${quotedName(nearest)} to ${quotedName(column)} in the first line, if that is the one.`,
  }),
  duplicate_column: ({ column }) => ({
    sentence: `There is more than one column ${quotedName(column)}.`,
    remedy: "Keep one of them and rename or delete the others.",
  }),
  too_many_columns: ({ limit }) => ({
    sentence: `The header has more than ${counted(limit, "column")}.`,
    remedy: "Keep the columns that are needed.",
  }),
  extra_columns: ({ columns }, count) => ({
    sentence: `${counted(count, "column")} ${count === 1 ? "is" : "are"} not used: ${listed(columns)}.`,
    remedy: "Nothing needs to be done.",
  }),
  empty_input: (_, count) => ({
    sentence: `${rows(count)} without an input ${count === 1 ? "was" : "were"} dropped.`,
    remedy: "Fill the input in, or leave it: training goes on without these rows.",
  }),
  empty_label: (_, count) => ({
    sentence: `${rows(count)} without a label ${count === 1 ? "was" : "were"} dropped.`,
    remedy: "Fill the label in, or leave it: training goes on without these rows.",
  }),
  long_input: ({ limitCharacters }, count) => ({
    sentence: `${counted(count, "input")} ${count === 1 ? "is" : "are"} longer than ${counted(limitCharacters, "character")}.`,
    remedy: "Models read the beginning of long texts only: consider splitting them.",
  }),
  label_too_long: ({ limitCharacters }, count) => ({
    sentence: `${counted(count, "label")} ${count === 1 ? "is" : "are"} longer than ${counted(limitCharacters, "character")}.`,
    remedy: "Shorten them; in a table, check that the columns input and label are not swapped.",
  }),
  label_trimmed: (_, count) => ({
    sentence: `${counted(count, "label")} had space around ${count === 1 ? "it" : "them"}, which was removed.`,
    remedy: "Nothing needs to be done.",
  }),
  header_only: () => ({
    sentence: "The file has a header and no rows.",
    remedy: "Add one row per example below the header.",
  }),
  no_usable_rows: ({ rows: total }) => ({
    sentence: `None of the ${rows(total)} can be used.`,
    remedy: "Mend the other problems of this report first.",
  }),
  too_few_rows: ({ rows: kept, limit }) => ({
    sentence: `Only ${rows(kept)} can be used; at least ${counted(limit, "row")} are needed.`,
    remedy: "Add more examples.",
  }),
  few_rows: ({ rows: kept, recommended }) => ({
    sentence: `${rows(kept)} can be used; a model learns little from fewer than ${recommended}.`,
    remedy: "Add more examples if you can.",
  }),
  too_many_rows: ({ rows: total, limit }) => ({
    sentence: `The file has ${rows(total)}; the limit is ${counted(limit, "row")}.`,
    remedy: "Take a sample of the rows, or have the limit raised.",
  }),
  input_not_text: () => ({
    sentence: "Every input is a number, but inputs must be text.",
    remedy: "Check which column holds the text and name it “input”.",
  }),
  one_class: ({ label }) => ({
    sentence: `All examples have the same label ${quotedName(label)}.`,
    remedy: "Add examples of at least one other class.",
  }),
  too_many_classes: ({ limit }, count) => ({
    sentence: `There are more than ${counted(limit, "class", "classes")}; ${counted(count, "example")} fell outside.`,
    remedy: "Check that labels are classes, not free text; merge rare classes.",
  }),
  single_row_class: ({ labels }, count) => ({
    sentence: `${counted(count, "class", "classes")} ${count === 1 ? "has" : "have"} a single row: ${listed(labels)}.`,
    remedy: "Add examples of these classes, or remove them: one row cannot be both learned from and tested with.",
  }),
  class_imbalance: ({ largest, smallest }) => ({
    sentence: `${quotedName(largest.label)} has ${counted(largest.rows, "example")}, ${quotedName(smallest.label)} only ${smallest.rows}.`,
    remedy: "Add examples of the small classes: accuracy may look better than the model is.",
  }),
  labels_differ_by_case: ({ groups }, count) => ({
    sentence: `${counted(count, "group")} of labels ${count === 1 ? "differs" : "differ"} only in upper and lower case: ${groups.map((group) => group.map(quotedName).join(" / ")).join(", ")}.`,
    remedy: "Write them alike if they mean the same class.",
  }),
  duplicate_rows: ({ atLeast }, count) => ({
    sentence: `${atLeast ? "At least " : ""}${rows(count)} ${count === 1 ? "repeats" : "repeat"} an earlier one.`,
    remedy: "Remove repeated rows: they make the measured accuracy too good.",
  }),
  conflicting_labels: ({ atLeast }, count) => ({
    sentence: `${atLeast ? "At least " : ""}${rows(count)} ${count === 1 ? "has" : "have"} the input of an earlier row with another label.`,
    remedy: "Decide on one label for each input.",
  }),
  leaked_rows: ({ heldOut }, count) => ({
    sentence: `${count.toLocaleString("en-US")} of the ${rows(heldOut)} that would be held out ${count === 1 ? "has an input that is" : "have inputs that are"} trained on as well.`,
    remedy: "Remove repeated rows: what a model says of them does not show what it says of new ones.",
  }),
  ...TABLE_DESCRIPTIONS,
  ...IMAGE_DESCRIPTIONS,
};

/**
 * The sentence and the remedy of a problem, in English.
 *
 * @example
 * ```ts
 * const [first] = report.problems.map(describeProblem);
 * const told = first === undefined ? "nothing" : `${first.sentence} ${first.remedy}`;
 * ```
 */
export function describeProblem(problem: DatasetProblem): ProblemDescription {
  // The table gives each code a function for its own details; the compiler cannot follow the pair through the union.
  const describe = DESCRIPTIONS[problem.code] as (details: object, count: number) => ProblemDescription;
  return describe(problem.details, problem.count);
}
