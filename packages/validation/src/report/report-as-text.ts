import type { DatasetProblem, DatasetReport, DroppedRows, ProblemPlace } from "@flash/schemas";
import { describeProblem } from "./describe-problem.ts";
import { counted, quotedName } from "./wording.ts";

const SHOWN_CLASSES = 20;
const SHOWN_PLACES = 5;

const DELIMITER_NAMES = { ",": "comma", ";": "semicolon", "\t": "tab", "|": "bar" } as const;

const REASONS: Record<keyof DroppedRows, string> = {
  missingColumn: "no input or label column",
  unclosedQuote: "quote not closed",
  tooFewCells: "too few cells",
  tooManyCells: "too many cells",
  emptyInput: "no input",
  emptyLabel: "no label",
  labelTooLong: "label too long",
  tooManyClasses: "too many classes",
};

/** A report for a terminal or a log: plain text, one fact per line. */
export function reportAsText(report: DatasetReport): string {
  return [
    report.valid ? "The dataset is valid." : "The dataset is not valid.",
    ...(report.complete ? [] : ["It was not read to its end; what follows describes the part before."]),
    "",
    `Size:    ${counted(report.sizeBytes, "byte")}, sha-256 ${report.digest.hex}`,
    `Format:  ${formatLine(report.format)}`,
    `Rows:    ${rowsLine(report.rows)}`,
    ...lengthLines(report.inputLength),
    ...classLines(report.classes),
    ...problemLines("Errors", report.problems, "error"),
    ...problemLines("Warnings", report.problems, "warning"),
    "",
  ].join("\n");
}

function formatLine({ encoding, bom, delimiter, newline, columns }: DatasetReport["format"]): string {
  const parts = [
    encoding === null ? "unknown encoding" : encoding.toUpperCase() + (bom ? " with byte-order mark" : ""),
    ...(delimiter === null ? [] : [`separated by ${DELIMITER_NAMES[delimiter]}`]),
    ...(newline === null ? [] : [`${newline.toUpperCase()} line ends`]),
    ...(columns.length === 0 ? [] : [`columns ${columns.map(quotedName).join(", ")}`]),
  ];
  return parts.join(", ");
}

function rowsLine({ total, kept, dropped }: DatasetReport["rows"]): string {
  const reasons = Object.entries(REASONS)
    .map(([reason, words]) => ({ words, count: dropped[reason as keyof DroppedRows] }))
    .filter(({ count }) => count > 0)
    .map(({ words, count }) => `${count.toLocaleString("en-US")} ${words}`);
  const line = `${counted(total, "row")}, ${kept.toLocaleString("en-US")} kept`;
  return reasons.length === 0 ? line : `${line}, dropped: ${reasons.join(", ")}`;
}

function lengthLines(lengths: DatasetReport["inputLength"]): string[] {
  if (lengths === null) return [];
  const { min, median, mean, p95, max } = lengths;
  return [`Inputs:  ${min} to ${max} characters, median ${median}, mean ${mean}, 95 % up to ${p95}`];
}

function classLines({ count, list }: DatasetReport["classes"]): string[] {
  if (count === 0) return [];
  const shown = list
    .slice(0, SHOWN_CLASSES)
    .map(({ label, rows }) => `  ${quotedName(label)}: ${counted(rows, "row")}`);
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

/** “row 3, line 5, column “label””: what is known of a place, in words. */
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
