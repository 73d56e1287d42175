import { existsSync, symlinkSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkpointPrefix, StoredCheckpoint } from "@flash/schemas";
import { afterEach, describe, expect, test, vi } from "vitest";
import { INTERRUPTED } from "../src/agent/agent.ts";
import { copyPlainFile } from "../src/agent/checkpoint/copy-plain-file.ts";
import { JOB, Scene } from "./scene.ts";

const PREFIX = checkpointPrefix(JOB, 1);
const DOCUMENT = `${PREFIX}checkpoint.json`;

const scenes: Scene[] = [];
afterEach(() => Promise.all(scenes.splice(0).map((scene) => scene.close())));
function scene(behaviour: string): Scene {
  const made = new Scene(behaviour);
  scenes.push(made);
  return made;
}

/** A training of which a checkpoint is in the bucket, whose machine is then gone for ever. */
async function lostMachine(behaviour = "resumable"): Promise<Scene> {
  const lost = scene(behaviour);
  lost.configOverrides = { checkpointMs: 20 };
  lost.putConfig();
  const running = lost.run();
  await vi.waitFor(() => expect(lost.stored(DOCUMENT, StoredCheckpoint)).not.toBeNull(), { timeout: 10_000 });
  lost.stopping.abort();
  await running;
  return lost;
}

/** Another machine, which finds in the bucket what the first has left there. */
async function secondAttempt(first: Scene): Promise<Scene> {
  const second = scene("resumable");
  for (const [key, bytes] of first.files) second.files.set(key, bytes);
  const document = first.store.peek(DOCUMENT);
  if (document !== null) second.store.edit(DOCUMENT, document);
  second.putConfig({ attempt: 2, resume_prefix: PREFIX });
  return second;
}

const isBegun = (folder: string): boolean => existsSync(join(folder, "ckpt", "epoch-1.json"));

describe("a checkpoint", () => {
  test("is gone on with by the next attempt on another machine, and only its files may go by themselves", async () => {
    const first = await lostMachine();
    const second = await secondAttempt(first);
    await second.run();
    expect(first.kinds.get(`${PREFIX}files/0`)).toBe("checkpoint");
    expect(second.kinds.get(`jobs/${JOB}/attempts/2/model/seen.json`)).toBe("model");
    expect(second.result(2)).toMatchObject({ outcome: "succeeded" });
    expect(second.events()).toContain("checkpoint_restored");
    const seen = JSON.parse(String(second.files.get(`jobs/${JOB}/attempts/2/model/seen.json`)));
    expect(seen.argv).toContain("--resume");
  });

  test("is gone on with though the bucket does not answer at first and a connection breaks: hours may be in it", async () => {
    const second = await secondAttempt(await lostMachine());
    second.store.inject("fail", ({ key }) => key === DOCUMENT);
    const running = second.run();
    await vi.waitFor(() => expect(second.events()).toContain("bucket_unreachable"), { timeout: 10_000 });
    second.brokenReadings = 1;
    await running;
    expect(second.result(2)).toMatchObject({ outcome: "succeeded" });
    expect(second.events()).toContain("checkpoint_restored");
    expect(second.events().filter((event) => event === "bucket_unreachable")).toHaveLength(2);
  });

  test("that does not arrive as it was sent is not gone on with: training begins anew", async () => {
    const first = await lostMachine();
    first.files.set(`${PREFIX}files/0`, Buffer.from("other bytes"));
    const second = await secondAttempt(first);
    const running = second.run();
    await vi.waitFor(() => expect(second.progress(2)).toMatchObject({ phase: "training", epoch: 2 }), {
      timeout: 10_000,
    });
    expect(second.events()).toContain("checkpoint_not_restored");
    second.stopping.abort();
    await running;
    expect(second.logged.find(({ event }) => event === "trainer_starts")?.details["args"]).not.toContain("--resume");
  });

  test("is uploaded when EC2 takes the machine away, however short ago the last one was", async () => {
    const machine = scene("forever");
    machine.putConfig();
    const running = machine.run();
    await machine.training();
    machine.stopping.abort(INTERRUPTED);
    expect(await running).toBe("interrupted");
    expect(machine.stored(DOCUMENT, StoredCheckpoint)?.files.map(({ path }) => path)).toEqual(["epoch-1.json"]);
    expect(machine.result()).toBeNull();
    expect(machine.store.peek("training/training.json")).not.toBeNull();
  });

  test("is not copied where the copy would take the room that the trainer needs for its next one", async () => {
    const machine = scene("forever");
    machine.configOverrides = { checkpointMs: 20 };
    machine.overrides = { freeBytes: (folder) => Promise.resolve(isBegun(folder) ? 3 : 1024 ** 4) };
    machine.putConfig();
    const running = machine.run();
    await vi.waitFor(() => expect(machine.events()).toContain("checkpoint_not_uploaded"), { timeout: 10_000 });
    expect(machine.uploaded()).toEqual([]);
    machine.stopping.abort();
    await running;
    expect(machine.stored(DOCUMENT, StoredCheckpoint), "once the trainer has ended").toMatchObject({
      files: [{ path: "epoch-1.json", size_bytes: 2 }],
    });
  });

  test("never holds what a trainer has linked to", async () => {
    const { files, store } = await lostMachine("checkpoint-link");
    expect(StoredCheckpoint.parse(JSON.parse(store.peek(DOCUMENT) ?? "")).files.map(({ path }) => path)).toEqual([
      "epoch-1.json",
    ]);
    expect([...files.values()].filter((bytes) => bytes.includes("root:"))).toEqual([]);
  });
});

test("a folder that becomes a link while it is copied yields nothing", async () => {
  const root = await mkdtemp(join(tmpdir(), "flash-copy-"));
  await mkdir(join(root, "elsewhere"));
  await writeFile(join(root, "elsewhere", "secret"), "s");
  await mkdir(join(root, "ckpt"));
  symlinkSync(join(root, "elsewhere"), join(root, "ckpt", "folder"));
  expect(await copyPlainFile(join(root, "ckpt"), "folder/secret", join(root, "copy"))).toBeNull();
  expect(await copyPlainFile(join(root, "elsewhere"), "secret", join(root, "copy"))).toMatchObject({ sizeBytes: 1 });
  await rm(root, { recursive: true });
});
