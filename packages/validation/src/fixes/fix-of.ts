import type { DatasetFix, DatasetProblem, DroppableProblem } from "@flash/schemas";
import { isOfFiles, isOfRows } from "../report/problem-traits.ts";

/** Some of these can be of rows as well as of files. */
const isOfEntries = ({ code, places }: DatasetProblem): boolean =>
  isOfFiles(code) && (!isOfRows(code) || places.some(({ entry }) => entry !== undefined));

/** The header cannot be left out. */
const isOfHeaderOnly = ({ places }: DatasetProblem): boolean =>
  places.length > 0 && places.every(({ row }) => row === undefined);

/** What a machine can do about a problem; undefined where only its owner can. */
export function fixOf(problem: DatasetProblem): DatasetFix | undefined {
  if (isOfEntries(problem)) return { type: "drop_entries", problem: problem.code };
  switch (problem.code) {
    case "invalid_utf8": {
      const { likelyEncoding } = problem.details;
      return likelyEncoding === undefined
        ? dropRows(problem, problem.code)
        : { type: "re_encode", from: likelyEncoding };
    }
    case "stray_bom":
      return { type: "strip_bom" };
    case "missing_column": {
      const { column, nearest } = problem.details;
      return nearest === undefined ? undefined : { type: "rename_column", from: nearest, to: column };
    }
    default:
      return isOfRows(problem.code) ? dropRows(problem, problem.code) : undefined;
  }
}

const dropRows = (problem: DatasetProblem, code: DroppableProblem): DatasetFix | undefined =>
  isOfHeaderOnly(problem) ? undefined : { type: "drop_rows", problem: code };
