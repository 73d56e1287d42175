/** As if the reader had left: see {@link pause}. */
export const aborted = (): DOMException => new DOMException("the stream was ended", "AbortError");

/**
 * Nothing for `ms` milliseconds.
 *
 * @throws AbortError as soon as the signal aborts. tRPC closes a stream that ends with one without telling its client
 * that it is complete, so the client comes back with the id of the last event.
 */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const abort = (): void => {
    clearTimeout(timer);
    reject(aborted());
  };
  const timer = setTimeout(() => {
    signal.removeEventListener("abort", abort);
    resolve();
  }, ms);
  if (signal.aborted) abort();
  else signal.addEventListener("abort", abort, { once: true });
  return promise;
}

/** Aborts when the reader is known to have left, and after `maxMs` at the latest. */
export const connectionSignal = (reader: AbortSignal | undefined, maxMs: number): AbortSignal =>
  AbortSignal.any([AbortSignal.timeout(maxMs), ...(reader === undefined ? [] : [reader])]);
