import type { ProblemPlace } from "@flash/schemas";
import type { SeenInputsState } from "../continuation/validation-state.ts";
import { CLASS, LOW, ROW_LINE } from "../csv/scanner-memory.ts";
import type { RowRun } from "./ordinary-rows.ts";
import { HIGH, MARK, ROW_WORDS, SeenInputs } from "./seen-inputs.ts";

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

/** Finds rows whose input occurred before. They are looked up many at a time. */
export class Repetitions {
  readonly #seen: SeenInputs;
  readonly #onRepetition: OnRepetition;
  readonly #batch: number;
  readonly #inputs: Int32Array;
  readonly #rows: Float64Array;
  readonly #lines: Float64Array;
  #waiting = 0;

  /** @param batch - rows that are looked up at a time; with 1 each is reported before the next comes. */
  constructor(onRepetition: OnRepetition, batch = BATCH, from?: SeenInputsState) {
    this.#seen = new SeenInputs(from);
    this.#onRepetition = onRepetition;
    this.#batch = batch;
    this.#inputs = new Int32Array(batch * ROW_WORDS);
    this.#rows = new Float64Array(batch);
    this.#lines = new Float64Array(batch);
  }

  /** What it goes on with when nothing waits any more: it looks up all that does. */
  state(): SeenInputsState {
    this.flush();
    return this.#seen.state();
  }

  /** What is remembered: whether that is all tells whether what was found is the least there is. */
  get seen(): Pick<SeenInputs, "complete" | "rows" | "release"> {
    return this.#seen;
  }

  add({ low, high, classNumber, number, line }: KeptInput): void {
    const at = this.#waiting++;
    this.#inputs[at * ROW_WORDS] = low;
    this.#inputs[at * ROW_WORDS + HIGH] = high;
    this.#inputs[at * ROW_WORDS + MARK] = classNumber + 1;
    this.#rows[at] = number;
    this.#lines[at] = line;
    if (this.#waiting === this.#batch) this.flush();
  }

  addRun({ words, start, stride, rows, firstNumber, linesBefore }: RowRun): void {
    this.flush();
    // The scanner writes an input down as it is looked up.
    this.#seen.lookUp(words, { first: start + LOW, stride, count: rows }, (index, mark) => {
      const at = start + index * stride;
      this.#report(words[at + CLASS] === mark, firstNumber + index, linesBefore + (words[at + ROW_LINE] ?? 0));
    });
  }

  /** Looks up what is still waiting. To be called behind the last row. */
  flush(): void {
    const inputs = this.#inputs;
    this.#seen.lookUp(inputs, { first: 0, stride: ROW_WORDS, count: this.#waiting }, (index, mark) => {
      const isSameClass = inputs[index * ROW_WORDS + MARK] === mark;
      this.#report(isSameClass, this.#rows[index] ?? 0, this.#lines[index] ?? 0);
    });
    this.#waiting = 0;
  }

  #report(isSameClass: boolean, row: number, line: number): void {
    this.#onRepetition(isSameClass ? "duplicate_rows" : "conflicting_labels", { row, ...(line > 0 && { line }) });
  }
}
