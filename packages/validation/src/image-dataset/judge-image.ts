import type { DroppedImages, ImageRules } from "@flash/schemas";
import { type Checksums, type ImageFormat, type ImageHeader, readImageHeader } from "../image/image-header.ts";
import type { Finding } from "../report/problem-log.ts";
import type { EntryFault } from "../zip/entry-walk.ts";

export type KnownImage = Extract<ImageHeader, { kind: "image" }>;

/** What one file turned out to be. Findings about an image that is kept are warnings. */
export type ImageVerdict =
  | { readonly kept: KnownImage; readonly findings: readonly Finding[] }
  | { readonly dropped: keyof DroppedImages; readonly findings: readonly Finding[]; readonly format?: string };

/** What is to be said of a file that is not in the archive as the directory says. */
export function judgeFault(fault: EntryFault): ImageVerdict {
  return { dropped: "damaged", findings: [{ code: fault, details: {} }] };
}

/** @param name - of the file, whose ending is compared with what it is. */
export function judgeImage(
  bytes: Uint8Array,
  name: string,
  { rules, codec }: { rules: ImageRules; codec: Checksums },
): ImageVerdict {
  if (bytes.length === 0) return corrupt({ code: "empty_image", details: {} });
  const header = readImageHeader(bytes, codec);
  switch (header.kind) {
    case "image":
      return judgeShape(header, name, rules);
    case "unsupported":
      return { dropped: "unsupported", findings: [], format: header.format };
    default:
      return corrupt({ code: header.kind, details: {} });
  }
}

const corrupt = (finding: Finding): ImageVerdict => ({ dropped: "corrupt", findings: [finding] });

function judgeShape(image: KnownImage, name: string, rules: ImageRules): ImageVerdict {
  const { width, height } = image;
  if (width * height > rules.maxPixels) {
    const finding = { code: "image_too_large", details: { limitPixels: rules.maxPixels } } as const;
    return { dropped: "imageTooLarge", findings: [finding] };
  }
  const findings: Finding[] = [];
  if (Math.min(width, height) < rules.minSidePixels) {
    findings.push({ code: "image_too_small", details: { limitPixels: rules.minSidePixels } });
  }
  if (formatNamed(name) !== image.format) findings.push({ code: "wrong_extension", details: {} });
  if (image.isAnimated) findings.push({ code: "animated_image", details: {} });
  return { kept: image, findings };
}

function formatNamed(name: string): ImageFormat {
  return /\.png$/iu.test(name) ? "png" : "jpeg";
}
