import { isFlashError } from "../error/flash-error.ts";
import type { FlashErrorCode } from "../error/flash-error.ts";

const OUTAGES: ReadonlySet<FlashErrorCode> = new Set(["network", "timeout", "server_fault"]);

/** Whether it failed on the way, so that nobody knows what has been carried out, and trying again may do better. */
export const isOutage = (error: unknown): boolean => isFlashError(error) && OUTAGES.has(error.code);
