import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { SERVER_TAG } from "@flash/aws/ec2";
import { STACK_TAG } from "@flash/aws/permissions";
import { type Fleet, instancesOf } from "@flash/control-plane";
import type { LocalInstance } from "@flash/local-aws";
import { TRAINING_SERVER } from "@flash/training-server";
import { credentials } from "./functions.ts";
import type { Identities } from "./identities.ts";
import { BUCKET, REGION, STACK } from "./local-setup.ts";

/** The machines of the fleet: each boots the training server as its operating system would. */
export function localMachines(
  fleet: Fleet,
  around: { readonly dataFolder: string; readonly s3Url: string; readonly identities: Identities },
): readonly LocalInstance[] {
  return fleet.flatMap((server) =>
    instancesOf(server).map((instanceId) => ({
      instanceId,
      instanceType: "t3.2xlarge",
      tags: { Name: `flash-${server.name}`, [SERVER_TAG]: server.name, [STACK_TAG]: STACK },
      boot: {
        command: process.execPath,
        args: ["--conditions=@flash/source", fileURLToPath(TRAINING_SERVER)],
        env: {
          ...credentials(around.identities.trainingServer(server.name)),
          AWS_REGION: REGION,
          AWS_ENDPOINT_URL_S3: around.s3Url,
          FLASH_BUCKET: BUCKET,
          FLASH_SERVER: server.name,
          FLASH_POLL_MS: "250",
          FLASH_HEARTBEAT_MS: "500",
          FLASH_IDLE_OFF_MS: "60000",
          FLASH_WORK_DIR: join(around.dataFolder, "machines", instanceId),
        },
        logFile: join(around.dataFolder, "logs", `${instanceId}.log`),
      },
    })),
  );
}
