/* What is asked of 64 bytes at once: a bit for each of them, that of the first one lowest. */

const LF: i32 = 0x0a;
const CR: i32 = 0x0d;

/** The bytes that are this one, or end a line. */
export function isOrEndsLine(bytes: v128, byte: v128): v128 {
  const endsLine = v128.or(i8x16.eq(bytes, i8x16.splat(<i8>LF)), i8x16.eq(bytes, i8x16.splat(<i8>CR)));
  return v128.or(i8x16.eq(bytes, byte), endsLine);
}

/** NULs, and bytes above 127, which as signed ones are below. Mostly there are none, and that is quickly seen. */
export function suspectsIn(one: v128, two: v128, three: v128, four: v128): u64 {
  const ones = i8x16.splat(1);
  const lowest = i8x16.min_s(i8x16.min_s(one, two), i8x16.min_s(three, four));
  if (!v128.any_true(i8x16.lt_s(lowest, ones))) return 0;
  return joined(i8x16.lt_s(one, ones), i8x16.lt_s(two, ones), i8x16.lt_s(three, ones), i8x16.lt_s(four, ones));
}

/** The highest bits of 64 bytes. */
export function joined(one: v128, two: v128, three: v128, four: v128): u64 {
  return (
    <u64>(<u32>i8x16.bitmask(one)) |
    ((<u64>(<u32>i8x16.bitmask(two))) << 16) |
    ((<u64>(<u32>i8x16.bitmask(three))) << 32) |
    ((<u64>(<u32>i8x16.bitmask(four))) << 48)
  );
}
