import { readdirSync } from "node:fs";
import { join } from "node:path";
import { toBody } from "@flash/control-plane";
import type { StoreHooks } from "@flash/control-plane/testing";
import { claimKey, JobId, modelPrefix, StoredClaim } from "@flash/schemas";
import { afterEach, describe, expect, test, vi } from "vitest";
import { machineClock } from "../src/agent/ports/clock.ts";
import { CONFIG_KEY, INSTANCE, JOB, Scene, trainingConfig } from "./scene.ts";

let scene: Scene;
afterEach(() => scene.close());
const given = (behaviour: string, hooks?: StoreHooks): Scene => (scene = new Scene(behaviour, hooks));

describe("a job", () => {
  test("is claimed, trained, reported and its config deleted; then the machine has nothing to do", async () => {
    given("good").putConfig();
    expect(await scene.run()).toBe("idle");
    expect(scene.stored(claimKey(JOB, 1), StoredClaim)).toMatchObject({ instance: INSTANCE, boot_id: "boot-1" });
    expect(scene.result()).toMatchObject({
      outcome: "succeeded",
      accuracy: 0.8,
      confusion: [
        [1, 0],
        [0, 1],
      ],
      classes: ["ham", "spam"],
      artifacts: [{ path: "seen.json" }, { path: "split.json" }],
    });
    expect(scene.result()).toHaveProperty("metrics.length", 3);
    expect(scene.uploaded()).toEqual([`${modelPrefix(JOB, 1)}seen.json`, `${modelPrefix(JOB, 1)}split.json`]);
    expect(scene.store.peek(CONFIG_KEY)).toBeNull();
    expect(readdirSync(join(scene.workDir, "attempts"))).toEqual([]);
  });

  test("reaches the trainer as comma-separated kept rows with a stratified split", async () => {
    given("good").putConfig();
    await scene.run();
    expect(scene.seen().csv.split("\n").slice(0, 3)).toEqual([
      '"input","label"',
      '"text; 0","ham"',
      '"text; 1","spam"',
    ]);
    const split = JSON.parse(String(scene.files.get(`${modelPrefix(JOB, 1)}split.json`)));
    expect([...split.train, ...split.validation].sort((a: number, b: number) => a - b)).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
    ]);
    expect(split.validation.map((row: number) => row % 2).sort()).toEqual([0, 1]);
  });

  test("is followed by the next one at once", async () => {
    const second = JobId.parse("job_00000000000000000000000002");
    const prefix = (file: string): string => `jobs/${second}/attempts/1/${file}`;
    const keys = {
      claim: prefix("claim.json"),
      progress: prefix("progress.json"),
      result: prefix("result.json"),
      model_prefix: prefix("model/"),
      checkpoint_prefix: prefix("checkpoint/"),
    };
    const next = toBody(trainingConfig({ token: second, keys }));
    const handOver = (change: { kind: string; key: string }): void => {
      if (change.kind === "removed" && scene.store.peek(prefix("result.json")) === null)
        scene.store.edit(CONFIG_KEY, next);
    };
    given("good", { onChange: handOver }).putConfig();
    expect(await scene.run()).toBe("idle");
    expect(JSON.parse(scene.store.peek(prefix("result.json")) ?? "{}")).toMatchObject({
      outcome: "succeeded",
      job: second,
    });
  });

  test("keeps a heartbeat while nothing changes, each one with other bytes", async () => {
    given("forever").putConfig();
    void scene.run();
    await scene.training();
    const { seq } = scene.progress() ?? { seq: 0 };
    await vi.waitFor(() => expect(scene.progress()?.seq).toBeGreaterThan(seq + 3), { timeout: 15_000 });
  });
});

test("a config that appears at the last look is trained before the machine goes off", async () => {
  let looks = 0;
  given("good", {
    before: ({ op, key }) => {
      if (op !== "get" || key !== CONFIG_KEY) return;
      looks += 1;
      if (looks === 2) scene.putConfig();
    },
  });
  let elapsedMs = 0;
  scene.overrides = { clock: { ...machineClock(), elapsedMs: () => (elapsedMs += 10) } };
  scene.configOverrides = { idleOffMs: 15 };
  expect(await scene.run()).toBe("idle");
  expect(scene.result()).toMatchObject({ outcome: "succeeded" });
});

test("a config that nobody can read, or of another server, is left where it is", async () => {
  given("good").store.edit(CONFIG_KEY, "{");
  expect(await scene.run()).toBe("idle");
  expect(scene.store.peek(CONFIG_KEY)).toBe("{");
  expect(scene.events()).toContain("config_corrupt");
});
