import {
  DEFAULT_TEXT_RULES,
  type DatasetProblem,
  type DatasetReport,
  TextReport,
  type TextRules,
} from "@flash/schemas";
import { loadAccelerator } from "../src/csv/accelerator.ts";
import { createValidator } from "../src/dataset-validator.ts";
import { placeText } from "../src/report/report-as-text.ts";

/** What is pushed is read as it is by everybody whose runtime has SIMD. */
await loadAccelerator();

const encoder = new TextEncoder();

export function bytesOf(...parts: (string | readonly number[])[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => (typeof part === "string" ? [...encoder.encode(part)] : part)));
}

/** Rules under which a file of four rows is not remarkable. */
export const SMALL_FILE_RULES: TextRules = { ...DEFAULT_TEXT_RULES, recommendedRows: 0 };

/** The report of one file, checked against its schema; pushed in chunks of `chunkBytes`. */
export function reportOf(
  content: string | Uint8Array,
  rules: Partial<TextRules> = {},
  chunkBytes = 65_536,
): TextReport {
  const bytes = typeof content === "string" ? encoder.encode(content) : content;
  const validator = createValidator({ ...SMALL_FILE_RULES, ...rules });
  for (let at = 0; at < bytes.length; at += chunkBytes) validator.push(bytes.slice(at, at + chunkBytes));
  return TextReport.parse(validator.finish());
}

/** Each problem as its code, its count and its places in words. */
export function problemsOf({ problems }: DatasetReport): (string | number)[][] {
  return problems.map(({ code, count, places }) => [code, count, ...places.map(placeText)]);
}

/** The details of the one problem with this code. */
export function detailsOf(
  { problems }: DatasetReport,
  code: DatasetProblem["code"],
): DatasetProblem["details"] | undefined {
  return problems.find((problem) => problem.code === code)?.details;
}
