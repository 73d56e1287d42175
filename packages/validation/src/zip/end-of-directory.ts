import type { ByteSource } from "../bytes/byte-source.ts";
import {
  END_OF_DIRECTORY,
  END_OF_DIRECTORY_BYTES,
  IN_ZIP64_16,
  IN_ZIP64_32,
  uint64At,
  viewOf,
  ZIP64_END_OF_DIRECTORY,
  ZIP64_END_OF_DIRECTORY_BYTES,
  ZIP64_LOCATOR,
  ZIP64_LOCATOR_BYTES,
  uint16At,
  uint32At,
} from "./records.ts";

/** Why an archive cannot be read at all. */
export type ArchiveDamage =
  /** The end is missing, or something follows it. */
  | "no_end"
  /** The directory does not lie where the end says. */
  | "directory_misplaced"
  /** An entry of the directory is cut off or no entry, or there are more or fewer than the end says. */
  | "directory_unreadable"
  /** It is one part of an archive in several files. */
  | "in_parts";

/** Where the directory lies: right before the end of the archive. */
export interface DirectoryPlace {
  readonly offset: number;
  readonly lengthBytes: number;
  readonly entries: number;
  readonly zip64: boolean;
}

/** The end of a source that was read to find the directory, which mostly is in it too. */
export interface Tail {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** Mostly the end has no comment: little is read first, and all that may be the end only when it must. */
const FIRST_TAIL_BYTES = 8_192;
const LONGEST_TAIL_BYTES = END_OF_DIRECTORY_BYTES + 0xffff + ZIP64_LOCATOR_BYTES + ZIP64_END_OF_DIRECTORY_BYTES;

/** Finds the directory of an archive by its end. */
export async function findDirectory(
  source: ByteSource,
): Promise<{ place: DirectoryPlace; tail: Tail } | { damage: ArchiveDamage }> {
  for (const wanted of [FIRST_TAIL_BYTES, LONGEST_TAIL_BYTES]) {
    const length = Math.min(source.sizeBytes, wanted);
    const tail = { offset: source.sizeBytes - length, bytes: await source.read(source.sizeBytes - length, length) };
    const end = endIn(tail.bytes);
    if (end >= 0) return placeFrom(source, tail, end);
    if (length === source.sizeBytes) break;
  }
  return { damage: "no_end" };
}

/** The record whose comment ends where the file ends; the last of them, so that a comment cannot hide another directory. */
function endIn(tail: Uint8Array): number {
  const view = viewOf(tail);
  for (let at = tail.length - END_OF_DIRECTORY_BYTES; at >= 0; at--) {
    if (uint32At(view, at) !== END_OF_DIRECTORY) continue;
    if (at + END_OF_DIRECTORY_BYTES + uint16At(view, at + 20) === tail.length) return at;
  }
  return -1;
}

async function placeFrom(
  source: ByteSource,
  tail: Tail,
  end: number,
): Promise<{ place: DirectoryPlace; tail: Tail } | { damage: ArchiveDamage }> {
  const view = viewOf(tail.bytes);
  const endOffset = tail.offset + end;
  const zip64 = await zip64Place(source, tail, endOffset);
  if (zip64 !== undefined) return "damage" in zip64 ? zip64 : { place: zip64, tail };
  const [disk, directoryDisk] = [uint16At(view, end + 4), uint16At(view, end + 6)];
  const [entriesHere, entries] = [uint16At(view, end + 8), uint16At(view, end + 10)];
  const [lengthBytes, offset] = [uint32At(view, end + 12), uint32At(view, end + 16)];
  if (disk !== 0 || directoryDisk !== 0 || entriesHere !== entries) return { damage: "in_parts" };
  if (entries === IN_ZIP64_16 && lengthBytes === IN_ZIP64_32) return { damage: "directory_misplaced" };
  if (offset + lengthBytes !== endOffset) return { damage: "directory_misplaced" };
  return { place: { offset, lengthBytes, entries, zip64: false }, tail };
}

/** @returns undefined when the archive is no zip64. */
async function zip64Place(
  source: ByteSource,
  tail: Tail,
  endOffset: number,
): Promise<DirectoryPlace | { damage: ArchiveDamage } | undefined> {
  const locatorOffset = endOffset - ZIP64_LOCATOR_BYTES;
  if (locatorOffset < 0) return undefined;
  const locator = viewOf(await fromTail(source, tail, locatorOffset, ZIP64_LOCATOR_BYTES));
  if (uint32At(locator, 0) !== ZIP64_LOCATOR) return undefined;
  if (uint32At(locator, 4) !== 0 || uint32At(locator, 16) > 1) return { damage: "in_parts" };
  const recordOffset = uint64At(locator, 8);
  if (!(recordOffset + ZIP64_END_OF_DIRECTORY_BYTES <= locatorOffset)) return { damage: "directory_misplaced" };
  const record = viewOf(await fromTail(source, tail, recordOffset, ZIP64_END_OF_DIRECTORY_BYTES));
  if (uint32At(record, 0) !== ZIP64_END_OF_DIRECTORY) return { damage: "directory_misplaced" };
  if (recordOffset + 12 + uint64At(record, 4) !== locatorOffset) return { damage: "directory_misplaced" };
  if (uint32At(record, 16) !== 0 || uint32At(record, 20) !== 0) return { damage: "in_parts" };
  const [entriesHere, entries] = [uint64At(record, 24), uint64At(record, 32)];
  if (entriesHere !== entries) return { damage: "in_parts" };
  const [lengthBytes, offset] = [uint64At(record, 40), uint64At(record, 48)];
  if (offset + lengthBytes !== recordOffset) return { damage: "directory_misplaced" };
  return { offset, lengthBytes, entries, zip64: true };
}

/** Bytes of the source, without reading again what the tail holds. */
export async function fromTail(source: ByteSource, tail: Tail, offset: number, length: number): Promise<Uint8Array> {
  const at = offset - tail.offset;
  return at >= 0 ? tail.bytes.subarray(at, at + length) : source.read(offset, length);
}
