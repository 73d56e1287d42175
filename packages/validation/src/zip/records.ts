/**
 * The records of a ZIP file, little-endian throughout.
 *
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export const LOCAL_HEADER = 0x04034b50;
export const DIRECTORY_ENTRY = 0x02014b50;
export const END_OF_DIRECTORY = 0x06054b50;
export const ZIP64_END_OF_DIRECTORY = 0x06064b50;
export const ZIP64_LOCATOR = 0x07064b50;

/** Bytes of each record before its fields of variable length. */
export const LOCAL_HEADER_BYTES = 30;
export const DIRECTORY_ENTRY_BYTES = 46;
export const END_OF_DIRECTORY_BYTES = 22;
export const ZIP64_END_OF_DIRECTORY_BYTES = 56;
export const ZIP64_LOCATOR_BYTES = 20;

/** A field with every bit set: the value stands in the zip64 extra field. */
export const IN_ZIP64_16 = 0xffff;
export const IN_ZIP64_32 = 0xffffffff;
export const ZIP64_EXTRA = 0x0001;

export const STORED = 0;
export const DEFLATED = 8;

/** Bits of the general purpose flags. */
export const ENCRYPTED = 0x0001;
export const HAS_DESCRIPTOR = 0x0008;
export const STRONGLY_ENCRYPTED = 0x0040;
export const UTF8_NAMES = 0x0800;
export const MASKED_HEADERS = 0x2000;

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

export const uint16At = (view: DataView, at: number): number => view.getUint16(at, true);
export const uint32At = (view: DataView, at: number): number => view.getUint32(at, true);

/** @returns NaN for a number that no file reaches, which compares as neither small nor large enough. */
export function uint64At(view: DataView, at: number): number {
  const value = uint32At(view, at + 4) * 2 ** 32 + uint32At(view, at);
  return Number.isSafeInteger(value) ? value : Number.NaN;
}
