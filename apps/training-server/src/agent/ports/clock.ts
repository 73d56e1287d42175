/** Time as the agent sees it. S3's clock decides about jobs; this one only measures the agent itself. */
export interface Clock {
  /** Milliseconds that passed since some fixed moment, those of a frozen or suspended machine included. */
  elapsedMs(): number;
  /** Milliseconds since 1970 by the machine: for display and for a trainer's deadline, never for decisions. */
  wallMs(): number;
  /** Resolves after `ms`, or as soon as the signal is aborted. Never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/**
 * The machine's clocks. A monotonic clock stands still while a virtual machine is suspended and the wall clock may be set
 * back, so each step counts by whichever of the two moved further.
 */
export function machineClock(): Clock {
  let elapsed = 0;
  let monotonic = performance.now();
  let wall = Date.now();
  return {
    elapsedMs() {
      const [nowMonotonic, nowWall] = [performance.now(), Date.now()];
      elapsed += Math.max(nowMonotonic - monotonic, nowWall - wall, 0);
      [monotonic, wall] = [nowMonotonic, nowWall];
      return elapsed;
    },
    wallMs: Date.now,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve();
        const done = (): void => {
          clearTimeout(timer);
          signal.removeEventListener("abort", done);
          resolve();
        };
        const timer = setTimeout(done, ms);
        signal.addEventListener("abort", done);
      }),
  };
}
