/**
 * What a report says, in words: beside the client, because a program that shows no report need not load them.
 *
 * @example
 * ```ts
 * for (const problem of report.problems) console.log(describeProblem(problem).sentence);
 * ```
 */
export { columnFacts, describeFix, describeProblem, placeText } from "@flash/validation";
export type { ProblemDescription } from "@flash/validation";
export type { ColumnFacts, ProblemPlace } from "@flash/schemas";
