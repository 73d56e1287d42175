import { LABEL_ROWS, LABELS_OFFSET } from "../src/csv/scanner-memory";

/**
 * The labels that are known, by their bytes. Each lies in memory once: the place of the next one in its list, hash, class, length, how many
 * rows have it, bytes.
 * Lists begin in a table that is made anew, four times as large, when they become long.
 */

const NEXT: usize = 0;
const HASH: usize = 4;
const CLASS: usize = 8;
const LENGTH: usize = 12;
const ROWS: usize = LABEL_ROWS;
/** A multiple of eight. */
const BYTES: usize = ROWS + 8;

let table: usize = 0;
let lists: i32 = 0;
let labels: i32 = 0;
/** Where the next thing is put. */
let free: usize = LABELS_OFFSET;

/** Forgets them all. */
export function forgetLabels(): void {
  labels = 0;
  lists = 0;
  free = LABELS_OFFSET;
}

/** @returns where the label lies, or 0 when it is not known. */
export function find(at: usize, length: i32): usize {
  if (labels == 0) return 0;
  const hash = hashOf(at, length);
  for (let label = load<usize>(listOf(hash)); label != 0; label = load<usize>(label, NEXT)) {
    if (load<i32>(label, HASH) == hash && isSame(label, at, length)) return label;
  }
  return 0;
}

export function classOf(label: usize): i32 {
  return load<i32>(label, CLASS);
}

export function countRow(label: usize): void {
  store<i32>(label, load<i32>(label, ROWS) + 1, ROWS);
}

/** @returns where it lies from now on, or 0 when there is no memory for it. */
export function remember(at: usize, length: i32, classNumber: i32): usize {
  const known = find(at, length);
  if (known != 0) return known;
  if (labels == lists && !enlarge()) return 0;
  const label = allocated(<i32>BYTES + length);
  if (label == 0) return 0;
  store<i32>(label, hashOf(at, length), HASH);
  store<i32>(label, classNumber, CLASS);
  store<i32>(label, length, LENGTH);
  memory.copy(label + BYTES, at, length);
  prepend(label);
  labels++;
  return label;
}

/** Loads eight bytes, however few they are. */
function hashOf(start: usize, length: i32): i32 {
  let hash: u64 = length;
  let at = start;
  let left = length;
  for (; left > 8; left -= 8, at += 8) hash = mixed(hash ^ load<u64>(at));
  return <i32>mixed(hash ^ firstOf(left, load<u64>(at)));
}

/** What a multiplication makes is best in its upper bits. */
function mixed(word: u64): u64 {
  const product = word * 0x9e3779b97f4a7c15;
  return product ^ (product >> 32);
}

/** Loads of eight bytes: behind a label that is kept there are zeros up to a whole number of them. */
function isSame(label: usize, start: usize, length: i32): bool {
  if (load<i32>(label, LENGTH) != length) return false;
  let kept = label + BYTES;
  let at = start;
  let left = length;
  for (; left > 8; left -= 8, at += 8, kept += 8) if (load<u64>(kept) != load<u64>(at)) return false;
  return load<u64>(kept) == firstOf(left, load<u64>(at));
}

/** The first of eight bytes, one at least, and zeros behind them. */
function firstOf(bytes: i32, word: u64): u64 {
  return word & (~(<u64>0) >> (64 - (bytes << 3)));
}

function listOf(hash: i32): usize {
  return table + ((<usize>(hash & (lists - 1))) << 2);
}

function prepend(label: usize): void {
  const list = listOf(load<i32>(label, HASH));
  store<usize>(label, load<usize>(list), NEXT);
  store<usize>(list, label);
}

/** Returns whether that was possible. */
function enlarge(): bool {
  const enlarged = max(lists * 4, 256);
  const place = allocated(enlarged * 4);
  if (place == 0) return false;
  const old = table;
  const oldEnd = table + ((<usize>lists) << 2);
  lists = enlarged;
  table = place;
  for (let list = old; list < oldEnd; list += 4) {
    for (let label = load<usize>(list); label != 0;) {
      const next = load<usize>(label, NEXT);
      prepend(label);
      label = next;
    }
  }
  return true;
}

/** Memory that is 0 throughout; 0 when there is none. */
function allocated(bytes: i32): usize {
  const place = free;
  const end = place + ((<usize>bytes + 7) & ~7);
  // Loads of 16 bytes reach beyond the last label.
  if (!growTo(end + 16)) return 0;
  free = end;
  memory.fill(place, 0, free - place);
  return place;
}

/** Makes the memory at least as large. Returns whether that was possible. */
export function growTo(end: usize): bool {
  const missing = <i32>end - (memory.size() << 16);
  return missing <= 0 || memory.grow((missing + 0xffff) >>> 16) >= 0;
}
