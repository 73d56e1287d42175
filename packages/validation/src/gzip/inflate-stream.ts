import type { HuffmanState, InflateState } from "../continuation/validation-state.ts";
import { type BitReader, NO_CODE, SHORT } from "./bit-reader.ts";
import {
  CODE_LENGTH_ORDER,
  DISTANCE_BASE,
  DISTANCE_BITS,
  END_OF_BLOCK,
  FIXED_DISTANCES,
  FIXED_LENGTHS,
  LENGTH_BASE,
  LENGTH_BITS,
  LONGEST_COPY,
  MAX_DISTANCE_CODES,
  MAX_LENGTH_CODES,
} from "./deflate-codes.ts";
import { type HuffmanTable, huffmanTable } from "./huffman.ts";

const HISTORY_BYTES = 32_768;
const BUFFER_BYTES = 131_072;

/** `more`: it goes on with the next bytes. `ended`: the data is complete; what follows is left for whoever asks. */
export type InflateStep = "more" | "ended" | "damaged";
/** What one part of the work came to: it can go on, it needs more bytes, or the data is damaged. */
type Progress = "on" | "short" | "damaged";
type Stage = "block" | "stored_length" | "stored" | "tables" | "codes" | "ended";

/**
 * Unpacks raw deflate data in memory of a fixed size, as it comes. What comes out before an error is the same in every runtime
 * and for all chunks, which a runtime's own streams do not promise.
 *
 * @see https://www.rfc-editor.org/rfc/rfc1951
 */
export class InflateStream {
  readonly #bits: BitReader;
  readonly #onBytes: (bytes: Uint8Array) => void;
  readonly #buffer = new Uint8Array(BUFFER_BYTES);
  #flushed: number;
  #end: number;
  #stage: Stage;
  #isLast: boolean;
  #storedLeft: number;
  #lengths: HuffmanTable;
  #distances: HuffmanTable;

  /**
   * @param onBytes - what it is given is overwritten afterwards.
   * @param from - where another one has stopped.
   */
  constructor(bits: BitReader, onBytes: (bytes: Uint8Array) => void, from?: InflateState) {
    this.#bits = bits;
    this.#onBytes = onBytes;
    this.#end = from?.end ?? 0;
    this.#flushed = this.#end;
    this.#stage = from?.stage ?? "block";
    this.#isLast = from?.isLast ?? false;
    this.#storedLeft = from?.storedLeft ?? 0;
    this.#lengths = from?.lengths ?? FIXED_LENGTHS;
    this.#distances = from?.distances ?? FIXED_DISTANCES;
    if (from !== undefined) this.#buffer.set(from.history, from.end - from.history.length);
  }

  /** To be asked between two runs: all that came out has been given away then. */
  state(): InflateState {
    return {
      stage: this.#stage,
      isLast: this.#isLast,
      storedLeft: this.#storedLeft,
      lengths: tableState(this.#lengths, FIXED_LENGTHS),
      distances: tableState(this.#distances, FIXED_DISTANCES),
      end: this.#end,
      history: this.#buffer.slice(Math.max(0, this.#end - HISTORY_BYTES), this.#end),
    };
  }

  /** Unpacks as much as has come. */
  run(): InflateStep {
    let progress: Progress = "on";
    while (progress === "on" && this.#stage !== "ended") {
      this.#bits.mark();
      progress = this.#step();
      if (progress === "short") this.#bits.back();
    }
    this.#flush();
    if (progress === "damaged") return "damaged";
    return this.#stage === "ended" ? "ended" : "more";
  }

  #step(): Progress {
    switch (this.#stage) {
      case "block":
        return this.#startBlock();
      case "stored_length":
        return this.#startStored();
      case "stored":
        return this.#copyStored();
      case "tables":
        return this.#readTables();
      case "codes":
        return this.#readCodes();
      case "ended":
        return "on";
    }
  }

  #startBlock(): Progress {
    const isLast = this.#bits.take(1);
    const kind = this.#bits.take(2);
    if (kind === SHORT) return "short";
    if (kind === 3) return "damaged";
    this.#isLast = isLast === 1;
    if (kind === 0) this.#bits.toByte();
    if (kind === 1) [this.#lengths, this.#distances] = [FIXED_LENGTHS, FIXED_DISTANCES];
    this.#stage = kind === 0 ? "stored_length" : kind === 1 ? "codes" : "tables";
    return "on";
  }

  #startStored(): Progress {
    const length = this.#bits.take(16);
    const complement = this.#bits.take(16);
    if (complement === SHORT) return "short";
    if (length !== (~complement & 0xffff)) return "damaged";
    this.#storedLeft = length;
    this.#stage = "stored";
    return "on";
  }

  #copyStored(): Progress {
    this.#makeRoom(1);
    const bytes = this.#bits.takeBytes(Math.min(this.#storedLeft, BUFFER_BYTES - this.#end));
    this.#buffer.set(bytes, this.#end);
    this.#end += bytes.length;
    this.#storedLeft -= bytes.length;
    // What has been copied stays so: nothing is to be tried again.
    this.#bits.mark();
    if (this.#storedLeft === 0) this.#endBlock();
    else if (bytes.length === 0) return "short";
    return "on";
  }

  #endBlock(): void {
    this.#stage = this.#isLast ? "ended" : "block";
    if (this.#isLast) this.#bits.toByte();
  }

  #readTables(): Progress {
    const [lengthCodes, distanceCodes, orderCodes] = [this.#bits.take(5), this.#bits.take(5), this.#bits.take(4)];
    if (orderCodes === SHORT) return "short";
    if (lengthCodes + 257 > MAX_LENGTH_CODES || distanceCodes + 1 > MAX_DISTANCE_CODES) return "damaged";
    const order = new Uint8Array(CODE_LENGTH_ORDER.length);
    for (const symbol of CODE_LENGTH_ORDER.slice(0, orderCodes + 4)) {
      const bits = this.#bits.take(3);
      if (bits === SHORT) return "short";
      order[symbol] = bits;
    }
    const code = huffmanTable(order);
    // One code alone stands for lengths of nothing: it must be complete.
    if (code === undefined || order.filter((bits) => bits > 0).length < 2) return "damaged";
    const lengths = new Uint8Array(lengthCodes + 257 + distanceCodes + 1);
    const read = this.#readLengths(code, lengths);
    return read === "on" ? this.#useTables(lengths, lengthCodes + 257) : read;
  }

  #readLengths(code: HuffmanTable, lengths: Uint8Array): Progress {
    for (let at = 0; at < lengths.length;) {
      const symbol = this.#bits.symbol(code);
      if (symbol === SHORT) return "short";
      if (symbol === NO_CODE || (symbol === 16 && at === 0)) return "damaged";
      if (symbol < 16) {
        lengths[at++] = symbol;
        continue;
      }
      const more = this.#bits.take(symbol === 16 ? 2 : symbol === 17 ? 3 : 7);
      if (more === SHORT) return "short";
      const times = more + (symbol === 18 ? 11 : 3);
      if (at + times > lengths.length) return "damaged";
      lengths.fill(symbol === 16 ? (lengths[at - 1] ?? 0) : 0, at, at + times);
      at += times;
    }
    return "on";
  }

  #useTables(bits: Uint8Array, lengthCodes: number): Progress {
    const lengths = huffmanTable(bits.subarray(0, lengthCodes));
    const distances = huffmanTable(bits.subarray(lengthCodes));
    // Without a code for it the block could not end.
    if (lengths === undefined || distances === undefined || bits[END_OF_BLOCK] === 0) return "damaged";
    [this.#lengths, this.#distances] = [lengths, distances];
    this.#stage = "codes";
    return "on";
  }

  #readCodes(): Progress {
    const bits = this.#bits;
    const lengths = this.#lengths;
    for (;;) {
      this.#makeRoom(LONGEST_COPY);
      bits.mark();
      const symbol = bits.symbol(lengths);
      if (symbol < END_OF_BLOCK) {
        if (symbol < 0) return symbol === SHORT ? "short" : "damaged";
        this.#buffer[this.#end++] = symbol;
      } else if (symbol === END_OF_BLOCK) {
        this.#endBlock();
        return "on";
      } else {
        const copied = this.#copy(symbol - END_OF_BLOCK - 1);
        if (copied !== "on") return copied;
      }
    }
  }

  #copy(lengthCode: number): Progress {
    const [lengthBase, lengthBits] = [LENGTH_BASE[lengthCode], LENGTH_BITS[lengthCode]];
    if (lengthBase === undefined || lengthBits === undefined) return "damaged";
    const moreLength = this.#bits.take(lengthBits);
    if (moreLength === SHORT) return "short";
    const code = this.#bits.symbol(this.#distances);
    if (code < 0) return code === SHORT ? "short" : "damaged";
    const [distanceBase, distanceBits] = [DISTANCE_BASE[code], DISTANCE_BITS[code]];
    if (distanceBase === undefined || distanceBits === undefined) return "damaged";
    const moreDistance = this.#bits.take(distanceBits);
    if (moreDistance === SHORT) return "short";
    const from = this.#end - distanceBase - moreDistance;
    if (from < 0) return "damaged";
    this.#repeat(from, lengthBase + moreLength);
    return "on";
  }

  /** The copy may reach into what it is just writing: byte by byte it repeats it. */
  #repeat(from: number, length: number): void {
    const buffer = this.#buffer;
    let to = this.#end;
    const end = to + length;
    for (let at = from; to < end; at++, to++) buffer[to] = buffer[at] as number;
    this.#end = end;
  }

  #makeRoom(bytes: number): void {
    if (this.#end + bytes <= BUFFER_BYTES) return;
    this.#flush();
    this.#buffer.copyWithin(0, this.#end - HISTORY_BYTES, this.#end);
    this.#end = HISTORY_BYTES;
    this.#flushed = HISTORY_BYTES;
  }

  #flush(): void {
    if (this.#end > this.#flushed) this.#onBytes(this.#buffer.subarray(this.#flushed, this.#end));
    this.#flushed = this.#end;
  }
}

const tableState = (table: HuffmanTable, fixed: HuffmanTable): HuffmanState => (table === fixed ? null : { ...table });
