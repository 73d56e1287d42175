import type { Leakage } from "@flash/schemas";
import type { LeakageState } from "../continuation/validation-state.ts";
import { CLASS, HIGH, LOW } from "../csv/scanner-memory.ts";
import type { RowRun } from "./ordinary-rows.ts";
import { stratifiedSplit } from "../split/stratified-split.ts";

const FIRST_ROWS = 4_096;
/** Kept rows that are compared; bounds memory, and the time that dividing them takes. */
const MAX_ROWS = 262_144;
/** What a training without any choice of its own uses. */
const TRAIN_SHARE = 0.8;
const SEED = 1;

/** Finds out how many rows that will be held out are trained on as well, because the same input occurs more than once. */
export class LeakageCheck {
  #keys: Float64Array;
  #classes: Int32Array;
  #rows: number;

  constructor(from?: LeakageState) {
    this.#rows = from?.keys.length ?? 0;
    this.#keys = new Float64Array(Math.max(FIRST_ROWS, this.#rows));
    this.#classes = new Int32Array(this.#keys.length);
    if (from === undefined) return;
    this.#keys.set(from.keys);
    this.#classes.set(from.classes);
  }

  state(): LeakageState {
    return { keys: this.#keys.slice(0, this.#rows), classes: this.#classes.slice(0, this.#rows) };
  }

  addRun({ words, start, stride, rows }: RowRun): void {
    if (this.#rows > MAX_ROWS) return;
    // Every offset is inside the run.
    for (let at = start; at < start + stride * rows; at += stride) {
      this.add(words[at + LOW] as number, words[at + HIGH] as number, (words[at + CLASS] as number) - 1);
    }
  }

  add(low: number, high: number, classNumber: number): void {
    if (this.#rows > MAX_ROWS) return;
    if (this.#rows === this.#keys.length) this.#grow();
    // 53 of 64 bits: a number holds no more of them.
    this.#keys[this.#rows] = (high & 0x1fffff) * 2 ** 32 + (low >>> 0);
    this.#classes[this.#rows] = classNumber;
    this.#rows++;
  }

  /**
   * @param labels - of all classes, by class number.
   * @returns null when there were too many rows.
   */
  facts(labels: readonly string[]): Leakage | null {
    if (this.#rows > MAX_ROWS) return null;
    const keys = this.#keys.subarray(0, this.#rows);
    const ofRows = Array.from(this.#classes.subarray(0, this.#rows), (number) => labels[number] ?? "");
    const { train, validation } = stratifiedSplit(ofRows, TRAIN_SHARE, SEED);
    const trained = new Set(train.map((row) => keys[row]));
    const leaked = validation.filter((row) => trained.has(keys[row])).length;
    return { trainShare: TRAIN_SHARE, seed: SEED, heldOut: validation.length, leaked };
  }

  #grow(): void {
    const keys = new Float64Array(MAX_ROWS + 1);
    keys.set(this.#keys);
    this.#keys = keys;
    const classes = new Int32Array(keys.length);
    classes.set(this.#classes);
    this.#classes = classes;
  }
}
