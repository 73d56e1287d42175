import type { DatasetReport, TextReport, TextRules } from "@flash/schemas";
import type { IncrementalHash } from "./digest/incremental-hash.ts";
import { Sha256 } from "./digest/sha256.ts";
import { TextValidator } from "./text-dataset/text-validator.ts";

/** Takes a dataset byte by byte and says at the end what is wrong with it. Never throws because of the bytes. */
export interface DatasetValidator<Report extends DatasetReport = DatasetReport> {
  /** @param chunk - the next bytes, of any number; they may be overwritten afterwards. */
  push(chunk: Uint8Array): void;
  /** Bytes pushed and data rows read so far; rows lag behind by what has not ended yet. */
  progress(): { bytes: number; rows: number };
  /** Ends the dataset. Asked again, it answers the same. */
  finish(): Report;
}

export interface ValidatorOptions {
  /** A new SHA-256; Node's `createHash("sha256")` is several times faster than ours. */
  hasher?: IncrementalHash | undefined;
}

/** A validator for one dataset that is read from its first to its last byte, of any size in bounded memory. */
export function createValidator(rules: TextRules, options: ValidatorOptions = {}): DatasetValidator<TextReport> {
  return new TextValidator(rules, options.hasher ?? new Sha256());
}
