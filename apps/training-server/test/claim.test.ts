import { toBody } from "@flash/control-plane";
import type { StoreHooks } from "@flash/control-plane/testing";
import { claimKey, resultKey, StoredClaim } from "@flash/schemas";
import { afterEach, describe, expect, test } from "vitest";
import { CONFIG_KEY, FOREIGN_CLAIM, INSTANCE, JOB, Scene } from "./scene.ts";

let scene: Scene;
afterEach(() => scene.close());
const given = (behaviour: string, hooks?: StoreHooks): Scene => (scene = new Scene(behaviour, hooks));

describe("a claim", () => {
  test("of another machine is respected", async () => {
    given("good").putConfig();
    scene.store.edit(claimKey(JOB, 1), FOREIGN_CLAIM);
    expect(await scene.run()).toBe("idle");
    expect(scene.result()).toBeNull();
    expect(scene.store.peek(CONFIG_KEY)).not.toBeNull();
    expect(scene.events()).not.toContain("trainer_starts");
  });

  test("that the control plane has closed is never trained", async () => {
    given("good").putConfig();
    scene.store.edit(claimKey(JOB, 1), toBody({ closed: "cancelled", nonce: "n" }));
    expect(await scene.run()).toBe("idle");
    expect(scene.events()).not.toContain("trainer_starts");
  });

  test("whose answer was lost is one's own, refused or failed", async () => {
    given("good").putConfig();
    scene.store.inject("commit_then_refuse", ({ op, key }) => op === "create" && key === claimKey(JOB, 1));
    expect(await scene.run()).toBe("idle");
    expect(scene.result()?.outcome).toBe("succeeded");
  });

  test("that was written before S3 answered 500 is one's own", async () => {
    given("good").putConfig();
    scene.store.inject("commit_then_fail", ({ op, key }) => op === "create" && key === claimKey(JOB, 1));
    expect(await scene.run()).toBe("idle");
    expect(scene.result()?.outcome).toBe("succeeded");
  });

  test("is not enough: a config that changed meanwhile is not trained", async () => {
    const retry = (change: { kind: string; key: string }): void => {
      if (change.key === claimKey(JOB, 1)) scene.putConfig({ attempt: 2 });
    };
    given("good", { onChange: retry }).putConfig();
    scene.store.edit(claimKey(JOB, 2), FOREIGN_CLAIM);
    expect(await scene.run()).toBe("idle");
    expect(scene.events()).not.toContain("trainer_starts");
  });

  test("of an earlier boot of this instance is resumed, without a new attempt", async () => {
    given("good").putConfig();
    scene.store.edit(claimKey(JOB, 1), toBody({ instance: INSTANCE, boot_id: "boot-0", nonce: "n-0" }));
    expect(await scene.run()).toBe("idle");
    expect(scene.result()?.outcome).toBe("succeeded");
    expect(scene.stored(claimKey(JOB, 1), StoredClaim)).toMatchObject({ nonce: "n-0" });
  });

  test("with a result leaves nothing to do but to delete the config", async () => {
    given("good").putConfig();
    await scene.run();
    const { store, files } = scene;
    const [claimed, result] = [store.peek(claimKey(JOB, 1)), store.peek(resultKey(JOB, 1))];
    await scene.close();
    given("good").putConfig();
    scene.store.edit(claimKey(JOB, 1), claimed);
    scene.store.edit(resultKey(JOB, 1), result);
    expect(files.size).toBeGreaterThan(1);
    expect(await scene.run()).toBe("idle");
    expect(scene.store.peek(CONFIG_KEY)).toBeNull();
    expect(scene.events()).not.toContain("trainer_starts");
  });
});
