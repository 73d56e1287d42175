import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { builtTrainingServer } from "@flash/training-server";
import type { OwnServer } from "./smoke-test.ts";

/**
 * The training server as a process on this machine.
 *
 * @param settings - its bucket, its server, region and credentials.
 */
export async function startOwnServer(settings: Readonly<Record<string, string>>): Promise<OwnServer> {
  const folder = await mkdtemp(join(tmpdir(), "flash-smoke-"));
  const child = spawn(process.execPath, [await builtTrainingServer()], {
    stdio: "ignore",
    env: {
      ...settings,
      PATH: process.env["PATH"],
      FLASH_POLL_MS: "500",
      FLASH_HEARTBEAT_MS: "1000",
      FLASH_IDLE_OFF_MS: "600000",
      FLASH_WORK_DIR: folder,
    },
  });
  const ended = once(child, "exit");
  return {
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
