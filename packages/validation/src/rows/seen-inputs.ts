import type { SeenInputsState } from "../continuation/validation-state.ts";
import {
  FIRST_ROWS,
  FIRST_SLOTS,
  GROWTH,
  INPUT_HIGH,
  INPUTS,
  IS_COMPLETE,
  MARK,
  MAX_PROBES,
  MAX_SLOTS,
  MOST_ROWS,
  NUMBER,
  NUMBER_BITS,
  ROW_WORDS,
  ROWS,
  type SeenTables,
  SLOTS,
  TAKEN_SHARE,
} from "./seen-tables.ts";

/**
 * Large tables of validations that are over, for the next ones: if each made its own, the garbage collector would go through the heap
 * for nearly every dataset. Held weakly: where nothing is validated any more, it takes them.
 */
const spare: WeakRef<SeenTables>[] = [];

function newTables(slots: number, rows: number): SeenTables {
  const tables: SeenTables = {
    rows: new Int32Array(rows * ROW_WORDS),
    slots: new Int32Array(slots),
    counters: Int32Array.of(0, 0, slots, 1),
    leave() {
      if (slots === MAX_SLOTS) spare.push(new WeakRef(tables));
    },
  };
  return tables;
}

const largeTables = (): SeenTables => spare.pop()?.deref() ?? newTables(MAX_SLOTS, MOST_ROWS);

/**
 * Remembers by fingerprint which inputs were seen and with which class. Compares about 629,000 different inputs in at most
 * 15 MiB; after that new ones are no longer remembered and {@link complete} turns false.
 */
export class SeenInputs {
  #tables = newTables(FIRST_SLOTS, FIRST_SLOTS);

  /** @param from - where another one has stopped. */
  constructor(from?: SeenInputsState) {
    if (from !== undefined) this.#goOn(from, this.#tables, FIRST_SLOTS);
  }

  state(): SeenInputsState {
    return { complete: this.complete, rows: this.rows.slice() };
  }

  /** False once an input could not be remembered. */
  get complete(): boolean {
    return this.#tables.counters[IS_COMPLETE] === 1;
  }

  /** How many different ones are remembered. */
  get inputs(): number {
    return this.#tables.counters[INPUTS] ?? 0;
  }

  /** The first rows, and those of the others whose input was new. */
  get rows(): Int32Array {
    const { rows, counters } = this.#tables;
    return rows.subarray(0, (counters[ROWS] ?? 0) * ROW_WORDS);
  }

  /** Goes on in other tables, where others may look inputs up as well. Each finds what the other has seen. */
  moveTo(tables: SeenTables): void {
    this.#tables.leave();
    this.#goOn(this, tables, FIRST_SLOTS);
  }

  /** Leaves the memory to others: nothing is remembered any more. */
  release(): void {
    this.#tables.leave();
    this.#tables = newTables(0, 0);
  }

  /**
   * Looks up the inputs of rows in their order, and remembers those that are new. All slots are asked for before any is looked at: reads that do not
   * wait for each other are made side by side, and the table is larger than the processor's cache.
   *
   * @param words - of the rows.
   * @param onSeen - told which of them was seen before, and the mark with which it was first.
   */
  lookUp(words: Int32Array, onSeen?: (index: number, mark: number) => void): void {
    const { slots, counters } = this.#tables;
    const mask = (counters[SLOTS] ?? 0) - 1;
    let common = NUMBER;
    // Offsets here and below are inside the words and the tables.
    for (let at = 0; at < words.length; at += ROW_WORDS) common &= slots[(words[at] as number) & mask] as number;
    // Only of no inputs at all, as no number is so high; asking keeps the reads from being optimised away.
    if (common === NUMBER) return;
    for (let at = 0, index = 0; at < words.length; at += ROW_WORDS, index++) {
      const mark = this.#take(words[at] as number, words[at + INPUT_HIGH] as number, words[at + MARK] as number);
      if (mark > 0) onSeen?.(index, mark);
    }
  }

  /** @returns with which mark this input was seen first, or 0 when it is new. */
  #take(low: number, high: number, mark: number): number {
    const { rows, slots, counters } = this.#tables;
    const inUse = counters[SLOTS] as number;
    const count = counters[ROWS] as number;
    let slot = low & (inUse - 1);
    let first = 0;
    let probes = 0;
    for (; probes < MAX_PROBES; probes++) {
      const found = slots[slot] as number;
      if (found === 0) {
        if (counters[INPUTS] === mostIn(MAX_SLOTS)) break;
        (counters[INPUTS] as number)++;
        slots[slot] = (high << NUMBER_BITS) | (count + 1);
        this.#append(low, high, mark);
        return 0;
      }
      if (((found ^ (high << NUMBER_BITS)) & ~NUMBER) === 0) {
        const at = ((found & NUMBER) - 1) * ROW_WORDS;
        if (rows[at] === low && rows[at + INPUT_HIGH] === high) {
          first = rows[at + MARK] as number;
          break;
        }
      }
      slot = (slot + 1) & (inUse - 1);
    }
    if (first === 0) counters[IS_COMPLETE] = 0;
    if (count < FIRST_ROWS) this.#append(low, high, mark);
    return first;
  }

  #append(low: number, high: number, mark: number): void {
    const { rows, counters } = this.#tables;
    const at = (counters[ROWS] as number) * ROW_WORDS;
    (counters[ROWS] as number)++;
    rows[at] = low;
    rows[at + INPUT_HIGH] = high;
    rows[at + MARK] = mark;
    const inUse = counters[SLOTS] as number;
    if (inUse === MAX_SLOTS) return;
    if (counters[INPUTS] === mostIn(inUse) || counters[ROWS] === inUse) this.#grow(inUse * GROWTH);
  }

  #grow(slots: number): void {
    this.#goOn(this, this.#tables.slots.length < slots ? largeTables() : this.#tables, slots);
  }

  #goOn({ complete, rows }: SeenInputsState, tables: SeenTables, slots: number): void {
    this.#tables = tables;
    tables.counters.set([0, 0, slots, Number(complete)]);
    tables.slots.fill(0, 0, slots);
    this.lookUp(rows);
  }
}

function mostIn(slots: number): number {
  return (slots * TAKEN_SHARE) | 0;
}
