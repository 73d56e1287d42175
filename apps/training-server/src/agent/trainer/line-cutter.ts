/** Whoever is told of lines. */
export interface LineSink {
  line(text: string): void;
  /** A line longer than the limit has ended; it is not kept. */
  tooLong(bytes: number): void;
}

const LF = 0x0a;

/**
 * Cuts bytes into lines of UTF-8 without ever holding more than `limitBytes` of one: a trainer that prints gigabytes without a
 * line feed costs time, not memory.
 */
export class LineCutter {
  readonly #limitBytes: number;
  readonly #sink: LineSink;
  #kept: Uint8Array[] = [];
  /** Bytes of the line so far, those that were thrown away included. */
  #length = 0;

  constructor(limitBytes: number, sink: LineSink) {
    this.#limitBytes = limitBytes;
    this.#sink = sink;
  }

  push(chunk: Uint8Array): void {
    let from = 0;
    for (let at = chunk.indexOf(LF); at >= 0; at = chunk.indexOf(LF, from)) {
      this.#take(chunk.subarray(from, at));
      this.#endLine();
      from = at + 1;
    }
    this.#take(chunk.subarray(from));
  }

  /** The stream is over: what stands after the last line feed is a line too. */
  finish(): void {
    if (this.#length > 0) this.#endLine();
  }

  #take(piece: Uint8Array): void {
    this.#length += piece.length;
    if (this.#length > this.#limitBytes) this.#kept = [];
    else if (piece.length > 0) this.#kept.push(Uint8Array.from(piece));
  }

  #endLine(): void {
    const length = this.#length;
    const bytes = Buffer.concat(this.#kept);
    this.#kept = [];
    this.#length = 0;
    if (length > this.#limitBytes) this.#sink.tooLong(length);
    else this.#sink.line(bytes.toString("utf8").replace(/\r$/u, ""));
  }
}
