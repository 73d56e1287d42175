import type { StoreHooks } from "@flash/control-plane/testing";
import { TRAINER_ENV } from "@flash/schemas";
import { afterEach, describe, expect, test } from "vitest";
import { trainerProcesses } from "../src/agent/trainer/trainer-processes.ts";
import { COMPILE_CACHE } from "./node-command.ts";
import { JOB, Scene } from "./scene.ts";

let scene: Scene;
afterEach(() => scene.close());
const given = (behaviour: string, hooks?: StoreHooks): Scene => (scene = new Scene(behaviour, hooks));

describe("a trainer", () => {
  test("sees the contract's environment and no credentials", async () => {
    given("good").putConfig();
    await scene.run();
    const { env } = scene.seen();
    // The test's own command line names the compile cache.
    const allowed: readonly string[] = [...TRAINER_ENV, ...Object.keys(COMPILE_CACHE)];
    expect(Object.keys(env).filter((name) => !allowed.includes(name))).toEqual([]);
    expect(env).toMatchObject({ FLASH_JOB_ID: JOB, FLASH_ATTEMPT: "1", FLASH_SEED: "7" });
    expect(JSON.stringify(env)).not.toContain("secret");
  });

  test("may print garbage", async () => {
    given("garbage").putConfig();
    await scene.run();
    expect(scene.result()).toMatchObject({ outcome: "succeeded" });
    expect(scene.result()?.log_tail).toEqual(expect.arrayContaining(["not json", "a word on standard error"]));
  });

  test("may print 32 MiB in one line; it is counted and left out", async () => {
    given("flood").putConfig();
    await scene.run();
    expect(scene.result()).toMatchObject({ outcome: "succeeded" });
    expect(scene.result()?.log_tail).toContain("[a line of 33554432 bytes was left out]");
  });

  test("that is killed is gone on with from its checkpoint, and its epochs are told once", async () => {
    given("killed-once").putConfig();
    await scene.run();
    expect(scene.result()).toMatchObject({ outcome: "succeeded" });
    expect(scene.seen().argv).toContain("--resume");
    const result = scene.result();
    expect(result?.outcome === "succeeded" && result.metrics.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
  });

  test("that crashes again and again fails the job", async () => {
    given("exit:1").putConfig();
    await scene.run();
    expect(scene.result()).toMatchObject({
      outcome: "failed",
      fault: "trainer_crashed",
      message: expect.stringContaining("the last words"),
    });
    expect(scene.events().filter((event) => event === "trainer_starts")).toHaveLength(3);
  });

  test("that says why it gave up is quoted, and not started again", async () => {
    given("exit:2:Too many epochs.").putConfig();
    await scene.run();
    expect(scene.result()).toMatchObject({ outcome: "failed", fault: "bad_parameters", message: "Too many epochs." });
    expect(scene.events().filter((event) => event === "trainer_starts")).toHaveLength(1);
  });

  test("that says nothing is stopped", async () => {
    given("silent").putConfig();
    scene.overrides = { trainerLimits: { silenceMs: 500, stopMs: 300, outputBytes: 1024 ** 3 } };
    await scene.run();
    expect(scene.result()).toMatchObject({ outcome: "failed", fault: "trainer_silent" });
  });

  test("that does not exist fails the job with its name", async () => {
    given("good").putConfig();
    scene.overrides = { trainerFor: () => ["/no/such/trainer"] };
    await scene.run();
    expect(scene.result()).toMatchObject({
      outcome: "failed",
      fault: "trainer_crashed",
      message: expect.stringContaining("/no/such/trainer"),
    });
  });

  test.each(["link", "lie", "no-model"])("whose manifest is a %s gets nothing uploaded", async (behaviour) => {
    given(behaviour).putConfig();
    await scene.run();
    expect(scene.result()).toMatchObject({ outcome: "failed", fault: "bad_artifacts" });
    expect(scene.uploaded()).toEqual([]);
  });

  test("leaves no process behind, whatever it started", async () => {
    given("fork").putConfig();
    await scene.run();
    expect(scene.result()).toMatchObject({ outcome: "succeeded" });
    expect(trainerProcesses(scene.workDir)).toEqual([]);
  });
});
