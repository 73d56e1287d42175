import { ServerName } from "@flash/schemas";
import { expect, test } from "vitest";
import { isSleeping, QUICK, TINY_CSV, until } from "../platform/scene.ts";
import { accessibilityFaults, flashPageScene } from "./page-scene.ts";

const { scene, relay, open, openSignedIn, expectComplaints } = flashPageScene();

const server = ServerName.parse("default");
const setDevMode = (devMode: boolean) => scene().flash.trpc.servers.setDevMode.mutate({ server, devMode });

const trainTiny = async (name: string) => {
  const { flash } = scene();
  const dataset = await flash.uploadDataset(new File([TINY_CSV], name), { taskType: "text-classification" });
  return flash.train({ dataset, ...QUICK });
};

test(
  "a busy server: the job waits in line, says how many are ahead, and can be taken out of it",
  { timeout: 60_000 },
  async () => {
    // In dev mode the first job holds the server for as long as nobody starts a training server by hand.
    await setDevMode(true);
    const first = await trainTiny("first.csv");
    const second = await trainTiny("second.csv");
    const third = await trainTiny("third.csv");
    const page = await openSignedIn(`/jobs/${third.id}`);
    await page.getByText("Waiting: 1 job ahead").first().waitFor();
    await page
      .getByRole("list", { name: "Why" })
      .getByText(/in the queue/u)
      .waitFor();
    await second.cancel();
    await page.getByText("Next in line").first().waitFor();
    await page.getByRole("button", { name: "Cancel training" }).click();
    await page.getByRole("dialog").getByText("It leaves the queue.").waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole("dialog").getByRole("button", { name: "Cancel training" }).click();
    await page.getByText("The job was cancelled.", { exact: true }).waitFor();
    expect(await third.get()).toMatchObject({ state: "cancelled" });
    await first.cancel();
    await until("the server sleeps", () => isSleeping(scene()));
    await setDevMode(false);
  },
);

test(
  "the API goes away and comes back: the page says so, keeps what it shows, and catches up",
  { timeout: 60_000 },
  async () => {
    expectComplaints(/ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|ERR_CONNECTION_CLOSED/u);
    const page = await openSignedIn("/servers");
    await page.getByRole("heading", { name: "default" }).waitFor();
    relay().down();
    await page.getByText("The platform does not answer.").waitFor({ timeout: 30_000 });
    await page.getByRole("heading", { name: "default" }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    relay().up();
    await page.getByText("The platform does not answer.").waitFor({ state: "detached", timeout: 30_000 });
  },
);

test("a key that is no longer taken asks to sign in again, at the same place", { timeout: 30_000 }, async () => {
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
  { timeout: 30_000 },
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

test("dev mode is switched on a server and shown", { timeout: 30_000 }, async () => {
  await until("the server sleeps", () => isSleeping(scene()));
  const page = await openSignedIn("/servers");
  const devMode = page.getByRole("switch", { name: "Dev mode" });
  await devMode.click();
  await until("dev mode is on", async () => ((await scene().flash.status()).devMode ? true : null));
  expect(await devMode.isChecked()).toBe(true);
  await devMode.click();
  await until("dev mode is off", async () => ((await scene().flash.status()).devMode ? null : true));
});

test.each(["light", "dark"] as const)("every page is accessible, %s", { timeout: 60_000 }, async (colorScheme) => {
  const { flash } = scene();
  const dataset = await flash.uploadDataset(new File([TINY_CSV], "tiny.csv"), { taskType: "text-classification" });
  const { items } = await flash.jobs.list().page();
  const { page } = await open();
  await page.emulateMedia({ colorScheme });
  await page.reload();
  await page.getByRole("heading", { name: "Sign in to Flash" }).waitFor();
  expect(await accessibilityFaults(page), "sign-in").toEqual([]);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("button", { name: "Use the sample" }).waitFor();
  expect(await accessibilityFaults(page), "train").toEqual([]);
  const origin = new URL(page.url()).origin;
  for (const [path, sign] of [
    [`/?dataset=${dataset.id}`, "Start training"],
    [`/datasets/${dataset.id}`, "Ready"],
    ["/datasets", "tiny.csv"],
    ["/jobs", "first.csv"],
    [`/jobs/${items[0]?.id ?? ""}`, "Timeline"],
    ["/servers", "Dev mode"],
    ["/nowhere", "There is no such page"],
  ] as const) {
    await page.goto(`${origin}${path}`);
    await page.getByText(sign).first().waitFor();
    expect(await accessibilityFaults(page), path).toEqual([]);
  }
});
