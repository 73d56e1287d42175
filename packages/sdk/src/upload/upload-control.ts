import { refuseAborted } from "../transport/runtime.ts";

/** What a person may do to an upload under way: hold it, let it go on, end it. */
export interface UploadControl {
  /** Raised when the upload shall end: by {@link abort}, or by the caller's own signal. */
  readonly signal: AbortSignal;
  readonly isPaused: () => boolean;
  /** By {@link abort}, not by the caller's signal, which only leaves. */
  readonly isGivenUp: () => boolean;
  /** @param onChange - called after each pause and resume from now on. */
  listen(onChange: (paused: boolean) => void): void;
  readonly pause: () => void;
  readonly resume: () => void;
  readonly abort: () => void;
  /**
   * Work that a pause interrupts and a resume begins anew.
   *
   * @param work - ends with an error when the signal that it is given is raised.
   * @throws FlashError `aborted`, and whatever the work throws while nobody has paused.
   */
  run<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** The same pieces, held back while somebody has paused. @throws FlashError `aborted` */
  held<T>(pieces: AsyncIterable<T>): AsyncGenerator<T, void, undefined>;
}

export function uploadControl(caller: AbortSignal | undefined): UploadControl {
  const ending = new AbortController();
  const signal = caller === undefined ? ending.signal : AbortSignal.any([caller, ending.signal]);
  /** Raised by a pause: whatever is on the network then is sent again afterwards. */
  let running = new AbortController();
  let resumed: PromiseWithResolvers<void> | null = null;
  let onChange: (paused: boolean) => void = () => undefined;
  // Nobody waits for a resume that will not come.
  signal.addEventListener("abort", () => resumed?.resolve(), { once: true });

  /** Answers at once, or when a pause ends. @throws FlashError `aborted` */
  async function ready(): Promise<void> {
    while (resumed !== null && !signal.aborted) await resumed.promise;
    refuseAborted(signal);
  }

  return {
    signal,
    isPaused: () => resumed !== null,
    isGivenUp: () => ending.signal.aborted,
    listen(told) {
      onChange = told;
    },
    pause() {
      if (resumed !== null || signal.aborted) return;
      resumed = Promise.withResolvers<void>();
      running.abort();
      onChange(true);
    },
    resume() {
      if (resumed === null) return;
      running = new AbortController();
      resumed.resolve();
      resumed = null;
      onChange(false);
    },
    abort: () => ending.abort(),
    async run(work) {
      for (;;) {
        await ready();
        const { signal: begun } = running;
        try {
          return await work(AbortSignal.any([signal, begun]));
        } catch (error) {
          refuseAborted(signal);
          if (!begun.aborted) throw error;
        }
      }
    },
    async *held(pieces) {
      for await (const piece of pieces) {
        await ready();
        yield piece;
      }
    },
  };
}
