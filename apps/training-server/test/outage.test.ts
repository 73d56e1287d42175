import type { StoreHooks } from "@flash/control-plane/testing";
import { progressKey, resultKey } from "@flash/schemas";
import { afterEach, describe, expect, test, vi } from "vitest";
import { trainerProcesses } from "../src/agent/trainer/trainer-processes.ts";
import { JOB, Scene } from "./scene.ts";

let scene: Scene;
afterEach(() => scene.close());
const given = (behaviour: string, hooks?: StoreHooks): Scene => (scene = new Scene(behaviour, hooks));

describe("a bucket that does not answer", () => {
  test("for longer than max_silence: the trainer is stopped, and gone on with when the attempt is still ours", async () => {
    let isDown = false;
    const outage = (): void => {
      if (isDown) throw new Error("no network");
    };
    given("resumable", { before: outage }).putConfig({ max_silence_ms: 400 });
    // Until it is gone on with the agent has nothing to do.
    scene.configOverrides = { idleOffMs: 60_000 };
    void scene.run();
    await scene.training();
    isDown = true;
    await vi.waitFor(() => expect(scene.events()).toContain("attempt_ended"), { timeout: 15_000 });
    expect(scene.logged).toContainEqual({
      event: "attempt_ended",
      details: { job: JOB, attempt: 1, end: "unreachable" },
    });
    expect(trainerProcesses(scene.workDir)).toEqual([]);
    isDown = false;
    await vi.waitFor(() => expect(scene.result()).toMatchObject({ outcome: "succeeded" }), { timeout: 15_000 });
    expect(scene.seen().argv).toContain("--resume");
  });

  test("for a moment: nothing is lost and nothing is stopped", async () => {
    given("good").putConfig();
    scene.store.inject("fail", ({ key }) => key === resultKey(JOB, 1), 2);
    scene.store.inject("fail", ({ key }) => key === progressKey(JOB, 1) && scene.store.peek(key) !== null, 3);
    scene.store.inject("commit_then_fail", ({ op }) => op === "removeVersion");
    expect(await scene.run()).toBe("idle");
    expect(scene.result()).toMatchObject({ outcome: "succeeded" });
    expect(scene.events().filter((event) => event === "trainer_starts")).toHaveLength(1);
  });

  test("at all: the machine goes off after its idle time", async () => {
    given("good").putConfig();
    scene.store.inject("fail", () => true, Number.POSITIVE_INFINITY);
    expect(await scene.run()).toBe("idle");
    expect(scene.events().filter((event) => event === "turn_failed")).toHaveLength(1);
  });
});
