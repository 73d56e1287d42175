/**
 * Huffman codes as tables that are looked up with the next bits. An entry says what a code stands for (from bit 16 on), how many bits there
 * are in all with those that follow the code (bits 0 to 5), and how many of them are the code (bits 8 to 11). An entry of 0: no code begins
 * like that. Longer codes than a table has bits for begin with an entry that says where their own table is, and its bits.
 */

export const LITERAL: u32 = 0x80000000;
export const SUBTABLE: u32 = 0x4000;
export const END_OF_BLOCK: u32 = 0x2000;

export const LITERAL_BITS: i32 = 10;
export const DISTANCE_BITS: i32 = 8;
export const SYMBOL_BITS: i32 = 7;

/** Room for 2,342 entries, for 402 and for 128: no code of so many symbols needs more. */
export const LITERALS: usize = 8_192;
export const DISTANCES: usize = 20_480;
export const SYMBOLS: usize = 24_576;

/** How many codes have each length, the next code of each length, and the bits of the table of each beginning. */
const COUNTS: usize = 25_600;
const NEXT: usize = 25_664;
const SUBTABLE_BITS: usize = 26_624;
const MAX_CODE_BITS: i32 = 15;

/**
 * @param table - which of the three.
 * @param lengths - of the code of each symbol in bits, a byte each; 0: the symbol has none.
 * @returns false for lengths that make no code: more codes than there is room for, or room that no code uses. As zlib
 * has it, one symbol may stand alone, or none.
 */
export function huffmanTable(table: usize, lengths: usize, symbols: i32): bool {
  const bits = table == LITERALS ? LITERAL_BITS : table == DISTANCES ? DISTANCE_BITS : SYMBOL_BITS;
  countLengths(lengths, symbols);
  if (!usesItsRoom()) return false;
  memory.fill(table, 0, (<usize>4) << bits);
  if (isAnyLongerThan(bits)) makeSubtables(table, bits, lengths, symbols);
  firstCodes();
  for (let symbol = 0; symbol < symbols; symbol++) {
    const length = <i32>load<u8>(lengths + symbol);
    if (length == 0) continue;
    const code = nextCode(length);
    const entry = entryFor(table, symbol, length);
    if (length <= bits) fill(table, entry, code, length, bits);
    else {
      const pointer = load<u32>(entryAt(table, code & ((1 << bits) - 1)));
      fill(entryAt(table, pointer >> 16), entry, code >> bits, length - bits, (pointer >> 8) & 15);
    }
  }
  return true;
}

function entryAt(table: usize, index: i32): usize {
  return table + ((<usize>index) << 2);
}

function countLengths(lengths: usize, symbols: i32): void {
  memory.fill(COUNTS, 0, (MAX_CODE_BITS + 1) << 1);
  for (let symbol = 0; symbol < symbols; symbol++) {
    const count = COUNTS + ((<usize>load<u8>(lengths + symbol)) << 1);
    store<u16>(count, load<u16>(count) + 1);
  }
  store<u16>(COUNTS, 0);
}

function countOf(length: i32): i32 {
  return load<u16>(COUNTS + ((<usize>length) << 1));
}

function usesItsRoom(): bool {
  let room = 1;
  let used = 0;
  for (let length = 1; length <= MAX_CODE_BITS; length++) {
    room = room * 2 - countOf(length);
    if (room < 0) return false;
    used += countOf(length);
  }
  return room == 0 || used == 0 || (used == 1 && countOf(1) == 1);
}

function isAnyLongerThan(bits: i32): bool {
  for (let length = bits + 1; length <= MAX_CODE_BITS; length++) if (countOf(length) > 0) return true;
  return false;
}

function firstCodes(): void {
  let code = 0;
  for (let length = 1; length <= MAX_CODE_BITS; length++) {
    code = (code + countOf(length - 1)) << 1;
    store<i32>(NEXT + ((<usize>length) << 2), code);
  }
}

/** Codes come highest bit first, in a stream whose bits are read lowest first. */
function nextCode(length: i32): i32 {
  const next = NEXT + ((<usize>length) << 2);
  let code = load<i32>(next);
  store<i32>(next, code + 1);
  code = ((code & 0x5555) << 1) | ((code >> 1) & 0x5555);
  code = ((code & 0x3333) << 2) | ((code >> 2) & 0x3333);
  code = ((code & 0x0f0f) << 4) | ((code >> 4) & 0x0f0f);
  return (((code & 0xff) << 8) | (code >> 8)) >> (16 - length);
}

/** Each as large as the longest of the codes with its beginning asks for. */
function makeSubtables(table: usize, bits: i32, lengths: usize, symbols: i32): void {
  memory.fill(SUBTABLE_BITS, 0, (<usize>1) << bits);
  firstCodes();
  for (let symbol = 0; symbol < symbols; symbol++) {
    const length = <i32>load<u8>(lengths + symbol);
    if (length == 0) continue;
    const beginning = SUBTABLE_BITS + <usize>(nextCode(length) & ((1 << bits) - 1));
    if (length > bits) store<u8>(beginning, max(<i32>load<u8>(beginning), length - bits));
  }
  let end = 1 << bits;
  for (let beginning = 0; beginning < 1 << bits; beginning++) {
    const more = <i32>load<u8>(SUBTABLE_BITS + beginning);
    if (more == 0) continue;
    store<u32>(entryAt(table, beginning), SUBTABLE | (end << 16) | (more << 8));
    memory.fill(entryAt(table, end), 0, (<usize>4) << more);
    end += 1 << more;
  }
}

/** Every index that begins with the code. */
function fill(table: usize, entry: u32, code: i32, length: i32, bits: i32): void {
  for (let index = code; index < 1 << bits; index += 1 << length) store<u32>(entryAt(table, index), entry);
}

function entryFor(table: usize, symbol: i32, length: i32): u32 {
  if (table == SYMBOLS) return entryOf(symbol, length, 0);
  if (table == DISTANCES) {
    const more = max((symbol >> 1) - 1, 0);
    if (symbol >= 30) return 0;
    return entryOf(symbol < 4 ? symbol + 1 : 1 + ((2 + (symbol & 1)) << more), length, more);
  }
  if (symbol < 256) return LITERAL | entryOf(symbol, length, 0);
  if (symbol == 256) return END_OF_BLOCK | entryOf(0, length, 0);
  if (symbol >= 286) return 0;
  if (symbol == 285) return entryOf(258, length, 0);
  const step = symbol - 257;
  const more = max((step >> 2) - 1, 0);
  return entryOf(step < 8 ? step + 3 : 3 + ((4 + (step & 3)) << more), length, more);
}

/** @param more - bits that follow the code. @see https://www.rfc-editor.org/rfc/rfc1951#section-3.2.5 */
function entryOf(value: i32, length: i32, more: i32): u32 {
  return (value << 16) | (length << 8) | (length + more);
}
