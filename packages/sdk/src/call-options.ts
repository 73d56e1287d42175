/**
 * What every call takes last.
 *
 * @example
 * ```ts
 * const options: CallOptions = { signal: AbortSignal.timeout(5_000) };
 * const status = await flash.status(options);
 * ```
 */
export interface CallOptions {
  /** Ends the call with a FlashError `aborted`. What the platform has begun meanwhile goes on. */
  readonly signal?: AbortSignal | undefined;
}
