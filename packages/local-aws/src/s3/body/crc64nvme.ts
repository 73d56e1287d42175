import { slicingTables64 } from "./crc-tables.ts";

/** Reflected form of the polynomial 0xad93d23594c93659 that NVMe and S3 use. */
export const CRC64NVME_POLYNOMIAL = 0x9a6c9329ac4bc9b5n;

const { low: LOW, high: HIGH } = slicingTables64(CRC64NVME_POLYNOMIAL);

/** A running CRC-64/NVME: eight bytes a step on 32-bit halves, since BigInt arithmetic would allocate for every byte. */
export class Crc64Nvme {
  #low = 0xffffffff;
  #high = 0xffffffff;

  update(data: Uint8Array): void {
    let low = this.#low;
    let high = this.#high;
    let at = 0;
    for (; at + 8 <= data.length; at += 8) {
      const a = low ^ wordAt(data, at);
      const b = high ^ wordAt(data, at + 4);
      const i7 = 1792 + (a & 0xff);
      const i6 = 1536 + ((a >>> 8) & 0xff);
      const i5 = 1280 + ((a >>> 16) & 0xff);
      const i4 = 1024 + (a >>> 24);
      const i3 = 768 + (b & 0xff);
      const i2 = 512 + ((b >>> 8) & 0xff);
      const i1 = 256 + ((b >>> 16) & 0xff);
      const i0 = b >>> 24;
      low =
        at8(LOW, i7) ^
        at8(LOW, i6) ^
        at8(LOW, i5) ^
        at8(LOW, i4) ^
        at8(LOW, i3) ^
        at8(LOW, i2) ^
        at8(LOW, i1) ^
        at8(LOW, i0);
      high =
        at8(HIGH, i7) ^
        at8(HIGH, i6) ^
        at8(HIGH, i5) ^
        at8(HIGH, i4) ^
        at8(HIGH, i3) ^
        at8(HIGH, i2) ^
        at8(HIGH, i1) ^
        at8(HIGH, i0);
    }
    for (; at < data.length; at++) {
      const index = (low ^ (data[at] ?? 0)) & 0xff;
      low = ((low >>> 8) | (high << 24)) ^ at8(LOW, index);
      high = (high >>> 8) ^ at8(HIGH, index);
    }
    this.#low = low;
    this.#high = high;
  }

  /** @returns eight bytes, most significant first. */
  digest(): Buffer {
    const bytes = Buffer.alloc(8);
    bytes.writeUInt32BE(~this.#high >>> 0, 0);
    bytes.writeUInt32BE(~this.#low >>> 0, 4);
    return bytes;
  }
}

const at8 = (table: Uint32Array, index: number): number => table[index] ?? 0;

const wordAt = (data: Uint8Array, at: number): number =>
  (data[at] ?? 0) | ((data[at + 1] ?? 0) << 8) | ((data[at + 2] ?? 0) << 16) | ((data[at + 3] ?? 0) << 24);
