/** What `../src/encoding/` says about UTF-8 and white space. All loads are of 16 bytes, which may reach beyond `end`. */

/** Whether all is valid UTF-8 and holds no NUL. */
export function isSoundUtf8(start: usize, end: usize): bool {
  let at = start;
  while (at < end) {
    const block = v128.load(at);
    let suspects = i8x16.bitmask(block) | i8x16.bitmask(i8x16.eq(block, i8x16.splat(0)));
    if (end - at < 16) suspects &= (1 << (<i32>(end - at))) - 1;
    if (suspects == 0) {
      at += 16;
      continue;
    }
    at += ctz(suspects);
    do {
      const length = sequenceLength(at, end);
      if (length == 0) return false;
      at += length;
    } while (at < end && load<i8>(at) <= 0);
  }
  return true;
}

/** Of the sequence that begins at `at` with a NUL or a byte above 127; 0 when it is invalid. */
function sequenceLength(at: usize, end: usize): usize {
  const first = <i32>load<u8>(at);
  if (first < 0xc2 || first > 0xf4) return 0;
  const length: usize = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (at + length > end) return 0;
  const second = <i32>load<u8>(at + 1);
  const lowest = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
  const highest = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
  if (second < lowest || second > highest) return 0;
  for (let next = at + 2; next < at + length; next++) if ((load<u8>(next) & 0xc0) != 0x80) return 0;
  return length;
}

/** Every byte that does not continue another. */
export function countCharacters(start: usize, end: usize): i32 {
  let characters = 0;
  let at = start;
  for (; at + 16 <= end; at += 16) characters += popcnt(begins(at));
  return at == end ? characters : characters + popcnt(begins(at) & ((1 << (<i32>(end - at))) - 1));
}

/** Continuing bytes are the lowest of all signed ones. */
function begins(at: usize): i32 {
  return i8x16.bitmask(i8x16.gt_s(v128.load(at), i8x16.splat(<i8>0xbf)));
}

/** Whether it begins with something that is surely no white space; for a few characters that are none it says no. */
export function beginsWithInk(start: usize, end: usize): bool {
  if (start >= end) return false;
  const first = <i32>load<u8>(start);
  const second = <i32>load<u8>(start + 1);
  switch (first) {
    case 0xc2:
      return second != 0xa0;
    case 0xe1:
      return second != 0x9a;
    case 0xe2:
      return second != 0x80 && second != 0x81;
    case 0xe3:
      return second != 0x80;
    case 0xef:
      return second != 0xbb;
    default:
      return first > 0x20;
  }
}
