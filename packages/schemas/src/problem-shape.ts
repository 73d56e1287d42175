import * as z from "zod";
import { DatasetFix } from "./dataset-fix.ts";

/**
 * Where in the dataset a problem lies. Only what is known is there.
 * Numbers start at 1; `byteOffset` starts at 0.
 */
export const ProblemPlace = z.object({
  /** The data row: the header and blank lines are not counted. */
  row: z.int().positive().optional(),
  /** The line of the file, as an editor counts them. */
  line: z.int().positive().optional(),
  /** The name of the column as the header gives it. */
  column: z.string().optional(),
  /** Bytes before the problem, a byte-order mark included. */
  byteOffset: z.int().nonnegative().optional(),
  /** The file inside an archive. */
  entry: z.string().optional(),
});
export type ProblemPlace = z.infer<typeof ProblemPlace>;

/** `error`: the dataset is refused. `warning`: it can be trained on, and somebody should know. */
export const ProblemSeverity = z.enum(["error", "warning"]);
export type ProblemSeverity = z.infer<typeof ProblemSeverity>;

/** One kind of problem: its code and what it says beyond its places. */
export function problem<Code extends string, Details extends z.core.$ZodLooseShape>(code: Code, details: Details) {
  return z.object({
    code: z.literal(code),
    severity: ProblemSeverity,
    /** How often it occurs: rows, unless the code says otherwise. */
    count: z.int().positive(),
    /** The first places in file order; fewer than `count` when there are many. */
    places: z.array(ProblemPlace),
    details: z.object(details),
    /** What a machine can do about it, if it can. */
    fix: DatasetFix.optional(),
  });
}
