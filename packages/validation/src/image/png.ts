import { beginsWith } from "../bytes/signature.ts";
import type { Checksums, ImageHeader } from "./image-header.ts";

const SIGNATURE = "\x89PNG\r\n\x1a\n";
/** Length, type and checksum. */
const CHUNK_BYTES = 12;
const HEADER_BYTES = 13;
const MOST_BYTES = 2 ** 31 - 1;
/** The bit depths that each type of colour may have. */
const DEPTHS: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};
const BY_PALETTE = 3;

const HEADER = typeOf("IHDR");
const PALETTE = typeOf("PLTE");
const DATA = typeOf("IDAT");
const ANIMATION = typeOf("acTL");
const END = typeOf("IEND");

const TRUNCATED = { kind: "truncated_image" } as const;
const CORRUPT = { kind: "corrupt_image" } as const;

interface Found {
  header: DataView | undefined;
  hasPalette: boolean;
  hasData: boolean;
  isAnimated: boolean;
}

/**
 * Walks the chunks of a PNG from its header to its end and proves the checksum of each.
 *
 * @see https://www.w3.org/TR/png-3/
 */
export function readPng(bytes: Uint8Array, checksums: Checksums): ImageHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!beginsWith(bytes, SIGNATURE.slice(0, bytes.length))) return CORRUPT;
  const found: Found = { header: undefined, hasPalette: false, hasData: false, isAnimated: false };
  for (let at = SIGNATURE.length; ;) {
    if (at + CHUNK_BYTES > bytes.length) return TRUNCATED;
    const length = view.getUint32(at);
    if (length > MOST_BYTES) return CORRUPT;
    const end = at + CHUNK_BYTES + length;
    if (end > bytes.length) return TRUNCATED;
    if (checksums.crc32(bytes.subarray(at + 4, end - 4)) !== view.getUint32(end - 4)) return CORRUPT;
    const type = view.getUint32(at + 4);
    if (type === END) return imageOf(found);
    if (!note(found, type, new DataView(view.buffer, view.byteOffset + at + 8, length))) return CORRUPT;
    at = end;
  }
}

/** @returns false when the chunk must not stand here. */
function note(found: Found, type: number, content: DataView): boolean {
  if ((type === HEADER) === (found.header !== undefined)) return false;
  if (type === HEADER) found.header = content;
  if (type === PALETTE) found.hasPalette = true;
  // More than one frame; one alone is a still image.
  if (type === ANIMATION && content.byteLength >= 4) found.isAnimated = content.getUint32(0) > 1;
  if (type === DATA) found.hasData = true;
  return true;
}

function imageOf({ header, hasPalette, hasData, isAnimated }: Found): ImageHeader {
  if (header?.byteLength !== HEADER_BYTES || !hasData) return CORRUPT;
  const [width, height] = [header.getUint32(0), header.getUint32(4)];
  const [depth, colour] = [header.getUint8(8), header.getUint8(9)];
  const [compression, filter, interlace] = [header.getUint8(10), header.getUint8(11), header.getUint8(12)];
  if (width === 0 || height === 0 || width > MOST_BYTES || height > MOST_BYTES) return CORRUPT;
  if (DEPTHS[colour]?.includes(depth) !== true || (colour === BY_PALETTE && !hasPalette)) return CORRUPT;
  if (compression !== 0 || filter !== 0 || interlace > 1) return CORRUPT;
  return { kind: "image", format: "png", width, height, isAnimated };
}

function typeOf(name: string): number {
  return Array.from(name).reduce((type, letter) => type * 256 + letter.charCodeAt(0), 0);
}
