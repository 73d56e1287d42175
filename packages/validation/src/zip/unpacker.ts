import { compileWasm } from "../bytes/webassembly.ts";
import { PLAIN_CODEC, type ZipCodec } from "./plain-codec.ts";
import { INPUT_OFFSET } from "./unpacker-memory.ts";

/** @throws where WebAssembly cannot run. */
export async function newUnpackers(): Promise<() => ZipCodec> {
  const module = await compileWasm(import("./unpacker-wasm.ts"));
  return () => new Unpacker(module);
}

/** What the module exports: its source is `simd/unpacker.as.ts`. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  reserve(packedBytes: number, unpackedBytes: number): number;
  inflate(packedBytes: number, mostBytes: number): number;
  crc32(start: number, length: number): number;
}

/** Unpacks in WebAssembly, in memory that grows as large as the largest entry needs. */
class Unpacker implements ZipCodec {
  readonly #exports: Exports;
  #memory = new Uint8Array(0);

  constructor(module: WebAssembly.Module) {
    // The module is ours: a test compiles it again from its source.
    this.#exports = new WebAssembly.Instance(module).exports as unknown as Exports;
  }

  inflate(packed: Uint8Array, mostBytes: number): Uint8Array | undefined {
    const output = this.#put(packed, mostBytes);
    if (output === 0) return PLAIN_CODEC.inflate(packed, mostBytes);
    const length = this.#exports.inflate(packed.length, mostBytes);
    return length < 0 ? undefined : this.#memory.subarray(output, output + length);
  }

  crc32(bytes: Uint8Array): number {
    const isHere = bytes.buffer === this.#memory.buffer;
    if (!isHere && this.#put(bytes, 0) === 0) return PLAIN_CODEC.crc32(bytes);
    return this.#exports.crc32(isHere ? bytes.byteOffset : INPUT_OFFSET, bytes.length) >>> 0;
  }

  /** @returns where the output will be, or 0 when there is not enough memory. */
  #put(packed: Uint8Array, mostBytes: number): number {
    // Its numbers are of 32 bits, and signed.
    const output = this.#exports.reserve(packed.length, mostBytes) >>> 0;
    if (output === 0) return 0;
    // Memory that has grown is another one.
    if (this.#memory.length === 0) this.#memory = new Uint8Array(this.#exports.memory.buffer);
    this.#memory.set(packed, INPUT_OFFSET);
    return output;
  }
}
