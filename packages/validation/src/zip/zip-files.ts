import { crc32 } from "#crc32";
import {
  DIRECTORY_ENTRY,
  DIRECTORY_ENTRY_BYTES,
  END_OF_DIRECTORY,
  END_OF_DIRECTORY_BYTES,
  IN_ZIP64_16,
  IN_ZIP64_32,
  LOCAL_HEADER,
  LOCAL_HEADER_BYTES,
  STORED,
  UTF8_NAMES,
  ZIP64_END_OF_DIRECTORY,
  ZIP64_END_OF_DIRECTORY_BYTES,
  ZIP64_EXTRA,
  ZIP64_LOCATOR,
  ZIP64_LOCATOR_BYTES,
} from "./records.ts";

/**
 * A file that shall be in an archive.
 *
 * @example
 * ```ts
 * const cat: FileToZip = { path: "cats/1.jpg", content: file };
 * ```
 */
export interface FileToZip {
  /** With the folders it shall lie in: `cats/1.jpg`. */
  readonly path: string;
  readonly content: Blob;
}

const VERSION = 20;
const ZIP64_VERSION = 45;
/** 1980-01-01, the earliest day there is in a ZIP: the same files give the same bytes. */
const DOS_DATE = 33;
/** Offset, and the header before it. */
const ZIP64_EXTRA_BYTES = 12;
const encoder = new TextEncoder();

interface Packed {
  readonly name: Uint8Array;
  readonly crc32: number;
  readonly sizeBytes: number;
  readonly offset: number;
}

/**
 * Packs files as they are, uncompressed: images hardly get smaller. Each is read once for its checksum and stays where it is; the
 * archive refers to it.
 *
 * @throws RangeError for a single file of 4 GiB or more.
 * @example
 * ```ts
 * const archive = await zipFiles([{ path: "cats/1.jpg", content: file }]);
 * const uploaded = await flash.uploadDataset(archive, { taskType: "image-classification", name: "cats.zip" });
 * ```
 */
export async function zipFiles(files: Iterable<FileToZip>, signal?: AbortSignal): Promise<Blob> {
  const parts: (Uint8Array<ArrayBuffer> | Blob)[] = [];
  const packed: Packed[] = [];
  let offset = 0;
  for (const { path, content } of files) {
    signal?.throwIfAborted();
    if (content.size >= IN_ZIP64_32) throw new RangeError(`${path} is too large for an archive`);
    const file = { name: encoder.encode(path), crc32: await checksum(content), sizeBytes: content.size, offset };
    const header = localHeader(file);
    parts.push(header, content);
    packed.push(file);
    offset += header.length + content.size;
  }
  const entries = packed.map(directoryEntry);
  const lengthBytes = entries.reduce((sum, { length }) => sum + length, 0);
  return new Blob([...parts, ...entries, endOfDirectory({ entries: packed.length, offset, lengthBytes })], {
    type: "application/zip",
  });
}

/** Images are small enough to be read whole; larger files are not, and a checksum of parts is not worth its code here. */
async function checksum(content: Blob): Promise<number> {
  return crc32(new Uint8Array(await content.arrayBuffer()));
}

function localHeader({ name, crc32: sum, sizeBytes }: Packed): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(LOCAL_HEADER_BYTES + name.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, LOCAL_HEADER, true);
  view.setUint16(4, VERSION, true);
  common(view, 6, { sum, sizeBytes, nameBytes: name.length });
  bytes.set(name, LOCAL_HEADER_BYTES);
  return bytes;
}

/** The fields that both headers have, in the same order. */
function common(
  view: DataView,
  at: number,
  { sum, sizeBytes, nameBytes }: { sum: number; sizeBytes: number; nameBytes: number },
): void {
  view.setUint16(at, UTF8_NAMES, true);
  view.setUint16(at + 2, STORED, true);
  view.setUint16(at + 6, DOS_DATE, true);
  view.setUint32(at + 8, sum, true);
  view.setUint32(at + 12, sizeBytes, true);
  view.setUint32(at + 16, sizeBytes, true);
  view.setUint16(at + 20, nameBytes, true);
}

function directoryEntry({ name, crc32: sum, sizeBytes, offset }: Packed): Uint8Array<ArrayBuffer> {
  const isFar = offset >= IN_ZIP64_32;
  const extraBytes = isFar ? ZIP64_EXTRA_BYTES : 0;
  const bytes = new Uint8Array(DIRECTORY_ENTRY_BYTES + name.length + extraBytes);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, DIRECTORY_ENTRY, true);
  view.setUint16(4, isFar ? ZIP64_VERSION : VERSION, true);
  view.setUint16(6, isFar ? ZIP64_VERSION : VERSION, true);
  common(view, 8, { sum, sizeBytes, nameBytes: name.length });
  view.setUint16(30, extraBytes, true);
  view.setUint32(42, isFar ? IN_ZIP64_32 : offset, true);
  bytes.set(name, DIRECTORY_ENTRY_BYTES);
  if (!isFar) return bytes;
  const extra = DIRECTORY_ENTRY_BYTES + name.length;
  view.setUint16(extra, ZIP64_EXTRA, true);
  view.setUint16(extra + 2, ZIP64_EXTRA_BYTES - 4, true);
  view.setBigUint64(extra + 4, BigInt(offset), true);
  return bytes;
}

/** The end of an archive whose directory of `lengthBytes` begins at `offset`. */
export function endOfDirectory({
  entries,
  offset,
  lengthBytes,
}: {
  entries: number;
  offset: number;
  lengthBytes: number;
}): Uint8Array<ArrayBuffer> {
  const isLarge = entries >= IN_ZIP64_16 || offset >= IN_ZIP64_32 || lengthBytes >= IN_ZIP64_32;
  const end = isLarge ? ZIP64_END_OF_DIRECTORY_BYTES + ZIP64_LOCATOR_BYTES : 0;
  const bytes = new Uint8Array(end + END_OF_DIRECTORY_BYTES);
  const view = new DataView(bytes.buffer);
  if (isLarge) {
    view.setUint32(0, ZIP64_END_OF_DIRECTORY, true);
    view.setBigUint64(4, BigInt(ZIP64_END_OF_DIRECTORY_BYTES - 12), true);
    view.setUint16(12, ZIP64_VERSION, true);
    view.setUint16(14, ZIP64_VERSION, true);
    for (const at of [24, 32]) view.setBigUint64(at, BigInt(entries), true);
    view.setBigUint64(40, BigInt(lengthBytes), true);
    view.setBigUint64(48, BigInt(offset), true);
    view.setUint32(ZIP64_END_OF_DIRECTORY_BYTES, ZIP64_LOCATOR, true);
    view.setBigUint64(ZIP64_END_OF_DIRECTORY_BYTES + 8, BigInt(offset + lengthBytes), true);
    view.setUint32(ZIP64_END_OF_DIRECTORY_BYTES + 16, 1, true);
  }
  view.setUint32(end, END_OF_DIRECTORY, true);
  for (const at of [8, 10]) view.setUint16(end + at, Math.min(entries, IN_ZIP64_16), true);
  view.setUint32(end + 12, Math.min(lengthBytes, IN_ZIP64_32), true);
  view.setUint32(end + 16, Math.min(offset, IN_ZIP64_32), true);
  return bytes;
}
