import { flashError } from "../error/flash-error.ts";
import type { FlashError } from "../error/flash-error.ts";
import { abortedBy, refuseAborted } from "./runtime.ts";

/** A signal that is raised by the caller or by a clock, and tells afterwards which of them it was. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** Starts the clock, anew if it runs. @param ms - milliseconds from now. */
  start(ms: number): void;
  /** Stops the clock. */
  pause(): void;
  /** What a failure under this signal really was. */
  explain(cause: unknown): FlashError;
  /** Raises the signal, so that nothing goes on under it, and lets go of clock and caller. */
  end(): void;
}

/** @throws FlashError `aborted` when the caller's signal has been raised already. */
export function deadline(caller: AbortSignal | null | undefined): Deadline {
  refuseAborted(caller);
  const controller = new AbortController();
  const leave = (): void => controller.abort();
  caller?.addEventListener("abort", leave, { once: true });
  let timer: ReturnType<typeof setTimeout> | undefined;
  let expiredAfterMs: number | null = null;
  return {
    signal: controller.signal,
    start(ms) {
      clearTimeout(timer);
      timer = setTimeout(() => {
        expiredAfterMs = ms;
        controller.abort();
      }, ms);
    },
    pause: () => clearTimeout(timer),
    explain(cause) {
      if (caller?.aborted === true) return abortedBy(caller);
      if (expiredAfterMs !== null) return flashError({ code: "timeout", timeoutMs: expiredAfterMs }, { cause });
      return flashError({ code: "network" }, { cause });
    },
    end() {
      clearTimeout(timer);
      caller?.removeEventListener("abort", leave);
      controller.abort();
    },
  };
}
