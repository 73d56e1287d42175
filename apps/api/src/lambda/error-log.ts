import type { TRPCError } from "@trpc/server";
import { problemOf } from "../errors/wire-error.ts";

/** One line of the log, as JSON: what a person needs who has nothing but the request id that the caller was given. */
export interface ErrorEntry {
  readonly level: "error";
  readonly requestId: string;
  readonly path: string | null;
  /** From the outside in: each is the cause of the one before. */
  readonly errors: readonly { readonly name: string; readonly message: string; readonly stack: string | null }[];
}

/** Takes one structured entry. */
export type Log = (entry: object) => void;

/** Lambda keeps what is written there; one line is one entry. */
export const toStderr: Log = (entry) => void process.stderr.write(`${JSON.stringify(entry, withErrors)}\n`);

/** JSON leaves nothing of an Error. */
const withErrors = (_key: string, value: unknown): unknown => (value instanceof Error ? causesOf(value) : value);

/** Longer chains are loops. */
const MAX_CAUSES = 10;

function causesOf(error: unknown, depth = 0): ErrorEntry["errors"] {
  if (!(error instanceof Error)) return [{ name: "thrown", message: String(error), stack: null }];
  const { name, message, stack = null, cause } = error;
  const rest = cause === undefined || depth >= MAX_CAUSES ? [] : causesOf(cause, depth + 1);
  return [{ name, message, stack }, ...rest];
}

/** Neither input nor headers: what the caller sent may be secret. */
export const errorEntry = (error: unknown, requestId: string, path: string | null): ErrorEntry => ({
  level: "error",
  requestId,
  path,
  errors: causesOf(error),
});

/** A refusal is an answer; everything else is logged, once, where it leaves the API. */
export function logUnlessRefusal(log: Log, error: TRPCError, requestId: string, path?: string): void {
  if (problemOf(error) === null) log(errorEntry(error, requestId, path ?? null));
}
