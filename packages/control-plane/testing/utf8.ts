/** Bytes of one code point in UTF-8. @see https://www.rfc-editor.org/rfc/rfc3629#section-3 */
function bytesOf(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}

/** Counted here because this package knows no platform, and `TextEncoder` is the platform's. */
export function utf8Length(text: string): number {
  let bytes = 0;
  for (let index = 0; index < text.length; index++) {
    const codePoint = text.codePointAt(index) ?? 0;
    bytes += bytesOf(codePoint);
    if (codePoint > 0xffff) index += 1;
  }
  return bytes;
}

/**
 * S3's order of keys: by UTF-8 bytes, which is by code points. JavaScript's `<` goes by UTF-16 units and puts
 * U+FF5E after U+1F600.
 */
export function compareUtf8(left: string, right: string): number {
  const shared = Math.min(left.length, right.length);
  for (let index = 0; index < shared; index++) {
    const a = left.charCodeAt(index);
    const b = right.charCodeAt(index);
    if (a !== b) return isSurrogate(a) === isSurrogate(b) ? a - b : isSurrogate(a) ? 1 : -1;
  }
  return left.length - right.length;
}

/** Half of a code point above U+FFFF, which comes after every other. */
const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff;
