import { LABELS_OFFSET } from "../src/csv/scanner-memory";
import { fingerprint, low } from "./fingerprint.as";

/**
 * The labels that are known, by their bytes. Each lies in memory once: the place of the next one in its list, hash, class, length, bytes.
 * Lists begin in a table that is made anew, four times as large, when they become long.
 */

const NEXT: usize = 0;
const HASH: usize = 4;
const CLASS: usize = 8;
const LENGTH: usize = 12;
const BYTES: usize = 16;

let table: usize = 0;
let lists: i32 = 0;
let labels: i32 = 0;
/** Where the next thing is put. */
let free: usize = LABELS_OFFSET;

/** @returns the class of the label, or -1 when it is not known. */
export function classOf(at: usize, length: i32): i32 {
  if (labels == 0) return -1;
  fingerprint(at, length);
  for (let label = load<usize>(listOf(low)); label != 0; label = load<usize>(label, NEXT)) {
    if (load<i32>(label, HASH) == low && isSame(label, at, length)) return load<i32>(label, CLASS);
  }
  return -1;
}

export function remember(at: usize, length: i32, classNumber: i32): void {
  if (classOf(at, length) >= 0) return;
  if (labels == lists) enlarge();
  fingerprint(at, length);
  const label = allocated(<i32>BYTES + length);
  store<i32>(label, low, HASH);
  store<i32>(label, classNumber, CLASS);
  store<i32>(label, length, LENGTH);
  memory.copy(label + BYTES, at, length);
  prepend(label);
  labels++;
}

function isSame(label: usize, at: usize, length: i32): bool {
  if (load<i32>(label, LENGTH) != length) return false;
  const bytes = label + BYTES;
  for (let byte = 0; byte < length; byte++) if (load<u8>(bytes + byte) != load<u8>(at + byte)) return false;
  return true;
}

function listOf(hash: i32): usize {
  return table + ((<usize>(hash & (lists - 1))) << 2);
}

function prepend(label: usize): void {
  const list = listOf(load<i32>(label, HASH));
  store<usize>(label, load<usize>(list), NEXT);
  store<usize>(list, label);
}

function enlarge(): void {
  const old = table;
  const oldEnd = table + ((<usize>lists) << 2);
  lists = max(lists * 4, 256);
  table = allocated(lists * 4);
  for (let list = old; list < oldEnd; list += 4) {
    for (let label = load<usize>(list); label != 0;) {
      const next = load<usize>(label, NEXT);
      prepend(label);
      label = next;
    }
  }
}

/** Memory that is 0 throughout. */
function allocated(bytes: i32): usize {
  const place = free;
  free += (<usize>bytes + 7) & ~7;
  // Loads of 16 bytes reach beyond the last label.
  const missing = <i32>(free + 16) - (memory.size() << 16);
  if (missing > 0) memory.grow((missing + 0xffff) >>> 16);
  return place;
}
