/** Turns text into UTF-8 as it comes, in any chunks. */
export interface Transcoder {
  push(chunk: Uint8Array): Uint8Array;
  /** What is left when the file ends. */
  finish(): Uint8Array;
}
