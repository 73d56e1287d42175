import { createHash } from "node:crypto";
import { openAsBlob } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { errorOf, testFlash } from "../../test/client.ts";
import { startPlatform } from "../../test/platform.ts";
import type { Script } from "../../test/platform.ts";
import { BAD_CSV, BAD_REPORT, csv, DATASET, GOOD_CSV } from "../../test/samples.ts";
import { startStorage } from "../../test/storage.ts";
import type { UploadProgress } from "./upload-progress.ts";

const taskType = "text-classification";
const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

const validates: NonNullable<Script["validate"]> = async function* () {
  yield ["bytes-100", { type: "progress", bytes: 100, totalBytes: GOOD_CSV.length, rows: 5, secondsLeft: null }];
  yield ["done", { type: "done", dataset: DATASET }];
};
const paths = (platform: { arrived: readonly { url: string }[] }): string[] =>
  platform.arrived.map(({ url }) => url.split("?")[0] ?? "");

describe("uploading a dataset", () => {
  test("checks, declares, sends, completes and validates it, and answers with its report", async () => {
    await using storage = await startStorage();
    await using platform = await startPlatform({ uploadUrl: storage.url, validate: validates });
    const { flash } = testFlash({ url: platform.url });
    const dataset = await flash.uploadDataset(csv(GOOD_CSV), { taskType });
    expect(dataset.report.rows.kept).toBe(12);
    expect(paths(platform)).toEqual([
      "/taskTypes.list",
      "/datasets.createUpload",
      "/datasets.completeUpload",
      "/datasets.validate",
    ]);
    expect(platform.arrived[1]?.input).toEqual({
      idempotencyKey: expect.stringMatching(/^[0-9a-f]{32}$/u),
      taskType,
      name: "spam.csv",
      sizeBytes: GOOD_CSV.length,
      contentType: "text/csv",
      sha256: sha256(GOOD_CSV),
    });
    expect(storage.puts).toMatchObject([{ bytes: GOOD_CSV.length, sha256: sha256(GOOD_CSV) }]);
  });

  test("sends exactly the signed headers, the length, and no key", async () => {
    await using storage = await startStorage();
    await using platform = await startPlatform({ uploadUrl: storage.url, validate: validates });
    await testFlash({ url: platform.url }).flash.uploadDataset(csv(GOOD_CSV), { taskType });
    expect(storage.puts[0]?.headers).toMatchObject({
      "content-type": "text/csv",
      "if-none-match": "*",
      "x-amz-checksum-sha256": "c3VtZQ==",
      "content-length": String(GOOD_CSV.length),
    });
    expect(storage.puts[0]?.headers).not.toHaveProperty("transfer-encoding");
    expect(storage.puts[0]?.headers).not.toHaveProperty("authorization");
  });

  test("tells how far it is, stage by stage", async () => {
    await using storage = await startStorage();
    await using platform = await startPlatform({ uploadUrl: storage.url, validate: validates });
    const seen: UploadProgress[] = [];
    const onProgress = (progress: UploadProgress): number => seen.push(progress);
    await testFlash({ url: platform.url }).flash.uploadDataset(csv(GOOD_CSV), { taskType, onProgress });
    const totalBytes = GOOD_CSV.length;
    const steps = seen.map(({ stage, bytes, totalBytes: total, rows }) => ({ stage, bytes, totalBytes: total, rows }));
    expect(steps).toContainEqual({ stage: "checking", bytes: totalBytes, totalBytes, rows: 12 });
    expect(steps).toContainEqual({ stage: "uploading", bytes: totalBytes, totalBytes, rows: null });
    expect(steps.slice(-2)).toEqual([
      { stage: "validating", bytes: 100, totalBytes, rows: 5 },
      { stage: "validating", bytes: totalBytes, totalBytes, rows: 12 },
    ]);
  });

  test("refuses a file with errors before a byte is sent, with the report", async () => {
    await using platform = await startPlatform();
    const { flash } = testFlash({ url: platform.url });
    const error = await errorOf(flash.uploadDataset(csv(BAD_CSV), { taskType }));
    expect(error).toMatchObject({ code: "file_invalid", problem: { name: "spam.csv", report: BAD_REPORT } });
    expect(paths(platform)).toEqual(["/taskTypes.list"]);
  });

  test("leaves the check to the platform when asked to, whose refusal has the report too", async () => {
    await using storage = await startStorage();
    await using platform = await startPlatform({
      uploadUrl: storage.url,
      validate: async function* () {
        yield ["done", { type: "done", dataset: { ...DATASET, state: "invalid", report: BAD_REPORT } }];
      },
    });
    const { flash } = testFlash({ url: platform.url });
    const error = await errorOf(flash.uploadDataset(csv(BAD_CSV), { taskType, validateLocally: false }));
    expect(error).toMatchObject({ code: "dataset_invalid", problem: { datasetId: DATASET.id, report: BAD_REPORT } });
    expect(platform.arrived[1]?.input.sha256).toBe(sha256(BAD_CSV));
  });

  test("refuses a file that is too large before it is read", async () => {
    await using platform = await startPlatform();
    const { flash } = testFlash({ url: platform.url });
    const stream = (): never => {
      throw new Error("must not be read");
    };
    const huge = { name: "huge.csv", sizeBytes: 6 * 1024 ** 3, stream };
    const error = await errorOf(flash.uploadDataset(huge, { taskType }));
    expect(error).toMatchObject({ code: "upload_too_large", problem: { sizeBytes: huge.sizeBytes } });
    expect(paths(platform)).toEqual(["/taskTypes.list"]);
  });

  test("takes bytes, a file of this computer, and anything that can be read twice", async () => {
    await using storage = await startStorage();
    await using platform = await startPlatform({ uploadUrl: storage.url, validate: validates });
    const { flash } = testFlash({ url: platform.url });
    const folder = await mkdtemp(join(tmpdir(), "flash-sdk-"));
    await writeFile(join(folder, "a.csv"), GOOD_CSV);
    const bytes = new TextEncoder().encode(GOOD_CSV);
    await flash.uploadDataset(bytes, { taskType, name: " bytes " });
    await flash.uploadDataset(await openAsBlob(join(folder, "a.csv")), { taskType });
    const halves = async function* (): AsyncGenerator<Uint8Array> {
      yield bytes.subarray(0, 7);
      yield bytes.subarray(7);
    };
    await flash.uploadDataset({ name: "halves.csv", sizeBytes: bytes.length, stream: halves }, { taskType });
    expect(storage.puts.map((put) => put.sha256)).toEqual(Array(3).fill(sha256(GOOD_CSV)));
    const names = platform.arrived.map(({ input }) => input.name).filter((name) => name !== undefined);
    expect(names).toEqual(["bytes", "dataset", "halves.csv"]);
    await rm(folder, { recursive: true });
  });

  test("is sent again after 503, and taken as stored when the storage has the bytes already", async () => {
    await using storage = await startStorage((response, count) =>
      response.writeHead([503, 412][count - 1] ?? 200).end(),
    );
    await using platform = await startPlatform({ uploadUrl: storage.url, validate: validates });
    const dataset = await testFlash({ url: platform.url }).flash.uploadDataset(csv(GOOD_CSV), { taskType });
    expect(dataset.state).toBe("valid");
    expect(storage.puts).toHaveLength(2);
    expect(paths(platform).filter((path) => path === "/datasets.createUpload")).toHaveLength(1);
  });

  test("is refused by the storage with its own code, once", async () => {
    await using storage = await startStorage((response) =>
      response.writeHead(403).end("<Error><Code>SignatureDoesNotMatch</Code></Error>"),
    );
    await using platform = await startPlatform({ uploadUrl: storage.url });
    const error = await errorOf(testFlash({ url: platform.url }).flash.uploadDataset(csv(GOOD_CSV), { taskType }));
    expect(error).toMatchObject({
      code: "upload_refused",
      problem: { status: 403, storageCode: "SignatureDoesNotMatch" },
    });
    expect(storage.puts).toHaveLength(1);
    expect(paths(platform)).toEqual(["/taskTypes.list", "/datasets.createUpload"]);
  });

  test("ends as file_changed when the file is another one by the time it is sent", async () => {
    await using storage = await startStorage();
    await using platform = await startPlatform({ uploadUrl: storage.url });
    let readings = 0;
    const file = {
      name: "log.csv",
      sizeBytes: GOOD_CSV.length,
      stream: () => csv(readings++ === 0 ? GOOD_CSV : GOOD_CSV.slice(0, -20)).stream(),
    };
    const error = await errorOf(testFlash({ url: platform.url }).flash.uploadDataset(file, { taskType }));
    expect(error).toMatchObject({ code: "file_changed", problem: { foundBytes: GOOD_CSV.length - 20 } });
  });

  test("ends as file_unreadable when the file cannot be read", async () => {
    await using platform = await startPlatform();
    const stream = async function* (): AsyncGenerator<Uint8Array> {
      yield new TextEncoder().encode("input,");
      throw new Error("the disk is gone");
    };
    const file = { name: "a.csv", sizeBytes: 100, stream };
    const error = await errorOf(testFlash({ url: platform.url }).flash.uploadDataset(file, { taskType }));
    expect(error).toMatchObject({ code: "file_unreadable", cause: new Error("the disk is gone") });
  });

  test("ends as aborted in each stage, and goes no further", async () => {
    for (const stage of ["checking", "uploading", "validating"]) {
      await using storage = await startStorage();
      await using platform = await startPlatform({ uploadUrl: storage.url, validate: validates });
      const leave = new AbortController();
      const onProgress = (progress: UploadProgress): void => {
        if (progress.stage === stage) leave.abort();
      };
      const { flash } = testFlash({ url: platform.url });
      const upload = flash.uploadDataset(csv(GOOD_CSV), { taskType, onProgress, signal: leave.signal });
      expect((await errorOf(upload)).code).toBe("aborted");
      const calls = { checking: 1, uploading: 2, validating: 4 }[stage];
      expect(platform.arrived).toHaveLength(calls ?? -1);
    }
  });

  test("given up in any stage, nothing of it stays on the platform", async () => {
    for (const stage of ["checking", "uploading", "validating"]) {
      await using storage = await startStorage();
      await using platform = await startPlatform({ uploadUrl: storage.url, validate: validates });
      const onProgress = (progress: UploadProgress): void => {
        if (progress.stage === stage) upload.abort();
      };
      const upload = testFlash({ url: platform.url }).flash.uploadDataset(csv(GOOD_CSV), { taskType, onProgress });
      expect((await errorOf(upload)).code).toBe("aborted");
      expect(paths(platform).filter((path) => path === "/datasets.delete")).toHaveLength(stage === "checking" ? 0 : 1);
    }
  });

  test("given up, a dataset that was there before stays", async () => {
    await using platform = await startPlatform({
      sending: () => ({ how: "nothing" }),
      isThere: true,
      validate: validates,
    });
    const onProgress = ({ stage }: UploadProgress): void => {
      if (stage === "validating") upload.abort();
    };
    const upload = testFlash({ url: platform.url }).flash.uploadDataset(csv(GOOD_CSV), { taskType, onProgress });
    expect((await errorOf(upload)).code).toBe("aborted");
    expect(paths(platform)).not.toContain("/datasets.delete");
  });

  test("a URL of one piece whose time is over is signed again", async () => {
    const EXPIRED = "<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>";
    await using storage = await startStorage((response, count) => {
      if (count === 1) response.writeHead(403).end(EXPIRED);
      else response.end();
    });
    const url = storage.url;
    const sending = () =>
      ({ how: "put", url, headers: { "if-none-match": "*" }, expiresAt: DATASET.createdAt }) as const;
    await using platform = await startPlatform({ sending, validate: validates });
    await testFlash({ url: platform.url }).flash.uploadDataset(csv(GOOD_CSV), { taskType });
    expect(paths(platform)).toContain("/datasets.resumeUpload");
    expect(storage.puts).toHaveLength(2);
  });

  test("a pause breaks the sending off; resumed, all of it is sent again", async () => {
    const arriving = Promise.withResolvers<void>();
    await using storage = await startStorage((response, count) => {
      // The first one is left without an answer: it is on the network when the pause comes.
      if (count === 1) arriving.resolve();
      else response.end();
    });
    await using platform = await startPlatform({ uploadUrl: storage.url, validate: validates });
    const seen: UploadProgress[] = [];
    const onProgress = (progress: UploadProgress): number => seen.push(progress);
    const upload = testFlash({ url: platform.url }).flash.uploadDataset(csv(GOOD_CSV), { taskType, onProgress });
    await arriving.promise;
    upload.pause();
    expect(upload).toMatchObject({ paused: true, progress: { stage: "uploading", paused: true, secondsLeft: null } });
    upload.resume();
    expect((await upload).state).toBe("valid");
    expect(upload.paused).toBe(false);
    expect(storage.puts.map(({ sha256: digest }) => digest)).toEqual([sha256(GOOD_CSV), sha256(GOOD_CSV)]);
    expect(seen.filter(({ paused }) => paused)).toHaveLength(1);
  });

  test("paused before it began, nothing is asked until it is resumed", async () => {
    await using storage = await startStorage();
    await using platform = await startPlatform({ uploadUrl: storage.url, validate: validates });
    const upload = testFlash({ url: platform.url }).flash.uploadDataset(csv(GOOD_CSV), { taskType });
    upload.pause();
    // Another whole upload takes longer than the paused one would have needed.
    await testFlash({ url: platform.url }).flash.uploadDataset(csv(GOOD_CSV), { taskType, name: "other" });
    expect(platform.arrived.filter(({ input }) => input.name === "spam.csv")).toEqual([]);
    upload.resume();
    await upload;
    expect(platform.arrived.filter(({ input }) => input.name === "spam.csv")).toHaveLength(1);
  });

  test("abort() ends it, also while it is paused", async () => {
    await using platform = await startPlatform();
    const upload = testFlash({ url: platform.url }).flash.uploadDataset(csv(GOOD_CSV), { taskType });
    upload.pause();
    upload.abort();
    expect((await errorOf(upload)).code).toBe("aborted");
    expect(platform.arrived).toEqual([]);
  });

  test("ends as timeout when the storage stays silent", async () => {
    await using storage = await startStorage(() => undefined);
    await using platform = await startPlatform({ uploadUrl: storage.url });
    const { flash } = testFlash({ url: platform.url, timeoutMs: 200, retries: 0 });
    const error = await errorOf(flash.uploadDataset(csv(GOOD_CSV), { taskType }));
    expect(error).toMatchObject({ code: "timeout", problem: { timeoutMs: 200 } });
  });
});
