import type { ColumnMetaData, DataReader, SchemaTree } from "hyparquet";
import type { compressors } from "hyparquet-compressors";
import { parquetHeader } from "hyparquet/src/column.js";
import { deltaBinaryUnpack } from "hyparquet/src/delta.js";
import { getMaxDefinitionLevel, getMaxRepetitionLevel, isFlatColumn } from "hyparquet/src/schema.js";
import { readVarInt } from "hyparquet/src/thrift.js";

/** What one column of one row group may unpack to: all of it is in memory at once. */
export const MAX_CHUNK_BYTES = 268_435_456;
/** Runs of one value take no room in the file, and eight bytes each in memory. */
const MAX_VALUES = MAX_CHUNK_BYTES / 8;

/** Of a column of one row group what would not fit into memory. */
export class ChunkTooLarge extends Error {}

/** A column of one row group, as the footer has it. */
export interface ColumnChunk {
  readonly meta: Pick<ColumnMetaData, "codec" | "num_values" | "type">;
  readonly schemaPath: SchemaTree[];
  /** Of the row group. */
  readonly rows: number;
  readonly compressors: typeof compressors;
}

/** A page's values as its header has them, and where they lie. */
interface Page {
  readonly values: number;
  readonly encoding: string;
  /** Bits of the levels that stand in front of the values, each behind its length. */
  readonly levels: readonly number[];
  /** Unpacked. */
  readonly reader: DataReader;
}

/**
 * Looks through the pages of a column before they are read. What reads them believes every number in them and makes room for it:
 * a file of a hundred bytes could ask for gigabytes.
 *
 * @param bytes - of the whole chunk.
 * @throws ChunkTooLarge for what would take more memory than a column may; RangeError where a page contradicts the footer or ends
 *   behind its chunk.
 */
export function requireHonestPages(bytes: Uint8Array, chunk: ColumnChunk): void {
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), offset: 0 };
  // A column of lists has more values than rows, and is read to its end; every other one until there is a value for each row.
  const isFlat = isFlatColumn(chunk.schemaPath);
  let left = isFlat ? chunk.rows : Number(chunk.meta.num_values);
  if (left > MAX_VALUES) throw new ChunkTooLarge();
  // As the reader does: a last byte is no page.
  while ((left > 0 || !isFlat) && reader.offset < bytes.length - 1) {
    const header = parquetHeader(reader);
    const size = within(header.compressed_page_size, bytes.length - reader.offset);
    if (header.uncompressed_page_size > MAX_CHUNK_BYTES) throw new ChunkTooLarge();
    const packed = bytes.subarray(reader.offset, reader.offset + size);
    reader.offset += size;
    const page = pageOf(packed, header, chunk);
    if (page === null) {
      if ((header.dictionary_page_header?.num_values ?? 0) > MAX_VALUES) throw new ChunkTooLarge();
      continue;
    }
    left -= within(page.values, left);
    requireModestRuns(page, chunk);
  }
  // The reader would make rows of nothing.
  if (isFlat && left > 0) throw new RangeError("a column has fewer values than its group has rows");
}

type Header = ReturnType<typeof parquetHeader>;

/** @returns null for a page without rows. */
function pageOf(packed: Uint8Array, header: Header, chunk: ColumnChunk): Page | null {
  const { data_page_header: first, data_page_header_v2: second, uncompressed_page_size: size } = header;
  const widths = [getMaxRepetitionLevel(chunk.schemaPath), getMaxDefinitionLevel(chunk.schemaPath)].map(bitsOf);
  if (header.type === "DATA_PAGE" && first !== undefined) {
    const levels = widths.filter((width) => width > 0);
    const reader = readerOf(unpacked(packed, size, chunk));
    return { values: first.num_values, encoding: first.encoding, levels, reader };
  }
  if (header.type !== "DATA_PAGE_V2" || second === undefined) return null;
  within(second.num_nulls, second.num_values);
  const lengths = [second.repetition_levels_byte_length, second.definition_levels_byte_length];
  const levelBytes = within(lengths[0], packed.length) + within(lengths[1], packed.length);
  const packedValues = packed.subarray(within(levelBytes, packed.length));
  const values =
    second.is_compressed === false ? packedValues : unpacked(packedValues, within(size - levelBytes, size), chunk);
  requireModestLevels(packed, widths, { lengths, values: second.num_values });
  return { values: second.num_values, encoding: second.encoding, levels: [], reader: readerOf(values) };
}

function requireModestLevels(
  packed: Uint8Array,
  widths: readonly number[],
  { lengths, values }: { lengths: readonly number[]; values: number },
): void {
  const reader = readerOf(packed);
  for (const [index, width] of widths.entries()) {
    const end = reader.offset + (lengths[index] ?? 0);
    if (width > 0) requireModestRun(reader, { width, end, values });
    reader.offset = end;
  }
}

function requireModestRuns({ encoding, levels, reader, values }: Page, { meta }: ColumnChunk): void {
  for (const width of levels) {
    const bytes = reader.view.getUint32(reader.offset, true);
    reader.offset += 4;
    const end = reader.offset + within(bytes, reader.view.byteLength - reader.offset);
    requireModestRun(reader, { width, end, values });
    reader.offset = end;
  }
  if (encoding === "DELTA_BYTE_ARRAY") return requireModestPrefixes(reader, values);
  if (!["RLE", "RLE_DICTIONARY", "PLAIN_DICTIONARY"].includes(encoding) || reader.offset >= reader.view.byteLength)
    return;
  if (meta.type === "BOOLEAN") reader.offset += 4;
  const width = meta.type === "BOOLEAN" ? 1 : reader.view.getUint8(reader.offset++);
  if (width > 0) requireModestRun(reader, { width, end: reader.view.byteLength, values });
}

/** Values in runs: so many times the same, or eight by eight. Only the former can be more than there are bytes. */
function requireModestRun(
  reader: DataReader,
  { width, end, values }: { width: number; end: number; values: number },
): void {
  for (let seen = 0; seen < values && reader.offset < end;) {
    const header = readVarInt(reader);
    const isPacked = (header & 1) === 1;
    const count = (header >>> 1) * (isPacked ? 8 : 1);
    if (!isPacked && count > MAX_VALUES) throw new ChunkTooLarge();
    reader.offset += isPacked ? (count / 8) * width : Math.ceil(width / 8);
    seen += count;
  }
}

/** Texts that begin as the one before may take the square of what they take in the file. */
function requireModestPrefixes(reader: DataReader, values: number): void {
  let bytes = 0;
  for (let part = 0; part < 2; part++) {
    const count = within(deltaCount(reader), values);
    const lengths = new Int32Array(count);
    deltaBinaryUnpack(reader, count, lengths);
    for (const length of lengths) bytes += within(length, MAX_CHUNK_BYTES);
  }
  if (bytes > MAX_CHUNK_BYTES) throw new ChunkTooLarge();
}

/** How many values follow, as they say themselves behind two other numbers. */
function deltaCount({ view, offset }: DataReader): number {
  const ahead = { view, offset };
  readVarInt(ahead);
  readVarInt(ahead);
  return readVarInt(ahead);
}

function unpacked(packed: Uint8Array, size: number, { meta, compressors }: ColumnChunk): Uint8Array {
  const unpack = compressors[meta.codec];
  return meta.codec === "UNCOMPRESSED" || unpack === undefined || size === 0 ? packed : unpack(packed, size);
}

const readerOf = (bytes: Uint8Array): DataReader => ({
  view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length),
  offset: 0,
});

/** Bits of a level that is at most so high. */
const bitsOf = (highest: number): number => 32 - Math.clz32(highest);

/** @throws RangeError for what is no number from 0 to `most`. */
function within(value: number | undefined, most: number): number {
  if (value === undefined || !(value >= 0 && value <= most)) throw new RangeError("a page does not fit into its chunk");
  return value;
}
