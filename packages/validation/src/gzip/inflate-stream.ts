import type { HuffmanState, InflateState } from "../continuation/validation-state.ts";
import { type BitReader, DAMAGED, SHORT } from "./bit-reader.ts";
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
    try {
      while (this.#stage !== "ended") {
        this.#bits.mark();
        this.#step(this.#stage);
      }
      return "ended";
    } catch (error) {
      if (error === DAMAGED) return "damaged";
      if (error !== SHORT) throw error;
      this.#bits.back();
      return "more";
    } finally {
      this.#flush();
    }
  }

  #step(stage: Exclude<Stage, "ended">): void {
    switch (stage) {
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
    }
  }

  #startBlock(): void {
    const isLast = this.#bits.take(1);
    const kind = this.#bits.take(2);
    if (kind === 3) throw DAMAGED;
    this.#isLast = isLast === 1;
    if (kind === 0) this.#bits.toByte();
    if (kind === 1) [this.#lengths, this.#distances] = [FIXED_LENGTHS, FIXED_DISTANCES];
    this.#stage = kind === 0 ? "stored_length" : kind === 1 ? "codes" : "tables";
  }

  #startStored(): void {
    const length = this.#bits.take(16);
    if (length !== (~this.#bits.take(16) & 0xffff)) throw DAMAGED;
    this.#storedLeft = length;
    this.#stage = "stored";
  }

  #copyStored(): void {
    this.#makeRoom(1);
    const bytes = this.#bits.takeBytes(Math.min(this.#storedLeft, BUFFER_BYTES - this.#end));
    this.#buffer.set(bytes, this.#end);
    this.#end += bytes.length;
    this.#storedLeft -= bytes.length;
    // What has been copied stays so: nothing is to be tried again.
    this.#bits.mark();
    if (this.#storedLeft === 0) this.#endBlock();
    else if (bytes.length === 0) throw SHORT;
  }

  #endBlock(): void {
    this.#stage = this.#isLast ? "ended" : "block";
    if (this.#isLast) this.#bits.toByte();
  }

  #readTables(): void {
    const lengthCodes = this.#bits.take(5) + 257;
    const distanceCodes = this.#bits.take(5) + 1;
    const orderCodes = this.#bits.take(4) + 4;
    if (lengthCodes > MAX_LENGTH_CODES || distanceCodes > MAX_DISTANCE_CODES) throw DAMAGED;
    const order = new Uint8Array(CODE_LENGTH_ORDER.length);
    for (const symbol of CODE_LENGTH_ORDER.slice(0, orderCodes)) order[symbol] = this.#bits.take(3);
    // One code alone stands for lengths of nothing: it must be complete.
    if (order.filter((bits) => bits > 0).length < 2) throw DAMAGED;
    const bits = this.#readLengths(huffmanTable(order), lengthCodes + distanceCodes);
    // Without a code for it the block could not end.
    if (bits[END_OF_BLOCK] === 0) throw DAMAGED;
    this.#lengths = huffmanTable(bits.subarray(0, lengthCodes));
    this.#distances = huffmanTable(bits.subarray(lengthCodes));
    this.#stage = "codes";
  }

  #readLengths(code: HuffmanTable, count: number): Uint8Array {
    const lengths = new Uint8Array(count);
    for (let at = 0; at < count;) {
      const symbol = this.#bits.symbol(code);
      if (symbol < 16) {
        lengths[at++] = symbol;
        continue;
      }
      const times = this.#bits.take(symbol === 16 ? 2 : symbol === 17 ? 3 : 7) + (symbol === 18 ? 11 : 3);
      if (at + times > count || (symbol === 16 && at === 0)) throw DAMAGED;
      lengths.fill(symbol === 16 ? (lengths[at - 1] ?? 0) : 0, at, at + times);
      at += times;
    }
    return lengths;
  }

  #readCodes(): void {
    const bits = this.#bits;
    const lengths = this.#lengths;
    for (;;) {
      this.#makeRoom(LONGEST_COPY);
      bits.mark();
      const symbol = bits.symbol(lengths);
      if (symbol < END_OF_BLOCK) this.#buffer[this.#end++] = symbol;
      else if (symbol === END_OF_BLOCK) return this.#endBlock();
      else this.#copy(symbol - END_OF_BLOCK - 1);
    }
  }

  #copy(lengthCode: number): void {
    const [lengthBase, lengthBits] = [LENGTH_BASE[lengthCode], LENGTH_BITS[lengthCode]];
    if (lengthBase === undefined || lengthBits === undefined) throw DAMAGED;
    const length = lengthBase + this.#bits.take(lengthBits);
    const code = this.#bits.symbol(this.#distances);
    const [distanceBase, distanceBits] = [DISTANCE_BASE[code], DISTANCE_BITS[code]];
    if (distanceBase === undefined || distanceBits === undefined) throw DAMAGED;
    const from = this.#end - distanceBase - this.#bits.take(distanceBits);
    if (from < 0) throw DAMAGED;
    this.#repeat(from, length);
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
