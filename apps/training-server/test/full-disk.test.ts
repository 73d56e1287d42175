import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { claimKey, StoredCheckpoint, StoredClaim, checkpointPrefix } from "@flash/schemas";
import { afterEach, describe, expect, test } from "vitest";
import { INTERRUPTED } from "../src/agent/agent.ts";
import { lockWorkFolder } from "../src/agent/work-folder/agent-lock.ts";
import { NODE_COMMAND } from "./node-command.ts";
import { CONFIG_KEY, JOB, Scene } from "./scene.ts";

const PAGE_BYTES = 4_096;
/** What a whole attempt of this trainer, data included, does not fill. */
const PLENTY_PAGES = 24;
/** It says that the disk is full when it cannot write. */
const TRAINER = [...NODE_COMMAND, fileURLToPath(new URL("./broken-trainer.ts", import.meta.url)), "none"] as const;

let scene: Scene;
let mounted = false;
afterEach(() => leave());
async function leave(): Promise<void> {
  // First the mount: the scene removes its folder.
  scene.stopping.abort();
  await scene.run();
  if (mounted) execFileSync("umount", [scene.workDir]);
  mounted = false;
  await scene.close();
}

/** An agent whose work folder is a disk of so many pages, and that believes there is room: what its own look at the disk cannot foresee. */
function onDisk(pages: number, behaviour = "good", more = ""): Scene {
  scene = new Scene(behaviour);
  scene.overrides = { freeBytes: () => Promise.resolve(1024 ** 4) };
  // A tmpfs of no size would have no limit, so one page of it is somebody else's.
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${(pages + 1) * PAGE_BYTES}${more}`, "none", scene.workDir]);
  mounted = true;
  writeFileSync(join(scene.workDir, "foreign"), Buffer.alloc(PAGE_BYTES));
  scene.putConfig();
  return scene;
}

/** How the job stands after the agent has found nothing more to do. */
async function outcomeOn(pages: number): Promise<string> {
  onDisk(pages);
  scene.overrides = { ...scene.overrides, trainerFor: () => TRAINER };
  expect(await scene.run(), "then the machine goes off").toBe("idle");
  const result = scene.result();
  if (result === null) {
    expect(scene.stored(claimKey(JOB, 1), StoredClaim), "no claim: another machine may have it").toBeNull();
    return "not claimed";
  }
  expect(scene.store.peek(CONFIG_KEY)).toBeNull();
  expect(readdirSync(join(scene.workDir, "attempts")), "nothing is left").toEqual([]);
  if (result.outcome === "succeeded") return "succeeded";
  expect(scene.uploaded()).toEqual([]);
  expect(result.message).toMatch(/disk .*full/iu);
  return result.fault;
}

// Only Linux has tmpfs, and not every root may mount: one in a container may not. Tried where nobody else sees it.
const canMount = spawnSync("unshare", ["--mount", "mount", "-t", "tmpfs", "none", tmpdir()]).status === 0;
describe.skipIf(!canMount)("a disk that is full", () => {
  test("at any one write of an attempt: it is left unclaimed, or ends as disk_full, or fits", async () => {
    const outcomes: string[] = [];
    for (let pages = 0; pages <= PLENTY_PAGES && outcomes.at(-1) !== "succeeded"; pages += 1) {
      outcomes.push(await outcomeOn(pages));
      await leave();
    }
    const inOrder = ["not claimed", "disk_full", "succeeded"];
    expect([...new Set(outcomes)]).toEqual(inOrder);
    expect(outcomes).toEqual(outcomes.toSorted((one, other) => inOrder.indexOf(one) - inOrder.indexOf(other)));
    expect(outcomes.filter((outcome) => outcome === "disk_full").length).toBeGreaterThan(4);
    expect(outcomes.at(-1)).toBe("succeeded");
  });

  test("with what another job has left there: a new agent clears it away, down to the last block and the last file", async () => {
    onDisk(PLENTY_PAGES, "good", ",nr_inodes=20");
    const left = join(scene.workDir, "attempts", "job_of_before-1");
    mkdirSync(left, { recursive: true });
    // So many files that none can be made any more, and then so many bytes that none can be written.
    const files = Array.from({ length: 15 }, (_, file) => join(left, `${file}`));
    for (const file of files) writeFileSync(file, "");
    expect(() => files.forEach((file) => writeFileSync(file, Buffer.alloc(2 * PAGE_BYTES)))).toThrow("ENOSPC");
    const unlock = lockWorkFolder(scene.workDir);
    expect(() => writeFileSync(join(left, "one-more"), "")).toThrow("ENOSPC");
    scene.overrides = { ...scene.overrides, trainerFor: () => TRAINER };
    await scene.run();
    expect(scene.result()).not.toBeNull();
    unlock();
  });

  test("while a checkpoint is copied: it is not uploaded, and training goes on", async () => {
    onDisk(PLENTY_PAGES, "forever");
    const running = scene.run();
    await scene.training();
    expect(() => writeFileSync(join(scene.workDir, "filler"), Buffer.alloc(PLENTY_PAGES * PAGE_BYTES))).toThrow(
      "ENOSPC",
    );
    scene.stopping.abort(INTERRUPTED);
    expect(await running).toBe("interrupted");
    expect(scene.events()).toContain("checkpoint_not_uploaded");
    expect(scene.stored(`${checkpointPrefix(JOB, 1)}checkpoint.json`, StoredCheckpoint)).toBeNull();
    expect(scene.store.peek(CONFIG_KEY)).not.toBeNull();
  });
});
