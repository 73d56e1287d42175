import { isJunk } from "./junk.ts";

/** Which part of a dataset that its owner has split an image belongs to. */
export type SplitPart = "train" | "validation" | "test";

const PART_OF: Readonly<Record<string, SplitPart>> = {
  train: "train",
  training: "train",
  val: "validation",
  valid: "validation",
  validation: "validation",
  dev: "validation",
  test: "test",
  testing: "test",
};

/** How the folders of an archive are to be read. */
export interface Layout {
  /** Folders around all classes, such as the one that was packed as a whole. */
  readonly wrapperFolders: number;
  /** Between them and the classes stand train, validation and test. */
  readonly isSplit: boolean;
}

export interface ImagePlace {
  readonly label: string;
  readonly part: SplitPart | null;
}

const JPEG_OR_PNG = /\.(?:jpe?g|jpe|jfif|png)$/iu;
const OTHER_IMAGES = /\.(?:gif|webp|bmp|tiff?|hei[cf]|avif|svg|jxl|jp2|ico|raw|cr2|nef|psd)$/iu;

export type FileKind = "image" | "other_image" | "junk" | "other";

/** What a file is meant to be, by its name. */
export function kindOf(segments: readonly string[]): FileKind {
  const name = segments.at(-1) ?? "";
  if (isJunk(segments)) return "junk";
  if (JPEG_OR_PNG.test(name)) return "image";
  return OTHER_IMAGES.test(name) ? "other_image" : "other";
}

/**
 * Finds out where the class folders are: at the top, or inside one folder that was packed with them, or below folders named train,
 * validation and test.
 *
 * @param images - the folders and name of each image.
 */
export function layoutOf(images: readonly (readonly string[])[]): Layout {
  // An image that lies beside the folders says nothing about them.
  const folders = images.map((segments) => segments.slice(0, -1)).filter(({ length }) => length > 0);
  for (let wrapperFolders = 0; ; wrapperFolders++) {
    const names = new Set(folders.map((path) => path[wrapperFolders] ?? ""));
    const deeper = folders.filter(({ length }) => length > wrapperFolders + 1);
    // Mostly: a few images that lie too high are a mistake, and not the layout.
    const hasFoldersBelow = deeper.length * 2 > folders.length;
    if (!hasFoldersBelow) return { wrapperFolders, isSplit: false };
    if ([...names].every(isPart)) return { wrapperFolders, isSplit: true };
    if (names.size > 1) return { wrapperFolders, isSplit: false };
  }
}

/** @returns undefined for an image that lies in no class folder. */
export function placeOf(segments: readonly string[], { wrapperFolders, isSplit }: Layout): ImagePlace | undefined {
  const folders = segments.slice(wrapperFolders, -1);
  const label = folders[isSplit ? 1 : 0];
  if (label === undefined) return undefined;
  return { label, part: isSplit ? (PART_OF[(folders[0] ?? "").toLowerCase()] ?? null) : null };
}

function isPart(name: string): boolean {
  return Object.hasOwn(PART_OF, name.toLowerCase());
}
