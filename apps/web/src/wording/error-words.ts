import { isFlashError } from "@flash/sdk";

export interface ErrorWords {
  readonly sentence: string;
  readonly remedy: string;
  /** For whoever runs the platform; null when there is none. */
  readonly requestId: string | null;
}

/** What went wrong and what to do, for people. */
export function errorWords(error: unknown): ErrorWords {
  if (isFlashError(error)) return { sentence: error.message, remedy: error.remedy, requestId: error.requestId };
  return {
    sentence: error instanceof Error && error.message !== "" ? error.message : "Something went wrong in this page.",
    remedy: "Try again; if it stays, load the page anew.",
    requestId: null,
  };
}

/** The platform cannot be reached or is in trouble: it is worth waiting for. */
export const isOutage = (error: unknown): boolean =>
  isFlashError(error) && (error.code === "network" || error.code === "timeout" || error.code === "server_fault");
