import { fileURLToPath } from "node:url";
import { blobSource, validateDataset } from "@flash/validation";
import { CORPUS } from "@flash/validation/testing";
import { build } from "esbuild";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { launchBrowser, NO_BROWSER } from "./chromium.ts";

const PAGE = fileURLToPath(new URL("./page/reports.ts", import.meta.url));

let browser: Browser | null = null;
beforeAll(async () => {
  browser = await launchBrowser();
});
beforeEach(({ skip }) => skip(browser === null, NO_BROWSER));
afterAll(() => browser?.close());

/** The validator as a page has it. */
async function script(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [PAGE],
    bundle: true,
    write: false,
    format: "iife",
    platform: "browser",
    conditions: ["@flash/source"],
    logLevel: "error",
  });
  return outputFiles.map(({ text }) => text).join("");
}

async function reportsInPage(files: typeof CORPUS, by: "reportsOn" | "checksOf"): Promise<readonly string[]> {
  const page = await (browser as Browser).newPage();
  await page.addScriptTag({ content: await script() });
  const given = files.map(({ bytes, rules }) => ({ base64: Buffer.from(bytes).toString("base64"), rules }));
  return page.evaluate(([all, name]) => window[name](all), [given, by] as const);
}

test("Chromium and Node report the same of every file of the corpus, byte for byte", { timeout: 180_000 }, async () => {
  const inPage = await reportsInPage(CORPUS, "reportsOn");
  for (const [index, { name, bytes, rules }] of CORPUS.entries()) {
    const here = await validateDataset(blobSource(new Blob([bytes])), rules, {
      parquet: () => import("@flash/validation/parquet"),
    });
    expect(inPage[index], name).toBe(JSON.stringify(here));
  }
});

/** Their structure holds, and Chromium's decoder does not read them: animations without a frame of their own. */
const UNDECODABLE: readonly string[] = [
  "images/a-PNG-of-one-frame-with-an-animation-header.zip",
  "images/an-animated-PNG.zip",
];

test("with Chromium's decoder a report differs only by the images that it does not read, and is that of Node with the same answers", async () => {
  const archives = CORPUS.filter(({ rules }) => rules.kind === "images");
  const decoded = await reportsInPage(archives, "checksOf");
  const differing: string[] = [];
  for (const [index, { name, bytes, rules }] of archives.entries()) {
    const source = blobSource(new Blob([bytes]));
    const isAnimation = (image: Uint8Array): boolean => Buffer.from(image).includes("acTL");
    const decode = async (image: Uint8Array): Promise<boolean> => !(UNDECODABLE.includes(name) && isAnimation(image));
    expect(decoded[index], name).toBe(JSON.stringify(await validateDataset(source, rules, { decode })));
    if (decoded[index] !== JSON.stringify(await validateDataset(source, rules))) differing.push(name);
  }
  expect(differing).toEqual(UNDECODABLE);
  expect(decoded.filter((report) => report.includes("undecodable_image"))).toHaveLength(UNDECODABLE.length);
});
