import type { Directory, ZipEntry } from "./directory.ts";
import { type EntryPath, pathOf, type UnsafeName } from "./entry-name.ts";
import { isReadable } from "./entry-walk.ts";
import { ENCRYPTED, LOCAL_HEADER_BYTES, MASKED_HEADERS, STRONGLY_ENCRYPTED } from "./records.ts";

/** How much an archive may unpack to. */
export interface UnpackLimits {
  /** All entries together. */
  readonly maxUnpackedBytes: number;
  /** Unpacked bytes for each packed one, of the archive and of each entry above {@link BOMB_BYTES}. */
  readonly maxRatio: number;
}

/** What makes an archive hostile or unreadable, as its directory alone shows it. */
export type StructureFault =
  | { readonly fault: "unsafe_name"; readonly entry: ZipEntry; readonly reason: UnsafeName }
  | { readonly fault: "clashing_name" | "encrypted" | "overlaps"; readonly entry: ZipEntry }
  /** Without an entry: all together. */
  | { readonly fault: "bomb"; readonly entry: ZipEntry | undefined }
  | { readonly fault: "unknown_method"; readonly entry: ZipEntry; readonly method: number }
  | { readonly fault: "unpacks_too_large"; readonly unpackedBytes: number };

export interface FileOf<Entry = ZipEntry> {
  readonly entry: Entry;
  readonly path: EntryPath;
}

/** Smaller entries harm nobody, whatever their ratio: a flat picture packs very well. */
const BOMB_BYTES = 1_048_576;
const ENCRYPTION = ENCRYPTED | STRONGLY_ENCRYPTED | MASKED_HEADERS;

/**
 * Judges an archive before anything in it is unpacked.
 *
 * @returns its entries with their paths, in the directory's order, and all that is wrong with them.
 */
export function judgeStructure(
  directory: Directory,
  limits: UnpackLimits,
): { files: readonly FileOf[]; faults: readonly StructureFault[] } {
  const files: FileOf[] = [];
  const faults: StructureFault[] = [];
  for (const entry of directory.entries) {
    const path = pathOf(entry.name, entry.unixMode);
    if (typeof path === "string") faults.push({ fault: "unsafe_name", entry, reason: path });
    else files.push({ entry, path });
    if ((entry.flags & ENCRYPTION) !== 0) faults.push({ fault: "encrypted", entry });
    else if (!isReadable(entry)) faults.push({ fault: "unknown_method", entry, method: entry.method });
    if (isBomb(entry, limits.maxRatio)) faults.push({ fault: "bomb", entry });
  }
  faults.push(...clashes(files), ...overlaps(directory));
  // One bomb alone makes the whole archive one.
  if (!faults.some(({ fault }) => fault === "bomb")) faults.push(...tooLarge(directory, limits));
  return { files, faults };
}

function isBomb({ packedBytes, unpackedBytes }: ZipEntry, maxRatio: number): boolean {
  return unpackedBytes > BOMB_BYTES && unpackedBytes > packedBytes * maxRatio;
}

/** Two entries with one path, or a file where another has a folder: which of them is unpacked depends on who does it. */
function* clashes(files: readonly FileOf[]): Generator<StructureFault> {
  const known = new Set<string>();
  const folders = new Set<string>();
  for (const { path } of files) for (const folder of foldersOf(path)) folders.add(folder);
  for (const { entry, path } of files) {
    if (path.isFolder) continue;
    const name = path.segments.join("/");
    if (known.has(name) || folders.has(name)) yield { fault: "clashing_name", entry };
    known.add(name);
  }
}

function* foldersOf({ segments, isFolder }: EntryPath): Generator<string> {
  let folder = "";
  for (const segment of isFolder ? segments : segments.slice(0, -1)) {
    folder = folder === "" ? segment : `${folder}/${segment}`;
    yield folder;
  }
}

/** Entries that share bytes: a few kilobytes unpack to petabytes that way. */
function* overlaps({ entries, offset }: Directory): Generator<StructureFault> {
  const inOrder = entries.toSorted((one, other) => one.offset - other.offset);
  for (const [index, entry] of inOrder.entries()) {
    const end = inOrder[index + 1]?.offset ?? offset;
    const least = entry.offset + LOCAL_HEADER_BYTES + entry.nameBytes.length + entry.packedBytes;
    if (least > end) yield { fault: "overlaps", entry };
  }
}

function* tooLarge({ entries, offset }: Directory, limits: UnpackLimits): Generator<StructureFault> {
  const unpackedBytes = entries.reduce((sum, entry) => sum + entry.unpackedBytes, 0);
  if (unpackedBytes > limits.maxUnpackedBytes) yield { fault: "unpacks_too_large", unpackedBytes };
  if (unpackedBytes > BOMB_BYTES && unpackedBytes > offset * limits.maxRatio) yield { fault: "bomb", entry: undefined };
}
