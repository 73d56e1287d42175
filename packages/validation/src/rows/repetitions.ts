import type { ProblemPlace } from "@flash/schemas";
import type { SeenInputsState } from "../continuation/validation-state.ts";
import { CLASS, HIGH, LOW, ROW_LINE } from "../csv/scanner-memory.ts";
import type { RowRun } from "./ordinary-rows.ts";
import { SeenInputs } from "./seen-inputs.ts";

/** An input that was seen before: with the same label or with another one. */
export type Repetition = "duplicate_rows" | "conflicting_labels";

/** Told of each repeated row, some rows late, in file order. */
export type OnRepetition = (kind: Repetition, place: ProblemPlace) => void;

/** The input of a row by its fingerprint, and where the row is. */
export interface KeptInput {
  readonly low: number;
  readonly high: number;
  readonly classNumber: number;
  readonly number: number;
  readonly line: number;
}

const BATCH = 64;

/**
 * Finds rows whose input occurred before. Looks 64 rows up at a time: the table is larger than the processor's cache, and so it waits
 * for memory about once for all of them instead of once for each.
 */
export class Repetitions {
  readonly #seen: SeenInputs;
  readonly #onRepetition: OnRepetition;
  readonly #batch: number;
  readonly #low: Int32Array;
  readonly #high: Int32Array;
  readonly #classes: Int32Array;
  readonly #rows: Float64Array;
  readonly #lines: Float64Array;
  #waiting = 0;

  /** @param batch - rows that are looked up at a time; with 1 each is reported before the next comes. */
  constructor(onRepetition: OnRepetition, batch = BATCH, from?: SeenInputsState) {
    this.#seen = new SeenInputs(from);
    this.#onRepetition = onRepetition;
    this.#batch = batch;
    this.#low = new Int32Array(batch);
    this.#high = new Int32Array(batch);
    this.#classes = new Int32Array(batch);
    this.#rows = new Float64Array(batch);
    this.#lines = new Float64Array(batch);
  }

  /** What it goes on with when nothing waits any more: it looks up all that does. */
  state(): SeenInputsState {
    this.flush();
    return this.#seen.state();
  }

  /** False once an input could not be remembered: then what was found is the least there is. */
  get complete(): boolean {
    return this.#seen.complete;
  }

  add({ low, high, classNumber, number, line }: KeptInput): void {
    const at = this.#waiting++;
    this.#low[at] = low;
    this.#high[at] = high;
    this.#classes[at] = classNumber;
    this.#rows[at] = number;
    this.#lines[at] = line;
    if (this.#waiting === this.#batch) this.flush();
  }

  addRun({ words, start, stride, rows, firstNumber, linesBefore }: RowRun): void {
    this.flush();
    const end = start + stride * rows;
    this.#seen.fetch(words, start + LOW, end, stride);
    let number = firstNumber;
    for (let at = start; at < end; at += stride, number++) {
      // Every offset is inside the run.
      const own = (words[at + CLASS] as number) - 1;
      const first = this.#seen.classOf(words[at + LOW] as number, words[at + HIGH] as number, own);
      if (first >= 0) this.#report(first === own, number, linesBefore + (words[at + ROW_LINE] as number));
    }
  }

  /** Looks up what is still waiting. To be called behind the last row. */
  flush(): void {
    this.#seen.fetch(this.#low, 0, this.#waiting);
    for (let at = 0; at < this.#waiting; at++) {
      const own = this.#classes[at] ?? 0;
      const first = this.#seen.classOf(this.#low[at] ?? 0, this.#high[at] ?? 0, own);
      if (first >= 0) this.#report(first === own, this.#rows[at] ?? 0, this.#lines[at] ?? 0);
    }
    this.#waiting = 0;
  }

  #report(isSameClass: boolean, row: number, line: number): void {
    this.#onRepetition(isSameClass ? "duplicate_rows" : "conflicting_labels", { row, ...(line > 0 && { line }) });
  }
}
