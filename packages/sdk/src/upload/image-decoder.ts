import type { ImageDecoder } from "@flash/validation";

/** Browsers decode images in full, off the main thread; elsewhere there is no decoder, and their structure must do. */
export function imageDecoder(): ImageDecoder | undefined {
  if (typeof createImageBitmap !== "function") return undefined;
  return async (bytes, { width, height }) => {
    try {
      const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
      // A picture that was turned by its camera comes out turned.
      const isWhole = bitmap.width * bitmap.height === width * height;
      bitmap.close();
      return isWhole;
    } catch {
      return false;
    }
  };
}
