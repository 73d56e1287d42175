import { type DatasetReport, type DatasetRules, FlashRefusal } from "@flash/schemas";
import type { IncrementalHash } from "./digest/incremental-hash.ts";
import { Sha256 } from "./digest/sha256.ts";
import { TextValidator } from "./text-dataset/text-validator.ts";

/** Takes a dataset byte by byte and says at the end what is wrong with it. Never throws because of the bytes. */
export interface DatasetValidator {
  /** @param chunk - the next bytes, of any number; they may be overwritten afterwards. */
  push(chunk: Uint8Array): void;
  /** Bytes pushed and data rows read so far; rows lag behind by what has not ended yet. */
  progress(): { bytes: number; rows: number };
  /** Ends the dataset. Asked again, it answers the same. */
  finish(): DatasetReport;
}

export interface ValidatorOptions {
  /** A new SHA-256; Node's `createHash("sha256")` is several times faster than ours. */
  hasher?: IncrementalHash | undefined;
}

/**
 * A validator for one dataset, for datasets of any size in bounded memory.
 *
 * @throws FlashRefusal `bad_request` for a kind of dataset that this build cannot check.
 */
export function createValidator(rules: DatasetRules, options: ValidatorOptions = {}): DatasetValidator {
  const hash = options.hasher ?? new Sha256();
  switch (rules.kind) {
    case "text":
      return new TextValidator(rules, hash);
    case "images":
    case "table":
      throw new FlashRefusal({
        code: "bad_request",
        faults: [{ path: "taskType", message: `datasets of the kind "${rules.kind}" cannot be checked yet` }],
      });
  }
}
