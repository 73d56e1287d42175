import type {
  ColumnFacts,
  DatasetProblem,
  DatasetReport,
  DroppedImages,
  DroppedRows,
  DroppedTableRows,
  ImageReport,
  LengthFacts,
  ProblemPlace,
  RowFormat,
  TableReport,
  TextReport,
  Tolerance,
} from "@flash/schemas";
import { columnFacts } from "./column-facts.ts";
import { describeProblem } from "./describe-problem.ts";
import { counted, quotedName } from "./wording.ts";

const SHOWN_CLASSES = 20;
const SHOWN_PLACES = 5;
const SHOWN_COLUMNS = 50;

const LAYOUT_NAMES = { jsonl: "JSON Lines", parquet: "Parquet" } as const;

const DELIMITER_NAMES = { ",": "comma", ";": "semicolon", "\t": "tab", "|": "bar" } as const;

const REASONS: Record<keyof DroppedRows | keyof DroppedTableRows | keyof DroppedImages, string> = {
  missingColumn: "a needed column is missing",
  invalidJson: "not a JSON object",
  repeatedHeader: "the header again",
  badCells: "bad bytes or quotes",
  nestedValue: "a list or an object as a value",
  emptyTarget: "no target",
  targetNotNumber: "target not a number",
  unclosedQuote: "quote not closed",
  tooFewCells: "too few cells",
  tooManyCells: "too many cells",
  emptyInput: "no input",
  emptyLabel: "no label",
  labelTooLong: "label too long",
  tooManyClasses: "too many classes",
  noClass: "in no class folder",
  fileTooLarge: "too many bytes",
  damaged: "damaged in the archive",
  corrupt: "corrupt or no image",
  unsupported: "in a format that is not read",
  imageTooLarge: "too many pixels",
};

/** A report for a terminal or a log: plain text, one fact per line. */
export function reportAsText(report: DatasetReport): string {
  return [
    report.valid ? "The dataset is valid." : "The dataset is not valid.",
    ...(report.complete ? [] : ["It was not read to its end; what follows describes the part before."]),
    "",
    `Size:    ${counted(report.sizeBytes, "byte")}${report.digest === null ? "" : `, sha-256 ${report.digest.hex}`}`,
    ...linesOfKind(report),
    ...classLines(report.classes, report.kind === "images" ? "image" : "row"),
    ...problemLines("Errors", report.problems, "error"),
    ...problemLines("Warnings", report.problems, "warning"),
    "",
  ].join("\n");
}

function linesOfKind(report: DatasetReport): string[] {
  switch (report.kind) {
    case "text":
      return textLines(report);
    case "images":
      return imageLines(report);
    case "table":
      return tableLines(report);
  }
}

function textLines(report: TextReport): string[] {
  return [...rowLines(report), ...columnLines(report)];
}

function tableLines({ target, ...report }: TableReport): string[] {
  return [
    ...rowLines(report),
    `Target:  ${target.column === null ? "missing" : quotedName(target.column)}, ${target.kind === "class" ? "classes" : "numbers"}`,
    ...columnLines({ target, ...report }),
  ];
}

function columnLines(report: TextReport | TableReport): string[] {
  const columns = columnFacts(report);
  if (columns.length === 0) return [];
  const described = columns.slice(0, SHOWN_COLUMNS).map(columnLine);
  const more = columns.length > SHOWN_COLUMNS ? [`  and ${columns.length - SHOWN_COLUMNS} more`] : [];
  return [`Columns: ${columns.length}`, ...described, ...more];
}

function columnLine({ name, type, missing, distinct, numbers, length }: ColumnFacts): string {
  const parts = [
    type,
    `${distinct.atLeast ? "at least " : ""}${counted(distinct.count, "value")}`,
    ...(missing === 0 ? [] : [`${missing.toLocaleString("en-US")} missing`]),
    ...(numbers === null ? [] : [`${numbers.min} to ${numbers.max}, mean ${numbers.mean}`]),
    ...(length === null ? [] : [lengthWords(length, "characters")]),
  ];
  return `  ${quotedName(name)}: ${parts.join(", ")}`;
}

function rowLines({
  format,
  rows,
  tolerance,
}: Pick<TextReport | TableReport, "format" | "rows" | "tolerance">): string[] {
  return [`Format:  ${formatLine(format)}`, `Rows:    ${rowsLine(rows, "row")}`, ...toleranceLines(tolerance, "row")];
}

function toleranceLines({ badRowShare, badRows, exceeded }: Tolerance, noun: string): string[] {
  if (badRowShare === 0) return [];
  return [
    `Bad:     ${counted(badRows, noun)}, ${exceeded ? "more" : "not more"} than the ${badRowShare * 100} % that are tolerated`,
  ];
}

function imageLines({ archive, rows, tolerance, formats, parts, width, height, fileBytes }: ImageReport): string[] {
  return [
    ...(archive === null
      ? []
      : [`Archive: ${counted(archive.entries, "entry", "entries")}${archive.zip64 ? ", zip64" : ""}`]),
    `Images:  ${rowsLine(rows, "image")} (${formats.jpeg.toLocaleString("en-US")} JPEG, ${formats.png.toLocaleString("en-US")} PNG)`,
    ...toleranceLines(tolerance, "image"),
    ...(parts.length === 0 ? [] : [`Split:   ${parts.map(({ part, rows: own }) => `${part} ${own}`).join(", ")}`]),
    ...lengthLines("Width:   ", width, "pixels"),
    ...lengthLines("Height:  ", height, "pixels"),
    ...lengthLines("Files:   ", fileBytes, "bytes"),
  ];
}

function formatLine({ layout, compression, encoding, bom, delimiter, quote, newline, columns }: RowFormat): string {
  const parts = [
    ...(compression === null ? [] : [compression]),
    ...(layout === null || layout === "csv" ? [] : [LAYOUT_NAMES[layout]]),
    ...(encoding === null ? [] : [encoding.toUpperCase() + (bom ? " with byte-order mark" : "")]),
    ...(layout === null ? ["unknown format"] : []),
    ...(delimiter === null ? [] : [`separated by ${DELIMITER_NAMES[delimiter]}`]),
    ...(quote === "'" ? ["single quotes"] : []),
    ...(newline === null ? [] : [`${newline.toUpperCase()} line ends`]),
    ...(columns.length === 0 ? [] : [`columns ${columns.map(quotedName).join(", ")}`]),
  ];
  return parts.join(", ");
}

function rowsLine({ total, kept, dropped }: DatasetReport["rows"], noun: string): string {
  const reasons = Object.entries(dropped)
    .map(([reason, count]) => ({ words: REASONS[reason as keyof typeof REASONS], count }))
    .filter(({ count }) => count > 0)
    .map(({ words, count }) => `${count.toLocaleString("en-US")} ${words}`);
  const line = `${counted(total, noun)}, ${kept.toLocaleString("en-US")} kept`;
  return reasons.length === 0 ? line : `${line}, dropped: ${reasons.join(", ")}`;
}

function lengthLines(title: string, lengths: LengthFacts | null, unit: string): string[] {
  return lengths === null ? [] : [title + lengthWords(lengths, unit)];
}

const lengthWords = ({ min, median, mean, p95, max }: LengthFacts, unit: string): string =>
  `${min} to ${max} ${unit}, median ${median}, mean ${mean}, 95 % up to ${p95}`;

function classLines({ count, list }: DatasetReport["classes"], noun: string): string[] {
  if (count === 0) return [];
  const shown = list.slice(0, SHOWN_CLASSES).map(({ label, rows }) => `  ${quotedName(label)}: ${counted(rows, noun)}`);
  const more = count > SHOWN_CLASSES ? [`  and ${count - SHOWN_CLASSES} more`] : [];
  return [`Classes: ${count}`, ...shown, ...more];
}

function problemLines(
  title: string,
  problems: readonly DatasetProblem[],
  severity: DatasetProblem["severity"],
): string[] {
  const wanted = problems.filter((problem) => problem.severity === severity);
  return wanted.length === 0 ? [] : ["", `${title}:`, ...wanted.flatMap(linesOf)];
}

function linesOf(problem: DatasetProblem): string[] {
  const { sentence, remedy } = describeProblem(problem);
  const places = problem.places.slice(0, SHOWN_PLACES).map(placeText).join("; ");
  return [`  ${sentence} (${problem.code})`, `    ${remedy}`, ...(places === "" ? [] : [`    At ${places}`])];
}

/**
 * “row 3, line 5, column “label””: what is known of a place, in words.
 *
 * @example
 * ```ts
 * const places = report.problems.flatMap((problem) => problem.places.map(placeText));
 * ```
 */
export function placeText({ row, line, column, byteOffset, entry }: ProblemPlace): string {
  const parts = [
    ...(entry === undefined ? [] : [`file ${quotedName(entry)}`]),
    ...(row === undefined ? [] : [`row ${row}`]),
    ...(line === undefined ? [] : [`line ${line}`]),
    ...(column === undefined ? [] : [`column ${quotedName(column)}`]),
    ...(byteOffset === undefined ? [] : [`byte ${byteOffset}`]),
  ];
  return parts.join(", ");
}
