import { COUNTERS_OFFSET, SEEN_ROWS_OFFSET, SLOTS_OFFSET } from "../src/csv/scanner-memory";
import {
  FIRST_ROWS,
  GROWTH,
  INPUTS,
  IS_COMPLETE,
  MAX_PROBES,
  MAX_SLOTS,
  NUMBER,
  NUMBER_BITS,
  ROW_WORDS,
  ROWS,
  SLOTS,
  TAKEN_SHARE,
} from "../src/rows/seen-tables";

/** What `../src/rows/seen-inputs.ts` does with its tables, in the very same tables. */

const COUNTS: usize = COUNTERS_OFFSET;
const TABLE: usize = SLOTS_OFFSET;
const SEEN_ROWS: usize = SEEN_ROWS_OFFSET;
const ROW_BYTES: i32 = ROW_WORDS * 4;

/** What stands in the slot in which an input would be. */
export function slotOf(low: i32): i32 {
  return load<i32>(slotAt(low & (counter(SLOTS) - 1)));
}

/** Looks an input up, and remembers it when it is new. @returns with which mark it was seen first, or 0. */
export function take(low: i32, high: i32, mark: i32): i32 {
  const mask = counter(SLOTS) - 1;
  const count = counter(ROWS);
  let slot = low & mask;
  let first = 0;
  for (let probes = 0; probes < MAX_PROBES; probes++) {
    const found = load<i32>(slotAt(slot));
    if (found == 0) {
      if (counter(INPUTS) == mostIn(MAX_SLOTS)) break;
      store<i32>(slotAt(slot), (high << NUMBER_BITS) | (count + 1));
      setCounter(INPUTS, counter(INPUTS) + 1);
      append(low, high, mark);
      return 0;
    }
    if (((found ^ (high << NUMBER_BITS)) & ~NUMBER) == 0) {
      const row = rowAt((found & NUMBER) - 1);
      if (load<i32>(row) == low && load<i32>(row, 4) == high) {
        first = load<i32>(row, 8);
        break;
      }
    }
    slot = (slot + 1) & mask;
  }
  if (first == 0) setCounter(IS_COMPLETE, 0);
  if (count < FIRST_ROWS) append(low, high, mark);
  return first;
}

function append(low: i32, high: i32, mark: i32): void {
  const count = counter(ROWS);
  const row = rowAt(count);
  store<i32>(row, low);
  store<i32>(row, high, 4);
  store<i32>(row, mark, 8);
  setCounter(ROWS, count + 1);
  const inUse = counter(SLOTS);
  if (inUse == MAX_SLOTS) return;
  if (counter(INPUTS) == mostIn(inUse) || count + 1 == inUse) grow(inUse * GROWTH);
}

function grow(slots: i32): void {
  const count = counter(ROWS);
  setCounter(ROWS, 0);
  setCounter(INPUTS, 0);
  setCounter(SLOTS, slots);
  memory.fill(TABLE, 0, (<usize>slots) << 2);
  for (let number = 0; number < count; number++) {
    const row = rowAt(number);
    take(load<i32>(row), load<i32>(row, 4), load<i32>(row, 8));
  }
}

function slotAt(slot: i32): usize {
  return TABLE + ((<usize>slot) << 2);
}

function rowAt(number: i32): usize {
  return SEEN_ROWS + <usize>(number * ROW_BYTES);
}

function mostIn(slots: i32): i32 {
  return <i32>(<f64>slots * TAKEN_SHARE);
}

function counter(word: i32): i32 {
  return load<i32>(COUNTS + ((<usize>word) << 2));
}

function setCounter(word: i32, value: i32): void {
  store<i32>(COUNTS + ((<usize>word) << 2), value);
}
