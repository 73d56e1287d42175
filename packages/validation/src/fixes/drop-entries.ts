import type { DatasetFix, ImageRules } from "@flash/schemas";
import type { ByteSource } from "../bytes/byte-source.ts";
import { NO_DIGEST } from "../digest/no-digest.ts";
import { validateImages } from "../image-dataset/validate-images.ts";
import { type Directory, readDirectory, type ZipEntry } from "../zip/directory.ts";
import { viewOf } from "../zip/records.ts";
import { endOfDirectory } from "../zip/zip-files.ts";

/** Where the offset of an entry stands in its record. */
const OFFSET_AT = 42;

/**
 * Makes a new archive without the files that have one of the problems. What stays is copied as it is, packed and with all of its
 * headers; only offsets change.
 *
 * @param source - read twice from its first to its last byte: to see which files those are, and to copy the others.
 * @returns the bytes of the new archive; of the old one when that was refused by its directory.
 * @throws whatever the source throws; never because of the bytes.
 */
export async function* dropEntries(
  source: ByteSource,
  { rules, fixes }: { rules: ImageRules; fixes: readonly DatasetFix[] },
): AsyncGenerator<Uint8Array> {
  const dropped = await entriesToDrop(source, { rules, fixes });
  const directory = await readDirectory(source, rules.maxFiles);
  if (!("offset" in directory) || dropped === undefined) return yield* source.stream();
  const kept = withEnds(directory).filter(({ entry }) => !dropped.has(entry.name));
  yield* cutOut(source.stream(), kept);
  let offset = 0;
  let lengthBytes = 0;
  for (const { entry, end } of kept) {
    const record = movedTo(entry, offset);
    yield record;
    offset += end - entry.offset;
    lengthBytes += record.length;
  }
  yield endOfDirectory({ entries: kept.length, offset, lengthBytes });
}

/** @returns the names of files; undefined for an archive that is refused by its directory. */
async function entriesToDrop(
  source: ByteSource,
  { rules, fixes }: { rules: ImageRules; fixes: readonly DatasetFix[] },
): Promise<ReadonlySet<string> | undefined> {
  const all = { ...rules, placesPerProblem: Number.MAX_SAFE_INTEGER };
  const end = await validateImages(source, { rules: all, hash: NO_DIGEST });
  if ("stopped" in end || !end.report.complete) return undefined;
  const { problems } = end.report;
  const codes = new Set(fixes.flatMap((fix) => (fix.type === "drop_entries" ? [fix.problem] : [])));
  const places = problems.filter(({ code }) => codes.has(code)).flatMap((problem) => problem.places);
  return new Set(places.flatMap(({ entry }) => entry ?? []));
}

interface EntryBytes {
  readonly entry: ZipEntry;
  /** Where the next entry begins, or the directory: what stands behind the data belongs to the entry. */
  readonly end: number;
}

function withEnds({ entries, offset }: Directory): EntryBytes[] {
  const inOrder = entries.toSorted((one, other) => one.offset - other.offset);
  return inOrder.map((entry, index) => ({ entry, end: inOrder[index + 1]?.offset ?? offset }));
}

/** @param parts - in the order in which they lie in the stream. */
async function* cutOut(chunks: AsyncIterable<Uint8Array>, parts: readonly EntryBytes[]): AsyncGenerator<Uint8Array> {
  let position = 0;
  let next = 0;
  for await (const chunk of chunks) {
    const chunkEnd = position + chunk.length;
    for (let part = parts[next]; part !== undefined && part.entry.offset < chunkEnd; part = parts[next]) {
      const piece = chunk.subarray(Math.max(part.entry.offset - position, 0), part.end - position);
      if (piece.length > 0) yield piece;
      if (part.end > chunkEnd) break;
      next++;
    }
    position = chunkEnd;
  }
}

/** An entry's record in the directory, for another place: never a later one, so that there is room for it. */
function movedTo({ record, wideOffsetAt }: ZipEntry, offset: number): Uint8Array {
  const moved = new Uint8Array(record);
  const view = viewOf(moved);
  if (wideOffsetAt === undefined) view.setUint32(OFFSET_AT, offset, true);
  else view.setBigUint64(wideOffsetAt, BigInt(offset), true);
  return moved;
}
