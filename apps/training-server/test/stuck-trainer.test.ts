import { afterEach, expect, test, vi } from "vitest";
import { machineClock } from "../src/agent/ports/clock.ts";
import type { StartTrainer } from "../src/agent/ports/trainer-process.ts";
import { CONFIG_KEY, Scene } from "./scene.ts";

let scene: Scene;
afterEach(() => scene.close());

/** As one that waits in the kernel for a GPU that hangs: it says nothing, and no signal ends it. */
const graces: number[] = [];
const stuck: StartTrainer = () =>
  Promise.resolve({ ended: new Promise(() => undefined), stop: (graceMs) => void graces.push(graceMs) });

/** Half a minute goes by at once, what is shorter takes its time. */
function given(): Scene {
  const clock = machineClock();
  const sleep = (ms: number, signal: AbortSignal) => clock.sleep(ms > 20_000 ? 5 : ms, signal);
  scene = new Scene("good");
  scene.overrides = {
    startTrainer: stuck,
    clock: { ...clock, sleep },
    trainerLimits: { silenceMs: 100, stopMs: 20, outputBytes: 1024 },
  };
  scene.putConfig();
  return scene;
}

test("a trainer that not even SIGKILL ends fails its job as silent, and the machine goes off instead of taking the next one", async () => {
  given();
  expect(await scene.run()).toBe("stuck");
  expect(graces).toContain(20);
  expect(scene.result()).toMatchObject({ outcome: "failed", fault: "trainer_silent" });
  expect(scene.store.peek(CONFIG_KEY)).toBeNull();
});

test("so it does when the job of such a trainer is taken away", async () => {
  given();
  scene.overrides = { ...scene.overrides, trainerLimits: { silenceMs: 600_000, stopMs: 20, outputBytes: 1024 } };
  const running = scene.run();
  await vi.waitFor(() => expect(scene.events()).toContain("trainer_starts"));
  scene.store.edit(CONFIG_KEY, null);
  expect(await running).toBe("stuck");
  expect(scene.result()).toBeNull();
});
