import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { builtPage, type Platform, servePage, startPlatform } from "@flash/local";
import { createFlash, type Job } from "@flash/sdk";
import type { Browser, Page } from "playwright-core";
import { scriptOptions } from "../../build/script-options.ts";
import { launchBrowser, NO_BROWSER } from "../browser/chromium.ts";
import { uncheckedDataset } from "./unchecked-dataset.ts";

const HELP = `Every page on a real platform, light, dark and on a phone, for somebody to look at, into .flash/screenshots.

  npm run screenshots`;

const OUT = fileURLToPath(new URL("../../.flash/screenshots/", import.meta.url));
const SAMPLE = fileURLToPath(new URL("../../samples/spam.csv", import.meta.url));

/** What the page is drawn with where it is installed, so that a machine without fonts shows what people see. */
const FONT = fileURLToPath(
  new URL("files/inter-latin-wght-normal.woff2", import.meta.resolve("@fontsource-variable/inter/package.json")),
);

const LOOKS = {
  light: { colorScheme: "light", viewport: { width: 1280, height: 800 } },
  dark: { colorScheme: "dark", viewport: { width: 1280, height: 800 } },
  phone: { colorScheme: "light", viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 },
} as const;

const BAD = 'text,label\nhello,a\n"never closed,b\n';
const NOT_QUITE = `input,label\n${Array.from({ length: 30 }, (_, row) => `message number ${row},${row < 28 ? "Ham" : "ham"}`).join("\n")}\n,ham\n`;

const shown = (page: Page, text: string | RegExp): Promise<void> => page.getByText(text).first().waitFor();

interface Prepared {
  readonly done: Job;
  readonly training: Job;
  readonly waiting: Job;
  readonly datasetId: string;
  readonly uncheckedId: string;
}

/** What there is to see: a finished job, one that trains, one that waits, one that was cancelled. */
async function prepare(platform: Platform): Promise<Prepared> {
  const flash = createFlash(platform.connection);
  const file = new File([await readFile(SAMPLE)], "spam.csv");
  const taskType = "text-classification";
  const dataset = await flash.uploadDataset(file, { taskType });
  const notQuite = await flash.uploadDataset(new File([NOT_QUITE], "tickets.csv"), { taskType });
  const done = await flash.train({ dataset, taskType, hyperparameters: { model: "fasttext", epochs: 16 } });
  await done.wait();
  const training = await flash.train({ dataset, taskType, name: "spam longer", hyperparameters: { epochs: 60 } });
  const cancelled = await flash.train({ dataset: notQuite, taskType });
  await cancelled.cancel();
  const waiting = await flash.train({
    dataset: notQuite,
    taskType,
    name: "tickets",
    hyperparameters: { model: "fasttext" },
  });
  return {
    done,
    training,
    waiting,
    datasetId: notQuite.id,
    uncheckedId: await uncheckedDataset(platform, `${NOT_QUITE}never checked,Ham\n`),
  };
}

async function lookAt(
  browser: Browser,
  look: keyof typeof LOOKS,
  { url, storageUrl }: { url: string; storageUrl: string },
  jobs: Prepared,
) {
  // Only so that a font may be lent to the page; what it does under its policy is shown by the tests.
  const context = await browser.newContext({ ...LOOKS[look], bypassCSP: true, reducedMotion: "reduce" });
  const page = await context.newPage();
  await page.addInitScript(
    (font) => {
      const face = new FontFace("Inter", `url(data:font/woff2;base64,${font})`, { weight: "100 900" });
      document.fonts.add(face);
      void face.load();
    },
    (await readFile(FONT)).toString("base64"),
  );
  const shoot = async (name: string): Promise<void> => {
    await page.screenshot({ path: join(OUT, `${name}-${look}.png`), fullPage: true });
  };
  const choose = (name: string, text: string): Promise<void> =>
    page.getByLabel("Dataset file").setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
  const goTo = async (path: string, sign: string | RegExp): Promise<void> => {
    await page.goto(`${url}${path}`);
    await shown(page, sign);
  };
  /** Under way, seen where it was begun and from another page, and stopped. */
  const shootUpload = async (): Promise<void> => {
    await goTo("/", "Use the sample");
    await choose("more.csv", `${NOT_QUITE}another row,Ham\n`);
    await shown(page, "Start training");
    await page.route(`${storageUrl}/**`, () => {
      // Never answered: it is under way until it is stopped.
    });
    await page.getByRole("button", { name: "Start training" }).click();
    await page.getByRole("region", { name: "Upload" }).waitFor();
    await shoot("train-uploading");
    await page.getByRole("link", { name: "Jobs", exact: true }).click();
    await shown(page, "more.csv is being uploaded.");
    await shoot("jobs-uploading");
    await page.getByRole("link", { name: "Show the upload" }).click();
    await page.getByRole("button", { name: "Stop" }).click();
    await shown(page, "Start training");
    await page.unroute(`${storageUrl}/**`);
  };
  await goTo("/", "Sign in to Flash");
  await shoot("sign-in");
  await page.getByRole("button", { name: "Sign in" }).click();
  await shown(page, "Use the sample");
  await shoot("train");
  await choose("orders.csv", BAD);
  await shown(page, "cannot be trained on");
  await shoot("train-bad-file");
  await goTo("/", "Use the sample");
  await choose("tickets.csv", NOT_QUITE);
  await shown(page, "Start training");
  await shoot("train-warnings");
  await goTo("/", "Use the sample");
  await page.getByRole("button", { name: "Use the sample" }).click();
  await shown(page, "Start training");
  await page.getByRole("button", { name: /more settings/u }).click();
  await shoot("train-checked");
  await goTo("/?task=image-classification", "Choose a folder");
  await shoot("train-pictures");
  await shootUpload();
  await goTo(`/jobs/${jobs.training.id}`, /Training: epoch [2-9]/u);
  await shoot("job-training");
  await page.getByRole("button", { name: "Cancel training" }).click();
  await shown(page, "Cancel this training?");
  await page.screenshot({ path: join(OUT, `job-cancel-${look}.png`) });
  await goTo(`/jobs/${jobs.waiting.id}`, /in line|ahead/u);
  await shoot("job-waiting");
  await goTo(`/jobs/${jobs.done.id}`, "Machine on");
  await page
    .getByLabel("A text")
    .fill("Congratulations! You have won a free prize. Click here to claim your money now.");
  await page.getByRole("button", { name: "Classify" }).click();
  await page.locator(".try-classes").waitFor();
  await shoot("job-done");
  await goTo("/jobs", "tickets");
  await shoot("jobs");
  await goTo("/datasets", "tickets.csv");
  await shoot("datasets");
  await goTo(`/datasets/${jobs.datasetId}`, "things to know");
  await shoot("dataset");
  await page.getByRole("button", { name: "Delete" }).click();
  await shown(page, "Delete this dataset?");
  await page.screenshot({ path: join(OUT, `dataset-delete-${look}.png`) });
  await goTo(`/datasets/${jobs.uncheckedId}`, "Check it now");
  await shoot("dataset-unchecked");
  await goTo("/servers", "Dev mode");
  await shoot("servers");
  await goTo("/nowhere", "There is no such page");
  await shoot("not-found");
  await context.close();
}

scriptOptions(HELP, {}, () => null);
const browser = await launchBrowser();
if (browser === null) throw new Error(NO_BROWSER);
await mkdir(OUT, { recursive: true });
await builtPage(console.log);
const dataFolder = await mkdtemp(join(tmpdir(), "flash-screenshots-"));
const platform = await startPlatform({ dataFolder });
const { url, streamUrl, apiKey } = platform.connection;
const config = { apiUrl: url, streamUrl, localKey: apiKey };
const server = await servePage({ config, storageUrl: platform.s3.url, port: 0 });
try {
  const jobs = await prepare(platform);
  for (const look of ["light", "dark", "phone"] as const) {
    await lookAt(browser, look, { url: server.url, storageUrl: platform.s3.url }, jobs);
    console.log(`${look}: ${OUT}`);
  }
} finally {
  await browser.close();
  await server.close();
  await platform.close();
  await rm(dataFolder, { recursive: true, force: true });
}
