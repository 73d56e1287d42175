/** Only what happened so recently counts: networks change their minds. Milliseconds. */
const WINDOW_MS = 10_000;
/** Below that a speed would be a guess. Milliseconds. */
const LEAST_MS = 500;

/** So far apart are samples at least: files are read in thousands of pieces a second. Milliseconds. */
const APART_MS = 100;

interface Sample {
  readonly atMs: number;
  readonly bytes: number;
}

/** How fast bytes go by, over the last ten seconds. */
export interface Speedometer {
  /** @param atMs - by a clock that does not run backwards. @param bytes - how many have gone by in all. */
  add(atMs: number, bytes: number): void;
  /** Time that passes while nothing is meant to go by does not count. */
  restart(): void;
  /** null as long as too little has been seen. */
  bytesPerSecond(): number | null;
}

export function speedometer(): Speedometer {
  let samples: Sample[] = [];
  const restart = (): void => {
    samples = [];
  };
  return {
    restart,
    add(atMs, bytes) {
      // Less than before: a part is sent again, or another stage has begun.
      if (bytes < (samples.at(-1)?.bytes ?? 0)) restart();
      // The last one is the newest in any case.
      if (atMs - (samples.at(-2)?.atMs ?? -APART_MS) < APART_MS) samples.pop();
      samples.push({ atMs, bytes });
      while (atMs - (samples[1]?.atMs ?? atMs) >= WINDOW_MS) samples.shift();
    },
    bytesPerSecond() {
      const [first] = samples;
      const last = samples.at(-1);
      if (first === undefined || last === undefined || last.atMs - first.atMs < LEAST_MS) return null;
      return ((last.bytes - first.bytes) / (last.atMs - first.atMs)) * 1_000;
    },
  };
}
