import { createHash } from "node:crypto";
import { presignUpload } from "@flash/aws";
import { BUCKET, ownerClient } from "@flash/local";
import { isFlashError, type DatasetReport } from "@flash/sdk";
import { CORPUS } from "@flash/validation/testing";
import { describe, expect, test } from "vitest";
import { platformScene, TINY_CSV, until, uploadTiny } from "./scene.ts";

/** Its operator takes fewer rows than Flash does. */
const scene = platformScene({ sweepEveryMs: 600_000, limits: { "text-classification": { maxRows: 1_000 } } });

/** What the platform itself says of these bytes, not the check before the upload. */
async function reportOn(bytes: string | Uint8Array<ArrayBuffer>): Promise<DatasetReport> {
  const file = new File([bytes], "bad.csv");
  try {
    const options = { taskType: "text-classification", validateLocally: false } as const;
    return (await scene().flash.uploadDataset(file, options)).report;
  } catch (error) {
    if (isFlashError(error) && error.problem.code === "dataset_invalid") return error.problem.report;
    throw error;
  }
}

const errorsOf = ({ problems }: DatasetReport): readonly string[] =>
  problems.filter(({ severity }) => severity === "error").map(({ code }) => code);

describe("bad CSV files get their typed report from the platform", () => {
  test.each<[string, string | Uint8Array<ArrayBuffer>, string]>([
    ["only a header", "input,label\n", "header_only"],
    ["one class", `input,label\n${'"some text",ham\n'.repeat(20)}`, "one_class"],
    ["wrong columns", `text,class\n${'"some text",ham\n'.repeat(20)}`, "missing_column"],
    ["binary", Uint8Array.from({ length: 4_000 }, (_, index) => (index * 37) % 256), "not_text"],
    [
      "invalid UTF-8",
      Uint8Array.from([...Buffer.from(TINY_CSV), 0x22, 0xff, 0xfe, 0x22, 0x2c, 0x61, 0x0a]),
      "invalid_utf8",
    ],
    ["an unbalanced quote", `${TINY_CSV}"never closed,ham\n`, "unclosed_quote"],
  ])("%s", async (_name, bytes, code) => {
    const report = await reportOn(bytes);
    expect(report.valid).toBe(false);
    expect(errorsOf(report)).toContain(code);
    expect(report.sizeBytes).toBe(Buffer.byteLength(bytes));
  });

  test("more rows than the deployment allows are refused before the upload and after it, with the same report", async () => {
    const bytes = `input,label\n${Array.from({ length: 1_001 }, (_, row) => `text ${row},${row % 2 ? "ham" : "spam"}\n`).join("")}`;
    const problem = { code: "too_many_rows", details: { rows: 1_001, limit: 1_000 } };
    const stored = await reportOn(bytes);
    expect(stored.problems).toEqual([expect.objectContaining(problem)]);
    await expect(uploadTiny(scene().flash, bytes)).rejects.toMatchObject({
      code: "file_invalid",
      problem: { report: stored },
    });
  });

  test("Parquet is sent by whoever cannot read it, and read by the platform", async () => {
    const bytes = CORPUS.find(({ name }) => name.endsWith("pandas-snappy.parquet"))?.bytes ?? new Uint8Array();
    const { report } = await scene().flash.uploadDataset(bytes, { taskType: "text-classification" });
    expect(report).toMatchObject({ format: { layout: "parquet" }, rows: { kept: 24 } });
  });

  test("an empty file is refused before it is declared", async () => {
    await expect(uploadTiny(scene().flash, "")).rejects.toMatchObject({ code: "file_invalid" });
  });

  test("what can be fixed is fixed by the platform, with no more permissions than its functions have", async () => {
    const { flash } = scene();
    // Bytes that nobody else here sends.
    const good = `${TINY_CSV}"one more offer",spam\n`;
    const file = new File([`${good}too,many,cells\nno label,\n`], "bad.csv");
    const options = { taskType: "text-classification", validateLocally: false } as const;
    const error: unknown = await flash.uploadDataset(file, options).catch((refusal: unknown) => refusal);
    if (!isFlashError(error) || error.code !== "dataset_invalid")
      throw new Error("it is not refused", { cause: error });
    const bad = await flash.datasets.get(error.problem.datasetId);
    const seen = new Set<string>();
    const mended = await flash.datasets.applyFixes(bad.id, { onProgress: ({ stage }) => seen.add(stage) });
    expect([...seen]).toContain("validating");
    expect(mended).toMatchObject({
      state: "valid",
      sizeBytes: Buffer.byteLength(good),
      report: { rows: { total: 41, kept: 41 }, digest: { hex: createHash("sha256").update(good).digest("hex") } },
      derivedFrom: {
        datasetId: bad.id,
        fixes: [
          { type: "drop_rows", problem: "too_many_cells" },
          { type: "drop_rows", problem: "empty_label" },
        ],
      },
    });
    expect(await flash.datasets.get(bad.id)).toEqual(bad);
    expect((await flash.datasets.applyFixes(bad.id)).id).toBe(mended.id);
    await expect(flash.datasets.applyFixes(bad.id, { fixes: [{ type: "strip_bom" }] })).rejects.toMatchObject({
      code: "bad_request",
    });
  });

  test("no job can name a dataset that is not valid, and the refusal carries the report", async () => {
    const { flash } = scene();
    const file = new File(["input,label\n"], "bad.csv");
    const options = { taskType: "text-classification", validateLocally: false } as const;
    const error: unknown = await flash.uploadDataset(file, options).catch((refusal: unknown) => refusal);
    if (!isFlashError(error) || error.code !== "dataset_invalid")
      throw new Error("it is not refused", { cause: error });
    const { datasetId } = error.problem;
    await expect(flash.train({ datasetId, taskType: "text-classification" })).rejects.toMatchObject({
      code: "dataset_invalid",
      problem: { report: { valid: false } },
    });
  });
});

describe("S3 itself refuses what was not declared", () => {
  const declare = async (text: string) => {
    const { sending } = await scene().flash.trpc.datasets.createUpload.mutate({
      taskType: "text-classification",
      name: "x.csv",
      sizeBytes: Buffer.byteLength(text),
      contentType: "text/csv",
      sha256: createHash("sha256").update(text).digest("hex"),
    });
    if (sending.how !== "put") throw new Error(`a small file is to be sent in one piece, not as ${sending.how}`);
    return sending;
  };
  const put = async (url: string, headers: Record<string, string>, body: string): Promise<number> => {
    const answer = await fetch(url, { method: "PUT", headers, body });
    await answer.text();
    return answer.status;
  };

  test("a tampered URL", async () => {
    const { url, headers } = await declare(TINY_CSV);
    expect(await put(url.replace(/X-Amz-Signature=[0-9a-f]{8}/u, "X-Amz-Signature=00000000"), headers, TINY_CSV)).toBe(
      403,
    );
    expect(await put(url.replace("/source", "/dataset.json"), headers, TINY_CSV)).toBe(403);
  });

  test("another length, and another body of the same length", async () => {
    const { url, headers } = await declare(TINY_CSV);
    expect(await put(url, headers, `${TINY_CSV}x,y\n`)).toBe(403);
    expect(await put(url, headers, TINY_CSV.replace("win", "won"))).toBe(400);
  });

  test("a second write through the same URL", async () => {
    const { url, headers } = await declare(TINY_CSV);
    expect(await put(url, headers, TINY_CSV)).toBe(200);
    expect(await put(url, headers, TINY_CSV)).toBe(412);
  });

  test("an expired URL", async () => {
    const { platform } = scene();
    const client = ownerClient(platform.s3, platform.identities.owner);
    const { url, headers } = await presignUpload(client, {
      bucket: BUCKET,
      key: "datasets/expired/source",
      sizeBytes: Buffer.byteLength(TINY_CSV),
      contentType: "text/csv",
      sha256: createHash("sha256").update(TINY_CSV).digest("hex"),
      expiresInSeconds: 1,
    });
    const expiry = Date.now() + 2_000;
    await until("the URL has expired", async () => (Date.now() > expiry ? true : null));
    const answer = await fetch(url, { method: "PUT", headers, body: TINY_CSV });
    expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining("expired")]);
  });
});
