import { flashError, isFlashError } from "./flash-error.ts";
import type { FlashError } from "./flash-error.ts";

/**
 * The {@link FlashError} of whatever was caught, for code that also calls others: what is none becomes `network`, with itself
 * as the cause.
 *
 * @example
 * ```ts
 * const shown = await flash.status().catch((error: unknown) => flashErrorOf(error).remedy);
 * ```
 */
export const flashErrorOf = (error: unknown): FlashError =>
  isFlashError(error) ? error : flashError({ code: "network" }, { cause: error });
