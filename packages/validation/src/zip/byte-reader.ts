/** Takes pieces of any length out of a stream of chunks, one after another. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #onChunk: (chunk: Uint8Array) => void;
  #chunk: Uint8Array = new Uint8Array(0);
  #at = 0;
  /** Bytes of the stream before what is taken next. */
  position = 0;

  /** @param onChunk - sees every chunk once, before anything is taken from it. */
  constructor(chunks: AsyncIterable<Uint8Array>, onChunk: (chunk: Uint8Array) => void) {
    this.#chunks = chunks[Symbol.asyncIterator]();
    this.#onChunk = onChunk;
  }

  /** @returns the next bytes, valid until more is taken; fewer than `length` only where the stream ends. */
  async take(length: number): Promise<Uint8Array> {
    const end = this.#at + length;
    if (end > this.#chunk.length) return this.#gather(length);
    const taken = this.#chunk.subarray(this.#at, end);
    this.#at = end;
    this.position += length;
    return taken;
  }

  async skip(length: number): Promise<void> {
    let left = length;
    for (;;) {
      const here = Math.min(left, this.#chunk.length - this.#at);
      this.#at += here;
      this.position += here;
      left -= here;
      if (left === 0 || !(await this.#next())) return;
    }
  }

  /** Reads to the end, so that every chunk has been seen. */
  async drain(): Promise<void> {
    do this.position += this.#chunk.length - this.#at;
    while (await this.#next());
  }

  /** Ends the stream early. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  async #gather(length: number): Promise<Uint8Array> {
    const gathered = new Uint8Array(length);
    let have = 0;
    for (;;) {
      const part = this.#chunk.subarray(this.#at, this.#at + length - have);
      gathered.set(part, have);
      have += part.length;
      this.#at += part.length;
      if (have === length || !(await this.#next())) break;
    }
    this.position += have;
    return have === length ? gathered : gathered.subarray(0, have);
  }

  async #next(): Promise<boolean> {
    this.#at = 0;
    const { value, done } = await this.#chunks.next();
    this.#chunk = done === true ? new Uint8Array(0) : value;
    if (done !== true) this.#onChunk(this.#chunk);
    return done !== true;
  }
}
