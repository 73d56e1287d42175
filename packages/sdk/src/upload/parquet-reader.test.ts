import { createHash } from "node:crypto";
import { TASK_TYPES } from "@flash/schemas";
import { CORPUS } from "@flash/validation/testing";
import { describe, expect, test } from "vitest";
import { errorOf, testFlash } from "../../test/client.ts";
import { startPlatform } from "../../test/platform.ts";
import { DATASET } from "../../test/samples.ts";
import { startStorage } from "../../test/storage.ts";
import { fixFile } from "./fix-file.ts";
import type { LoadParquetReader } from "./parquet-reader.ts";

const taskType = "text-classification";
const damaged = CORPUS.find(({ name }) => name.endsWith("columns-outside.parquet"))?.bytes ?? new Uint8Array();
const parquet: LoadParquetReader = () => import("../parquet.ts");
/** What names the option that would have read it. */
const missing = { code: "options_invalid", problem: { faults: [{ path: "parquet" }] } };

describe("a Parquet file", () => {
  test("is checked on this computer with what reads it, and refused before a byte is sent", async () => {
    await using platform = await startPlatform();
    const { flash } = testFlash({ url: platform.url, parquet });
    const report = await flash.checkDataset(damaged, { taskType });
    expect(report.problems.map(({ code }) => code)).toEqual(["damaged_parquet"]);
    const error = await errorOf(flash.uploadDataset(damaged, { taskType }));
    expect(error).toMatchObject({ code: "file_invalid", problem: { report } });
    expect(platform.arrived.map(({ url }) => url)).toEqual(["/taskTypes.list"]);
  });

  test("is sent with its digest where nothing reads it, and left to the platform's check", async () => {
    await using storage = await startStorage();
    await using platform = await startPlatform({
      uploadUrl: storage.url,
      validate: async function* () {
        yield ["done", { type: "done", dataset: DATASET }];
      },
    });
    const seen = new Set<number | null>();
    const dataset = await testFlash({ url: platform.url }).flash.uploadDataset(damaged, {
      taskType,
      onProgress: ({ stage, rows }) => void (stage === "checking" && seen.add(rows)),
    });
    expect(dataset).toEqual(DATASET);
    const sha256 = createHash("sha256").update(damaged).digest("hex");
    expect(platform.arrived[1]?.input).toMatchObject({ sha256, sizeBytes: damaged.length });
    expect(storage.puts).toMatchObject([{ bytes: damaged.length, sha256 }]);
    expect([...seen]).toEqual([null]);
  });

  test("is neither checked nor mended where nothing reads it: the option that is missing is named", async () => {
    await using platform = await startPlatform();
    const { flash } = testFlash({ url: platform.url });
    expect(await errorOf(flash.checkDataset(damaged, { taskType }))).toMatchObject(missing);
    const { dataset: rules } = TASK_TYPES[taskType];
    expect(await errorOf(fixFile(damaged, { rules, fixes: [] }))).toMatchObject(missing);
    const mended = await fixFile(damaged, { rules, fixes: [], parquet });
    expect(await mended.text()).toBe('"input","label"\n');
  });
});
