import { type AsyncBuffer, type FileMetaData, parquetSchema, type RowGroup } from "hyparquet";
import { getTreePath } from "hyparquet/src/schema.js";
import { compressors } from "hyparquet-compressors";
import { MAX_COLUMNS } from "../csv/cell-marks.ts";
import { ChunkTooLarge, type ColumnChunk, MAX_CHUNK_BYTES, requireHonestPages } from "./honest-pages.ts";

/** Each of them is an array for some time. */
const MAX_GROUP_ROWS = 4_194_304;
/** All columns of a group are in memory at once: a million rows of 64 columns. */
const MAX_GROUP_CELLS = 67_108_864;

/** A page says how large it will be before it is unpacked. */
export const BOUNDED_COMPRESSORS: typeof compressors = Object.fromEntries(
  Object.entries(compressors).map(([codec, unpack]) => [
    codec,
    (input: Uint8Array, outputLength: number) => {
      if (outputLength > MAX_CHUNK_BYTES) throw new ChunkTooLarge();
      return unpack(input, outputLength);
    },
  ]),
);

/** A column of a row group, and where it lies. */
interface PlacedChunk extends ColumnChunk {
  readonly start: number;
  readonly end: number;
}

function chunksOf(metadata: FileMetaData, { columns, num_rows }: RowGroup): PlacedChunk[] {
  const schema = parquetSchema(metadata);
  return columns.flatMap(({ meta_data: meta }) => {
    if (meta === undefined) return [];
    const start = Number(meta.dictionary_page_offset || meta.data_page_offset);
    const schemaPath = getTreePath(schema, meta.path_in_schema);
    return [
      {
        meta,
        schemaPath,
        rows: Number(num_rows),
        compressors: BOUNDED_COMPRESSORS,
        start,
        end: start + Number(meta.total_compressed_size),
      },
    ];
  });
}

/** The file while this group is read. Columns are fetched whole, several at once where they are small: each is looked through before it is given out. */
export function guarded(file: AsyncBuffer, metadata: FileMetaData, group: RowGroup): AsyncBuffer {
  const chunks = chunksOf(metadata, group);
  const lookedThrough = async (start: number, end = file.byteLength): Promise<ArrayBuffer> => {
    const bytes = await file.slice(start, end);
    for (const chunk of chunks)
      if (start <= chunk.start && chunk.end <= end)
        requireHonestPages(new Uint8Array(bytes, chunk.start - start, chunk.end - chunk.start), chunk);
    return bytes;
  };
  const slice = (start: number, end?: number): Promise<ArrayBuffer> => {
    const bytes = lookedThrough(start, end);
    // All columns are asked for at once: when one has failed nobody waits for the others, and their failure would end the process.
    bytes.catch(() => undefined);
    return bytes;
  };
  return { byteLength: file.byteLength, slice };
}

/** @returns how many rows the group has. @throws ChunkTooLarge for what would not fit into memory. */
export function requireModest({ num_rows, columns }: RowGroup): number {
  const sizes = columns.map(({ meta_data }) => Number(meta_data?.total_uncompressed_size ?? 0));
  const cells = Number(num_rows) * Math.min(columns.length, MAX_COLUMNS);
  if (Number(num_rows) > MAX_GROUP_ROWS || cells > MAX_GROUP_CELLS || sizes.some((size) => size > MAX_CHUNK_BYTES))
    throw new ChunkTooLarge();
  if (num_rows < 0) throw new RangeError("a group has fewer rows than none");
  return Number(num_rows);
}
