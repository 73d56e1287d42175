import { TRPCClientError } from "@trpc/client";
import { flashError, isFlashError } from "./flash-error.ts";
import type { FlashError } from "./flash-error.ts";

/**
 * The {@link FlashError} of whatever a call through `flash.trpc` threw: tRPC's client wraps it as the cause of its own
 * error. What is none becomes `network`, with itself as the cause.
 */
export function flashErrorOf(error: unknown): FlashError {
  if (isFlashError(error)) return error;
  if (error instanceof TRPCClientError && isFlashError(error.cause)) return error.cause;
  return flashError({ code: "network" }, { cause: error });
}

/** The same answer, with the one error. */
export const typed = <T>(answer: Promise<T>): Promise<T> =>
  answer.catch((error: unknown) => {
    throw flashErrorOf(error);
  });
