import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { StoreHooks } from "@flash/control-plane/testing";
import { claimKey, resultKey } from "@flash/schemas";
import { afterEach, describe, expect, test, vi } from "vitest";
import { trainerProcesses } from "../src/agent/trainer/trainer-processes.ts";
import { CONFIG_KEY, FOREIGN_CLAIM, JOB, Scene } from "./scene.ts";

let scene: Scene;
afterEach(() => scene.close());
const given = (behaviour: string, hooks?: StoreHooks): Scene => (scene = new Scene(behaviour, hooks));

describe("losing the attempt", () => {
  test.each([
    ["cancelled: its config is gone", () => scene.store.edit(CONFIG_KEY, null)],
    [
      "given to another attempt",
      () => (scene.store.edit(claimKey(JOB, 2), FOREIGN_CLAIM), scene.putConfig({ attempt: 2 })),
    ],
  ])("%s: the trainer is stopped, nothing more is written, the folder is empty", async (_, lose) => {
    given("forever").putConfig();
    const running = scene.run();
    await scene.training();
    lose();
    const config = scene.store.peek(CONFIG_KEY);
    await vi.waitFor(() => expect(trainerProcesses(scene.workDir)).toEqual([]), { timeout: 15_000 });
    await running;
    expect(scene.result()).toBeNull();
    expect(scene.uploaded()).toEqual([]);
    expect(scene.store.peek(CONFIG_KEY)).toBe(config);
    expect(readdirSync(join(scene.workDir, "attempts"))).toEqual([]);
  });

  test("a trainer that ignores SIGTERM is killed", async () => {
    given("stubborn").putConfig();
    const running = scene.run();
    await scene.training();
    scene.store.edit(CONFIG_KEY, null);
    await running;
    expect(scene.logged).toContainEqual({
      event: "trainer_ended",
      details: { exit: { code: null, signal: "SIGKILL" }, stopped: null, hold: "replaced" },
    });
  });

  test("nothing is written to the attempt after it was lost", async () => {
    given("stubborn").putConfig();
    const running = scene.run();
    await scene.training();
    scene.store.edit(CONFIG_KEY, null);
    await vi.waitFor(() => expect(scene.events()).toContain("trainer_ended"), { timeout: 15_000 });
    const last = scene.store.calls.findLastIndex(({ op, key }) => op === "get" && key === CONFIG_KEY);
    await running;
    const later = scene.store.calls.slice(last).filter(({ op }) => op !== "get");
    expect(later).toEqual([]);
  });

  test("between the result and the deletion the config became another's: it is left alone", async () => {
    const replace = (change: { kind: string; key: string }): void => {
      if (change.key !== resultKey(JOB, 1)) return;
      scene.store.edit(claimKey(JOB, 2), FOREIGN_CLAIM);
      scene.putConfig({ attempt: 2 });
    };
    given("good", { onChange: replace }).putConfig();
    expect(await scene.run()).toBe("idle");
    expect(scene.stored(CONFIG_KEY, { parse: (value) => value })).toMatchObject({ attempt: 2 });
  });
});

test("a machine that is switched off stops its trainer and leaves config, claim and checkpoint for its next boot", async () => {
  given("resumable").putConfig();
  const running = scene.run();
  await scene.training();
  const [config, claimed] = [scene.store.peek(CONFIG_KEY), scene.store.peek(claimKey(JOB, 1))];
  scene.stopping.abort();
  expect(await running).toBe("stopped");
  expect(trainerProcesses(scene.workDir)).toEqual([]);
  expect([scene.store.peek(CONFIG_KEY), scene.store.peek(claimKey(JOB, 1))]).toEqual([config, claimed]);
  expect(scene.result()).toBeNull();
  expect(existsSync(join(scene.workDir, "attempts", `${JOB}-1`, "ckpt", "epoch-1.json"))).toBe(true);
});
