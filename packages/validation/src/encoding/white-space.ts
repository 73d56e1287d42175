const SPACE = 0x20;
/** No character with a lower first byte is white space of more than one byte. */
const LONG = 0xc2;

/**
 * How many bytes of white space stand at `at`, where a byte of {@link LONG} or above is: 0 when there is none. White space is what
 * `String.prototype.trim` removes, and every control character below the space.
 */
function longWhiteSpaceAt(bytes: Uint8Array, at: number, end: number): number {
  const first = bytes[at] ?? 0;
  const second = at + 1 < end ? (bytes[at + 1] ?? 0) : 0;
  if (first === LONG) return second === 0xa0 ? 2 : 0; // U+00A0
  const third = at + 2 < end ? (bytes[at + 2] ?? 0) : 0;
  return isLongWhiteSpace(first, second, third) ? 3 : 0;
}

/** U+1680, U+2000 to U+200A, U+2028, U+2029, U+202F, U+205F, U+3000 and U+FEFF in UTF-8. */
function isLongWhiteSpace(first: number, second: number, third: number): boolean {
  switch (first) {
    case 0xe1:
      return second === 0x9a && third === 0x80;
    case 0xe2:
      if (second === 0x81) return third === 0x9f;
      if (second !== 0x80) return false;
      return (third >= 0x80 && third <= 0x8a) || third === 0xa8 || third === 0xa9 || third === 0xaf;
    case 0xe3:
      return second === 0x80 && third === 0x80;
    case 0xef:
      return second === 0xbb && third === 0xbf;
    default:
      return false;
  }
}

/** Whether the bytes from `start` to `end` hold nothing but white space, or nothing at all. */
export function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end;) {
    const first = bytes[at] ?? 0;
    if (first > SPACE && first < LONG) return false;
    const length = first <= SPACE ? 1 : longWhiteSpaceAt(bytes, at, end);
    if (length === 0) return false;
    at += length;
  }
  return true;
}
