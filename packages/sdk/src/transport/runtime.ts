import { type FlashError, flashError } from "../error/flash-error.ts";

/** What the SDK takes from its surroundings. */
export interface Runtime {
  readonly fetch: typeof fetch;
  /** UTC milliseconds, as far as this computer knows: for what has passed since, and for `Retry-After` dates. */
  now(): number;
  /** 0 or more, less than 1: jitter, so that clients who failed together do not come back together. */
  random(): number;
  /** Resolves after `ms` milliseconds. @throws FlashError `aborted` as soon as the signal says so. */
  pause(ms: number, signal?: AbortSignal | null): Promise<void>;
}

/** Every browser since March 2024 and Node 22 have what is needed, `Promise.withResolvers` and `AbortSignal.any` among it. */
export const surroundings = (fetchToUse: typeof fetch | undefined): Runtime => ({
  // Looked up at each call, because monitoring tools replace the global one after this module has loaded.
  fetch: fetchToUse ?? ((input, init) => globalThis.fetch(input, init)),
  now: Date.now,
  random: Math.random,
  pause,
});

/** What a raised signal means. */
export const abortedBy = ({ reason }: AbortSignal): FlashError => flashError({ code: "aborted" }, { cause: reason });

/** @throws FlashError `aborted` when the signal has been raised. */
export function refuseAborted(signal: AbortSignal | null | undefined): void {
  if (signal?.aborted === true) throw abortedBy(signal);
}

/**
 * The same answer, unless the signal is raised first: what is being waited for goes on.
 *
 * @param told - what a raised signal means to whoever waits.
 * @throws that.
 */
export async function abortable<T>(
  answer: T | Promise<T>,
  signal: AbortSignal | null | undefined,
  told: (raised: AbortSignal) => unknown = abortedBy,
): Promise<T> {
  if (!signal) return answer;
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(told(signal));
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort, { once: true });
  return Promise.race([aborted, answer]).finally(() => signal.removeEventListener("abort", abort));
}

function pause(ms: number, signal?: AbortSignal | null): Promise<void> {
  const { promise: over, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms);
  return abortable(over, signal).finally(() => clearTimeout(timer));
}
