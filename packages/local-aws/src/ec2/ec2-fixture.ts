import { EC2Client } from "@aws-sdk/client-ec2";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Identity } from "../identity.ts";
import { readIfThere } from "../read-if-there.ts";
import type { LocalInstance } from "./local-instance.ts";
import { startEc2 } from "./start-ec2.ts";
import type { Ec2Options, LocalEc2 } from "./start-ec2.ts";

export const ALPHA = "i-0a1b2c3d4e5f60718";
export const BETA = "i-0b1b2c3d4e5f60718";
export const GAMMA = "i-0c1b2c3d4e5f60718";

export const ADMIN = { accessKeyId: "AKIAADMIN", secretAccessKey: "admin-secret", name: "admin" } satisfies Identity;

const BOX = fileURLToPath(new URL("./fixtures/box.ts", import.meta.url));

/** A local EC2 with three boxes, and what a test needs to look at it. */
export interface Ec2Fixture {
  readonly folder: string;
  readonly ec2: LocalEc2;
  readonly client: EC2Client;
  /** What the box wrote: `up {its environment}`, `sigterm`. */
  boxLog(instanceId: string): string;
  /** While this file exists the box ends with the exit code that it holds. */
  orderFile(instanceId: string): string;
  clientOf(identity: Identity): EC2Client;
  end(): Promise<void>;
}

export async function ec2Fixture(
  options: Partial<Ec2Options> = {},
  boxes: Partial<LocalInstance> = {},
  folder = mkdtempSync(join(tmpdir(), "flash-ec2-")),
): Promise<Ec2Fixture> {
  const logFile = (id: string): string => join(folder, `${id}.log`);
  const orderFile = (id: string): string => join(folder, `${id}.order`);
  const instances = [ALPHA, BETA, GAMMA].map((instanceId, index) => ({
    instanceId,
    instanceType: index === 2 ? "g5.xlarge" : "c7i.large",
    tags: { flash: "training", Name: `box ${index} <&>` },
    boot: {
      command: process.execPath,
      args: [BOX],
      env: { BOX_LOG: logFile(instanceId), BOX_ORDER: orderFile(instanceId) },
    },
    ...boxes,
  }));
  const timing = { pendingMs: 0, stoppingMs: 0, graceMs: 5_000 };
  const ec2 = await startEc2({ dataFolder: folder, identities: [ADMIN], instances, timing, ...options });
  const clientOf = (credentials: Identity): EC2Client =>
    new EC2Client({ endpoint: ec2.url, region: "us-east-1", credentials, maxAttempts: 1 });
  return {
    folder,
    ec2,
    client: clientOf(ADMIN),
    boxLog: (instanceId) => readIfThere(logFile(instanceId)) ?? "",
    orderFile,
    clientOf,
    async end() {
      await ec2.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
