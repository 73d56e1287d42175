/**
 * A hash that takes bytes piece by piece. Node's `createHash("sha256")` is one; {@link Sha256} is one that runs everywhere.
 */
export interface IncrementalHash {
  update(bytes: Uint8Array): unknown;
  /** Called once, after the last update. @returns lower-case hexadecimal digits. */
  digest(encoding: "hex"): string;
}
