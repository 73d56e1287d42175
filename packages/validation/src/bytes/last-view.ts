/** Makes views of arrays. The one that was asked for last, which mostly is asked for again, is kept. */
export class LastView {
  #bytes: Uint8Array | undefined;
  #view = new DataView(new ArrayBuffer(0));

  of(bytes: Uint8Array): DataView {
    if (this.#bytes === bytes) return this.#view;
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    return this.#view;
  }
}
