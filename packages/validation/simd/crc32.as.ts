/** CRC-32 as ZIP and PNG have it: sixteen bytes at once, each by a table of its own ("slicing by 16"). */

const POLYNOMIAL: u32 = 0xedb88320;
const SLICES: i32 = 16;
const TABLES: usize = 32_768;

makeTables();

export function crc32(start: usize, length: i32): u32 {
  let crc: u32 = ~0;
  let at = start;
  const end = start + <usize>length;
  for (; at + SLICES <= end; at += SLICES) {
    const first = load<u64>(at) ^ <u64>crc;
    const second = load<u64>(at, 8);
    crc = ofWord(first, 15) ^ ofWord(first >> 32, 11) ^ ofWord(second, 7) ^ ofWord(second >> 32, 3);
  }
  for (; at < end; at++) crc = (crc >> 8) ^ entryOf(0, crc ^ <u32>load<u8>(at));
  return ~crc;
}

/** Four bytes, the first of which has so many behind it. */
function ofWord(word: u64, slice: i32): u32 {
  const bytes = <u32>word;
  return (
    entryOf(slice, bytes) ^
    entryOf(slice - 1, bytes >> 8) ^
    entryOf(slice - 2, bytes >> 16) ^
    entryOf(slice - 3, bytes >> 24)
  );
}

function entryOf(slice: i32, byte: u32): u32 {
  return load<u32>(TABLES + ((<usize>slice) << 10) + ((<usize>(byte & 255)) << 2));
}

function makeTables(): void {
  for (let byte = 0; byte < 256; byte++) {
    let crc: u32 = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ POLYNOMIAL;
    store<u32>(TABLES + ((<usize>byte) << 2), crc);
  }
  for (let index = 256; index < SLICES * 256; index++) {
    const shorter = load<u32>(TABLES + ((<usize>(index - 256)) << 2));
    store<u32>(TABLES + ((<usize>index) << 2), (shorter >> 8) ^ entryOf(0, shorter));
  }
}
