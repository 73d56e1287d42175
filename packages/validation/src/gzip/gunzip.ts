import type { GunzipState, InflateState } from "../continuation/validation-state.ts";
import { BitReader, SHORT } from "./bit-reader.ts";
import { InflateStream } from "./inflate-stream.ts";
import { crc32 } from "#crc32";

/**
 * Why packed data was not read to its end. `truncated`: it stops in the middle. `corrupt`: it cannot be unpacked.
 * `checksum`: what came out is not what was packed. `bomb`: so much comes out of so little. `too_large`: more comes out than is allowed.
 */
export type GunzipFailure = "truncated" | "corrupt" | "checksum" | "bomb" | "too_large";

export interface UnpackLimits {
  /** All that may come out. */
  readonly maxUnpackedBytes: number;
}

/** Packed text is rarely a hundredth of what it was; deflate reaches a thousandth with data that says nothing. */
export const MAX_RATIO = 200;
/** So much may always come out: short files that repeat themselves pack well. */
const HARMLESS_BYTES = 6_291_456;

const PIECE_BYTES = 16_384;
/** Of a name, a comment and what else packers may write in front of the data. */
const MAX_HEADER_BYTES = 262_144;

const DEFLATE = 8;
const HEADER_CHECKSUM = 2;
const EXTRA = 4;
const NAME = 8;
const COMMENT = 16;
const RESERVED = 0xe0;

type Stage = "header" | "data" | "trailer";

/**
 * Unpacks gzip as it comes: one member or several behind each other, as `cat` and block compressors make them, and zeros at the
 * end, as tapes have them.
 *
 * @see https://www.rfc-editor.org/rfc/rfc1952
 */
export class Gunzip {
  readonly #bits: BitReader;
  readonly #limits: UnpackLimits;
  readonly #onBytes: (bytes: Uint8Array) => void;
  #stage: Stage;
  #members: number;
  #inflate: InflateStream | undefined;
  #checksum: number;
  #memberBytes: number;
  #packedBytes: number;
  /** What came out so far. */
  unpackedBytes: number;
  #failure: GunzipFailure | undefined;
  /** In pieces of one size a bomb is found at the same byte, whatever the chunks. */
  readonly #piece = new Uint8Array(PIECE_BYTES);
  #pieceLength = 0;

  /**
   * @param onBytes - what it is given is overwritten afterwards.
   * @param from - where another one has stopped.
   */
  constructor(limits: UnpackLimits, onBytes: (bytes: Uint8Array) => void, from?: GunzipState) {
    this.#limits = limits;
    this.#onBytes = onBytes;
    this.#bits = new BitReader(from?.bits);
    this.#stage = from?.stage ?? "header";
    this.#members = from?.members ?? 0;
    this.#checksum = from?.checksum ?? 0;
    this.#memberBytes = from?.memberBytes ?? 0;
    this.#packedBytes = from?.packedBytes ?? 0;
    this.unpackedBytes = from?.unpackedBytes ?? 0;
    this.#failure = from?.failure ?? undefined;
    if (from === undefined) return;
    if (from.inflate !== null) this.#inflate = this.#newInflate(from.inflate);
    this.#piece.set(from.piece);
    this.#pieceLength = from.piece.length;
  }

  state(): GunzipState {
    return {
      stage: this.#stage,
      members: this.#members,
      inflate: this.#stage === "data" ? (this.#inflate?.state() ?? null) : null,
      checksum: this.#checksum,
      memberBytes: this.#memberBytes,
      packedBytes: this.#packedBytes,
      unpackedBytes: this.unpackedBytes,
      failure: this.#failure ?? null,
      piece: this.#piece.slice(0, this.#pieceLength),
      bits: this.#bits.state(),
    };
  }

  /** @returns why nothing is read any more, if so. */
  push(chunk: Uint8Array): GunzipFailure | undefined {
    for (let at = 0; at < chunk.length && this.#failure === undefined;) {
      const part = chunk.subarray(at, at + PIECE_BYTES - this.#pieceLength);
      this.#piece.set(part, this.#pieceLength);
      this.#pieceLength += part.length;
      at += part.length;
      if (this.#pieceLength === PIECE_BYTES) this.#run();
    }
    return this.#failure;
  }

  finish(): GunzipFailure | undefined {
    if (this.#failure === undefined) this.#run();
    const isAtEnd = this.#stage === "header" && this.#members > 0 && this.#bits.waitingBytes === 0;
    if (!isAtEnd) this.#failure ??= "truncated";
    return this.#failure;
  }

  #run(): void {
    this.#bits.append(this.#piece.subarray(0, this.#pieceLength));
    this.#packedBytes += this.#pieceLength;
    this.#pieceLength = 0;
    try {
      while (this.#failure === undefined && this.#bits.waitingBytes > 0) {
        this.#bits.mark();
        this.#step();
      }
    } catch (error) {
      if (error !== SHORT) throw error;
      // What was unpacked stays so.
      if (this.#stage !== "data") this.#bits.back();
      if (this.#bits.waitingBytes > MAX_HEADER_BYTES) this.#failure ??= "corrupt";
    }
  }

  #step(): void {
    switch (this.#stage) {
      case "header":
        return this.#readHeader();
      case "data":
        return this.#readData();
      case "trailer":
        return this.#readTrailer();
    }
  }

  #readHeader(): void {
    const first = this.#bits.take(8);
    if (first === 0 && this.#members > 0) return;
    const [second, method, flags] = [this.#bits.take(8), this.#bits.take(8), this.#bits.take(8)];
    // Time, flags of the packer and its operating system.
    for (let skipped = 0; skipped < 6; skipped++) this.#bits.take(8);
    if (first !== 0x1f || second !== 0x8b || method !== DEFLATE || (flags & RESERVED) !== 0) {
      this.#failure = "corrupt";
      return;
    }
    this.#skipFields(flags);
    this.#inflate = this.#newInflate();
    [this.#checksum, this.#memberBytes, this.#stage] = [0, 0, "data"];
  }

  #newInflate(from?: InflateState): InflateStream {
    return new InflateStream(this.#bits, (bytes) => this.#take(bytes), from);
  }

  #skipFields(flags: number): void {
    if ((flags & EXTRA) !== 0) for (let left = this.#bits.take(16); left > 0; left--) this.#bits.take(8);
    for (const text of [NAME, COMMENT]) if ((flags & text) !== 0) while (this.#bits.take(8) > 0);
    if ((flags & HEADER_CHECKSUM) !== 0) this.#bits.take(16);
  }

  #readData(): void {
    const step = this.#inflate?.run() ?? "damaged";
    if (step === "more") throw SHORT;
    if (step === "damaged") this.#failure ??= "corrupt";
    else this.#stage = "trailer";
  }

  #take(bytes: Uint8Array): void {
    if (this.#failure !== undefined) return;
    this.#checksum = crc32(bytes, this.#checksum);
    this.#memberBytes += bytes.length;
    this.unpackedBytes += bytes.length;
    if (this.unpackedBytes > this.#limits.maxUnpackedBytes) this.#failure = "too_large";
    else if (this.unpackedBytes > HARMLESS_BYTES && this.unpackedBytes > this.#packedBytes * MAX_RATIO) {
      this.#failure = "bomb";
    } else this.#onBytes(bytes);
  }

  #readTrailer(): void {
    const checksum = this.#bits.take(16) + this.#bits.take(16) * 65_536;
    const bytes = this.#bits.take(16) + this.#bits.take(16) * 65_536;
    this.#stage = "header";
    this.#members++;
    if (checksum !== this.#checksum || bytes !== this.#memberBytes % 2 ** 32) this.#failure = "checksum";
  }
}
