/** Virtual time: whatever is due next happens next. */
export class Agenda {
  now = 1_800_000_000_000;
  readonly #due: { readonly at: number; readonly act: () => Promise<void> }[] = [];

  in(ms: number, act: () => Promise<void>): void {
    const entry = { at: this.now + ms, act };
    let low = 0;
    let high = this.#due.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#due[middle]?.at ?? 0) > entry.at) low = middle + 1;
      else high = middle;
    }
    this.#due.splice(low, 0, entry);
  }

  async run(done: () => boolean): Promise<void> {
    while (!done()) {
      const next = this.#due.pop();
      if (next === undefined) throw new Error("nothing is left to happen, and not all jobs are over");
      this.now = Math.max(this.now, next.at);
      await next.act();
    }
  }
}
