import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { s3ObjectStore } from "@flash/aws";
import { Clocks, Fleet, instancesOf, type ObjectStore } from "@flash/control-plane";
import { BUCKET, LOCAL_CLOCKS, ownerClient, type Platform, startPlatform } from "@flash/local";
import { DEFAULT_SERVER, type InstanceId } from "@flash/schemas";
import { createFlash, type Flash } from "@flash/sdk";

/** The real platform: real handlers, HTTP, SDK and processes. Only the training takes no CPU. */
export interface PlatformUnderFire {
  readonly platform: Platform;
  readonly flash: Flash;
  /** The bucket as its owner sees it. */
  readonly bucket: ObjectStore;
  readonly instances: readonly InstanceId[];
  readonly folder: string;
}

/** Seconds where AWS has minutes, so that every clock runs out now and then. */
const CLOCKS = Clocks.parse({ ...LOCAL_CLOCKS, maxSilenceMs: 6_000, maxBootMs: 15_000, secondLookMs: 1_500 });
const QUICK_POWER = { pendingMs: 300, stoppingMs: 300, graceMs: 2_000 };
const TRAINER = fileURLToPath(new URL("../../tests/platform/fixtures/paced-trainer.ts", import.meta.url));

/** Two machines for each server: the second is for when the first one cannot be had. */
const fleetOf = (servers: number): Fleet =>
  Fleet.parse(
    Array.from({ length: servers }, (_, index) => ({
      name: index === 0 ? DEFAULT_SERVER : `spare-${index}`,
      instances: { "text-classification": [1, 2].map((n) => `i-000000000000${String(index).padStart(4, "0")}${n}`) },
    })),
  );

export async function startUnderFire(servers: number): Promise<PlatformUnderFire> {
  const folder = await mkdtemp(join(tmpdir(), "flash-soak-"));
  const fleet = fleetOf(servers);
  const command = [process.execPath, "--conditions=@flash/source", TRAINER, folder];
  const platform = await startPlatform({
    dataFolder: join(folder, "data"),
    fleet,
    clocks: CLOCKS,
    timing: QUICK_POWER,
    sweepEveryMs: 2_000,
    machineEnv: { FLASH_TRAINERS: JSON.stringify({ "text-classification": command }) },
  });
  return {
    platform,
    flash: createFlash(platform.connection),
    bucket: s3ObjectStore(ownerClient(platform.s3, platform.identities.owner), BUCKET),
    instances: fleet.flatMap(instancesOf),
    folder,
  };
}
