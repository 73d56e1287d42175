import { createHash } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import type { DeclaredPart, Files } from "../src/files.ts";

/** S3 takes no shorter part but the last. */
const FIRST = Buffer.alloc(5 * 1024 ** 2, "first part ");
const LAST = Buffer.from("and the rest");

const declared = (partNumber: number, bytes: Uint8Array): DeclaredPart => ({
  partNumber,
  sizeBytes: bytes.length,
  sha256: createHash("sha256").update(bytes).digest("hex"),
});

/** What {@link Files} promises about parts that are sent from here, and about reading what they become. */
export function filesContract(name: string, made: () => Promise<Files> | Files): void {
  describe(`files: ${name}`, () => {
    let files: Files;
    beforeAll(async () => {
      files = await made();
    });
    const send = (key: string, uploadId: string, partNumber: number, bytes: Uint8Array) =>
      files.sendPart(key, uploadId, declared(partNumber, bytes), bytes);

    test("parts that were sent are listed as they were answered, and become one object with exactly their bytes", async () => {
      const uploadId = await files.beginParts("whole", "text/csv");
      const parts = [await send("whole", uploadId, 1, FIRST), await send("whole", uploadId, 2, LAST)];
      const answered = parts.map(({ partNumber, sizeBytes, sha256 }) => ({ partNumber, sizeBytes, sha256 }));
      expect(answered).toEqual([declared(1, FIRST), declared(2, LAST)]);
      const listed = await files.listParts("whole", uploadId);
      expect(listed?.map(({ etag }) => etag)).toEqual(parts.map(({ etag }) => etag));
      expect(listed?.map(({ sha256 }) => sha256)).toEqual(answered.map(({ sha256 }) => sha256));
      expect(await files.head("whole")).toBeNull();
      expect(await files.completeParts("whole", uploadId, parts)).toBe("completed");
      expect(await files.head("whole")).toMatchObject({ sizeBytes: FIRST.length + LAST.length });
      expect(await bytesFrom(files, "whole", FIRST.length - 5)).toEqual(Buffer.concat([FIRST.subarray(-5), LAST]));
    });

    test("the bytes may be overwritten as soon as the answer is there", async () => {
      const uploadId = await files.beginParts("reused", "text/csv");
      const buffer = Buffer.from(LAST);
      const part = await send("reused", uploadId, 1, buffer);
      buffer.fill(0);
      await files.completeParts("reused", uploadId, [part]);
      expect(await bytesFrom(files, "reused", 0)).toEqual(LAST);
    });

    test("bytes of another digest are refused, and nothing of them stays", async () => {
      const uploadId = await files.beginParts("corrupt", "text/csv");
      await expect(files.sendPart("corrupt", uploadId, declared(1, FIRST), LAST)).rejects.toThrow();
      expect(await files.listParts("corrupt", uploadId)).toEqual([]);
      await files.abortParts("corrupt", uploadId);
    });

    test("a part that is sent again takes the place of the first", async () => {
      const uploadId = await files.beginParts("again", "text/csv");
      await send("again", uploadId, 1, Buffer.from("other bytes"));
      const part = await send("again", uploadId, 1, LAST);
      expect(await files.completeParts("again", uploadId, [part])).toBe("completed");
      expect(await bytesFrom(files, "again", 0)).toEqual(LAST);
    });

    test("an upload that is over takes no part, lists none, completes to nothing, and may be aborted again", async () => {
      const uploadId = await files.beginParts("over", "text/csv");
      const part = await send("over", uploadId, 1, LAST);
      await files.abortParts("over", uploadId);
      await files.abortParts("over", uploadId);
      await expect(send("over", uploadId, 1, LAST)).rejects.toThrow();
      expect(await files.listParts("over", uploadId)).toBeNull();
      expect(await files.completeParts("over", uploadId, [part])).toBe("gone");
      expect(await files.head("over")).toBeNull();
    });

    test("of two uploads to one key the first to complete has it, and the other one is told so", async () => {
      const ids = [await files.beginParts("taken", "text/csv"), await files.beginParts("taken", "text/csv")] as const;
      const first = await send("taken", ids[0], 1, LAST);
      const second = await send("taken", ids[1], 1, Buffer.from("too late"));
      expect(await files.completeParts("taken", ids[0], [first])).toBe("completed");
      expect(await files.completeParts("taken", ids[1], [second])).toBe("taken");
      expect(await bytesFrom(files, "taken", 0)).toEqual(LAST);
    });

    test("a range is of one version: of another there is nothing", async () => {
      const uploadId = await files.beginParts("range", "text/csv");
      await files.completeParts("range", uploadId, [await send("range", uploadId, 1, LAST)]);
      const { etag } = (await files.head("range")) ?? { etag: "" };
      const { signal } = new AbortController();
      const range = { etag, offset: 4, lengthBytes: 3 };
      expect(Buffer.from((await files.readRange("range", range, signal)) ?? [])).toEqual(Buffer.from("the"));
      expect(await files.readRange("range", { ...range, etag: '"another"' }, signal)).toBeNull();
      expect(await files.read("nowhere", signal)).toBeNull();
    });
  });
}

async function bytesFrom(files: Files, key: string, firstByte: number): Promise<Buffer> {
  const reading = await files.read(key, new AbortController().signal, firstByte);
  const chunks: Uint8Array[] = [];
  for await (const chunk of reading?.bytes ?? []) chunks.push(chunk);
  return Buffer.concat(chunks);
}
