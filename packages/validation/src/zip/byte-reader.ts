/** A stream that somebody has begun to read. */
export interface BegunStream {
  readonly pending: Uint8Array;
  readonly position: number;
}

/** Takes pieces of any length out of a stream of chunks, one after another. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #onChunk: (chunk: Uint8Array) => void;
  #chunk: Uint8Array;
  #at = 0;
  /** Bytes of the stream before what is taken next. */
  position: number;

  /**
   * @param onChunk - sees every chunk once, before anything is taken from it.
   * @param begun - what was left to be taken of another reader's stream, and where that stands; the chunks follow it.
   */
  constructor(
    chunks: AsyncIterable<Uint8Array>,
    onChunk: (chunk: Uint8Array) => void,
    begun: BegunStream = { pending: new Uint8Array(0), position: 0 },
  ) {
    this.#chunks = chunks[Symbol.asyncIterator]();
    this.#onChunk = onChunk;
    this.#chunk = begun.pending;
    this.position = begun.position;
  }

  /** What has been read and not been taken yet. */
  get pending(): Uint8Array {
    return this.#chunk.subarray(this.#at);
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

  /** Reads to the end, so that every chunk has been seen; a chunk in each step. */
  async *drain(): AsyncGenerator<void, void, undefined> {
    this.#leaveChunk();
    while (await this.#next()) {
      this.#leaveChunk();
      yield;
    }
  }

  /** Ends the stream early. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  #leaveChunk(): void {
    this.position += this.#chunk.length - this.#at;
    this.#at = this.#chunk.length;
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
