import type { ImageHeader } from "./image-header.ts";

const START_OF_IMAGE_BYTES = 2;
const MARKER = 0xff;
const STUFFED = 0x00;
const TEMPORARY = 0x01;
const FIRST_RESTART = 0xd0;
const LAST_RESTART = 0xd7;
const START_OF_IMAGE = 0xd8;
const END_OF_IMAGE = 0xd9;
const START_OF_SCAN = 0xda;
/** Baseline, extended and progressive, Huffman coded: what decoders read. */
const READ_FRAMES: readonly number[] = [0xc0, 0xc1, 0xc2];
const FIRST_FRAME = 0xc0;
const LAST_FRAME = 0xcf;
const READ_COMPONENTS: readonly number[] = [1, 3, 4];

const TRUNCATED = { kind: "truncated_image" } as const;
const CORRUPT = { kind: "corrupt_image" } as const;

/**
 * Walks the segments of a JPEG up to its first scan, and looks for its end.
 *
 * @param bytes - that begin with the marker of a JPEG.
 * @see https://www.w3.org/Graphics/JPEG/itu-t81.pdf annex B
 */
export function readJpeg(bytes: Uint8Array): ImageHeader {
  let frame: ImageHeader | undefined;
  for (let at = START_OF_IMAGE_BYTES; ;) {
    if (at >= bytes.length) return TRUNCATED;
    if (bytes[at] !== MARKER) return CORRUPT;
    while (bytes[at] === MARKER) at++;
    const marker = bytes[at++];
    if (marker === undefined) return TRUNCATED;
    if (marker === TEMPORARY || isRestart(marker)) continue;
    if (marker === STUFFED || marker === START_OF_IMAGE || marker === END_OF_IMAGE) return CORRUPT;
    if (at + 2 > bytes.length) return TRUNCATED;
    const length = uint16At(bytes, at);
    if (length < 2) return CORRUPT;
    if (at + length > bytes.length) return TRUNCATED;
    if (READ_FRAMES.includes(marker)) {
      frame = frameAt(bytes, at, length);
      if (frame.kind !== "image") return frame;
    } else if (marker > FIRST_FRAME && marker <= LAST_FRAME && marker % 4 !== 0) {
      // Lossless, hierarchical and arithmetic coded; every fourth of these is no frame.
      return { kind: "unsupported", format: "jpeg" };
    }
    at += length;
    if (marker !== START_OF_SCAN) continue;
    if (frame === undefined) return CORRUPT;
    return hasEnd(bytes, at) ? frame : TRUNCATED;
  }
}

function frameAt(bytes: Uint8Array, at: number, length: number): ImageHeader {
  if (length < 8) return CORRUPT;
  const [precision, components = 0] = [bytes[at + 2], bytes[at + 7]];
  const [height, width] = [uint16At(bytes, at + 3), uint16At(bytes, at + 5)];
  if (length !== 8 + 3 * components || width === 0 || height === 0) return CORRUPT;
  if (precision !== 8 || !READ_COMPONENTS.includes(components)) return { kind: "unsupported", format: "jpeg" };
  return { kind: "image", format: "jpeg", width, height, isAnimated: false };
}

/** @param at - in a scan, where every marker byte of the data is followed by a zero. */
function hasEnd(bytes: Uint8Array, at: number): boolean {
  const last = bytes.length - 1;
  // Mostly the end is where it belongs; cameras and phones write more behind it.
  if (last > at && bytes[last - 1] === MARKER && bytes[last] === END_OF_IMAGE) return true;
  for (let next = bytes.indexOf(MARKER, at); next >= 0; next = bytes.indexOf(MARKER, next + 1)) {
    if (bytes[next + 1] === END_OF_IMAGE) return true;
  }
  return false;
}

function isRestart(marker: number): boolean {
  return marker >= FIRST_RESTART && marker <= LAST_RESTART;
}

function uint16At(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}
