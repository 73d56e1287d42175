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

test("Chromium and Node report the same of every file of the corpus, byte for byte", { timeout: 180_000 }, async () => {
  const page = await (browser as Browser).newPage();
  await page.addScriptTag({ content: await script() });
  const given = CORPUS.map(({ bytes, rules }) => ({ base64: Buffer.from(bytes).toString("base64"), rules }));
  const inPage = await page.evaluate((files) => window.reportsOn(files), given);
  const here = await Promise.all(
    CORPUS.map(({ bytes, rules }) => validateDataset(blobSource(new Blob([bytes])), rules)),
  );
  for (const [index, { name }] of CORPUS.entries()) {
    expect(inPage[index], name).toBe(JSON.stringify(here[index]));
  }
});
