import type { DroppedImages, ImageRules } from "@flash/schemas";
import type { FileOf } from "../zip/structure.ts";
import type { WantedEntry } from "../zip/entry-walk.ts";
import type { ZipEntry } from "../zip/directory.ts";
import { labelFinding } from "../report/label-finding.ts";
import type { ProblemLog } from "../report/problem-log.ts";
import { kindOf, layoutOf, placeOf, type Layout, type SplitPart } from "./layout.ts";

/** A file that shall be read as an image. */
export interface ImageFile extends WantedEntry {
  readonly label: string;
  readonly part: SplitPart | null;
  /** Another file of the archive has the same size and checksum. */
  readonly mayRepeat: boolean;
}

export interface ImagePlan {
  /** In the order in which they lie in the archive. */
  readonly images: readonly ImageFile[];
  /** Files that are meant to be images. */
  readonly total: number;
  /** Images that are left out without being read. */
  readonly dropped: Pick<DroppedImages, "noClass" | "labelTooLong" | "tooManyClasses" | "fileTooLarge" | "unsupported">;
  readonly isSplit: boolean;
  /** Formats that are not read, by the endings of names. */
  readonly otherFormats: readonly string[];
}

interface Meant {
  readonly entry: ZipEntry;
  readonly segments: readonly string[];
  readonly isOtherFormat: boolean;
}

/** Says which files are to be read, and what each of the others is. */
export function planImages(files: readonly FileOf[], rules: ImageRules, log: ProblemLog): ImagePlan {
  const meant = meantAsImages(files, log);
  const layout = layoutOf(meant.map(({ segments }) => segments));
  const dropped = { noClass: 0, labelTooLong: 0, tooManyClasses: 0, fileTooLarge: 0, unsupported: 0 };
  const labels = new Set<string>();
  const images: Omit<ImageFile, "mayRepeat">[] = [];
  for (const one of meant) {
    const judged = judge(one, layout, { rules, labels, log });
    if (typeof judged === "string") dropped[judged]++;
    else images.push({ entry: one.entry, ...judged });
  }
  const otherFormats = reportOtherFormats(meant, log);
  images.sort((one, other) => one.entry.offset - other.entry.offset);
  return { images: withRepetitions(images), total: meant.length, dropped, isSplit: layout.isSplit, otherFormats };
}

function meantAsImages(files: readonly FileOf[], log: ProblemLog): Meant[] {
  const meant: Meant[] = [];
  for (const { entry, path } of files) {
    if (path.isFolder) continue;
    const kind = kindOf(path.segments);
    const place = () => ({ entry: entry.name });
    if (kind === "junk") log.add({ code: "junk_files", details: {} }, place);
    else if (kind === "other") log.add({ code: "other_files", details: {} }, place);
    else meant.push({ entry, segments: path.segments, isOtherFormat: kind === "other_image" });
  }
  return meant;
}

function judge(
  { entry, segments, isOtherFormat }: Meant,
  layout: Layout,
  { rules, labels, log }: { rules: ImageRules; labels: Set<string>; log: ProblemLog },
): keyof ImagePlan["dropped"] | Pick<ImageFile, "label" | "part"> {
  const where = () => ({ entry: entry.name });
  if (isOtherFormat) return "unsupported";
  const place = placeOf(segments, layout);
  if (place === undefined) {
    log.add({ code: "image_without_class", details: {} }, where);
    return "noClass";
  }
  if (Array.from(place.label).length > rules.maxLabelCharacters) {
    log.add(labelFinding("label_too_long", rules), where);
    return "labelTooLong";
  }
  if (!labels.has(place.label) && labels.size >= rules.maxClasses) {
    log.add(labelFinding("too_many_classes", rules), where);
    return "tooManyClasses";
  }
  labels.add(place.label);
  if (entry.unpackedBytes <= rules.maxImageBytes) return place;
  log.add({ code: "file_too_large", details: { limitBytes: rules.maxImageBytes } }, where);
  return "fileTooLarge";
}

function reportOtherFormats(meant: readonly Meant[], log: ProblemLog): string[] {
  const others = meant.filter(({ isOtherFormat }) => isOtherFormat);
  const formats = [...new Set(others.map(({ segments }) => extensionOf(segments)))].sort();
  for (const { entry } of others) {
    log.add({ code: "unsupported_image", details: { formats } }, () => ({ entry: entry.name }));
  }
  return formats;
}

function extensionOf(segments: readonly string[]): string {
  return (segments.at(-1)?.split(".").at(-1) ?? "").toLowerCase();
}

/** Files of different size or checksum are different: only the others must be compared. */
function withRepetitions(images: readonly Omit<ImageFile, "mayRepeat">[]): ImageFile[] {
  const seen = new Map<string, number>();
  const keyOf = ({ crc32, unpackedBytes }: ZipEntry) => `${crc32} ${unpackedBytes}`;
  for (const { entry } of images) seen.set(keyOf(entry), (seen.get(keyOf(entry)) ?? 0) + 1);
  return images.map((image) => ({ ...image, mayRepeat: (seen.get(keyOf(image.entry)) ?? 0) > 1 }));
}
