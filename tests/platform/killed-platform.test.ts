import { globSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { WireJob } from "@flash/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { startCommand } from "./command.ts";
import { until, uploadTiny } from "./scene.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "flash-killed-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const epochs = (job: WireJob): number => job.progress?.metrics.length ?? 0;

/** Each says when the platform is killed. */
type Moment = readonly [name: string, isNow: (job: WireJob) => boolean];

const EARLY: readonly Moment[] = [
  ["as soon as train has answered", () => true],
  ["when a server has the job", ({ server }) => server !== null],
  ["while the machine boots", ({ state }) => state === "booting" || state === "training"],
  ["when the machine has claimed it", ({ progress }) => progress !== null],
  ["when the training begins", ({ progress }) => progress?.phase === "training"],
];
const LATE: readonly Moment[] = [
  ["after the first epoch", (job) => epochs(job) >= 1],
  ["after ten epochs, and its agent with it", (job) => epochs(job) >= 10],
  ["towards the end", (job) => epochs(job) >= 35],
  ["when the job is over", ({ outcome }) => outcome !== null],
  ["when its receipt is written", ({ receipt }) => receipt !== null],
];

/** Every training server at work below the data folder, by the lock that it holds there. */
function killAgents(data: string): void {
  const locks = globSync("machines/*/agent.lock", { cwd: data }).map((lock) => readFileSync(join(data, lock), "utf8"));
  expect(locks.length).toBeGreaterThan(0);
  for (const lock of locks) process.kill(z.object({ pid: z.int().positive() }).parse(JSON.parse(lock)).pid, "SIGKILL");
}

describe.concurrent("kill -9 of the platform, then a restart: the job ends, once", () => {
  test.each([
    ["early", EARLY],
    ["late", LATE],
  ])("at five %s moments", { timeout: 400_000 }, async (name, moments) => {
    const data = join(folder, name);
    let platform = await startCommand(data);
    const dataset = await uploadTiny(platform.flash);
    const made: string[] = [];
    for (const [moment, isNow] of moments) {
      const job = await platform.flash.train({
        dataset,
        taskType: "text-classification",
        hyperparameters: { model: "gru", epochs: 40 },
      });
      made.unshift(job.id);
      await until(
        `the job is at the moment: ${moment}`,
        async () => {
          const now = await job.get();
          // On a busy machine a moment may pass between two looks: then the end is the moment.
          return isNow(now) || now.outcome !== null ? true : null;
        },
        60_000,
      );
      if (moment.endsWith("its agent with it")) killAgents(data);
      await platform.kill("SIGKILL");
      platform = await startCommand(data);
      const ended = await platform.flash.job(job.id).wait();
      expect(ended, moment).toMatchObject({ state: "succeeded", outcome: { reason: "trained" } });
      expect(
        ended.timeline.filter(({ event }) => event === "ended"),
        moment,
      ).toHaveLength(1);
    }
    const listed = [];
    for await (const job of platform.flash.jobs.list()) listed.push(job.id);
    expect(listed).toEqual(made);
    await platform.kill("SIGINT");
  });
});
