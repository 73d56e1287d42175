import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Fleet } from "@flash/control-plane";
import type { Locator, Page } from "playwright-core";
import { expect, test } from "vitest";
import { TINY_CSV, until } from "../platform/scene.ts";
import { modelInNode } from "./model-in-node.ts";
import { accessibilityFaults, dropFile, dropFolder, flashPageScene, tabTo } from "./page-scene.ts";
import { layoutShifts } from "./layout-shifts.ts";
import { colouredPicture, pictureFolder } from "./picture-folder.ts";

/** Several machines, so that no test waits until that of another one was seen off. */
const FLEET = Fleet.parse([
  { name: "default", instances: { "text-classification": ["i-0f1a5000000000001"] }, usdPerHour: 0.3328 },
  { name: "second", instances: { "text-classification": ["i-0f1a5000000000002"] } },
  { name: "pictures", instances: { "image-classification": ["i-0f1a5000000000003"] } },
  { name: "tables", instances: { "tabular-regression": ["i-0f1a5000000000004"] } },
]);
const SAMPLES = new URL("../../samples/", import.meta.url);

const { scene, open, openSignedIn } = flashPageScene({ fleet: FLEET });

const startTraining = /Start training/u;
const trained = /right on data it had never seen/u;

test(
  "somebody who has never seen Flash trains the sample: sign in, use the sample, start; the result is shown, tried out and downloaded",
  { timeout: 240_000 },
  async () => {
    const startedAt = performance.now();
    const page = await openSignedIn();
    await page.getByRole("button", { name: "Use the sample" }).click();
    await page.getByRole("button", { name: startTraining }).click();
    await page.getByText(trained).waitFor({ timeout: 180_000 });
    console.log(`from the first sight to a trained model: ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`);

    await page.getByLabel("A text").fill("You have won a free prize! Click here to claim your money now.");
    await page.getByRole("button", { name: "Classify" }).click();
    await page.locator(".try-classes li").first().waitFor();
    expect(await page.locator(".try-classes li").first().innerText()).toMatch(/^spam\s+\d/u);
    await page.getByRole("group", { name: "Confusion matrix" }).getByRole("cell").last().waitFor();
    await page.getByRole("table", { name: "Accuracy by epoch" }).getByRole("row").nth(5).waitFor();
    const downloading = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download labels.json" }).click();
    expect((await downloading).suggestedFilename()).toBe("labels.json");
    await page.getByText("Machine on").waitFor({ timeout: 90_000 });
    await page.getByRole("link", { name: "Jobs", exact: true }).first().click();
    await page.getByRole("link", { name: /spam\.csv.*accuracy.*Done/u }).waitFor();
  },
);

test(
  "a folder of pictures is dropped, or chosen by keyboard alone; the model tells in the page what it tells in Node",
  { timeout: 240_000 },
  async () => {
    const folder = await pictureFolder();
    const { page } = await open();
    const press = async (place: Locator, ...keys: readonly string[]): Promise<void> => {
      await tabTo(page, place);
      for (const key of keys) await page.keyboard.press(key);
    };
    await press(page.getByRole("button", { name: "Sign in" }), "Enter");
    await page.getByRole("button", { name: "Use the sample" }).waitFor();
    await press(page.getByRole("radio", { name: /Text classification/u }), "ArrowRight");
    const choosing = page.waitForEvent("filechooser");
    await press(page.getByRole("button", { name: "Choose a folder" }), "Enter");
    await (await choosing).setFiles(folder);
    await page.getByText("Ready: 12 pictures in 2 classes").waitFor();
    await press(page.getByRole("button", { name: "Another file" }), "Enter");
    await dropFolder(page, folder);
    await page.getByText("Ready: 12 pictures in 2 classes").waitFor();
    await press(page.getByRole("textbox", { name: "Epochs" }), "ControlOrMeta+A", "3");
    await press(page.getByRole("button", { name: startTraining }), "Enter");
    await page.getByText(trained).waitFor({ timeout: 180_000 });

    const [job] = (await scene().flash.jobs.list().page()).items;
    const model = scene().flash.job(job?.id ?? "").model;
    const picture = await colouredPicture("red", 30);
    const expected = await modelInNode(model).picture(picture);
    await page.getByLabel("Picture").setInputFiles({ name: "unseen.png", mimeType: "image/png", buffer: picture });
    const best = page.locator(".try-classes li").first();
    const [, label = "", percent = ""] = /^(\S+)\s+([\d.]+) %/u.exec(await best.innerText()) ?? [];
    expect(label).toBe("red");
    expect(Number(percent)).toBeCloseTo(100 * (expected.get("red") ?? 0), 0);
    await page
      .getByLabel("Picture")
      .setInputFiles({ name: "no-picture.png", mimeType: "image/png", buffer: Buffer.from("text") });
    await page.getByText("no-picture.png cannot be read.").waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  },
);

test(
  "a table is trained on with chosen settings, which a reload keeps, and the model foretells in the page what it foretells in Node",
  { timeout: 240_000 },
  async () => {
    const csv = (await readFile(fileURLToPath(new URL("temperature.csv", SAMPLES)), "utf8")).split("\n");
    const page = await openSignedIn("/?task=tabular-regression");
    const days = `${csv.slice(0, 301).join("\n")}\n`;
    await dropFile(page, "days.csv", days);
    await page.getByText("Ready: 300 rows").waitFor();
    const epochs = page.getByRole("textbox", { name: "Epochs" });
    await epochs.fill("0");
    await page.getByText("Between 1 and 1000.", { exact: true }).waitFor();
    expect(await page.getByRole("button", { name: startTraining }).isDisabled()).toBe(true);
    await epochs.fill("10");
    // A page may keep what was filled in; the file it may not.
    await page.reload();
    await dropFile(page, "days.csv", days);
    await page.getByText("Ready: 300 rows").waitFor();
    expect(await epochs.inputValue()).toBe("10");
    await page.getByRole("button", { name: startTraining }).click();
    await page.getByText(/on data it had never seen/u).waitFor({ timeout: 180_000 });

    const row = { month: "Jan", hour: "14", pressure_hpa: "1011.5", wind_m_s: "" };
    await page.getByLabel("month", { exact: true }).selectOption(row.month);
    await page.getByLabel("hour", { exact: true }).fill(row.hour);
    await page.getByLabel("pressure_hpa", { exact: true }).fill(row.pressure_hpa);
    await page.getByLabel("wind_m_s", { exact: true }).fill(row.wind_m_s);
    await page.getByRole("button", { name: "Foretell target" }).click();
    const [job] = (await scene().flash.jobs.list().page()).items;
    const value = await modelInNode(scene().flash.job(job?.id ?? "").model).row(row);
    await page.locator(".try-number strong").waitFor();
    expect(Number(await page.locator(".try-number strong").innerText())).toBeCloseTo(value, 1);
    expect(await accessibilityFaults(page)).toEqual([]);
  },
);

/** A column with a wrong name; only with its right one can be seen that a row has too many cells. */
const BAD_CSV = `inputs,label\n${TINY_CSV.slice(TINY_CSV.indexOf("\n") + 1)}too,many,cells\n`;
const REFUSED = "This file cannot be trained on: 1 problem.";
const fixOne = (page: Page) => page.getByRole("button", { name: "Fix 1 problem" });

/** The errors of the report that is shown, once this is one of them. */
const errorSaying = (page: Page, text: string | RegExp) =>
  page.getByRole("list", { name: "Errors" }).getByText(text).first();

test("a bad file is refused in the page, with place and remedy, fixed there, and nothing of it is sent", async () => {
  const { page, sent } = await open();
  await page.getByRole("button", { name: "Sign in" }).click();
  await dropFile(page, "bad.csv", BAD_CSV);
  await page.getByText(REFUSED).waitFor();
  await errorSaying(page, "There is no column “input”").waitFor();
  expect(await page.getByRole("button", { name: startTraining }).count()).toBe(0);
  expect(await accessibilityFaults(page)).toEqual([]);

  const rename = page.getByLabel("Renames the column “inputs” to “input”.");
  await rename.uncheck();
  expect(await page.getByRole("button", { name: "Fix", exact: true }).isDisabled()).toBe(true);
  await rename.check();
  await fixOne(page).click();
  await errorSaying(page, "line 42").waitFor();
  expect(await page.evaluate(() => document.activeElement?.textContent)).toContain(REFUSED);
  await fixOne(page).click();
  await page.getByText("Ready: 40 rows in 2 classes").waitFor();
  await page.getByText("bad (fixed).csv").waitFor();
  await page.getByRole("button", { name: startTraining }).waitFor();
  await page.getByRole("button", { name: "Undo the fix" }).click();
  await errorSaying(page, "line 42").waitFor();
  await page.getByRole("button", { name: "Undo the fix" }).click();
  await errorSaying(page, "There is no column “input”").waitFor();
  expect(sent.filter(({ method, url }) => method === "PUT" || url.includes("createUpload"))).toEqual([]);
  await page.getByRole("button", { name: "Another file" }).click();
  await page.getByText("Drop your file here").waitFor();
});

test("a bad dataset that is on the platform is fixed there, version by version, and the old ones stay", async () => {
  const { flash } = scene();
  const file = new File([BAD_CSV], "kept.csv");
  const upload = flash.uploadDataset(file, { taskType: "text-classification", validateLocally: false });
  await expect(upload).rejects.toMatchObject({ code: "dataset_invalid" });
  const [bad] = (await flash.datasets.list().page()).items;
  const page = await openSignedIn(`/datasets/${bad?.id ?? ""}`);
  await fixOne(page).click();
  await errorSaying(page, "line 42").waitFor();
  await fixOne(page).click();
  await page.getByText("Ready: 40 rows in 2 classes").waitFor();
  await page.getByRole("link", { name: "Train on it" }).waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByRole("link", { name: "earlier version" }).click();
  await errorSaying(page, "line 42").waitFor();
});

test(
  "whoever loads the page anew in the middle of an upload chooses the file again and goes on",
  { timeout: 180_000 },
  async () => {
    // Bytes that the owner has already would not be sent.
    const cutCsv = `${TINY_CSV}"not sent by anybody else",ham\n`;
    const page = await openSignedIn();
    const { s3 } = scene().platform;
    await page.route(`${s3.url}/**`, () => {
      // Never answered: the upload is under way until the page is gone.
    });
    const sending = page.waitForRequest((request) => request.method() === "PUT");
    await dropFile(page, "cut.csv", cutCsv);
    await page.getByRole("button", { name: startTraining }).click();
    await sending;
    await page.getByRole("region", { name: "Upload" }).getByRole("button", { name: "Pause" }).waitFor();
    await page.unroute(`${s3.url}/**`);
    const asked = page.waitForEvent("dialog");
    page.once("dialog", (dialog) => void dialog.accept());
    await page.reload();
    expect((await asked).type()).toBe("beforeunload");
    await page.getByText("The upload of cut.csv was interrupted").waitFor();
    await dropFile(page, "cut.csv", cutCsv);
    await page.getByRole("button", { name: startTraining }).click();
    await page.waitForURL(/\/jobs\/job_/u);
    const [job] = (await scene().flash.jobs.list().page()).items;
    expect(job).toMatchObject({ name: "cut.csv" });
    await scene()
      .flash.job(job?.id ?? "")
      .cancel();
  },
);

test("whoever loads the page anew in the middle of a training sees it go on", { timeout: 180_000 }, async () => {
  const { flash } = scene();
  const file = new File([await readFile(new URL("spam.csv", SAMPLES))], "long.csv");
  const dataset = await flash.uploadDataset(file, { taskType: "text-classification" });
  // Minutes, of which some seconds are seen: however slow the machine is, it does not end before it is cancelled.
  const hyperparameters = { model: "gru", epochs: 100 } as const;
  const job = await flash.train({ dataset, taskType: "text-classification", hyperparameters });
  const page = await openSignedIn(`/jobs/${job.id}`);
  await page.getByRole("list", { name: "Why" }).waitFor();
  const shifts = await layoutShifts(page);
  await page.getByText(/Training: epoch [2-9]\d* of 100/u).waitFor({ timeout: 90_000 });
  expect(await shifts()).toEqual([]);
  await page.reload();
  await page.getByText(/Training: epoch \d+ of 100/u).waitFor();
  const seen = await page.getByRole("table", { name: "Loss by epoch" }).getByRole("row").count();
  await until("further epochs are drawn", async () =>
    (await page.getByRole("table", { name: "Loss by epoch" }).getByRole("row").count()) > seen ? true : null,
  );
  await page.getByRole("button", { name: "Cancel training" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel training" }).click();
  await page.getByText("The job was cancelled.", { exact: true }).waitFor({ timeout: 90_000 });
  await page.getByRole("button", { name: "Train again" }).waitFor();
});
