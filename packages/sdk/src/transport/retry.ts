import { isFlashError } from "../error/flash-error.ts";
import type { Runtime } from "./runtime.ts";

/** When a failed request is sent again. */
export interface RetryPolicy {
  /** How often, after the first time. */
  readonly retries: number;
  /** The first wait is up to this long, each further one up to twice as long as the one before. */
  readonly baseMs: number;
  /** No own wait is longer. */
  readonly capMs: number;
  /** An answer that asks for more than this is not waited for: whoever called is told instead. */
  readonly longestRetryAfterMs: number;
}

export const callPolicy = (retries: number): RetryPolicy => ({
  retries,
  baseMs: 250,
  capMs: 15_000,
  longestRetryAfterMs: 30_000,
});

/**
 * How long to wait before sending a failed request again. Full jitter; a `Retry-After` is the least, with jitter on top.
 *
 * @param failures - how often it has failed now, from 1.
 * @param random - from 0, less than 1.
 * @returns milliseconds, or null when it must not be sent again.
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function retryDelayMs(error: unknown, failures: number, policy: RetryPolicy, random: number): number | null {
  if (!isFlashError(error) || failures > policy.retries) return null;
  const jitterMs = random * Math.min(policy.capMs, policy.baseMs * 2 ** (failures - 1));
  if (error.code === "network" || error.code === "timeout") return jitterMs;
  if (error.code !== "server_fault" && error.code !== "rate_limited") return null;
  const leastMs = error.problem.retryAfterMs ?? 0;
  return leastMs > policy.longestRetryAfterMs ? null : leastMs + jitterMs;
}

/** Runs `attempt` until it succeeds, fails for good, or has failed too often. Only for what is safe to repeat. */
export async function withRetries<T>(
  attempt: () => Promise<T>,
  policy: RetryPolicy,
  { runtime, signal }: { runtime: Runtime; signal?: AbortSignal | null | undefined },
): Promise<T> {
  for (let failures = 1; ; failures++) {
    try {
      return await attempt();
    } catch (error) {
      const delayMs = retryDelayMs(error, failures, policy, runtime.random());
      if (delayMs === null) throw error;
      await runtime.pause(delayMs, signal);
    }
  }
}

/** @returns milliseconds from now, or null when the header is absent or is neither seconds nor a date (RFC 9110 §10.2.3). */
export function retryAfterMs(header: string | null, nowMs: number): number | null {
  if (header === null) return null;
  const waitMs = /^\d+$/u.test(header) ? Number(header) * 1_000 : Date.parse(header) - nowMs;
  return Number.isNaN(waitMs) ? null : Math.max(0, waitMs);
}
