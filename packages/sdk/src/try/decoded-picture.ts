import type { Pixels } from "@flash/schemas";
import { flashError } from "../error/flash-error.ts";

/** The pixels of a picture, upright, as browsers decode it. @throws FlashError `file_unreadable`. */
export async function decodedPicture(file: Blob): Promise<Pixels> {
  const bitmap = await createImageBitmap(file).catch((cause: unknown) => {
    throw flashError({ code: "file_unreadable", name: nameOf(file) }, { cause });
  });
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext("2d");
  if (context === null) throw flashError({ code: "file_unreadable", name: nameOf(file) });
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return { data: context.getImageData(0, 0, width, height).data, width, height, channels: 4 };
}

const nameOf = (file: Blob): string => (file instanceof File ? file.name : "the picture");
