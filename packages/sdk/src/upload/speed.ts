/** Only what happened so recently counts: networks change their minds. Milliseconds. */
const WINDOW_MS = 10_000;
/** Below that a speed would be a guess. Milliseconds. */
const LEAST_MS = 500;

interface Sample {
  readonly atMs: number;
  readonly bytes: number;
}

/** How fast bytes go by, over the last ten seconds. */
export class Speed {
  #samples: Sample[] = [];

  /** @param atMs - by a clock that does not run backwards. @param bytes - how many have gone by in all. */
  add(atMs: number, bytes: number): void {
    // Less than before: a part is sent again, or another stage has begun.
    if (bytes < (this.#samples.at(-1)?.bytes ?? 0)) this.#samples = [];
    const first = this.#samples.findLastIndex((sample) => atMs - sample.atMs >= WINDOW_MS);
    this.#samples = [...this.#samples.slice(Math.max(0, first)), { atMs, bytes }];
  }

  /** Time that passes while nothing is meant to go by does not count. */
  restart(): void {
    this.#samples = [];
  }

  /** null as long as too little has been seen. */
  bytesPerSecond(): number | null {
    const [first] = this.#samples;
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || last.atMs - first.atMs < LEAST_MS) return null;
    return ((last.bytes - first.bytes) / (last.atMs - first.atMs)) * 1_000;
  }
}
