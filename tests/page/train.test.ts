import { expect, test } from "vitest";
import { SLOW_CSV, TINY_CSV, until } from "../platform/scene.ts";
import { accessibilityFaults, dropFile, flashPageScene } from "./page-scene.ts";

const { scene, open, openSignedIn } = flashPageScene();

const startTraining = /Start training/u;

test(
  "somebody who has never seen Flash trains the sample: sign in, use the sample, start",
  { timeout: 180_000 },
  async () => {
    const startedAt = performance.now();
    const page = await openSignedIn();
    await page.getByRole("button", { name: "Use the sample" }).click();
    await page.getByRole("button", { name: startTraining }).click();
    await page.getByText(/right on data it had never seen/u).waitFor({ timeout: 150_000 });
    console.log(`from the first sight to a trained model: ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`);
    await page.getByRole("link", { name: "Jobs", exact: true }).first().click();
    await page.getByRole("link", { name: /spam\.csv.*accuracy.*Done/u }).waitFor();
  },
);

test(
  "a dropped file is trained with chosen settings; the result is shown, downloaded and tried out",
  { timeout: 240_000 },
  async () => {
    const page = await openSignedIn();
    await dropFile(page, "tiny.csv", TINY_CSV);
    await page.getByText("Ready: 40 rows in 2 classes").waitFor();
    await page.getByLabel("Model", { exact: true }).selectOption("fasttext");
    const epochs = page.getByRole("textbox", { name: "Epochs" });
    await epochs.fill("0");
    await page.getByText("Between 1 and 100.", { exact: true }).waitFor();
    expect(await page.getByRole("button", { name: startTraining }).isDisabled()).toBe(true);
    await epochs.fill("30");
    await page.getByRole("button", { name: startTraining }).click();
    await page.waitForURL(/\/jobs\/job_/u);
    await page.getByText("100.0 % right on data it had never seen").waitFor({ timeout: 180_000 });

    await page.getByRole("table", { name: "Accuracy by epoch" }).getByRole("row").nth(30).waitFor();
    await page.getByRole("region", { name: "Where it stands" }).waitFor();
    await page
      .getByRole("group", { name: "Confusion matrix" })
      .getByRole("cell", { name: "4", exact: true })
      .first()
      .waitFor();
    await page.getByText("Machine on").waitFor({ timeout: 90_000 });
    const downloading = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download labels.json" }).click();
    expect((await downloading).suggestedFilename()).toBe("labels.json");

    await page.getByLabel("A text").fill("win a cash prize, a money offer");
    await page.getByRole("button", { name: "Classify" }).click();
    await page.getByRole("listitem").filter({ hasText: /^spam/u }).first().waitFor({ timeout: 90_000 });
    expect(await page.locator(".try-classes li").first().innerText()).toMatch(/^spam/u);
  },
);

test("a bad file is refused in the page, with place and remedy, and nothing of it is sent", async () => {
  const { page, sent } = await open();
  await page.getByRole("button", { name: "Sign in" }).click();
  await dropFile(page, "bad.csv", "text,label\nhello,a\nworld,b\n");
  await page.getByText("This file cannot be trained on").waitFor();
  await page
    .getByRole("list", { name: "Errors" })
    .getByText(/“?input”?/u)
    .first()
    .waitFor();
  expect(await page.getByRole("button", { name: startTraining }).count()).toBe(0);
  expect(await accessibilityFaults(page)).toEqual([]);
  expect(sent.filter(({ method, url }) => method === "PUT" || url.includes("createUpload"))).toEqual([]);
  await page.getByRole("button", { name: "Another file" }).click();
  await page.getByText("Drop your file here").waitFor();
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
    await page.reload();
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
  const dataset = await flash.uploadDataset(new File([SLOW_CSV], "long.csv"), { taskType: "text-classification" });
  const job = await flash.train({
    dataset,
    taskType: "text-classification",
    hyperparameters: { model: "gru", epochs: 100 },
  });
  const page = await openSignedIn(`/jobs/${job.id}`);
  await page.getByText(/Training: epoch \d+ of 100/u).waitFor({ timeout: 90_000 });
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
