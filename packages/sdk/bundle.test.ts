import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { blobSource, Sha256, validateDataset } from "@flash/validation";
import { CORPUS } from "@flash/validation/testing";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { bundle, gzippedBytes, isWebAssembly, loadedAltogether, loadedAtFirst } from "./bundle.ts";
import type { createFlash } from "./src/index.ts";
import type { LoadParquetReader } from "./src/upload/parquet-reader.ts";
import { startPlatform } from "./test/platform.ts";
import { BAD_CSV, csv, STATUS } from "./test/samples.ts";

const folder = await mkdtemp(join(tmpdir(), "flash-sdk-"));
const chunks = await bundle(folder, { minify: true });
afterAll(() => rm(folder, { recursive: true }));

test("the published modules work by themselves", async () => {
  const published: { createFlash: typeof createFlash } = await import(pathToFileURL(join(folder, "index.js")).href);
  await using platform = await startPlatform();
  const flash = published.createFlash({ url: platform.url, apiKey: "key" });
  expect(await flash.status()).toEqual(STATUS);
  const upload = flash.uploadDataset(csv(BAD_CSV), { taskType: "text-classification" });
  await expect(upload).rejects.toMatchObject({ name: "FlashError", code: "file_invalid" });
});

test("a part of it that cannot be loaded is a typed failure of the network, with its reason", async () => {
  const without = await mkdtemp(join(tmpdir(), "flash-sdk-"));
  onTestFinished(() => rm(without, { recursive: true }));
  await cp(folder, without, { recursive: true, filter: (path) => !/upload-[^/]*\.js$/u.test(path) });
  const published: { createFlash: typeof createFlash } = await import(pathToFileURL(join(without, "index.js")).href);
  const flash = published.createFlash({ url: "https://flash.test", apiKey: "key" });
  const options = { taskType: "text-classification" } as const;
  const typed = {
    name: "FlashError",
    code: "network",
    cause: expect.objectContaining({ code: "ERR_MODULE_NOT_FOUND" }),
  };
  await expect(flash.checkDataset(csv(BAD_CSV), options)).rejects.toMatchObject(typed);
  await expect(flash.uploadDataset(csv(BAD_CSV), options)).rejects.toMatchObject(typed);
});

test("the published modules say of every file of the corpus what the validator's sources say", async () => {
  const published: { createFlash: typeof createFlash } = await import(pathToFileURL(join(folder, "index.js")).href);
  const parquet: LoadParquetReader = () => import(pathToFileURL(join(folder, "parquet.js")).href);
  for (const { name, bytes, rules } of CORPUS) {
    const taskTypes = [{ name: "text-classification", dataset: rules, maxDatasetBytes: bytes.length }];
    const flash = published.createFlash({
      url: "https://flash.test",
      apiKey: "key",
      parquet,
      fetch: async () => Response.json({ result: { data: taskTypes } }),
    });
    const report = await flash.checkDataset(bytes, { taskType: "text-classification" });
    const ofSources = validateDataset(blobSource(new Blob([bytes])), rules, {
      parquet: () => import("@flash/validation/parquet"),
    });
    expect(report, name).toEqual(await ofSources);
  }
});

test("the published modules import nothing but each other: no package, nothing of Node", () => {
  const files = new Set(chunks.map(({ fileName }) => fileName));
  const outsideOf = (some: typeof chunks): string[] =>
    some.flatMap(({ imports, dynamicImports }) => [...imports, ...dynamicImports].filter((name) => !files.has(name)));
  expect(outsideOf(loadedAltogether(chunks).chunks)).toEqual([]);
  // The hooks alone need what pages of React have.
  expect(new Set(outsideOf(chunks))).toEqual(new Set(["@tanstack/react-query", "react"]));
  for (const { code } of loadedAtFirst(chunks).chunks) expect(code).not.toMatch(/\bprocess\.|\brequire\(/u);
});

test("the entries give out what they declare and nothing for other modules", async () => {
  const names = Object.keys((await import(pathToFileURL(join(folder, "index.js")).href)) as object);
  expect(names.toSorted()).toEqual([
    "FlashErrorOf",
    "createFlash",
    "flashErrorOf",
    "isErrorOf",
    "isFlashError",
    "isRefused",
  ]);
});

test("only the type of the API is in them, none of its code", () => {
  const { sources } = loadedAltogether(chunks);
  expect(sources).toContainEqual(expect.stringMatching(/src\/create-flash\.ts$/u));
  expect(sources.filter((source) => /\/apps\/|control-plane|packages\/aws|@aws/u.test(source))).toEqual([]);
});

test("zod stays on the platform: what is checked there is not checked twice, and no page needs a policy for it", () => {
  expect(loadedAltogether(chunks).sources.filter((source) => source.includes("/zod/"))).toEqual([]);
});

describe("a page loads, minified and gzipped,", () => {
  test("at most 8 kB at first, watching jobs and downloading models included", () => {
    expect(gzippedBytes(loadedAtFirst(chunks).chunks)).toBeLessThanOrEqual(8_000);
  });

  test("at most 40 kB altogether, whatever it does with the client: all that can follow but bytes of WebAssembly", () => {
    const code = loadedAltogether(chunks).chunks.filter((chunk) => !isWebAssembly(chunk));
    expect(gzippedBytes(code)).toBeLessThanOrEqual(40_000);
  });
});

test("what is left out of these 40 kB is WebAssembly in base64, and not a line of code", () => {
  const bytes = loadedAltogether(chunks).chunks.filter(isWebAssembly);
  expect(bytes).toHaveLength(2);
  for (const { code } of bytes)
    expect(code).toMatch(/^const (\w+)=`AGFzbQ[A-Za-z0-9+/]*={0,2}`;export\{\1 as WASM_BASE64\};$/u);
});

test("what reads Parquet, files at paths and Node's disk is nothing that the client can load in a page", () => {
  const { sources } = loadedAltogether(chunks);
  expect(sources.filter((source) => /parquet\/|hyparquet|in-node|file-at-path/u.test(source))).toEqual([]);
  expect(loadedAltogether(chunks, "parquet.js").sources).toContainEqual(expect.stringContaining("/hyparquet/"));
});

test("what hands a validation on stays on the platform: pages begin and end theirs", () => {
  const parts = loadedAltogether(chunks).chunks.map(({ code }) => code);
  expect(parts.join("\n")).not.toMatch(/\bstate\(\)\{/u);
  // In the sources it is there.
  expect(new Sha256().state().bytes).toBe(0);
});

test("uploads and the validator are not loaded before they are used", () => {
  const atFirst = loadedAtFirst(chunks).sources;
  for (const name of ["upload/upload-dataset.ts", "validation/src/validate-dataset.ts"]) {
    const isIt = (source: string) => source.endsWith(name);
    expect(atFirst.filter(isIt), name).toEqual([]);
    expect(loadedAltogether(chunks).sources.filter(isIt), name).toHaveLength(1);
  }
});
