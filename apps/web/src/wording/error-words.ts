import { isFlashError } from "@flash/sdk";

export interface ErrorWords {
  readonly sentence: string;
  readonly remedy: string;
  /** For whoever runs the platform; null when there is none. */
  readonly requestId: string | null;
}

/** Chromium, Firefox, Safari, and Vite of a part's styles. */
const NOT_LOADED = /dynamically imported module|module script failed|Unable to preload/iu;

/**
 * Whether a part of the page could not be loaded: the network was away, or a newer page has taken its place. Browsers do not ask for the same
 * part again before the page is loaded anew.
 */
export const isNotLoaded = (error: unknown): boolean =>
  error instanceof Error && (NOT_LOADED.test(error.message) || isNotLoaded(error.cause));

/** What went wrong and what to do, for people. */
export function errorWords(error: unknown): ErrorWords {
  if (isNotLoaded(error)) {
    return {
      sentence: "A part of this page could not be loaded.",
      remedy: "The network was away for a moment, or there is a newer version of this page: load it anew.",
      requestId: null,
    };
  }
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
