import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { builtPage } from "@flash/local";
import { afterAll, beforeAll, expect, test } from "vitest";
import { spawnStart, startCommand } from "./command.ts";
import { until, uploadTiny } from "./scene.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "flash-start-"));
  // The first start on a clean clone would build it, in the time of some test.
  await builtPage(console.log);
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Processes whose command line names the data folder: machines and their trainers. */
const childrenOf = (dataFolder: string): readonly string[] =>
  execFileSync("ps", ["-eo", "pid,args"], { encoding: "utf8" })
    .split("\n")
    .filter((line) => line.includes(dataFolder) && !line.includes("ps -eo"));

test("--help says what it does; nonsense is answered with one sentence and exit code 2", async () => {
  const help = spawnStart(["--help"]);
  expect(await once(help.child, "exit")).toEqual([0, null]);
  expect(help.output()).toContain("Runs the whole of Flash on this machine");
  const nonsense = spawnStart(["--prot", "1"]);
  expect(await once(nonsense.child, "exit")).toEqual([2, null]);
  expect(nonsense.output()).toContain("--help");
  expect(nonsense.output()).not.toMatch(/\n\s+at /u);
});

test("a busy port is named, with what to do, and no stack trace", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const address = taken.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const { child, output } = spawnStart(["--port", String(port), "--data", join(folder, "busy")]);
  expect(await once(child, "exit")).toEqual([1, null]);
  taken.close();
  expect(output()).toContain(String(port));
  expect(output()).toContain("--port");
  expect(output()).not.toMatch(/\n\s+at /u);
});

test("a data folder that is in use is refused by name", async () => {
  const data = join(folder, "shared");
  const first = await startCommand(data);
  const { child, output } = spawnStart(["--port", "0", "--data", data]);
  expect(await once(child, "exit")).toEqual([1, null]);
  expect(output()).toContain("in use by process");
  await first.kill("SIGINT");
});

test(
  "Ctrl-C stops every child, and what was there is there again at the next start",
  { timeout: 180_000 },
  async () => {
    const data = join(folder, "kept");
    const first = await startCommand(data);
    const dataset = await uploadTiny(first.flash);
    const job = await first.flash.train({
      dataset,
      taskType: "text-classification",
      hyperparameters: { model: "gru", epochs: 100 },
    });
    await until("it trains", async () => ((await job.get()).state === "training" ? true : null));
    const ended = once(first.process, "exit");
    first.process.kill("SIGINT");
    expect(await ended).toEqual([0, null]);
    expect(first.output()).toContain("Everything is kept");
    expect(childrenOf(data)).toEqual([]);

    const second = await startCommand(data);
    expect(await second.flash.datasets.get(dataset.id)).toMatchObject({ state: "valid", name: "tiny.csv" });
    expect(await second.flash.job(job.id).wait()).toMatchObject({ state: "succeeded" });
    await second.kill("SIGINT");
  },
);
