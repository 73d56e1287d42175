import { globSync, readlinkSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { WireJob } from "@flash/sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { startCommand } from "./command.ts";
import { until, uploadTiny } from "./scene.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "flash-killed-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const epochs = (job: WireJob): number => job.progress?.metrics.length ?? 0;

/** Says when the platform is killed. */
type Moment = readonly [name: string, isNow: (job: WireJob) => boolean];

/** Ten moments of a job, two of each: an early one, and a late one after the restart. No trainer runs on through both. */
const KILLS: readonly (readonly [Moment, Moment])[] = [
  [
    ["as soon as train has answered", () => true],
    ["after ten epochs, and its agent with it", (job) => epochs(job) >= 10],
  ],
  [
    ["when a server has the job", ({ server }) => server !== null],
    ["after the first epoch", (job) => epochs(job) >= 1],
  ],
  [
    ["while the machine boots", ({ state }) => state === "booting" || state === "training"],
    ["towards the end", (job) => epochs(job) >= 50],
  ],
  [
    ["when the machine has claimed it", ({ progress }) => progress !== null],
    ["when the job is over", ({ outcome }) => outcome !== null],
  ],
  [
    ["when the training begins", ({ progress }) => progress?.phase === "training"],
    ["when its receipt is written", ({ receipt }) => receipt !== null],
  ],
];

/** Every training server at work below the data folder, by the lock that it holds there; none that has come to its end between two looks. */
function killAgents(data: string): void {
  for (const lock of globSync("machines/*/agent.lock", { cwd: data })) {
    try {
      const { pid } = z.object({ pid: z.int().positive() }).parse(JSON.parse(readlinkSync(join(data, lock))));
      process.kill(pid, "SIGKILL");
    } catch (error) {
      if (!(error instanceof Error && "code" in error && ["ENOENT", "ESRCH"].includes(String(error.code)))) throw error;
    }
  }
}

test("kill -9 of the platform at ten moments, then a restart: each job ends, once", { timeout: 400_000 }, async () => {
  let platform = await startCommand(folder);
  const dataset = await uploadTiny(platform.flash);
  const made: string[] = [];
  for (const moments of KILLS) {
    const { id } = await platform.flash.train({
      dataset,
      taskType: "text-classification",
      hyperparameters: { model: "gru", epochs: 60 },
    });
    made.unshift(id);
    for (const [moment, isNow] of moments) {
      const job = platform.flash.job(id);
      const { outcome } = await until(
        `the job is at the moment: ${moment}`,
        async () => {
          const now = await job.get();
          // On a busy machine a moment may pass between two looks: then the end is the moment.
          return isNow(now) || now.outcome !== null ? now : null;
        },
        60_000,
      );
      if (moment.endsWith("its agent with it") && outcome === null) killAgents(folder);
      await platform.kill("SIGKILL");
      platform = await startCommand(folder);
    }
    const told = moments.map(([moment]) => moment).join("; ");
    const ended = await platform.flash.job(id).wait();
    expect(ended, told).toMatchObject({ state: "succeeded", outcome: { reason: "trained" } });
    expect(
      ended.timeline.filter(({ event }) => event === "ended"),
      told,
    ).toHaveLength(1);
  }
  const listed = [];
  for await (const job of platform.flash.jobs.list()) listed.push(job.id);
  expect(listed).toEqual(made);
  await platform.kill("SIGINT");
});
