import { INPUT_OFFSET } from "../src/zip/unpacker-memory";
import {
  DISTANCE_BITS,
  DISTANCES,
  END_OF_BLOCK,
  huffmanTable,
  LITERAL,
  LITERAL_BITS,
  LITERALS,
  SUBTABLE,
  SYMBOL_BITS,
  SYMBOLS,
} from "./huffman.as";

/**
 * Unpacks raw deflate data that lies in memory as a whole. What `../src/zip/inflate.ts` takes and what it refuses, this does too; it does not
 * say why.
 *
 * @see https://www.rfc-editor.org/rfc/rfc1951
 */

/** Behind all tables. */
const INPUT: usize = INPUT_OFFSET;
/** Behind the input zeros are read, and behind the output the last copy may write. */
const SLACK: usize = 512;

const MAX_LENGTH_CODES: i32 = 286;
const MAX_DISTANCE_CODES: i32 = 30;
/** In which order a block writes the lengths of the codes that its other codes are written in. */
const ORDER = memory.data<u8>([16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]);
/** Lengths of codes, a byte for each symbol. */
const LENGTHS: usize = 4_096;

/** Offsets of entries. */
const LITERAL_MASK: usize = ((1 << LITERAL_BITS) - 1) << 2;
const DISTANCE_MASK: usize = ((1 << DISTANCE_BITS) - 1) << 2;
/** More have no room where two places are left free. */
const MOST_BITS: u32 = 61;

let input: usize = 0;
let inputEnd: usize = 0;
let output: usize = 0;
let outputStart: usize = 0;
let outputEnd: usize = 0;
/** The next bits, lowest first; those above {@link bitCount} are right as well, or 0. */
let bits: u64 = 0;
let bitCount: u32 = 0;

/** Makes room for both. Returns where the output will be; 0 when there is not so much memory. */
export function reserve(packedBytes: u32, unpackedBytes: u32): usize {
  const bytes = <u64>INPUT + <u64>packedBytes + <u64>unpackedBytes + <u64>SLACK * 2;
  const pages = <i32>((bytes + 0xffff) >> 16);
  if (pages > memory.size() && memory.grow(pages - memory.size()) < 0) return 0;
  outputStart = (INPUT + <usize>packedBytes + SLACK) & ~63;
  return outputStart;
}

/**
 * Unpacks what {@link reserve} has made room for. Returns how many bytes came out; -1 when the data is damaged, ends early, goes on behind
 * its end, or gives more than `mostBytes`.
 */
export function inflate(packedBytes: i32, mostBytes: i32): i32 {
  input = INPUT;
  inputEnd = INPUT + <usize>packedBytes;
  output = outputStart;
  outputEnd = outputStart + <usize>mostBytes;
  bits = 0;
  bitCount = 0;
  memory.fill(inputEnd, 0, 32);
  let isLast = false;
  while (!isLast) {
    refill();
    isLast = take(1) == 1;
    const kind = take(2);
    const isRead = kind == 0 ? copyStored() : kind == 1 ? useFixedTables() : kind == 2 && readTables();
    if (!isRead || (kind != 0 && !readCodes()) || output > outputEnd || hasOverrun()) return -1;
  }
  return input - (bitCount >> 3) == inputEnd ? <i32>(output - outputStart) : -1;
}

/** At least 56 bits are there afterwards. */
function refill(): void {
  bits |= load<u64>(input) << bitCount;
  input += (63 - bitCount) >> 3;
  bitCount |= 56;
}

/** @param count - of bits that are there. */
function take(count: u32): i32 {
  const taken = <i32>(bits & (((<u64>1) << count) - 1));
  bits >>= count;
  bitCount -= count;
  return taken;
}

/** Zeros behind the input have been read as data. */
function hasOverrun(): bool {
  return input - (bitCount >> 3) > inputEnd;
}

function copyStored(): bool {
  const at = input - (bitCount >> 3);
  bits = 0;
  bitCount = 0;
  if (at + 4 > inputEnd) return false;
  const length = <usize>load<u16>(at);
  input = at + 4 + length;
  if (length != <usize>(load<u16>(at, 2) ^ 0xffff) || input > inputEnd || output + length > outputEnd) return false;
  memory.copy(output, at + 4, length);
  output += length;
  return true;
}

function useFixedTables(): bool {
  memory.fill(LENGTHS, 8, 144);
  memory.fill(LENGTHS + 144, 9, 112);
  memory.fill(LENGTHS + 256, 7, 24);
  memory.fill(LENGTHS + 280, 8, 8);
  memory.fill(LENGTHS + 288, 5, 32);
  return huffmanTable(LITERALS, LENGTHS, 288) && huffmanTable(DISTANCES, LENGTHS + 288, 32);
}

function readTables(): bool {
  const lengthCodes = take(5) + 257;
  const distanceCodes = take(5) + 1;
  const orderCodes = take(4) + 4;
  if (lengthCodes > MAX_LENGTH_CODES || distanceCodes > MAX_DISTANCE_CODES) return false;
  memory.fill(LENGTHS, 0, 19);
  let used = 0;
  for (let index = 0; index < orderCodes; index++) {
    refill();
    const length = take(3);
    store<u8>(LENGTHS + <usize>load<u8>(ORDER + index), length);
    if (length > 0) used++;
  }
  // One code alone stands for lengths of nothing: it must be complete.
  if (used < 2 || !huffmanTable(SYMBOLS, LENGTHS, 19) || !readLengths(lengthCodes + distanceCodes)) return false;
  // Without a code for it the block could not end.
  if (load<u8>(LENGTHS + 256) == 0) return false;
  return huffmanTable(LITERALS, LENGTHS, lengthCodes) && huffmanTable(DISTANCES, LENGTHS + lengthCodes, distanceCodes);
}

function readLengths(count: i32): bool {
  for (let at = 0; at < count;) {
    refill();
    if (hasOverrun()) return false;
    const entry = load<u32>(SYMBOLS + ((<usize>bits & ((1 << SYMBOL_BITS) - 1)) << 2));
    if (entry == 0) return false;
    take(entry & 63);
    const symbol = <i32>(entry >> 16);
    if (symbol < 16) {
      store<u8>(LENGTHS + at, symbol);
      at++;
      continue;
    }
    if (symbol == 16 && at == 0) return false;
    const times = symbol == 16 ? 3 + take(2) : symbol == 17 ? 3 + take(3) : 11 + take(7);
    if (at + times > count) return false;
    memory.fill(LENGTHS + at, symbol == 16 ? load<u8>(LENGTHS + at - 1) : 0, times);
    at += times;
  }
  return true;
}

/**
 * The codes of a block. Where one ends says where the next begins: that chain of steps is what unpacking waits for, so it is kept short. All
 * that it needs is in local variables; the bits stand two places too high, as the offset of an entry does; and a shift minds the
 * lowest six bits of an entry alone.
 */
function readCodes(): bool {
  let word = bits << 2;
  let count = bitCount;
  let from = input;
  let to = output;
  if (count > MOST_BITS) {
    count -= 8;
    from--;
  }
  const lastFrom = inputEnd + 8;
  const lastTo = outputEnd;
  let ended = false;
  while (from <= lastFrom && to <= lastTo) {
    word |= load<u64>(from) << (count + 2);
    from += (MOST_BITS - count) >> 3;
    count += (MOST_BITS - count) & ~7;
    let entry = load<u32>(<usize>word & LITERAL_MASK, LITERALS);
    if ((entry & LITERAL) != 0) {
      // Five take 50 bits at most, and 54 are there.
      for (let literals = 0; literals < 5 && (entry & LITERAL) != 0; literals++) {
        store<u8>(to++, entry >> 16);
        word >>= entry;
        count -= entry & 63;
        entry = load<u32>(<usize>word & LITERAL_MASK, LITERALS);
      }
      continue;
    }
    if ((entry & SUBTABLE) != 0) {
      entry = load<u32>(subentryOf(entry, word >> (LITERAL_BITS + 2)), LITERALS);
      if ((entry & LITERAL) != 0) {
        store<u8>(to++, entry >> 16);
        word >>= entry;
        count -= entry & 63;
        continue;
      }
    }
    if (entry == 0) return false;
    if ((entry & END_OF_BLOCK) != 0) {
      word >>= entry;
      count -= entry & 63;
      ended = true;
      break;
    }
    const length = valueOf(entry, word >> 2);
    word >>= entry;
    count -= entry & 63;
    entry = load<u32>(<usize>word & DISTANCE_MASK, DISTANCES);
    if ((entry & SUBTABLE) != 0) entry = load<u32>(subentryOf(entry, word >> (DISTANCE_BITS + 2)), DISTANCES);
    const distance = valueOf(entry, word >> 2);
    word >>= entry;
    count -= entry & 63;
    if (entry == 0 || distance > to - outputStart) return false;
    repeat(to, to - distance, length);
    to += length;
  }
  bits = word >> 2;
  bitCount = count;
  input = from;
  output = to;
  return ended;
}

/** Where in its table the entry of a longer code is, whose other bits these begin with. */
function subentryOf(entry: u32, word: u64): usize {
  return ((<usize>entry >> 16) + (<usize>word & ((1 << ((entry >> 8) & 15)) - 1))) << 2;
}

/** What an entry stands for, with the bits that follow its code. */
function valueOf(entry: u32, word: u64): usize {
  const more = (word & (((<u64>1) << (entry & 63)) - 1)) >> ((entry >> 8) & 15);
  return <usize>(entry >> 16) + <usize>more;
}

/** The copy may reach into what it is just writing, and writes up to seven bytes more than it should. */
function repeat(to: usize, from: usize, length: usize): void {
  const end = to + length;
  if (to - from >= 8) {
    for (; to < end; to += 8, from += 8) store<u64>(to, load<u64>(from));
  } else {
    for (; to < end; to++, from++) store<u8>(to, load<u8>(from));
  }
}
