import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { DEFAULT_TEXT_RULES } from "@flash/schemas";
import { type IncrementalHash, validateDataset } from "@flash/validation";

const RULES = { ...DEFAULT_TEXT_RULES, maxRows: 1_000_000_000 };

/** One way of going through a file. @returns something that proves that it was read. */
export interface Way {
  name: string;
  run(file: string): Promise<number>;
}

/** The first is what the others are compared with. */
export const WAYS: readonly Way[] = [
  { name: "plain streaming", run: countBytes },
  { name: "streaming + SHA-256", run: digestBytes },
  {
    name: "validation, no digest",
    run: (file) => validate(file, noHash),
  },
  { name: "validation, SHA-256 of Node", run: (file) => validate(file, createHash("sha256")) },
  { name: "validation, SHA-256 of ours", run: (file) => validate(file) },
];

const noHash: IncrementalHash = { update: () => undefined, digest: () => "0".repeat(64) };

async function countBytes(file: string): Promise<number> {
  let bytes = 0;
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) bytes += chunk.length;
  return bytes;
}

async function digestBytes(file: string): Promise<number> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) hash.update(chunk);
  return hash.digest("hex").length;
}

async function validate(file: string, hasher?: IncrementalHash): Promise<number> {
  const report = await validateDataset(createReadStream(file), RULES, { hasher });
  if (!report.valid) throw new Error("the generated file must be valid");
  return report.rows.kept;
}
