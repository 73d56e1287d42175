import { readdirSync, readFileSync } from "node:fs";
import {
  newerVersion,
  StoredApiKey,
  StoredCall,
  StoredCheckpoint,
  StoredClaim,
  StoredDataset,
  StoredJob,
  StoredProgress,
  StoredReceipt,
  StoredRequest,
  StoredResult,
  StoredStatus,
  StoredTrainingConfig,
  StoredUsage,
} from "@flash/schemas";
import { describe, expect, test } from "vitest";
import type * as z from "zod";

const FOLDER = new URL("version-1/", import.meta.url);

/**
 * What the first version of Flash left in buckets. These files are never changed: a Flash that does not read them any more
 * could not be deployed over one that has jobs. A later version gets a folder of its own beside this one. Some kinds did not say
 * their version at first; both forms are here.
 */
const SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  "api-key": StoredApiKey,
  call: StoredCall,
  checkpoint: StoredCheckpoint,
  claim: StoredClaim,
  dataset: StoredDataset,
  job: StoredJob,
  progress: StoredProgress,
  receipt: StoredReceipt,
  request: StoredRequest,
  result: StoredResult,
  status: StoredStatus,
  "training-config": StoredTrainingConfig,
  usage: StoredUsage,
};

const files = readdirSync(FOLDER).filter((name) => name.endsWith(".json"));
const kindOf = (file: string): string => file.split(".")[0] ?? "";
const read = (file: string): object => JSON.parse(readFileSync(new URL(file, FOLDER), "utf8")) as object;

describe("stored documents of version 1", () => {
  test.each(files)("%s is read, and nothing of it is lost", (file) => {
    expect(SCHEMAS[kindOf(file)]?.parse(read(file))).toMatchObject(read(file));
  });

  test("there is one of every kind", () => {
    expect(new Set(files.map(kindOf))).toEqual(new Set(Object.keys(SCHEMAS)));
  });

  test.each([
    ["status", "version"],
    ["job", "version"],
    ["dataset", "version"],
    ["usage", "version"],
    ["call", "version"],
    ["training-config", "protocol"],
    ["checkpoint", "protocol"],
    ["claim", "protocol"],
    ["progress", "protocol"],
    ["result", "protocol"],
    ["receipt", "version"],
    ["request", "version"],
    ["api-key", "version"],
  ])("a newer %s is neither read as an older one nor taken for broken", (kind, field) => {
    const file = files.find((name) => kindOf(name) === kind) ?? "";
    const newer = { ...read(file), [field]: 2 };
    expect(SCHEMAS[kind]?.safeParse(newer).success).toBe(false);
    expect(newerVersion(newer)).toBe(2);
    expect(newerVersion(read(file))).toBeNull();
  });
});
