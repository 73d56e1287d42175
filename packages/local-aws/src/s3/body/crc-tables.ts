/**
 * Tables for eight bytes at a time of a reflected 32-bit CRC: about six times as fast as one byte at a time.
 *
 * @param polynomial - reflected, e.g. `0x82f63b78` for CRC-32C.
 */
export function slicingTables32(polynomial: number): readonly Uint32Array[] {
  const first = new Uint32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ polynomial : value >>> 1;
    first[byte] = value >>> 0;
  }
  const tables = [first];
  for (let slice = 1; slice < 8; slice++) {
    const before = tables[slice - 1] ?? first;
    tables.push(before.map((value) => (value >>> 8) ^ (first[value & 0xff] ?? 0)));
  }
  return tables;
}

/** The same for a reflected 64-bit CRC, kept as low and high halves because BigInt would be far too slow. */
export function slicingTables64(polynomial: bigint): { readonly low: Uint32Array; readonly high: Uint32Array } {
  const first: bigint[] = [];
  for (let byte = 0n; byte < 256n; byte++) {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1n ? (value >> 1n) ^ polynomial : value >> 1n;
    first.push(value);
  }
  const low = new Uint32Array(8 * 256);
  const high = new Uint32Array(8 * 256);
  let slice = first;
  for (let index = 0; index < 8; index++) {
    slice.forEach((value, byte) => {
      low[index * 256 + byte] = Number(value & 0xffffffffn);
      high[index * 256 + byte] = Number(value >> 32n);
    });
    slice = slice.map((value) => (value >> 8n) ^ (first[Number(value & 0xffn)] ?? 0n));
  }
  return { low, high };
}
