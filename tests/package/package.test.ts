import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import {
  exampleModules,
  examplesOf,
  publishedEntries,
  type PublishedEntry,
  referenceOf,
} from "@flash/sdk/declarations";
import { publint } from "publint";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser, NO_BROWSER } from "../browser/chromium.ts";
import { filesIn, startSite } from "../browser/site.ts";
import { visit } from "../browser/visit.ts";
import { keyOf } from "../platform/key-of.ts";
import { platformScene, TINY_CSV } from "../platform/scene.ts";
import { complaints, type PackedSdk, packSdk, runMain, viteBuild } from "./packed-sdk.ts";

declare global {
  interface Window {
    /** Of the Vite project's page. */
    start(connection: { readonly url: string; readonly streamUrl: string; readonly apiKey: string }): void;
  }
}

const scene = platformScene();
let sdk: PackedSdk;
let entries: readonly PublishedEntry[];
beforeAll(async () => {
  sdk = await packSdk();
  entries = publishedEntries(sdk.dist);
}, 300_000);
afterAll(() => sdk.remove());

test("publint finds nothing to say about the package", async () => {
  const { messages } = await publint({ pkgDir: sdk.dist, strict: true, pack: false });
  expect(messages).toEqual([]);
});

test("types resolve as the modules do, for whoever can load ES modules", async () => {
  const result = await checkPackage(createPackageFromTarballData(new Uint8Array(await readFile(sdk.tarball))));
  if (result.types === false) throw new Error("the package has no types");
  // Node 10 knows no `exports`. Node since 20.19 can `require` ES modules, which is all that this warns of.
  const known = new Set(["CJSResolvesToESM"]);
  const problems = result.problems.filter(
    (problem) => !known.has(problem.kind) && !("resolutionKind" in problem && problem.resolutionKind === "node10"),
  );
  expect(problems).toEqual([]);
  expect(Object.keys(result.entrypoints).toSorted()).toEqual([
    ".",
    "./fix",
    "./package.json",
    "./parquet",
    "./react",
    "./report",
    "./try",
    "./zip",
  ]);
});

test("the declarations need nothing but React and TanStack Query", async () => {
  const names = (await readdir(sdk.dist, { recursive: true })).filter((name) => name.endsWith(".d.ts"));
  const texts = await Promise.all(names.map((name) => readFile(join(sdk.dist, name), "utf8")));
  const imported = texts.flatMap((text) =>
    // Examples in comments import what they like.
    [...text.replaceAll(/\/\*.*?\*\//gsu, "").matchAll(/(?:from |import\()["']([^."'][^"']*)["']/gu)].map(
      ([, id]) => id,
    ),
  );
  expect(new Set(imported)).toEqual(new Set(["react", "@tanstack/react-query"]));
});

test("the reference in docs/sdk says what these declarations say", async () => {
  for (const entry of entries) {
    const page = fileURLToPath(new URL(`../../docs/sdk/${entry.fileName}.md`, import.meta.url));
    expect(await readFile(page, "utf8"), "npm run reference -w packages/sdk").toBe(referenceOf(entry));
  }
});

test("every public name has an example", () => {
  const without = entries.flatMap((entry) =>
    [...examplesOf(entry)]
      .filter(([, examples]) => examples.length === 0)
      .map(([name]) => `${entry.specifier} ${name}`),
  );
  expect(without).toEqual([]);
});

test("an empty Node project compiles strictly, runs, and is told of each mistake", { timeout: 180_000 }, async () => {
  const project = sdk.project("node-project");
  expect(await complaints(project)).toEqual([
    "wrong.ts:4 TS2561",
    "wrong.ts:5 TS2322",
    "wrong.ts:6 TS2322",
    "wrong.ts:7 TS2339",
    "wrong.ts:8 TS2322",
    "wrong.ts:10 TS2366",
  ]);
  const file = join(project, "tiny.csv");
  // Other bytes than those of the page, which would find them there.
  await writeFile(file, `${TINY_CSV}one row more,ham\n`);
  const said: unknown = JSON.parse(await runMain(project, JSON.stringify(scene().platform.connection), file));
  expect(said).toEqual({ server: "default", rows: 41, jobs: ["cancelled"], cancelled: true, again: "too late" });
});

test(
  "an empty Vite project compiles strictly with every example, and its page goes from a file to a model",
  { timeout: 180_000 },
  async ({ skip }) => {
    const project = sdk.project("vite-project");
    await mkdir(join(project, "examples"));
    for (const [name, code] of exampleModules(entries)) await writeFile(join(project, "examples", name), code);
    expect(await complaints(project)).toEqual([]);
    const built = await viteBuild(project);
    const assets = join(built, "assets");
    const texts = await Promise.all((await readdir(assets)).map((name) => readFile(join(assets, name), "utf8")));
    expect(texts.join("\n")).not.toMatch(/ZodObject|@aws-sdk|StartInstances/u);

    const browser = await launchBrowser();
    skip(browser === null, NO_BROWSER);
    if (browser === null) return;
    const { connection, s3 } = scene().platform;
    const site = await startSite([connection.url, connection.streamUrl, s3.url], await filesIn(built));
    try {
      const { page, sent, complaints: heard } = await visit(browser, site.origin);
      await page.evaluate((options) => window.start(options), connection);
      await page.getByText("1 server").waitFor();
      await page.setInputFiles("input", { name: "tiny.csv", mimeType: "text/csv", buffer: Buffer.from(TINY_CSV) });
      await page.getByText("labels: ham, spam").waitFor();
      expect(await page.getByRole("list", { name: "what was seen" }).getByRole("listitem").allTextContents()).toEqual(
        expect.arrayContaining(["checked 40 rows", "uploading", "uploaded", "succeeded after 2 epochs"]),
      );

      // Somebody else signs in: nothing of it is there any more, not even what was trained.
      await page.evaluate((options) => window.start(options), { ...connection, apiKey: await keyOf(scene(), "ann") });
      await page.getByText("labels: ham, spam").waitFor({ state: "detached" });
      await page.getByText("1 server").waitFor();
      expect(await page.getByRole("listitem").count()).toBe(0);
      expect(heard).toEqual([]);

      // The key travels in headers only, streams among them.
      const { apiKey, streamUrl } = connection;
      const watches = sent.filter(({ url, method }) => url.startsWith(`${streamUrl}/jobs.watch`) && method === "GET");
      expect(watches[0]).toMatchObject({
        type: "Fetch",
        headers: { authorization: `Bearer ${apiKey}`, accept: "text/event-stream" },
      });
      expect(sent.filter(({ url, type }) => type === "EventSource" || url.includes(apiKey))).toEqual([]);
    } finally {
      await browser.close();
      await site.close();
    }
  },
);
