import * as z from "zod";
import { DatasetProblem } from "./dataset-problem.ts";
import { ClassFacts, DatasetDigest, LengthFacts, Tolerance } from "./report-facts.ts";

const Count = z.int().nonnegative();

/** Why images were left out. Each counts once, under the first reason that applies. */
export const DroppedImages = z.object({
  /** In no class folder. */
  noClass: Count,
  labelTooLong: Count,
  tooManyClasses: Count,
  /** More bytes than allowed. */
  fileTooLarge: Count,
  /** Not in the archive as the archive says. */
  damaged: Count,
  /** Empty, cut off, corrupt, or no image at all. */
  corrupt: Count,
  /** In a format that is not read. */
  unsupported: Count,
  /** More pixels than allowed. */
  imageTooLarge: Count,
});
export type DroppedImages = z.infer<typeof DroppedImages>;

/**
 * Everything that validation found out about a ZIP of images. A row is an image. The same bytes and rules give an equal report,
 * whatever the chunks, the runtime or the hasher; only a decoder can find more.
 */
export const ImageReport = z.object({
  kind: z.literal("images"),
  /** No problem of severity `error`. */
  valid: z.boolean(),
  /** False when the archive was refused by its directory: then nothing in it was read, and there is no digest. */
  complete: z.boolean(),
  sizeBytes: Count,
  digest: DatasetDigest.nullable(),
  /** What the directory says; `null` when there is none. Folders and junk count as entries. */
  archive: z.object({ entries: Count, zip64: z.boolean(), unpackedBytes: Count }).nullable(),
  /** `total`: files meant to be images. It is `kept` plus everything in `dropped`. */
  rows: z.object({ total: Count, kept: Count, dropped: DroppedImages }),
  /** Bad are images that were dropped, but for those of too many classes. Reports of before had none. */
  tolerance: Tolerance.default({ badRowShare: 0, badRows: 0, exceeded: false }),
  /** `list`: the first 1,000 by images (most first), then by label. Samples are names of files. */
  classes: z.object({ count: Count, list: z.array(ClassFacts) }),
  /** The parts into which the owner has split the dataset by folders, if so. */
  parts: z.array(z.object({ part: z.enum(["train", "validation", "test"]), rows: Count })),
  formats: z.object({ jpeg: Count, png: Count }),
  /** Of the kept images, in pixels; `null` when there are none. */
  width: LengthFacts.nullable(),
  height: LengthFacts.nullable(),
  /** Unpacked. */
  fileBytes: LengthFacts.nullable(),
  problems: z.array(DatasetProblem),
});
export type ImageReport = z.infer<typeof ImageReport>;
