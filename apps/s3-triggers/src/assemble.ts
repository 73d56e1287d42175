import { randomUUID } from "node:crypto";
import { documentsS3Client, s3ObjectStore, s3UnfinishedUploads } from "@flash/aws";
import { describedTogether, ec2Client, ec2Machines } from "@flash/aws/ec2";
import { controlPlaneLine } from "@flash/aws/metrics";
import {
  type ControlPlane,
  type ControlPlaneDeps,
  createControlPlane,
  Documents,
  parseSettings,
  PlatformSettings,
} from "@flash/control-plane";
import * as z from "zod";

const TriggerSettings = PlatformSettings.extend({
  /** The platform's name on its machines, where an account has several platforms. */
  FLASH_STACK: z.string().min(1).optional(),
});

/** By this name metrics are counted where an account has one platform only. */
const DEFAULT_STACK = "flash";

/** Adds little to a sweep, and makes one call of the questions of some ten servers. */
const DESCRIBED_WITHIN_MS = 20;

/** One function's control plane, made once per container: AWS clients are costly and hold connections. */
export function assemble(
  actor: Extract<ControlPlaneDeps["actor"], "start" | "stop" | "sweep">,
  env: Readonly<Record<string, string | undefined>>,
): { readonly controlPlane: ControlPlane; readonly documents: Documents } {
  const settings = parseSettings(TriggerSettings, env);
  const machines = ec2Machines(ec2Client(), { stack: settings.FLASH_STACK });
  const s3 = documentsS3Client();
  const stack = settings.FLASH_STACK ?? DEFAULT_STACK;
  const documents = new Documents(s3ObjectStore(s3, settings.FLASH_BUCKET), randomUUID);
  const controlPlane = createControlPlane({
    documents,
    uploads: s3UnfinishedUploads(s3, settings.FLASH_BUCKET),
    machines: actor === "sweep" ? describedTogether(machines, DESCRIBED_WITHIN_MS) : machines,
    fleet: settings.FLASH_FLEET,
    clocks: settings.FLASH_CLOCKS,
    actor,
    log: (entry) => process.stdout.write(`${controlPlaneLine(actor, entry, { stack, at: Date.now() })}\n`),
  });
  return { controlPlane, documents };
}
