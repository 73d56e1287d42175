import { DatasetProblem, DroppedImages } from "@flash/schemas";
import * as z from "zod";
import { Bytes, Doubles, Halves, Words } from "./binary.ts";

/** Raised with every change of what validation remembers or how it judges: a state of another build is no state. */
const VERSION = 5;

const Count = z.int().nonnegative();

export const Sha256State = z.object({ words: Words, pending: Bytes, bytes: Count });
export type Sha256State = z.infer<typeof Sha256State>;

const HistogramState = z.object({ buckets: Doubles, sums: Doubles });
export type HistogramState = z.infer<typeof HistogramState>;

const SeenInputsState = z.object({ complete: z.boolean(), rows: Words });
export type SeenInputsState = z.infer<typeof SeenInputsState>;

const HeaderState = z.object({ bytes: Bytes, count: Count });
export type HeaderState = z.infer<typeof HeaderState>;

const TextFactsState = z.object({
  rowsOfClass: z.array(Count),
  allNumeric: z.boolean(),
  samples: z.array(z.array(z.string())),
  lengths: HistogramState,
});
export type TextFactsState = z.infer<typeof TextFactsState>;

const DistinctState = z.object({ count: Count, samples: z.array(z.string()), slots: Words });
export type DistinctState = z.infer<typeof DistinctState>;

const CellKinds = z.object({
  missing: Count,
  integer: Count,
  number: Count,
  boolean: Count,
  date: Count,
  text: Count,
});
const TallyState = z.object({
  name: z.string(),
  kinds: CellKinds,
  numbers: Doubles,
  distinct: DistinctState,
  /** null: no texts. */
  lengths: HistogramState.nullable(),
});
export type TallyState = z.infer<typeof TallyState>;

const judged = {
  rows: Count,
  kept: Count,
  badRows: Count,
  /** Rows by why they were dropped. */
  dropped: z.array(z.tuple([z.string(), Count])),
  /** null: the header has not been read. */
  names: z.array(z.string()).nullable(),
  classes: z.array(z.string()),
  seen: SeenInputsState,
};

const TextJudgeState = z.object({
  kind: z.literal("text"),
  ...judged,
  columns: z.object({ input: Count, label: Count, count: Count, header: HeaderState }).nullable(),
  facts: TextFactsState,
});
export type TextJudgeState = z.infer<typeof TextJudgeState>;

const TableJudgeState = z.object({
  kind: z.literal("table"),
  ...judged,
  columns: z.object({ target: Count, count: Count, header: HeaderState }).nullable(),
  features: SeenInputsState,
  rowsOfClass: z.array(Count),
  tallies: z.array(TallyState),
});
export type TableJudgeState = z.infer<typeof TableJudgeState>;

/** A reader of rows between two of them, and what it has been given of the next one. */
const RowReaderState = z.object({
  /** Of the next row. */
  line: z.int().positive(),
  rows: Count,
  fileOffset: Count,
  newlines: z.object({ lf: Count, crlf: Count, cr: Count }),
  blankLines: z.int(),
  /** Nothing is read any more. */
  refused: z.boolean(),
  /** The last byte was a CR: an LF that follows belongs to it. */
  afterCr: z.boolean(),
  /** The beginning of the next row. */
  tail: Bytes,
});
export type RowReaderState = z.infer<typeof RowReaderState>;

const JsonLinesState = z.object({
  lines: RowReaderState,
  names: z.array(z.string()).nullable(),
  waiting: z.array(z.object({ text: z.string(), number: Count, line: Count, isBad: z.boolean() })),
  waitingBytes: Count,
  unknown: z.array(z.string()),
});
export type JsonLinesState = z.infer<typeof JsonLinesState>;

/** null: the code that the format itself defines. */
const HuffmanState = z.object({ bits: z.int().min(1).max(15), entries: Halves }).nullable();
export type HuffmanState = z.infer<typeof HuffmanState>;

const InflateState = z.object({
  stage: z.enum(["block", "stored_length", "stored", "tables", "codes", "ended"]),
  isLast: z.boolean(),
  storedLeft: Count,
  lengths: HuffmanState,
  distances: HuffmanState,
  /** Where the window ends, so that it moves at the same bytes as if nothing had happened in between. */
  end: Count,
  history: Bytes,
});
export type InflateState = z.infer<typeof InflateState>;

const BitsState = z.object({ bytes: Bytes, bits: z.int(), bitCount: Count });
export type BitsState = z.infer<typeof BitsState>;

const GunzipState = z.object({
  stage: z.enum(["header", "data", "trailer"]),
  members: Count,
  inflate: InflateState.nullable(),
  checksum: z.int(),
  memberBytes: Count,
  packedBytes: Count,
  unpackedBytes: Count,
  failure: z.enum(["truncated", "corrupt", "checksum", "bomb", "too_large"]).nullable(),
  piece: Bytes,
  bits: BitsState,
});
export type GunzipState = z.infer<typeof GunzipState>;

const Encoding = z.enum(["utf-8", "utf-16le", "utf-16be"]);
const SniffedState = z.discriminatedUnion("kind", [
  z.object({
    kind: z.enum(["csv", "jsonl"]),
    encoding: Encoding,
    bomBytes: z.union([z.literal(0), z.literal(2), z.literal(3)]),
  }),
  z.object({ kind: z.literal("json_array") }),
  z.object({
    kind: z.literal("binary"),
    found: z.enum(["zip", "gzip", "parquet", "pdf", "png", "jpeg", "sqlite", "xls", "zstd", "unknown"]),
  }),
]);

const Utf16State = z.object({ half: z.int(), high: Count });
export type Utf16State = z.infer<typeof Utf16State>;

const RowChecksState = z.object({ columns: z.array(z.string()), mayBeWindows1252: z.boolean() });
export type RowChecksState = z.infer<typeof RowChecksState>;

/** Rows that come out of bytes as they come. */
const StreamedState = z.object({
  from: z.literal("stream"),
  /** Bytes that have come before it is known whether the file is packed. */
  magic: Bytes,
  /** null: not packed, or not known yet. */
  gunzip: GunzipState.nullable(),
  isPlain: z.boolean(),
  failed: z.boolean(),
  /** Bytes that have come before it is known what the file is. */
  head: Bytes,
  sniffed: SniffedState.nullable(),
  utf16: Utf16State.nullable(),
  dialect: z.object({ delimiter: z.enum([",", ";", "\t", "|"]), quote: z.enum(['"', "'"]) }).nullable(),
  csv: RowReaderState.nullable(),
  jsonl: JsonLinesState.nullable(),
  hasHeader: z.boolean(),
  checks: RowChecksState,
});
export type StreamedState = z.infer<typeof StreamedState>;

/** Rows of a Parquet file: after its bytes have been seen for the digest, so many of its groups have been read. */
const ParquetState = z.object({ from: z.literal("parquet"), hasHeader: z.boolean(), groups: Count, rows: Count });
export type ParquetState = z.infer<typeof ParquetState>;

const RowsState = z.object({
  of: z.literal("rows"),
  version: z.literal(VERSION),
  /** Bytes of the file that have been read: the next one is at this offset. */
  bytes: Count,
  rows: Count,
  problems: z.array(DatasetProblem),
  hash: Sha256State,
  judge: z.discriminatedUnion("kind", [TextJudgeState, TableJudgeState]),
  records: z.discriminatedUnion("from", [StreamedState, ParquetState]),
});
export type RowsState = z.infer<typeof RowsState>;

const ImageFactsState = z.object({
  kept: Count,
  classes: z.array(z.object({ label: z.string(), rows: Count, inTrain: Count, samples: z.array(z.string()) })),
  parts: z.array(z.object({ part: z.enum(["train", "validation", "test"]), rows: Count })),
  formats: z.object({ jpeg: Count, png: Count }),
  widths: HistogramState,
  heights: HistogramState,
  bytes: HistogramState,
});
export type ImageFactsState = z.infer<typeof ImageFactsState>;

const ImagesState = z.object({
  of: z.literal("images"),
  version: z.literal(VERSION),
  bytes: Count,
  /** Images that have been looked at. */
  rows: Count,
  /** Bytes that have been read behind the last of them. */
  pending: Bytes,
  problems: z.array(DatasetProblem),
  hash: Sha256State,
  facts: ImageFactsState,
  /** By what images are known again: which of all it was first. */
  seen: z.array(z.tuple([z.string(), Count])),
  dropped: DroppedImages,
  sameAs: z.record(z.string(), z.array(z.string())),
  formats: z.array(z.string()),
});
export type ImagesState = z.infer<typeof ImagesState>;

/**
 * A validation that has stopped somewhere in the dataset, with all that it needs to go on: what it makes of the rest is byte for
 * byte what it would have made without stopping.
 */
export const ValidationState = z.discriminatedUnion("of", [RowsState, ImagesState]);
export type ValidationState = z.infer<typeof ValidationState>;
