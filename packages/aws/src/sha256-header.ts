/** @param hex - 64 hexadecimal digits. @returns the form that S3's checksum headers take. */
export function base64Sha256(hex: string): string {
  if (!/^[0-9a-f]{64}$/iu.test(hex)) throw new RangeError("a SHA-256 is 64 hexadecimal digits");
  return Buffer.from(hex, "hex").toString("base64");
}
