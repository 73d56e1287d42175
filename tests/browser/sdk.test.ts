import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { TINY_CSV } from "../platform/scene.ts";
import { newSeed } from "../seed.ts";
import { pageScene } from "./page-scene.ts";
import { reloadedUpload } from "./reloaded-upload.ts";
import type { Visit } from "./visit.ts";

const SPAM_CSV = fileURLToPath(new URL("../../samples/spam.csv", import.meta.url));

const { scene, site, openPage, connect, expectComplaints } = pageScene();

const asFile = (text: string) => ({ name: "tiny.csv", mimeType: "text/csv", buffer: Buffer.from(text) });

const preflights = ({ sent }: Visit, to: string): string[] =>
  sent
    .filter(({ url, method }) => method === "OPTIONS" && url.startsWith(to))
    .map(({ url, headers }) => `${headers["access-control-request-method"]} ${new URL(url).pathname}`);

/** The browser's tools may tell of a preflight after the page has heard of its answer. */
async function expectPreflights(visited: Visit, to: string, expected: readonly unknown[]): Promise<void> {
  await expect.poll(() => preflights(visited, to)).toEqual(expected);
}

test("a page of another origin asks for the status, after preflights", async () => {
  const visited = await openPage();
  // The last sweep may be another one.
  const { servers, status } = await scene().flash.status();
  expect(await visited.page.evaluate(() => window.flash.status())).toMatchObject({ servers, status });
  await expectPreflights(visited, scene().platform.connection.url, ["GET /status"]);
});

test("a refusal reaches the page with its code, its facts and its request id", async () => {
  expectComplaints(/the server responded with a status of 401/u);
  const { page } = await openPage(site().origin, { apiKey: "nobodys-key" });
  const refusal = await page.evaluate(() => window.page.refusalOf(window.flash.status()));
  expect(refusal).toMatchObject({ code: "unauthorized", requestId: expect.stringMatching(/./u) as string });
});

test("a chosen file is checked, sent straight to the storage and validated", async () => {
  const visited = await openPage();
  const { page, sent } = visited;
  await page.setInputFiles("input", SPAM_CSV);
  const dataset = await page.evaluate(() => window.page.uploadChosenFile());
  expect(dataset).toMatchObject({ state: "valid", name: "spam.csv", report: { rows: { total: 1500, kept: 1500 } } });

  const progress = await page.evaluate(() => window.page.progress);
  expect(progress.map(({ stage }) => stage).filter((stage, at, all) => stage !== all[at - 1])).toEqual([
    "checking",
    "uploading",
    "validating",
  ]);
  for (const stage of ["checking", "uploading", "validating"]) {
    const bytes = progress.filter((step) => step.stage === stage).map((step) => step.bytes);
    expect(bytes, stage).toEqual(bytes.toSorted((one, other) => one - other));
    expect(bytes.at(-1), stage).toBe(dataset.sizeBytes);
  }

  const { s3, connection } = scene().platform;
  const toStorage = sent.filter(({ url, method }) => url.startsWith(s3.url) && method !== "OPTIONS");
  expect(toStorage).toEqual([expect.objectContaining({ type: "XHR", method: "PUT" })]);
  expect(toStorage[0]?.headers).not.toHaveProperty("authorization");
  await expectPreflights(visited, s3.url, [expect.stringMatching(/^PUT .*\/source$/u)]);
  await expectPreflights(visited, connection.url, [
    "GET /taskTypes.list",
    "POST /datasets.createUpload",
    "POST /datasets.completeUpload",
  ]);
});

const seed = newSeed();

/** More than goes in one piece. `npm run bench -- uploads` has larger ones. */
const PARTS_CSV = `input,label\n${Array.from({ length: 9_000 }, (_, row) => `${String(row).padStart(1_000, "some words ")},${row % 2 === 0 ? "ham" : "spam"}\n`).join("")}`;

test(
  `an upload in parts whose page is loaded anew at twenty random bytes goes on each time, and ends in the same digest (FLASH_SEED=${seed})`,
  { timeout: 180_000 },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), "flash-reloaded-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const path = join(folder, "parts.csv");
    await writeFile(path, PARTS_CSV);
    const visited = await openPage();
    const sizeBytes = PARTS_CSV.length;
    const dataset = await reloadedUpload({ visited, connect, path, sizeBytes, reloads: 20, seed });
    const hex = createHash("sha256").update(PARTS_CSV).digest("hex");
    expect(dataset).toMatchObject({ state: "valid", sizeBytes, report: { digest: { hex } } });
    const named = (await scene().flash.datasets.list().page()).items.filter(({ name }) => name === "parts.csv");
    expect(named.map(({ id }) => id)).toEqual([dataset.id]);
  },
);

test("a bad file is refused with its report, and nothing of it is sent", async () => {
  const { page, sent } = await openPage();
  await page.setInputFiles("input", asFile("input,text\nhello,ham\n"));
  const refusal = await page.evaluate(() => window.page.refusalOf(window.page.uploadChosenFile()));
  expect(refusal).toMatchObject({
    code: "file_invalid",
    problem: { name: "tiny.csv", report: { valid: false, problems: [{ code: "missing_column" }] } },
  });
  expect(
    sent
      .filter(({ url }) => !url.startsWith(site().origin) && !url.startsWith("data:"))
      .map(({ url }) => new URL(url).pathname),
  ).toEqual(["/taskTypes.list", "/taskTypes.list"]);
});

test("a page whose origin the bucket does not know cannot upload, and nothing is stored", async () => {
  expectComplaints(/'http:\/\/elsewhere\.localhost:\d+' has been blocked by CORS policy/u, /net::ERR_FAILED/u);
  const visited = await openPage(site().foreignOrigin, { retries: 0 });
  await visited.page.setInputFiles("input", asFile(`${TINY_CSV}"not sent by anybody else",ham\n`));
  const refusal = await visited.page.evaluate(() => window.page.refusalOf(window.page.uploadChosenFile()));
  expect(refusal.code).toBe("network");
  const { s3 } = scene().platform;
  await expectPreflights(visited, s3.url, [expect.stringMatching(/^PUT .*\/source$/u)]);
  const [newest] = (await scene().flash.datasets.list().page()).items;
  expect(newest).toMatchObject({ name: "tiny.csv", state: "uploading" });
  const { objects } = await scene().bucket.list(`datasets/${newest?.id ?? ""}/`, { limit: 10 });
  expect(objects.map(({ key }) => key)).toEqual([`datasets/${newest?.id ?? ""}/dataset.json`]);
});

test("the page's policy is in force: no other address, no code that is made at run time", async () => {
  expectComplaints(
    /^policy: connect-src/u,
    /^policy: require-trusted-types/u,
    /TrustedScript|Content Security Policy/u,
  );
  const { page } = await openPage();
  const reached = await page.evaluate(async () => {
    // Outside of the call from the debugger, which stands above the policy.
    const compiled = new Promise<boolean>((resolve) => {
      setTimeout(() => {
        try {
          resolve(Reflect.construct(Function, [""]) !== null);
        } catch {
          resolve(false);
        }
      });
    });
    const fetched = fetch("http://127.0.0.1:9/").then(
      () => true,
      () => false,
    );
    return { compiled: await compiled, fetched: await fetched };
  });
  expect(reached).toEqual({ compiled: false, fetched: false });
});

test("the validator is loaded with the first upload only", async () => {
  const { page } = await openPage();
  const scriptBytes = () =>
    page.evaluate(() =>
      performance
        .getEntriesByType("resource")
        .filter((entry) => entry instanceof PerformanceResourceTiming && entry.name.endsWith(".js"))
        .reduce((sum, entry) => sum + (entry as PerformanceResourceTiming).encodedBodySize, 0),
    );
  await page.evaluate(() => window.flash.status());
  const atFirst = await scriptBytes();
  await page.setInputFiles("input", asFile(TINY_CSV));
  await page.evaluate(() => window.page.uploadChosenFile());
  const altogether = await scriptBytes();
  // Minified, each file gzipped, the page's own few lines and what reads rows in WebAssembly included.
  expect(atFirst).toBeLessThan(13_000);
  expect(altogether).toBeLessThan(56_000);
});
