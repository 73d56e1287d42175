/** Bytes of one code point in UTF-8. @see https://www.rfc-editor.org/rfc/rfc3629#section-3 */
function bytesOf(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}

/** Counted here because this package knows no platform, and `TextEncoder` is the platform's. */
export function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) bytes += bytesOf(character.codePointAt(0) ?? 0);
  return bytes;
}

/**
 * S3's order of keys: by UTF-8 bytes, which is by code points. JavaScript's `<` goes by UTF-16 units and puts
 * U+FF5E after U+1F600.
 */
export function compareUtf8(left: string, right: string): number {
  let index = 0;
  while (index < left.length && index < right.length) {
    const a = left.codePointAt(index) ?? 0;
    const b = right.codePointAt(index) ?? 0;
    if (a !== b) return a - b;
    index += a > 0xffff ? 2 : 1;
  }
  return left.length - right.length;
}
