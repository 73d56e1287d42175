import { withoutSecrets } from "./without-secrets.ts";

/** An error as a log has it. */
export interface LoggedError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | null;
}

/** Longer chains are loops. */
const MAX_CAUSES = 10;

/** From the outside in: each is the cause of the one before. */
export function causesOf(error: unknown, depth = 0): readonly LoggedError[] {
  if (!(error instanceof Error)) return [{ name: "thrown", message: String(error), stack: null }];
  const { name, message, stack = null, cause } = error;
  const rest = cause === undefined || depth >= MAX_CAUSES ? [] : causesOf(cause, depth + 1);
  return [{ name, message, stack }, ...rest];
}

/**
 * One entry of a function's log: JSON in one line, so that nothing that people wrote can pose as another entry, with
 * errors as {@link causesOf} has them and without secrets.
 */
export const logLine = (entry: object): string =>
  withoutSecrets(
    // JSON leaves nothing of an Error.
    JSON.stringify(entry, (_, value: unknown) => (value instanceof Error ? causesOf(value) : value)),
  );
