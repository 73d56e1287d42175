import sharp from "sharp";
import type { Pixels } from "./preprocess.ts";

/** Above it a picture is refused: 12,000 by 12,000 would take 600 MB. */
const MAX_PIXELS = 100_000_000;

/** How many pixels a picture has, as its header says; 0 when it says nothing. */
export async function pixelsIn(path: string): Promise<number> {
  const { width, height } = await sharp(path)
    .metadata()
    .catch(() => ({ width: 0, height: 0 }));
  return width * height;
}

/** Decodes a JPEG or PNG upright (as browsers show it) into 8-bit RGBA. @throws Error when it cannot be decoded. */
export async function decodePicture(path: string): Promise<Pixels> {
  const { data, info } = await sharp(path, { limitInputPixels: MAX_PIXELS })
    .rotate()
    .toColourspace("srgb")
    .ensureAlpha()
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: 4 };
}
