import { type DatasetFix, type DatasetProblem, DroppableProblem } from "@flash/schemas";

/** What a machine can do about a problem; undefined where only its owner can. */
export function fixOf(problem: DatasetProblem): DatasetFix | undefined {
  switch (problem.code) {
    case "invalid_utf8": {
      const { likelyEncoding } = problem.details;
      return likelyEncoding === undefined
        ? { type: "drop_rows", problem: problem.code }
        : { type: "re_encode", from: likelyEncoding };
    }
    case "stray_bom":
      return { type: "strip_bom" };
    case "missing_column": {
      const { column, nearest } = problem.details;
      return nearest === undefined ? undefined : { type: "rename_column", from: nearest, to: column };
    }
    default: {
      const droppable = DroppableProblem.safeParse(problem.code);
      return droppable.success ? { type: "drop_rows", problem: droppable.data } : undefined;
    }
  }
}
