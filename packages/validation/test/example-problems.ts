import { DatasetProblem, type DatasetProblemCode } from "@flash/schemas";
import { fixOf } from "../src/fixes/fix-of.ts";
import { severityOf } from "../src/report/problem-traits.ts";

/** What most codes say besides their places. */
const PLAIN_DETAILS = {
  found: ["id", "text"],
  encoding: "utf-16le",
  limitBytes: 4_194_304,
  insideQuotes: false,
  expected: 2,
  column: "input",
  nearest: "text",
  columns: ["id"],
  limit: 2,
  limitCharacters: 10,
  rows: 1,
  recommended: 50,
  label: "a",
  labels: ["a"],
  largest: { label: "a", rows: 9 },
  smallest: { label: "b", rows: 1 },
  groups: [["A", "a"]],
  atLeast: true,
  files: 3,
  reason: "too_long",
  methods: [12],
  limitRatio: 100,
  unpackedBytes: 5_000_000,
  formats: ["gif"],
  limitPixels: 16,
  images: 3,
  sameAs: ["a/1.jpg"],
  heldOut: 40,
};

/** Where two codes mean something else by one name. */
const OWN_DETAILS: Partial<Record<string, object>> = {
  not_text: { found: "zip" },
  not_zip: { found: "rar" },
  archive_damaged: { reason: "no_end" },
  damaged_gzip: { reason: "corrupt" },
  constant_target: { value: 3 },
};

export const PROBLEM_CODES: readonly DatasetProblemCode[] = DatasetProblem.options.map(
  (option) => option.shape.code.value,
);

/** A problem with this code, as a report could have it. */
export function exampleProblem(code: DatasetProblemCode, count: number): DatasetProblem {
  const details = { ...PLAIN_DETAILS, ...OWN_DETAILS[code] };
  const problem = DatasetProblem.parse({ code, severity: severityOf(code), count, places: [], details });
  const fix = fixOf(problem);
  return fix === undefined ? problem : { ...problem, fix };
}

/** One of each, in the order of reports. */
export const exampleProblems = (count: number): DatasetProblem[] =>
  PROBLEM_CODES.map((code) => exampleProblem(code, count));
