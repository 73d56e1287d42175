/** A run of bytes inside a larger array, from `start` up to `end`. Reused by those who fill it. */
export interface Span {
  bytes: Uint8Array;
  start: number;
  end: number;
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Invalid UTF-8 becomes U+FFFD. */
export function decode({ bytes, start, end }: Span): string {
  return decoder.decode(bytes.subarray(start, end));
}

/** The first `limit` code points of the span, decoded. */
export function decodeStart({ bytes, start, end }: Span, limit: number): string {
  // No code point takes more than four bytes.
  const text = decode({ bytes, start, end: Math.min(end, start + limit * 4) });
  return text.length <= limit ? text : Array.from(text).slice(0, limit).join("");
}

export function sameBytes(span: Span, other: Uint8Array): boolean {
  if (span.end - span.start !== other.length) return false;
  for (let at = 0; at < other.length; at++) if (span.bytes[span.start + at] !== other[at]) return false;
  return true;
}
