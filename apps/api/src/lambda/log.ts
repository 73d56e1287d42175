import { causesOf, type LoggedError, logLine } from "@flash/aws/logging";
import type { TRPCError } from "@trpc/server";
import { problemOf } from "../errors/wire-error.ts";

/** One line of the log, as JSON: what a person needs who has nothing but the request id that the caller was given. */
export interface ErrorEntry {
  readonly level: "error";
  readonly requestId: string;
  readonly path: string | null;
  readonly errors: readonly LoggedError[];
}

/** Takes one structured entry. */
export type Log = (entry: object) => void;

/** Lambda keeps what is written there; one line is one entry. */
export const toStderr: Log = (entry) => void process.stderr.write(`${logLine(entry)}\n`);

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
