import type { ProblemCode } from "@flash/schemas";
import type { Refusals } from "../app-router.ts";
import { isFlashError, isRefusal } from "./flash-error.ts";
import type { FlashErrorOf } from "./flash-error.ts";

/**
 * The names of the platform's procedures: `train`, `jobs.cancel`.
 *
 * @example
 * ```ts
 * const path: ProcedurePath = "jobs.cancel";
 * ```
 */
export type ProcedurePath = keyof Refusals;

/**
 * With what a procedure may refuse.
 *
 * @example
 * ```ts
 * const code: RefusalOf<"jobs.cancel">["code"] = "job_already_ended";
 * ```
 */
export type RefusalOf<Path extends ProcedurePath> = FlashErrorOf<Refusals[Path]>;

/** What can go wrong with any call without the platform having refused it. */
type CallFault = "network" | "timeout" | "aborted" | "server_fault" | "unexpected_answer";

/**
 * Everything that calling one procedure can end with, as a union over its codes: a `switch` over them is exhaustive.
 *
 * @example
 * ```ts
 * const told = (error: ErrorOf<"jobs.cancel">): string => (error.code === "job_already_ended" ? "too late" : error.remedy);
 * ```
 */
export type ErrorOf<Path extends ProcedurePath> = {
  [Code in Refusals[Path] | CallFault]: FlashErrorOf<Code>;
}[Refusals[Path] | CallFault];

/**
 * Whether a call of this procedure ended with this: the platform refuses with nothing that a procedure does not declare.
 *
 * @example
 * ```ts
 * try {
 *   await job.cancel();
 * } catch (error) {
 *   if (isErrorOf("jobs.cancel", error) && error.code === "job_already_ended") console.log("It was over.");
 *   else throw error;
 * }
 * ```
 */
export const isErrorOf = <Path extends ProcedurePath>(path: Path, error: unknown): error is ErrorOf<Path> =>
  isFlashError(error) && error.procedure === path;

/**
 * Whether the platform has refused: asking again changes nothing. All else has failed on the way, by the network, by time or by an outage.
 *
 * @example
 * ```ts
 * const told = (error: FlashError): string => (isRefused(error) ? error.remedy : "Try again later.");
 * ```
 */
export const isRefused = (error: unknown): error is { [Code in ProblemCode]: FlashErrorOf<Code> }[ProblemCode] =>
  isFlashError(error) && isRefusal(error.problem);
