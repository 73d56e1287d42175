import { describe, expect, test } from "vitest";
import { DEFAULT_TEXT_RULES } from "@flash/schemas";
import { abortableSource } from "./bytes/abortable-source.ts";
import { blobSource, type ByteSource } from "./bytes/byte-source.ts";
import { createValidator } from "./dataset-validator.ts";
import { Sha256 } from "./digest/sha256.ts";
import { CORPUS } from "../test/corpus/manifest.ts";
import { parquet } from "../test/parquet.ts";
import { ParquetNotReadable } from "./open-rows.ts";
import { validateDataset } from "./validate-dataset.ts";

const CONTENT = "input,label\none,a\ntwo,b\nthree,a\nfour,b\n";
const bytes = new TextEncoder().encode(CONTENT);

async function* inChunksOf(size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe("validating a source", () => {
  test("gives the digest, the size and progress up to the end", async () => {
    const seen: { bytes: number; rows: number }[] = [];
    const onProgress = (progress: { bytes: number; rows: number }) => seen.push(progress);
    const report = await validateDataset(inChunksOf(20), DEFAULT_TEXT_RULES, { onProgress });
    expect(report).toMatchObject({ valid: true, sizeBytes: bytes.length });
    expect(report.digest.hex).toBe(new Sha256().update(bytes).digest("hex"));
    expect(seen.map((progress) => progress.bytes)).toEqual([20, bytes.length, bytes.length]);
    expect(seen.at(-1)).toEqual({ bytes: bytes.length, rows: 4 });
  });

  test("takes another hasher", async () => {
    const hasher = { update: () => undefined, digest: () => "f".repeat(64) };
    const report = await validateDataset(inChunksOf(7), DEFAULT_TEXT_RULES, { hasher });
    expect(report.digest.hex).toBe("f".repeat(64));
  });

  test("ends at once when it is aborted, even while the source hangs, and lets go of the source", async () => {
    const controller = new AbortController();
    const { promise: hanging } = Promise.withResolvers<never>();
    let released = false;
    const source: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => ({
        next: () => {
          queueMicrotask(() => controller.abort(new Error("the user left")));
          return hanging;
        },
        return: () => {
          released = true;
          return hanging;
        },
      }),
    };
    const validating = validateDataset(abortableSource(source, controller.signal), DEFAULT_TEXT_RULES);
    await expect(validating).rejects.toThrow("the user left");
    expect(released).toBe(true);
  });

  test("does not begin when it is aborted already", async () => {
    expect(() => abortableSource(inChunksOf(1), AbortSignal.abort(new Error("no")))).toThrow("no");
  });

  test("passes on what the source throws", async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield bytes;
      throw new Error("connection reset");
    }
    await expect(validateDataset(broken(), DEFAULT_TEXT_RULES)).rejects.toThrow("connection reset");
    const signal = new AbortController().signal;
    await expect(validateDataset(abortableSource(broken(), signal), DEFAULT_TEXT_RULES)).rejects.toThrow(
      "connection reset",
    );
  });
});

test("a chunk may be overwritten as soon as it has been pushed", () => {
  const validator = createValidator(DEFAULT_TEXT_RULES);
  const chunk = new Uint8Array(1);
  for (const byte of bytes) {
    chunk[0] = byte;
    validator.push(chunk);
  }
  expect(validator.finish()).toMatchObject({ valid: true, rows: { kept: 4 } });
});

test("finish answers the same again, and nothing can be pushed afterwards", () => {
  const validator = createValidator(DEFAULT_TEXT_RULES);
  validator.push(bytes);
  expect(validator.finish()).toBe(validator.finish());
  expect(() => validator.push(bytes)).toThrow("after finish");
});

test("a Parquet file whose source answers with parts of shared memory, as Node's Buffers are, is not damaged", async () => {
  const file = CORPUS.find(({ name }) => name.endsWith("plain.parquet"));
  const content = file?.bytes ?? new Uint8Array();
  const source: ByteSource = {
    sizeBytes: content.length,
    read: async (offset, length) => Buffer.from(content.subarray(offset, offset + length)),
    stream: async function* () {
      yield Buffer.from(content);
    },
  };
  const rules = { ...DEFAULT_TEXT_RULES, minRows: 2 };
  expect(await validateDataset(source, rules, { parquet })).toMatchObject({ rows: { kept: 4 } });
});

test("a Parquet file is refused by whoever was given nothing that reads it, and not reported on", async () => {
  const content = new TextEncoder().encode("PAR1PAR1");
  const source = blobSource(new Blob([content]));
  await expect(validateDataset(source, DEFAULT_TEXT_RULES)).rejects.toBeInstanceOf(ParquetNotReadable);
});
