import type { ProblemPlace } from "@flash/schemas";
import type { SeenInputsState } from "../continuation/validation-state.ts";
import type { Fingerprint } from "../bytes/fingerprint.ts";
import type { Row } from "../csv/row.ts";
import type { ProblemLog } from "../report/problem-log.ts";
import { SeenInputs } from "./seen-inputs.ts";
import { INPUT_HIGH, MARK, ROW_WORDS } from "./seen-tables.ts";

/** An input that was seen before: with the same label or with another one. */
export type Repetition = "duplicate_rows" | "conflicting_labels";

const BATCH = 256;

/** Reports rows whose input occurred before. They are looked up many at a time. */
export class Repetitions {
  readonly seen: SeenInputs;
  readonly #log: ProblemLog;
  readonly #batch: number;
  readonly #inputs: Int32Array;
  readonly #rows: Float64Array;
  readonly #lines: Float64Array;
  #waiting = 0;

  /** @param batch - rows that are looked up at a time; with 1 each is reported before the next comes. */
  constructor(log: ProblemLog, batch = BATCH, from?: SeenInputsState) {
    this.seen = new SeenInputs(from);
    this.#log = log;
    this.#batch = batch;
    this.#inputs = new Int32Array(batch * ROW_WORDS);
    this.#rows = new Float64Array(batch);
    this.#lines = new Float64Array(batch);
  }

  /** What it goes on with when nothing waits any more: it looks up all that does. */
  state(): SeenInputsState {
    this.flush();
    return this.seen.state();
  }

  add(
    { number, line }: Pick<Row, "number" | "line">,
    { low, high }: Pick<Fingerprint, "low" | "high">,
    classNumber: number,
  ): void {
    const index = this.#waiting++;
    const at = index * ROW_WORDS;
    this.#inputs[at] = low;
    this.#inputs[at + INPUT_HIGH] = high;
    this.#inputs[at + MARK] = classNumber + 1;
    this.#rows[index] = number;
    this.#lines[index] = line;
    if (this.#waiting === this.#batch) this.flush();
  }

  /** To be called behind the last row. */
  finish(): void {
    this.flush();
    if (this.seen.complete) return;
    for (const code of ["duplicate_rows", "conflicting_labels"] as const) {
      this.#log.revise({ code, details: { atLeast: true } });
    }
  }

  /** Looks up what is still waiting. */
  flush(): void {
    const inputs = this.#inputs.subarray(0, this.#waiting * ROW_WORDS);
    this.#waiting = 0;
    this.seen.lookUp(inputs, (index, mark) => {
      const isSameClass = inputs[index * ROW_WORDS + MARK] === mark;
      this.report(isSameClass ? "duplicate_rows" : "conflicting_labels", () => [this.#placeOf(index)]);
    });
  }

  /** Some rows late, in file order. @param places - of the first of them, so many at most; only called at once. */
  report(code: Repetition, places: (most: number) => ProblemPlace[], count?: number): void {
    this.#log.add({ code, details: { atLeast: false } }, places, count);
  }

  #placeOf(index: number): ProblemPlace {
    const line = this.#lines[index] ?? 0;
    return { row: this.#rows[index] ?? 0, ...(line > 0 && { line }) };
  }
}
