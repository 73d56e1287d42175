import { mkdtemp, rm, mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { builtPage, servePage, startPlatform } from "@flash/local";
import { launchBrowser } from "../browser/chromium.ts";
import { QUICK_POWER, TINY_CSV } from "../platform/scene.ts";
import { createFlash } from "@flash/sdk";

const out = process.argv[2] ?? "/tmp/shots";
await mkdir(out, { recursive: true });
await builtPage(console.log);
const folder = await mkdtemp(join(tmpdir(), "flash-look-"));
const platform = await startPlatform({ dataFolder: folder, timing: QUICK_POWER });
const { url, streamUrl, apiKey } = platform.connection;
const page = await servePage({
  config: { apiUrl: url, streamUrl, localKey: apiKey },
  storageUrl: platform.s3.url,
  port: 0,
});
const browser = await launchBrowser();
if (!browser) throw new Error();
const flash = createFlash(platform.connection);
try {
  const dataset = await flash.uploadDataset(new File([TINY_CSV], "tiny.csv"), { taskType: "text-classification" });
  const job = await flash.train({
    dataset,
    taskType: "text-classification",
    hyperparameters: { model: "fasttext", epochs: 6 },
  });
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 } });
  const tab = await context.newPage();
  tab.on("console", (m) => ["error", "warning"].includes(m.type()) && console.log("console:", m.text()));
  tab.on("pageerror", (e) => console.log("pageerror:", e));
  await tab.goto(page.url);
  await tab.waitForSelector("text=Sign in to Flash");
  await tab.screenshot({ path: join(out, "sign-in.png") });
  await tab.click("button[type=submit]");
  await tab.waitForSelector("nav");
  await tab.waitForSelector("text=Use the sample");
  await tab.screenshot({ path: join(out, "train.png"), fullPage: true });
  await tab.click("text=Use the sample");
  await tab.waitForSelector("text=Start training");
  await tab.screenshot({ path: join(out, "train-checked.png"), fullPage: true });
  await tab.click("text=Start training");
  await tab.waitForURL(/jobs/);
  await tab.waitForTimeout(1500);
  await tab.screenshot({ path: join(out, "job-waiting.png"), fullPage: true });
  await tab.goto(`${page.url}/jobs/${job.id}`);
  await tab.waitForSelector("h1");
  await tab.waitForTimeout(1500);
  await tab.screenshot({ path: join(out, "job-running.png"), fullPage: true });
  await job.wait();
  await tab.screenshot({ path: join(out, "job-done.png"), fullPage: true });
  await tab.goto(`${page.url}/jobs`);
  await tab.waitForSelector(".job-row");
  await tab.screenshot({ path: join(out, "jobs.png"), fullPage: true });
  await tab.goto(`${page.url}/servers`);
  await tab.waitForSelector(".server");
  await tab.screenshot({ path: join(out, "servers.png"), fullPage: true });
  await tab.goto(`${page.url}/datasets/${dataset.id}`);
  await tab.waitForSelector(".report");
  await tab.screenshot({ path: join(out, "dataset.png"), fullPage: true });
} finally {
  await browser.close();
  await page.close();
  await platform.close();
  await rm(folder, { recursive: true, force: true });
}
