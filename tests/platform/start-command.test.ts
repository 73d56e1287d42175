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

/** The API's and those of the rest after it. */
const PORTS = 5;

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
  expect(await help.ended).toEqual({ code: 0, signal: null });
  expect(help.output()).toContain("Runs the whole of Flash on this machine");
  const nonsense = spawnStart(["--prot", "1"]);
  expect(await nonsense.ended).toEqual({ code: 2, signal: null });
  expect(nonsense.output()).toContain("--help");
  expect(nonsense.output()).not.toMatch(/\n\s+at /u);
});

test("a busy port is named, with what to do, and no stack trace", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const address = taken.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const { ended, output } = spawnStart(["--port", String(port), "--data", join(folder, "busy")]);
  expect(await ended).toEqual({ code: 1, signal: null });
  taken.close();
  // The first that is taken is named; of the ports after it too, somebody else may have one.
  const named = Number(/EADDRINUSE.*:(\d+)/u.exec(output())?.[1]);
  expect(named).toBeGreaterThanOrEqual(port);
  expect(named).toBeLessThan(port + PORTS);
  expect(output()).toContain("--port");
  expect(output()).not.toMatch(/\n\s+at /u);
});

test("whoever reads its output and leaves, as `head` does, closes it as by closing the terminal", async () => {
  const data = join(folder, "unread");
  const { child, ended, output } = spawnStart(["--port", "0", "--data", data]);
  child.stdout?.destroy();
  expect(await ended).toEqual({ code: 0, signal: null });
  expect(output()).toBe("");
  expect(childrenOf(data)).toEqual([]);
});

test("a data folder that is in use is refused by name", async () => {
  const data = join(folder, "shared");
  const first = await startCommand(data);
  const { ended, output } = spawnStart(["--port", "0", "--data", data]);
  expect(await ended).toEqual({ code: 1, signal: null });
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
    // On a busy machine it may have trained between two looks: then everything is kept all the same.
    await until("it trains", async () => {
      const { state, outcome } = await job.get();
      return state === "training" || outcome !== null ? true : null;
    });
    await first.kill("SIGINT");
    expect(await first.ended).toEqual({ code: 0, signal: null });
    expect(first.output()).toContain("Everything is kept");
    expect(childrenOf(data)).toEqual([]);

    const second = await startCommand(data);
    expect(await second.flash.datasets.get(dataset.id)).toMatchObject({ state: "valid", name: "tiny.csv" });
    expect(await second.flash.job(job.id).wait()).toMatchObject({ state: "succeeded" });
    await second.kill("SIGINT");
  },
);
