import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { s3ObjectStore } from "@flash/aws";
import { BUCKET, ownerClient, type Platform, type PlatformOptions, startPlatform } from "@flash/local";
import type { ObjectStore } from "@flash/control-plane";
import { createFlash, type Flash, type ValidDataset } from "@flash/sdk";
import { afterAll, beforeAll } from "vitest";

/** The platform of one test file: the real handlers, real HTTP, the unmodified AWS SDK, real processes. */
export interface Scene {
  readonly platform: Platform;
  readonly flash: Flash;
  /** The bucket as its owner sees it. */
  readonly bucket: ObjectStore;
}

/** Starts a platform before the file's tests and takes it away after them. */
export function platformScene(options: Omit<PlatformOptions, "dataFolder"> = {}): () => Scene {
  let scene: Scene | null = null;
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "flash-test-"));
    scene = sceneOf(await startPlatform({ dataFolder: folder, timing: QUICK_POWER, ...options }));
  });
  afterAll(async () => {
    await scene?.platform.close();
    await rm(folder, { recursive: true, force: true });
  });
  return () => {
    if (scene === null) throw new Error("the platform has not started");
    return scene;
  };
}

/** Machines of a tenth of a second: every state is passed through, none is waited for. */
export const QUICK_POWER = { pendingMs: 100, stoppingMs: 100, graceMs: 2_000 };

export const sceneOf = (platform: Platform): Scene => ({
  platform,
  flash: createFlash(platform.connection),
  bucket: s3ObjectStore(ownerClient(platform.s3, platform.identities.owner), BUCKET),
});

/** Forty rows whose label every model learns at once. */
export const TINY_CSV = `input,label\n${Array.from({ length: 40 }, (_, row) =>
  row % 2 === 0
    ? `"win cash prize money offer number ${row}",spam`
    : `"meeting notes agenda project report number ${row}",ham`,
).join("\n")}\n`;

export const uploadTiny = (flash: Flash, text = TINY_CSV): Promise<ValidDataset> =>
  flash.uploadDataset(new File([text], "tiny.csv"), { taskType: "text-classification" });

/** The quickest real training there is. */
export const QUICK = { taskType: "text-classification", hyperparameters: { model: "fasttext", epochs: 2 } } as const;

/** Waits until `look` answers something else than null, and fails after `limitMs`. */
export async function until<T>(what: string, look: () => Promise<T | null>, limitMs = 60_000): Promise<T> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const seen = await look();
    if (seen !== null) return seen;
    if (Date.now() > deadline) throw new Error(`gave up waiting until ${what}`);
    await pause(150);
  }
}

export const isSleeping = async ({ flash }: Scene): Promise<true | null> =>
  (await flash.status()).servers.every(({ status }) => status === "sleeping") ? true : null;
