/**
 * 64 bits of FNV-1a over UTF-16 code units, as 16 hex digits: two 32-bit lanes, since JavaScript multiplies no more at
 * once. Stands in for S3's MD5: equal texts have equal hashes, which is all that a condition on an ETag relies on.
 *
 * @see https://datatracker.ietf.org/doc/html/draft-eastlake-fnv
 */
export function contentHash(text: string): string {
  const prime = 0x01000193;
  let forwards = 0x811c9dc5;
  let backwards = 0x811c9dc5 ^ text.length;
  for (let index = 0; index < text.length; index++) {
    forwards = Math.imul(forwards ^ text.charCodeAt(index), prime);
    backwards = Math.imul(backwards ^ text.charCodeAt(text.length - 1 - index), prime);
  }
  return [forwards, backwards].map((lane) => (lane >>> 0).toString(16).padStart(8, "0")).join("");
}
