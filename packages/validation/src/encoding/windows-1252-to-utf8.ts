import type { Transcoder } from "./transcoder.ts";

const encoder = new TextEncoder();

/** Turns Windows-1252 into UTF-8 as it comes: each byte is a character, so chunks stand for themselves. */
export class Windows1252ToUtf8 implements Transcoder {
  readonly #decoder = new TextDecoder("windows-1252", { ignoreBOM: true });

  push(chunk: Uint8Array): Uint8Array {
    return encoder.encode(this.#decoder.decode(chunk));
  }

  finish(): Uint8Array {
    return new Uint8Array(0);
  }
}
