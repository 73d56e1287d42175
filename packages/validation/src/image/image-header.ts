import { beginsWith, formatOf, JPEG, PNG } from "../bytes/signature.ts";
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
  | { readonly kind: "truncated_image" }
  | { readonly kind: "corrupt_image" }
  /** An image in a format, or in a variant of one, that common decoders do not read. */
  | { readonly kind: "unsupported"; readonly format: string }
  | { readonly kind: "not_an_image" };

/** Formats that are known well enough to be named. */
const OTHER_FORMATS: readonly (readonly [name: string, signature: string])[] = [
  ["gif", "GIF8"],
  ["webp", "RIFF????WEBP"],
  ["bmp", "BM????\0\0\0\0"],
  ["tiff", "II*\0"],
  ["tiff", "MM\0*"],
  ["avif", "????ftypavi"],
  ["heic", "????ftyphe"],
  ["heic", "????ftypmif"],
  ["jpeg-xl", "\xff\n"],
  ["jpeg-2000", "\0\0\0\fjP  "],
];

/** What is asked for checksums. */
export interface Checksums {
  /** The CRC-32 of the bytes, unsigned. */
  crc32(bytes: Uint8Array): number;
}

export function readImageHeader(bytes: Uint8Array, checksums: Checksums): ImageHeader {
  if (beginsWith(bytes, JPEG)) return readJpeg(bytes);
  if (beginsWith(bytes, PNG)) return readPng(bytes, checksums);
  const format = formatOf(bytes, OTHER_FORMATS);
  return format === undefined ? { kind: "not_an_image" } : { kind: "unsupported", format };
}
