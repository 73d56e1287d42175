import { byteClasses, SUSPECT } from "./byte-classes.ts";
import type { ByteWindow } from "./byte-window.ts";
import type { Row } from "./row.ts";
import type { SpecialSearch as ByWords } from "./special-search.ts";

/**
 * The same a byte at a time, and a fifth of the code: for browsers, where WebAssembly looks for these bytes unless a page's policy forbids it.
 * `#special-search` is the one or the other.
 */
export class SpecialSearch implements Pick<ByWords, "classes" | "next"> {
  readonly #window: ByteWindow;
  readonly #row: Row;
  readonly classes: Uint8Array;

  constructor(window: ByteWindow, row: Row, delimiter: number, quote: number) {
    this.#window = window;
    this.#row = row;
    this.classes = byteClasses(delimiter, quote);
  }

  next(at: number): number {
    const { bytes } = this.#window;
    // Every offset up to the sentinel is inside the window.
    for (let next = at; ; next++) {
      const found = this.classes[bytes[next] as number] as number;
      if (found === SUSPECT) this.#row.isKnownPlain = false;
      if (found > SUSPECT) return next;
    }
  }
}
