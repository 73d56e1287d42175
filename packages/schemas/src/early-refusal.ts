import type { FieldFault, Problem } from "./problem.ts";

/** Refusals that a client comes to itself, before it asks or by a report: it has words for them without the platform's. */
export type EarlyRefusal = Extract<
  Problem,
  { code: "unauthorized" | "bad_request" | "dataset_invalid" | "upload_too_large" }
>;

/** What happened and what to do about it, both for people. */
export function describeEarlyRefusal(problem: EarlyRefusal): { sentence: string; remedy: string } {
  switch (problem.code) {
    case "unauthorized":
      return {
        sentence: "No valid key or token was sent.",
        remedy: "Send `authorization: Bearer <key>` with a key of this platform, or a token that has not expired.",
      };
    case "bad_request":
      return {
        sentence: `The request is not understood: ${listed(problem.faults)}.`,
        remedy: "Correct the named fields.",
      };
    case "dataset_invalid":
      return {
        sentence: `Dataset ${problem.datasetId} has errors.`,
        remedy: "Mend what the report lists and upload it again.",
      };
    case "upload_too_large":
      return {
        sentence: `${problem.sizeBytes} bytes are more than the ${problem.limitBytes} allowed.`,
        remedy: "Use fewer rows, or ask for a higher limit.",
      };
  }
}

/** Fields and what is wrong with each. */
export const listed = (faults: readonly FieldFault[]): string =>
  faults.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`)).join("; ");
