import type { FieldFault, Problem } from "@flash/schemas";
import * as z from "zod";

/** Faults of these are the task type's hyperparameters, which have a problem of their own. */
const HYPERPARAMETERS = "hyperparameters";

type Issue = z.core.$ZodIssue;

const pathOf = (path: readonly PropertyKey[]): string => path.map(String).join(".");

function faultsOf(issue: Issue): FieldFault[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ path: pathOf([...issue.path, key]), message: "there is no such field" }));
  }
  const message = issue.code === "invalid_union" ? "none of the known values" : issue.message;
  return [{ path: pathOf(issue.path), message }];
}

/**
 * What the caller must change about its input, field by field.
 *
 * @param cause - what the input schema threw; anything else (such as JSON that does not parse) has no fields.
 * @param message - says what was wrong when there are no fields.
 */
export function inputProblem(cause: unknown, message: string): Problem {
  // `z.core` as a value would bring every locale of zod into the bundle: three times as much as all the rest of it.
  if (!(cause instanceof z.ZodError)) return { code: "bad_request", faults: [{ path: "", message }] };
  const faults = cause.issues.flatMap(faultsOf);
  const prefix = `${HYPERPARAMETERS}.`;
  return faults.length > 0 && faults.every(({ path }) => path.startsWith(prefix))
    ? {
        code: "hyperparameters_invalid",
        faults: faults.map((fault) => ({ ...fault, path: fault.path.slice(prefix.length) })),
      }
    : { code: "bad_request", faults };
}
