import { refuseAborted } from "../transport/runtime.ts";

/** What a person may do to an upload under way: hold it, let it go on, end it. */
export class UploadControl {
  /** Raised when the upload shall end: by {@link abort}, or by the caller's own signal. */
  readonly signal: AbortSignal;
  readonly #ending = new AbortController();
  #onChange: (paused: boolean) => void = () => undefined;
  /** Raised by a pause: whatever is on the network then is sent again afterwards. */
  #running = new AbortController();
  #resumed: PromiseWithResolvers<void> | null = null;

  constructor(signal: AbortSignal | undefined) {
    this.signal = signal === undefined ? this.#ending.signal : AbortSignal.any([signal, this.#ending.signal]);
    // Nobody waits for a resume that will not come.
    this.signal.addEventListener("abort", () => this.#resumed?.resolve(), { once: true });
  }

  get paused(): boolean {
    return this.#resumed !== null;
  }

  /** @param onChange - called after each pause and resume from now on. */
  listen(onChange: (paused: boolean) => void): void {
    this.#onChange = onChange;
  }

  pause(): void {
    if (this.#resumed !== null || this.signal.aborted) return;
    this.#resumed = Promise.withResolvers<void>();
    this.#running.abort();
    this.#onChange(true);
  }

  resume(): void {
    if (this.#resumed === null) return;
    this.#running = new AbortController();
    this.#resumed.resolve();
    this.#resumed = null;
    this.#onChange(false);
  }

  abort(): void {
    this.#ending.abort();
  }

  /** By {@link abort}, not by the caller's signal, which only leaves. */
  get givenUp(): boolean {
    return this.#ending.signal.aborted;
  }

  /** Answers at once, or when a pause ends. @throws FlashError `aborted` */
  async ready(): Promise<void> {
    while (this.#resumed !== null && !this.signal.aborted) await this.#resumed.promise;
    refuseAborted(this.signal);
  }

  /**
   * Work that a pause interrupts and a resume begins anew.
   *
   * @param work - ends with an error when the signal that it is given is raised.
   * @throws FlashError `aborted`, and whatever the work throws while nobody has paused.
   */
  async run<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    for (;;) {
      await this.ready();
      const running = this.#running.signal;
      try {
        return await work(AbortSignal.any([this.signal, running]));
      } catch (error) {
        refuseAborted(this.signal);
        if (!running.aborted) throw error;
      }
    }
  }

  /** The same pieces, held back while somebody has paused. @throws FlashError `aborted` */
  async *held<T>(pieces: AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
    for await (const piece of pieces) {
      await this.ready();
      yield piece;
    }
  }
}
