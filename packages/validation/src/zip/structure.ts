import type { Finding } from "../report/problem-log.ts";
import type { Directory, ZipEntry } from "./directory.ts";
import { type EntryPath, pathOf } from "./entry-name.ts";
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
export interface StructureFault {
  readonly finding: Finding;
  /** undefined: all of them together. */
  readonly entry?: ZipEntry;
}

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
  const bomb: Finding = { code: "compression_bomb", details: { limitRatio: limits.maxRatio } };
  // Each fault names all of them.
  const methods: number[] = [];
  for (const entry of directory.entries) {
    const path = pathOf(entry.name, entry.unixMode);
    if (typeof path === "string") faults.push({ finding: { code: "unsafe_name", details: { reason: path } }, entry });
    else files.push({ entry, path });
    if ((entry.flags & ENCRYPTION) !== 0) faults.push({ finding: { code: "encrypted_files", details: {} }, entry });
    else if (!isReadable(entry)) {
      if (!methods.includes(entry.method)) methods.push(entry.method);
      faults.push({ finding: { code: "unknown_compression", details: { methods } }, entry });
    }
    if (isBomb(entry, limits.maxRatio)) faults.push({ finding: bomb, entry });
  }
  faults.push(...clashes(files), ...overlaps(directory));
  // One bomb alone makes the whole archive one.
  if (faults.some(({ finding }) => finding === bomb)) return { files, faults };
  const { entries, offset } = directory;
  const { maxUnpackedBytes: limitBytes, maxRatio } = limits;
  const unpackedBytes = entries.reduce((sum, entry) => sum + entry.unpackedBytes, 0);
  if (unpackedBytes > limitBytes) {
    faults.push({ finding: { code: "unpacks_too_large", details: { unpackedBytes, limitBytes } } });
  }
  if (unpackedBytes > BOMB_BYTES && unpackedBytes > offset * maxRatio) faults.push({ finding: bomb });
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
    if (known.has(name) || folders.has(name)) yield { finding: { code: "clashing_names", details: {} }, entry };
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
    if (least > end) yield { finding: { code: "overlapping_files", details: {} }, entry };
  }
}
