import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, test } from "vitest";
import { ALTOGETHER, AT_FIRST, PARQUET, bundle, gzippedBytes, loadedWith } from "./bundle.ts";
import type { createFlash } from "./src/index.ts";
import { startPlatform } from "./test/platform.ts";
import { BAD_CSV, csv, STATUS } from "./test/samples.ts";

const folder = await mkdtemp(join(tmpdir(), "flash-sdk-"));
const metafile = await bundle(folder, { minify: true });
afterAll(() => rm(folder, { recursive: true }));

test("the published modules work by themselves", async () => {
  const published: { createFlash: typeof createFlash } = await import(pathToFileURL(join(folder, "index.js")).href);
  await using platform = await startPlatform();
  const flash = published.createFlash({ url: platform.url, apiKey: "key" });
  expect(await flash.status()).toEqual(STATUS);
  const upload = flash.uploadDataset(csv(BAD_CSV), { taskType: "text-classification" });
  await expect(upload).rejects.toMatchObject({ name: "FlashError", code: "file_invalid" });
});

test("the published modules import nothing but each other: no package, nothing of Node", async () => {
  const outsideOf = (files: readonly string[]): string[] =>
    files
      .flatMap((file) => metafile.outputs[file]?.imports ?? [])
      .filter(({ external }) => external)
      .map(({ path }) => path);
  expect(outsideOf(loadedWith(metafile, ALTOGETHER).files)).toEqual([]);
  // The hooks alone need what pages of React have.
  expect(new Set(outsideOf(Object.keys(metafile.outputs)))).toEqual(new Set(["@tanstack/react-query", "react"]));
  const entry = await readFile(join(folder, "index.js"), "utf8");
  expect(entry).not.toMatch(/\bprocess\.|\brequire\(/u);
});

test("only the type of the API is in them, none of its code", () => {
  const { sources } = loadedWith(metafile, ALTOGETHER);
  expect(sources).toContain("src/create-flash.ts");
  expect(sources.filter((source) => /apps\/|control-plane|aws/u.test(source))).toEqual([]);
});

test("an application loads at most 12 kB at first and 62 kB with all that uploads need, minified and gzipped", async () => {
  expect(await gzippedBytes(loadedWith(metafile, AT_FIRST))).toBeLessThanOrEqual(12_000);
  expect(await gzippedBytes(loadedWith(metafile, ALTOGETHER, PARQUET))).toBeLessThanOrEqual(62_000);
});

test("what reads Parquet is loaded with the first Parquet file only", () => {
  const isParquet = (source: string) => source.includes("/hyparquet");
  expect(loadedWith(metafile, ALTOGETHER, PARQUET).sources.filter(isParquet)).toEqual([]);
  expect(loadedWith(metafile, ALTOGETHER).sources.filter(isParquet)).not.toEqual([]);
});

test("zod stays on the platform: what is checked there is not checked twice, and no page needs a policy for it", () => {
  const { sources } = loadedWith(metafile, ALTOGETHER);
  expect(sources.filter((source) => source.includes("/zod/"))).toEqual([]);
});

test("uploads and the validator are not loaded before they are used", () => {
  const { sources } = loadedWith(metafile, AT_FIRST);
  expect(sources).not.toContain("src/upload/upload-dataset.ts");
  expect(loadedWith(metafile, ALTOGETHER).sources).toContain("src/upload/upload-dataset.ts");
});
