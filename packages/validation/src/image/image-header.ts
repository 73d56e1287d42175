import { readJpeg } from "./jpeg.ts";
import { readPng } from "./png.ts";

export type ImageFormat = "jpeg" | "png";

/** What an image file says about itself, and whether its structure holds together from the first byte to the last. */
export type ImageHeader =
  | {
      readonly kind: "image";
      readonly format: ImageFormat;
      readonly width: number;
      readonly height: number;
      readonly isAnimated: boolean;
    }
  /** It begins like an image and ends too early. */
  | { readonly kind: "truncated"; readonly format: ImageFormat }
  | { readonly kind: "corrupt"; readonly format: ImageFormat }
  /** An image in a format, or in a variant of one, that common decoders do not read. */
  | { readonly kind: "unsupported"; readonly format: string }
  | { readonly kind: "no_image" };

/** Formats that are known well enough to be named, by their first bytes; `-1` stands for any byte. */
const OTHER_FORMATS: readonly (readonly [name: string, ...bytes: number[]])[] = [
  ["gif", 0x47, 0x49, 0x46, 0x38],
  ["webp", 0x52, 0x49, 0x46, 0x46, -1, -1, -1, -1, 0x57, 0x45, 0x42, 0x50],
  ["bmp", 0x42, 0x4d, -1, -1, -1, -1, 0, 0, 0, 0],
  ["tiff", 0x49, 0x49, 0x2a, 0x00],
  ["tiff", 0x4d, 0x4d, 0x00, 0x2a],
  ["avif", -1, -1, -1, -1, 0x66, 0x74, 0x79, 0x70, 0x61, 0x76, 0x69],
  ["heic", -1, -1, -1, -1, 0x66, 0x74, 0x79, 0x70, 0x68, 0x65],
  ["heic", -1, -1, -1, -1, 0x66, 0x74, 0x79, 0x70, 0x6d, 0x69, 0x66],
  ["jpeg-xl", 0xff, 0x0a],
  ["jpeg-2000", 0x00, 0x00, 0x00, 0x0c, 0x6a, 0x50, 0x20, 0x20],
];

/** @param crc32 - of bytes, as an unsigned number. */
export function readImageHeader(bytes: Uint8Array, crc32: (bytes: Uint8Array) => number): ImageHeader {
  if (startsWith(bytes, [0xff, 0xd8])) return readJpeg(bytes);
  if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47])) return readPng(bytes, crc32);
  const other = OTHER_FORMATS.find(([, ...signature]) => startsWith(bytes, signature));
  return other === undefined ? { kind: "no_image" } : { kind: "unsupported", format: other[0] };
}

function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return bytes.length >= signature.length && signature.every((byte, at) => byte === -1 || bytes[at] === byte);
}
