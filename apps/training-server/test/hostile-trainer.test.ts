import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, readdirSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { trainerProcesses } from "../src/agent/trainer/trainer-processes.ts";
import { Scene } from "./scene.ts";

let scene: Scene;
afterEach(() => scene.close());
const given = (behaviour: string): Scene => (scene = new Scene(behaviour));

test("a trainer that floods its output and is deaf to SIGTERM ends as crashed, with nothing left of it", async () => {
  given("flood-forever").putConfig();
  scene.overrides = { trainerLimits: { silenceMs: 10_000, stopMs: 100, outputBytes: 8 * 1024 ** 2 } };
  await scene.run();
  expect(scene.result()).toMatchObject({
    outcome: "failed",
    fault: "trainer_crashed",
    message: expect.stringMatching(/printed more/u),
  });
  expect(trainerProcesses(scene.workDir)).toEqual([]);
  expect(scene.store.peek("training/training.json")).toBeNull();
});

test.skipIf(process.platform !== "linux")(
  "a process that a trainer hides, outside its group and without its environment, does not outlive it",
  async () => {
    given("hide").putConfig();
    await scene.run();
    expect(scene.result()).toMatchObject({ outcome: "succeeded" });
    expect(trainerProcesses(scene.workDir)).toEqual([]);
  },
);

test("a trainer that buries folders deeper than any path reaches leaves nothing that would stand in the way of the next job", async () => {
  given("bury").putConfig();
  await scene.run();
  expect(scene.result()).toMatchObject({ outcome: "succeeded" });
  expect(readdirSync(join(scene.workDir, "attempts"))).toEqual([]);
});

const LAUNCHER = [
  "unshare",
  "--net",
  "--",
  "setpriv",
  "--reuid=54321",
  "--regid=54321",
  "--clear-groups",
  "--",
] as const;
const [unshare, ...asSomebodyElse] = LAUNCHER;
// Only root may give a process to another user, and not every root: one in a container may not. Only Linux knows unshare.
const canConfine = spawnSync(unshare, [...asSomebodyElse, "true"]).status === 0;
describe.skipIf(!canConfine)("a trainer that is confined as on EC2", () => {
  const USER = { uid: 54_321, gid: 54_321 };

  async function reachedBy(change: Partial<Scene["configOverrides"]>): Promise<readonly string[]> {
    const metadata = createServer((_request, response) => response.end("a token"));
    metadata.listen(0, "127.0.0.1");
    await once(metadata, "listening");
    const address = metadata.address();
    const port = address !== null && typeof address === "object" ? address.port : 0;
    given(`snoop:${port}`).putConfig();
    chmodSync(scene.workDir, 0o755);
    scene.configOverrides = change;
    await scene.run();
    metadata.close();
    return scene.seen().reached;
  }

  test("reaches its own folders, and neither the metadata address nor anything of the agent's", async () => {
    expect(await reachedBy({ trainerUser: USER, trainerLauncher: LAUNCHER })).toEqual(["its own folders"]);
    expect(scene.seen().user).toBe(USER.uid);
  });

  test("by its user alone is kept from the agent's files, but not from the network: only EC2's launcher does that", async () => {
    expect(await reachedBy({ trainerUser: USER })).toEqual(["metadata", "its own folders"]);
  });

  test("reaches all of it when nothing confines it, so the test can tell", async () => {
    expect(await reachedBy({})).toHaveLength(7);
  });
});
