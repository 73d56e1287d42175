import type { ByteReader } from "./byte-reader.ts";
import type { Directory, ZipEntry } from "./directory.ts";
import {
  DEFLATED,
  ENCRYPTED,
  HAS_DESCRIPTOR,
  IN_ZIP64_32,
  LOCAL_HEADER,
  LOCAL_HEADER_BYTES,
  STORED,
  viewOf,
  uint16At,
  uint32At,
} from "./records.ts";
import type { ZipCodec } from "./plain-codec.ts";
import { inflate } from "./inflate.ts";

/** How an entry is not what the directory says, by the code of the problem. */
export type EntryFault =
  /** Its own header says something else. */
  | "header_differs"
  /** Its data reaches into what follows it. */
  | "overlapping_files"
  /** It unpacks to more or fewer bytes. */
  | "size_differs"
  /** It does not unpack. */
  | "damaged_file"
  /** It unpacks to other bytes than were packed. */
  | "checksum_differs";

export type ReadEntry<Wanted> = { readonly wanted: Wanted } & (
  | { /** Valid until the next entry is asked for. */ readonly bytes: Uint8Array }
  | { readonly fault: EntryFault }
);

/** What shall be read, and what that is to whoever asks. */
export interface WantedEntry {
  readonly entry: ZipEntry;
}

/**
 * Reads entries in one pass over the archive, and proves each against the directory: header, size and checksum.
 * Memory is bounded by the largest entry that is wanted, packed and unpacked.
 *
 * @param reader - of the archive, not beyond the first entry that is wanted; still to be closed afterwards.
 * @param wanted - in the order of their offsets, stored or deflated, not encrypted.
 */
export async function* walkEntries<Wanted extends WantedEntry>(
  reader: ByteReader,
  { directory, wanted, codec }: { directory: Directory; wanted: readonly Wanted[]; codec: ZipCodec },
): AsyncGenerator<ReadEntry<Wanted>, void, undefined> {
  const ends = endsOf(directory);
  for (const one of wanted) {
    const { entry } = one;
    await reader.skip(entry.offset - reader.position);
    const end = ends.get(entry.offset) ?? directory.offset;
    const read = await readEntry(reader, entry, { end, codec });
    yield typeof read === "string" ? { wanted: one, fault: read } : { wanted: one, bytes: read };
  }
}

/** Where each entry must have ended: where the next one begins. */
function endsOf({ entries, offset }: Directory): Map<number, number> {
  const starts = entries.map((entry) => entry.offset).sort((one, other) => one - other);
  return new Map(starts.map((start, index) => [start, starts[index + 1] ?? offset]));
}

async function readEntry(
  reader: ByteReader,
  entry: ZipEntry,
  { end, codec }: { end: number; codec: ZipCodec },
): Promise<Uint8Array | EntryFault> {
  const header = viewOf(await reader.take(LOCAL_HEADER_BYTES));
  if (!isHeaderOf(header, entry)) return "header_differs";
  const extraBytes = uint16At(header, 28);
  const name = await reader.take(entry.nameBytes.length);
  if (!isSame(name, entry.nameBytes)) return "header_differs";
  if (reader.position + extraBytes + entry.packedBytes > end) return "overlapping_files";
  await reader.skip(extraBytes);
  return unpack(await reader.take(entry.packedBytes), entry, codec);
}

/** Sizes and checksum stand behind the data where they were not known in time, and in an extra field where they are large. */
function isHeaderOf(header: DataView, entry: ZipEntry): boolean {
  if (header.byteLength < LOCAL_HEADER_BYTES || uint32At(header, 0) !== LOCAL_HEADER) return false;
  const flags = uint16At(header, 6);
  const isLater = (flags & HAS_DESCRIPTOR) !== 0;
  const agrees = (value: number, said: number): boolean => value === said || (isLater && value === 0);
  const agreesOnSize = (value: number, said: number): boolean => value === IN_ZIP64_32 || agrees(value, said);
  return (
    (flags & ENCRYPTED) === (entry.flags & ENCRYPTED) &&
    uint16At(header, 8) === entry.method &&
    uint16At(header, 26) === entry.nameBytes.length &&
    agrees(uint32At(header, 14), entry.crc32) &&
    agreesOnSize(uint32At(header, 18), entry.packedBytes) &&
    agreesOnSize(uint32At(header, 22), entry.unpackedBytes)
  );
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

function unpack(packed: Uint8Array, entry: ZipEntry, codec: ZipCodec): Uint8Array | EntryFault {
  if (packed.length < entry.packedBytes) return "damaged_file";
  const unpacked = entry.method === STORED ? packed : codec.inflate(packed, entry.unpackedBytes);
  // The codec says no more than that it failed.
  if (unpacked === undefined)
    return inflate(packed, entry.unpackedBytes) === "too_long" ? "size_differs" : "damaged_file";
  if (unpacked.length !== entry.unpackedBytes) return "size_differs";
  return codec.crc32(unpacked) === entry.crc32 ? unpacked : "checksum_differs";
}

/** Methods that are understood. */
export function isReadable({ method }: ZipEntry): boolean {
  return method === STORED || method === DEFLATED;
}
