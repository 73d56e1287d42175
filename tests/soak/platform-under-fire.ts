import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Clocks, Fleet, instancesOf } from "@flash/control-plane";
import { LOCAL_CLOCKS, startPlatform } from "@flash/local";
import { DEFAULT_SERVER, type InstanceId } from "@flash/schemas";
import { pacedTrainers } from "../platform/paced-trainings.ts";
import { QUICK_POWER, type Scene, sceneOf } from "../platform/scene.ts";

/** The real platform: real handlers, HTTP, SDK and processes. Only the training takes no CPU. */
export interface PlatformUnderFire extends Scene {
  readonly instances: readonly InstanceId[];
  /** Everything of it lies here. */
  readonly folder: string;
}

/** Seconds where AWS has minutes, so that every clock runs out now and then. */
const CLOCKS = Clocks.parse({ ...LOCAL_CLOCKS, maxSilenceMs: 6_000, maxBootMs: 15_000, secondLookMs: 1_500 });

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
  const platform = await startPlatform({
    dataFolder: join(folder, "data"),
    fleet,
    clocks: CLOCKS,
    timing: QUICK_POWER,
    sweepEveryMs: 2_000,
    machineEnv: pacedTrainers(folder),
  });
  return { ...sceneOf(platform), instances: fleet.flatMap(instancesOf), folder };
}
