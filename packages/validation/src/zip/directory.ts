import type { ByteSource } from "../bytes/byte-source.ts";
import { type ArchiveDamage, findDirectory, fromTail } from "./end-of-directory.ts";
import { decodeName } from "./entry-name.ts";
import {
  DIRECTORY_ENTRY,
  DIRECTORY_ENTRY_BYTES,
  IN_ZIP64_32,
  uint64At,
  UTF8_NAMES,
  viewOf,
  ZIP64_EXTRA,
  uint16At,
  uint32At,
} from "./records.ts";

/** One entry as the directory describes it. What it says is a claim until the entry itself was read. */
export interface ZipEntry {
  /** As it is written in the archive, decoded. */
  readonly name: string;
  readonly nameBytes: Uint8Array;
  readonly flags: number;
  readonly method: number;
  readonly crc32: number;
  readonly packedBytes: number;
  readonly unpackedBytes: number;
  /** Where its local header begins. */
  readonly offset: number;
  /** File type and permissions where the archive was made on Unix, else 0. */
  readonly unixMode: number;
  /** Its whole entry in the directory. */
  readonly record: Uint8Array;
  /** Where in the record the offset stands in 64 bits; undefined: it has 32, in a field of its own. */
  readonly wideOffsetAt: number | undefined;
}

export interface Directory {
  readonly entries: readonly ZipEntry[];
  /** The first byte of the directory: all entries lie before it. */
  readonly offset: number;
  readonly zip64: boolean;
}

export type DirectoryRefusal =
  | { readonly damage: ArchiveDamage }
  | { readonly entries: number; readonly limit: number };

/** Names, extra fields and comments of a sane archive stay far below this on average. Bounds memory. */
const BYTES_PER_ENTRY = 512;
const MADE_ON_UNIX = 3;

/**
 * Reads the directory of an archive, and nothing else of it.
 *
 * @param maxEntries - more are refused without being read.
 */
export async function readDirectory(source: ByteSource, maxEntries: number): Promise<Directory | DirectoryRefusal> {
  const found = await findDirectory(source);
  if ("damage" in found) return found;
  const { entries: count, lengthBytes, offset, zip64 } = found.place;
  if (count > maxEntries) return { entries: count, limit: maxEntries };
  if (lengthBytes > maxEntries * BYTES_PER_ENTRY) return { damage: "directory_unreadable" };
  const bytes = await fromTail(source, found.tail, offset, lengthBytes);
  const entries = parseEntries(bytes, count);
  return entries === undefined ? { damage: "directory_unreadable" } : { entries, offset, zip64 };
}

/** @returns undefined when the bytes are not exactly `count` entries. */
function parseEntries(bytes: Uint8Array, count: number): ZipEntry[] | undefined {
  const view = viewOf(bytes);
  const entries: ZipEntry[] = [];
  let at = 0;
  while (entries.length < count) {
    if (at + DIRECTORY_ENTRY_BYTES > bytes.length || uint32At(view, at) !== DIRECTORY_ENTRY) return undefined;
    const nameBytes = uint16At(view, at + 28);
    const extraBytes = uint16At(view, at + 30);
    const next = at + DIRECTORY_ENTRY_BYTES + nameBytes + extraBytes + uint16At(view, at + 32);
    if (next > bytes.length) return undefined;
    const entry = entryAt(bytes, at, next);
    if (entry === undefined) return undefined;
    entries.push(entry);
    at = next;
  }
  return at === bytes.length ? entries : undefined;
}

function entryAt(bytes: Uint8Array, start: number, end: number): ZipEntry | undefined {
  const record = bytes.subarray(start, end);
  const view = viewOf(record);
  const flags = uint16At(view, 8);
  const nameEnd = DIRECTORY_ENTRY_BYTES + uint16At(view, 28);
  const nameBytes = record.subarray(DIRECTORY_ENTRY_BYTES, nameEnd);
  const sizes = wideFields(view, { from: nameEnd, to: nameEnd + uint16At(view, 30) });
  if (sizes === undefined) return undefined;
  return {
    name: decodeName(nameBytes, (flags & UTF8_NAMES) !== 0),
    nameBytes,
    flags,
    method: uint16At(view, 10),
    crc32: uint32At(view, 16),
    ...sizes,
    unixMode: view.getUint8(5) === MADE_ON_UNIX ? uint16At(view, 40) : 0,
    record,
  };
}

/** Sizes and offset, which stand in the zip64 extra field when their own fields are too small for them. */
function wideFields(
  view: DataView,
  extra: { from: number; to: number },
): Pick<ZipEntry, "packedBytes" | "unpackedBytes" | "offset" | "wideOffsetAt"> | undefined {
  const narrow = [uint32At(view, 24), uint32At(view, 20), uint32At(view, 42)];
  let wide = zip64Extra(view, extra.from, extra.to);
  let wideOffsetAt: number | undefined;
  const values: number[] = [];
  for (const [index, value] of narrow.entries()) {
    if (value !== IN_ZIP64_32) values.push(value);
    else if (wide === undefined || wide.from + 8 > wide.to) return undefined;
    else {
      values.push(uint64At(view, wide.from));
      // The offset is the last of the three.
      if (index === 2) wideOffsetAt = wide.from;
      wide = { from: wide.from + 8, to: wide.to };
    }
  }
  const [unpackedBytes = Number.NaN, packedBytes = Number.NaN, offset = Number.NaN] = values;
  if (Number.isNaN(unpackedBytes + packedBytes + offset)) return undefined;
  return { unpackedBytes, packedBytes, offset, wideOffsetAt };
}

function zip64Extra(view: DataView, from: number, to: number): { from: number; to: number } | undefined {
  for (let at = from; at + 4 <= to;) {
    const end = at + 4 + uint16At(view, at + 2);
    if (end > to) return undefined;
    if (uint16At(view, at) === ZIP64_EXTRA) return { from: at + 4, to: end };
    at = end;
  }
  return undefined;
}
