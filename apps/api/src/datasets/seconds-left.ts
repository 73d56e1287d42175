/** Below that a speed would be a guess. Milliseconds. */
const LEAST_MS = 1_000;

/**
 * Estimates from the speed since the first call.
 *
 * @param nowMs - by a clock that does not run backwards.
 * @returns what each further call is asked for: seconds until all bytes are done; null: too early to tell.
 */
export function secondsLeft(nowMs: () => number): (bytes: number, totalBytes: number) => number | null {
  let first: { readonly atMs: number; readonly bytes: number } | null = null;
  return (bytes, totalBytes) => {
    const atMs = nowMs();
    first ??= { atMs, bytes };
    const elapsedMs = atMs - first.atMs;
    if (elapsedMs < LEAST_MS || bytes <= first.bytes) return null;
    return ((totalBytes - bytes) * elapsedMs) / (bytes - first.bytes) / 1_000;
  };
}
