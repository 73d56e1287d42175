import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SERVER_TAG } from "@flash/aws/ec2";
import { STACK_TAG } from "@flash/aws/permissions";
import { type Fleet, instancesOf } from "@flash/control-plane";
import type { LocalInstance } from "@flash/local-aws";
import type { ServerName } from "@flash/schemas";
import { credentials } from "./functions/register-functions.ts";
import type { Identities } from "./identities.ts";
import { BUCKET, REGION, STACK } from "./local-setup.ts";

export interface MachineSurroundings {
  /** The training server's program. */
  readonly trainingServer: string;
  readonly dataFolder: string;
  readonly s3Url: string;
  readonly identities: Identities;
  /** What a machine's boot knows besides, or otherwise. */
  readonly machineEnv: Readonly<Record<string, string>>;
}

/** What a training server must know to find its bucket, wherever it runs. */
const trainingServerEnv = (server: ServerName, { s3Url }: MachineSurroundings): Record<string, string> => ({
  AWS_REGION: REGION,
  AWS_ENDPOINT_URL_S3: s3Url,
  FLASH_BUCKET: BUCKET,
  FLASH_SERVER: server,
});

/**
 * Writes each server's environment into a file, for a training server that somebody runs by hand in dev mode. The keys in
 * it work until the platform stops; nobody else may read them.
 */
export async function writeServerEnvironments(fleet: Fleet, around: MachineSurroundings): Promise<void> {
  for (const { name } of fleet) {
    const env = { ...credentials(around.identities.trainingServer(name)), ...trainingServerEnv(name, around) };
    const lines = Object.entries(env).map(([key, value]) => `${key}='${value}'`);
    await writeFile(serverEnvironmentFile(around.dataFolder, name), `${lines.join("\n")}\n`, { mode: 0o600 });
  }
}

export const serverEnvironmentFile = (dataFolder: string, server: ServerName): string =>
  join(dataFolder, `training-server-${server}.env`);

/** The machines of the fleet: each boots the training server as its operating system would. */
export function localMachines(fleet: Fleet, around: MachineSurroundings): readonly LocalInstance[] {
  return fleet.flatMap((server) =>
    instancesOf(server).map((instanceId) => ({
      instanceId,
      instanceType: "t3.2xlarge",
      tags: { Name: `flash-${server.name}`, [SERVER_TAG]: server.name, [STACK_TAG]: STACK },
      role: () => around.identities.trainingServer(server.name),
      boot: {
        command: process.execPath,
        args: [around.trainingServer],
        env: {
          ...trainingServerEnv(server.name, around),
          // Half of a boot is compiling the training server: once is enough.
          NODE_COMPILE_CACHE: join(tmpdir(), "node-compile-cache"),
          FLASH_POLL_MS: "250",
          FLASH_HEARTBEAT_MS: "500",
          FLASH_IDLE_OFF_MS: "60000",
          FLASH_WORK_DIR: join(around.dataFolder, "machines", instanceId),
          ...around.machineEnv,
        },
        logFile: join(around.dataFolder, "logs", `${instanceId}.log`),
      },
    })),
  );
}
