import { ServerName } from "@flash/schemas";
import type { Page, Route } from "playwright-core";
import { expect, test } from "vitest";
import { keyOf } from "../platform/key-of.ts";
import { isSleeping, QUICK, TINY_CSV, until, uploadTiny } from "../platform/scene.ts";
import {
  accessibilityFaults,
  contrastFaults,
  dropFile,
  flashPageScene,
  inColours,
  scrollsSideways,
} from "./page-scene.ts";
import { layoutShifts } from "./layout-shifts.ts";
import { uncheckedDataset } from "./unchecked-dataset.ts";

const { scene, relay, open, openSignedIn, expectComplaints } = flashPageScene();

const server = ServerName.parse("default");
const setDevMode = (devMode: boolean) => scene().flash.trpc.servers.setDevMode.mutate({ server, devMode });

const trainTiny = async (name: string) => {
  const { flash } = scene();
  return flash.train({ dataset: await uploadTiny(flash), name, ...QUICK });
};

test(
  "a busy server: the job waits in line, says how many are ahead, and can be taken out of it",
  { timeout: 180_000 },
  async () => {
    // In dev mode the first job holds the server for as long as nobody starts a training server by hand.
    await setDevMode(true);
    const first = await trainTiny("first");
    const waiting = [await trainTiny("second"), await trainTiny("third")];
    // Jobs of the same second of the store's clock stand in the queue in any order.
    const positions = await Promise.all(waiting.map(async (job) => (await job.get()).queuePosition));
    expect(new Set(positions)).toEqual(new Set([1, 2]));
    const [next, last] = positions[0] === 1 ? waiting : waiting.toReversed();
    if (next === undefined || last === undefined) throw new Error("two jobs wait");
    const page = await openSignedIn(`/jobs/${last.id}`);
    await page.getByText("Waiting: 1 job ahead").first().waitFor();
    await page
      .getByRole("list", { name: "Why" })
      .getByText(/in the queue/u)
      .waitFor();
    await next.cancel();
    await page.getByText("Next in line").first().waitFor();
    await page.getByRole("button", { name: "Cancel training" }).click();
    await page.getByRole("dialog").getByText("It leaves the queue.").waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole("dialog").getByRole("button", { name: "Cancel training" }).click();
    await page.getByText("The job was cancelled.", { exact: true }).waitFor();
    expect(await last.get()).toMatchObject({ state: "cancelled" });
    await first.cancel();
    await until("the server sleeps", () => isSleeping(scene()));
    await setDevMode(false);
  },
);

test(
  "a dataset whose page went away is checked later; it is deleted when no training needs it any more",
  { timeout: 180_000 },
  async () => {
    expectComplaints(/status of 409/u);
    await setDevMode(true);
    const { flash, platform } = scene();
    const datasetId = await uncheckedDataset(platform, `${TINY_CSV}"left before it was checked",ham\n`);
    const page = await openSignedIn(`/datasets/${datasetId}`);
    await page.getByRole("button", { name: "Check it now" }).click();
    await page.getByText("Ready: 41 rows in 2 classes").waitFor();

    const needing = await flash.train({ datasetId, name: "needs left.csv", ...QUICK });
    const remove = async (): Promise<void> => {
      await page.getByRole("button", { name: "Delete" }).click();
      await page.getByRole("dialog").getByText("left.csv").waitFor();
      await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    };
    await remove();
    await page.getByText("A training still needs it.").waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole("dialog").getByRole("link", { name: needing.id }).click();
    await needing.cancel();
    await page.getByRole("button", { name: "Train again" }).click();
    await page.waitForURL((url) => !url.pathname.endsWith(needing.id));
    const [again] = (await flash.jobs.list().page()).items;
    expect(again).toMatchObject({ name: "needs left.csv", hyperparameters: { epochs: 2 } });
    await flash.job(again?.id ?? "").cancel();
    await until("the server sleeps", () => isSleeping(scene()));
    await setDevMode(false);

    await page.goBack();
    await page.goBack();
    await remove();
    await page.getByRole("heading", { name: "Datasets", exact: true }).waitFor();
    await page.getByRole("link", { name: "left.csv" }).waitFor({ state: "detached" });
    expect((await flash.datasets.list().page()).items.map(({ name }) => name)).not.toContain("left.csv");
  },
);

/** Somewhat more than the 8 MiB that go in one piece; no owner has it already. */
const LARGE_CSV = Buffer.from(
  `input,label\n${Array.from({ length: 9_000 }, (_, row) => `${row} ${"some words ".repeat(90)},${row % 2 === 0 ? "ham" : "spam"}`).join("\n")}\n`,
);

test(
  "an upload is stopped and begun anew, paused and gone on with, and does so behind another page",
  { timeout: 180_000 },
  async () => {
    await setDevMode(true);
    const page = await openSignedIn();
    const { s3 } = scene().platform;
    let puts = 0;
    const first = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    await page.route(`${s3.url}/**`, async (route) => {
      puts += 1;
      await (puts === 1 ? first : gate).promise;
      // What was paused or stopped meanwhile is no longer asked for.
      await route.continue().catch(() => undefined);
    });
    const upload = page.getByRole("region", { name: "Upload" });
    const start = async (): Promise<void> => {
      const sending = page.waitForRequest((request) => request.method() === "PUT");
      await page.getByRole("button", { name: "Start training" }).click();
      await sending;
    };
    await page.getByLabel("Dataset file").setInputFiles({ name: "large.csv", mimeType: "text/csv", buffer: LARGE_CSV });
    await page.getByText("Ready: 9,000 rows in 2 classes").waitFor();
    await page.getByRole("textbox", { name: "Epochs" }).fill("7");

    await start();
    const stop = upload.getByRole("button", { name: "Stop" });
    await stop.waitFor();
    const shifts = await layoutShifts(page);
    first.resolve();
    const sentPercent = async () => Number(await upload.getByRole("progressbar").getAttribute("aria-valuenow"));
    await expect.poll(sentPercent).toBeGreaterThan(0);
    expect(await shifts()).toEqual([]);
    await stop.click();
    await upload.waitFor({ state: "detached" });
    expect((await scene().flash.datasets.list().page()).items.map(({ name }) => name)).not.toContain("large.csv");

    await start();
    await upload.getByRole("button", { name: "Pause" }).click();
    await upload.getByText("Paused").waitFor();
    await page.getByRole("link", { name: "Jobs", exact: true }).click();
    await page.getByText("The upload of large.csv is paused.").waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    // One that was on its way when the pause came has been told of by now.
    const putsBefore = puts;
    await page.getByRole("link", { name: "Show the upload" }).click();
    expect(await page.getByRole("textbox", { name: "Epochs" }).inputValue()).toBe("7");
    expect(await page.getByRole("radio", { name: /Text classification/u }).isDisabled()).toBe(true);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(puts).toBe(putsBefore);

    const goingOn = page.waitForRequest((request) => request.method() === "PUT");
    await upload.getByRole("button", { name: "Resume" }).click();
    await goingOn;
    await page.getByRole("link", { name: "Datasets", exact: true }).click();
    await page.getByText("large.csv is being uploaded.").waitFor();
    gate.resolve();
    await page.getByText("large.csv has arrived. Its training is submitted.").waitFor();
    expect(new URL(page.url()).pathname).toBe("/datasets");
    await page.getByRole("link", { name: "Show the training" }).click();
    await page.waitForURL(/\/jobs\/job_/u);
    const [job] = (await scene().flash.jobs.list().page()).items;
    expect(job).toMatchObject({ name: "large.csv", hyperparameters: { epochs: 7 } });
    await scene()
      .flash.job(job?.id ?? "")
      .cancel();
    await until("the server sleeps", () => isSleeping(scene()));
    await setDevMode(false);
  },
);

test(
  "the API goes away and comes back: the page says so, keeps what it shows, and catches up",
  { timeout: 180_000 },
  async () => {
    // Which of these a broken connection is called depends on how far its request had come.
    expectComplaints(/ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|ERR_CONNECTION_CLOSED|ERR_SOCKET_NOT_CONNECTED/u);
    const { id } = await uploadTiny(scene().flash);
    const page = await openSignedIn("/datasets");
    const listed = page.locator(`a[href="/datasets/${id}"]`);
    await listed.waitFor();
    relay().down();
    await page.getByText("The platform does not answer.").waitFor({ timeout: 90_000 });
    // What is asked for once only.
    await listed.click();
    const failed = page.getByRole("main").getByRole("alert");
    await failed.waitFor({ timeout: 90_000 });
    expect(await accessibilityFaults(page)).toEqual([]);
    relay().up();
    await page.getByText("The platform does not answer.").waitFor({ state: "detached", timeout: 30_000 });
    await page.getByRole("heading", { name: "tiny.csv" }).waitFor();
    expect(await failed.count()).toBe(0);
  },
);

test("a part of the page that cannot be loaded says so, and how to have it; nothing is taken away by itself", async () => {
  expectComplaints(/ERR_FAILED/u, /The page could not be loaded/u);
  const { page } = await open("/datasets");
  await page.route(/\/servers-page-[^/]*\.js$/u, (route) => route.abort());
  await signInWith(page, await keyOf(scene(), "ann"));
  await page.getByRole("heading", { name: "Datasets", exact: true }).waitFor();
  await page.evaluate(() => Object.assign(window, { isStillThere: true }));
  await page.getByRole("link", { name: "Servers", exact: true }).click();
  await page.getByRole("heading", { name: "A part of this page could not be loaded." }).waitFor();
  expect(await page.evaluate(() => "isStillThere" in window)).toBe(true);
  await page.unroute(/\/servers-page-[^/]*\.js$/u);
  await page.getByRole("button", { name: "Load the page anew" }).click();
  await page.getByRole("heading", { name: "Servers", exact: true }).waitFor();
});

test("a key that is no longer taken asks to sign in again, at the same place", { timeout: 90_000 }, async () => {
  expectComplaints(/status of 401/u);
  const page = await openSignedIn("/datasets");
  const [entry] = await page.evaluate(() => Object.keys(sessionStorage));
  await page.evaluate(([name]) => sessionStorage.setItem(name, "flash_revoked"), [entry ?? ""] as const);
  await page.reload();
  await page.getByRole("heading", { name: "Sign in again" }).waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Datasets" }).waitFor();
  expect(page.url()).toMatch(/\/datasets$/u);
});

test(
  "a wrong key is refused by name; a right one stays in this tab, never in the address, until sign-out",
  { timeout: 90_000 },
  async () => {
    expectComplaints(/status of 401/u);
    const { page } = await open("/jobs");
    const key = page.getByLabel("API key");
    await key.fill("flash_wrong");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("The platform does not know this key.").waitFor();
    await key.fill(scene().platform.connection.apiKey);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("heading", { name: "Jobs" }).waitFor();
    expect(
      await page.evaluate(() => [
        sessionStorage.length,
        Object.keys(localStorage).filter((name) => name.includes("key")),
      ]),
    ).toEqual([1, []]);
    expect(page.url()).not.toContain("flash_");
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Sign in to Flash" }).waitFor();
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
  },
);

test("dev mode is switched on a server and shown", { timeout: 90_000 }, async () => {
  await until("the server sleeps", () => isSleeping(scene()));
  const page = await openSignedIn("/servers");
  const shown = (checked: boolean) => page.getByRole("switch", { name: "Dev mode", checked });
  await shown(false).click();
  await shown(true).waitFor();
  expect(await scene().flash.status()).toMatchObject({ devMode: true });
  await shown(true).click();
  await shown(false).waitFor();
  expect(await scene().flash.status()).toMatchObject({ devMode: false });
});

async function signInWith(page: Page, key: string): Promise<void> {
  await page.getByLabel("API key").fill(key);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("navigation", { name: "Pages" }).waitFor();
}

test("a key that is no longer taken in the middle of a form asks to sign in again, and what was filled in is kept", async () => {
  expectComplaints(/status of 401/u);
  const page = await openSignedIn();
  await dropFile(page, "kept.csv", TINY_CSV);
  await page.getByText("Ready: 40 rows in 2 classes").waitFor();
  await page.getByRole("textbox", { name: "Epochs" }).fill("7");
  // The platform takes a key that was revoked for up to a minute: here another one arrives there.
  const calls = `${relay().url}/**`;
  const revoked = (route: Route): Promise<void> =>
    route.continue({ headers: { ...route.request().headers(), authorization: "Bearer flash_revoked" } });
  await page.route(calls, revoked);
  await page.getByRole("heading", { name: "Sign in again" }).waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.unroute(calls);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Sign in again" }).waitFor({ state: "detached" });
  expect(await page.getByRole("textbox", { name: "Epochs" }).inputValue()).toBe("7");
  await page.getByText("kept.csv").waitFor();
  expect(await page.getByRole("button", { name: "Start training" }).isEnabled()).toBe(true);

  // Now it is somebody else who signs in: nothing of it is theirs.
  await page.route(calls, revoked);
  await page.getByRole("heading", { name: "Sign in again" }).waitFor();
  await page.unroute(calls);
  await signInWith(page, await keyOf(scene(), "ann"));
  await page.getByRole("heading", { name: "Sign in again" }).waitFor({ state: "detached" });
  await page.getByText("Drop your file here").waitFor();
  expect(await page.getByText("kept.csv").count()).toBe(0);
  expect(await page.evaluate(() => Object.keys(sessionStorage))).toEqual([expect.stringMatching(/^flash\.key /u)]);
});

test("whoever has nothing yet sees what would be there, and whoever is offline that they are, and comes to every page", async () => {
  expectComplaints(/ERR_INTERNET_DISCONNECTED/u);
  const { page } = await open("/jobs");
  await signInWith(page, await keyOf(scene(), "ann"));
  await page.getByRole("heading", { name: "No trainings yet" }).waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  await page.getByRole("link", { name: "Datasets", exact: true }).click();
  await page.getByRole("heading", { name: "No datasets yet" }).waitFor();
  await page.waitForFunction(() =>
    performance.getEntriesByType("resource").some(({ name }) => /\/servers-page[^/]*\.js$/u.test(name)),
  );
  await page.context().setOffline(true);
  await page.getByText("This device is offline.").waitFor();
  expect(await accessibilityFaults(page)).toEqual([]);
  // A page that was never opened.
  await page.getByRole("link", { name: "Servers", exact: true }).click();
  await page.getByRole("heading", { name: "Servers", exact: true }).waitFor();
  await page.context().setOffline(false);
  await page.getByText("This device is offline.").waitFor({ state: "detached" });
});

test("whoever is no admin sees no switch, and everybody sees when the servers were last checked", async () => {
  const { page } = await open("/servers");
  await signInWith(page, await keyOf(scene(), "ann"));
  await page.getByText(/Last check .*(?:just now|ago)/u).waitFor();
  await page.getByRole("heading", { name: "default" }).waitFor();
  expect(await page.getByRole("switch").count()).toBe(0);
});

test("a name that is written from right to left turns nothing else around", async () => {
  const file = new File([`${TINY_CSV}"of a name that turns around",ham\n`], "\u202Eقائمة.csv");
  const { id } = await scene().flash.uploadDataset(file, { taskType: "text-classification" });
  const page = await openSignedIn(`/datasets/${id}`);
  await page.getByRole("button", { name: "Delete" }).click();
  const sentence = page.getByRole("dialog").getByText("and its report are gone for good");
  await sentence.waitFor();
  // Where the letters of one word stand.
  const lefts = await sentence.evaluate((element) => {
    const text = [...element.childNodes].find((node) => node.textContent?.includes("report") === true) ?? element;
    const at = text.textContent?.indexOf("report") ?? 0;
    return [0, 1, 2].map((letter) => {
      const range = document.createRange();
      range.setStart(text, at + letter);
      range.setEnd(text, at + letter + 1);
      return range.getBoundingClientRect().left;
    });
  });
  expect(lefts).toEqual(lefts.toSorted((one, other) => one - other));
});

test("the look is changed by its button, under the page's policy too", async () => {
  const page = await openSignedIn("/servers");
  await inColours(page, "light");
  await page.getByRole("button", { name: "Use the dark look" }).click();
  await page.getByRole("button", { name: "Use the light look" }).click();
  await page.getByRole("button", { name: "Use the dark look" }).waitFor();
});

test("for whoever wants no motion the colours of all of the page change at once", async () => {
  await uploadTiny(scene().flash);
  const page = await openSignedIn("/datasets");
  const name = page.getByText("tiny.csv").first();
  await name.waitFor();
  await inColours(page, "light");
  await inColours(page, "dark");
  const colours = await name.evaluate((element) => [element, document.body].map((one) => getComputedStyle(one).color));
  expect(colours).toEqual(["rgb(233, 235, 241)", "rgb(233, 235, 241)"]);
});

test("every page is accessible, in the light and in the dark, and fits a phone", { timeout: 180_000 }, async () => {
  const { flash } = scene();
  const dataset = await uploadTiny(flash);
  const { items } = await flash.jobs.list().page();
  const { page } = await open();
  const expectAccessible = async (what: string): Promise<void> => {
    await page.setViewportSize({ width: 1280, height: 720 });
    await inColours(page, "light");
    expect(await accessibilityFaults(page), what).toEqual([]);
    await inColours(page, "dark");
    expect(await contrastFaults(page), `${what}, dark`).toEqual([]);
    expect(await scrollsSideways(page), `${what}, on a phone`).toBe(false);
  };
  await page.getByRole("heading", { name: "Sign in to Flash" }).waitFor();
  await expectAccessible("sign-in");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("button", { name: "Use the sample" }).waitFor();
  await expectAccessible("train");
  const origin = new URL(page.url()).origin;
  for (const [path, sign] of [
    [`/?dataset=${dataset.id}`, "Start training"],
    [`/datasets/${dataset.id}`, "Ready"],
    ["/datasets", "tiny.csv"],
    ["/jobs", "third"],
    [`/jobs/${items[0]?.id ?? ""}`, "Timeline"],
    ["/servers", "Dev mode"],
    ["/nowhere", "There is no such page"],
  ] as const) {
    await page.goto(`${origin}${path}`);
    await page.getByText(sign).first().waitFor();
    await expectAccessible(path);
  }
});
