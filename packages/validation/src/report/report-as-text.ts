import type {
  DatasetProblem,
  DatasetReport,
  DroppedImages,
  DroppedRows,
  ImageReport,
  LengthFacts,
  ProblemPlace,
  TextReport,
} from "@flash/schemas";
import { describeProblem } from "./describe-problem.ts";
import { counted, quotedName } from "./wording.ts";

const SHOWN_CLASSES = 20;
const SHOWN_PLACES = 5;

const DELIMITER_NAMES = { ",": "comma", ";": "semicolon", "\t": "tab", "|": "bar" } as const;

const REASONS: Record<keyof DroppedRows | keyof DroppedImages, string> = {
  missingColumn: "no input or label column",
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
    ...(report.kind === "text" ? textLines(report) : imageLines(report)),
    ...classLines(report.classes, report.kind === "text" ? "row" : "image"),
    ...problemLines("Errors", report.problems, "error"),
    ...problemLines("Warnings", report.problems, "warning"),
    "",
  ].join("\n");
}

function textLines({ format, rows, inputLength }: TextReport): string[] {
  return [
    `Format:  ${formatLine(format)}`,
    `Rows:    ${rowsLine(rows, "row")}`,
    ...lengthLines("Inputs:  ", inputLength, "characters"),
  ];
}

function imageLines({ archive, rows, formats, parts, width, height, fileBytes }: ImageReport): string[] {
  return [
    ...(archive === null
      ? []
      : [`Archive: ${counted(archive.entries, "entry", "entries")}${archive.zip64 ? ", zip64" : ""}`]),
    `Images:  ${rowsLine(rows, "image")} (${formats.jpeg.toLocaleString("en-US")} JPEG, ${formats.png.toLocaleString("en-US")} PNG)`,
    ...(parts.length === 0 ? [] : [`Split:   ${parts.map(({ part, rows: own }) => `${part} ${own}`).join(", ")}`]),
    ...lengthLines("Width:   ", width, "pixels"),
    ...lengthLines("Height:  ", height, "pixels"),
    ...lengthLines("Files:   ", fileBytes, "bytes"),
  ];
}

function formatLine({ encoding, bom, delimiter, newline, columns }: TextReport["format"]): string {
  const parts = [
    encoding === null ? "unknown encoding" : encoding.toUpperCase() + (bom ? " with byte-order mark" : ""),
    ...(delimiter === null ? [] : [`separated by ${DELIMITER_NAMES[delimiter]}`]),
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
  if (lengths === null) return [];
  const { min, median, mean, p95, max } = lengths;
  return [`${title}${min} to ${max} ${unit}, median ${median}, mean ${mean}, 95 % up to ${p95}`];
}

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
