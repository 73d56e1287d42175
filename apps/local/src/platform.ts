import { randomBytes, randomUUID } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Clocks, Fleet } from "@flash/control-plane";
import {
  createFunctionHost,
  type FunctionHost,
  type LocalEc2,
  type LocalS3,
  startEc2,
  startS3,
  type Timing,
} from "@flash/local-aws";
import type { DatasetLimits } from "@flash/schemas";
import { builtTrainingServer } from "@flash/training-server";
import { keyConfiguration, localApiKey } from "./api-key.ts";
import { ownerClient, prepareBucket } from "./bucket.ts";
import { builtFunctions } from "./functions/built-functions.ts";
import { registerFunctions, type StreamTimes } from "./functions/register-functions.ts";
import { createIdentities, type Identities } from "./identities.ts";
import { LOCAL_CLOCKS, LOCAL_FLEET, REGION } from "./local-setup.ts";
import { localMachines, writeServerEnvironments } from "./machines.ts";

export interface PlatformOptions {
  /** Everything that survives a restart; made if missing. */
  readonly dataFolder: string;
  /** The API listens here, the rest on the three ports after it. 0 (default): any free ones. */
  readonly port?: number;
  readonly fleet?: Fleet;
  readonly clocks?: Clocks;
  /** As `limits` of a deployment; nothing is changed by default. */
  readonly limits?: DatasetLimits;
  readonly timing?: Partial<Timing>;
  /** Between two sweeps, in ms; 1,000 by default. */
  readonly sweepEveryMs?: number;
  /** As on AWS, 15 minutes, by default. */
  readonly streams?: StreamTimes;
  /** Environment of every training server besides its own, such as `FLASH_TRAINERS`. */
  readonly machineEnv?: Readonly<Record<string, string>>;
}

/** Flash on this machine: the same handlers as on AWS, against an S3 and an EC2 in this process. */
export interface Platform {
  /** What `createFlash` wants. */
  readonly connection: { readonly url: string; readonly streamUrl: string; readonly apiKey: string };
  readonly s3: LocalS3;
  readonly ec2: LocalEc2;
  readonly functions: FunctionHost;
  readonly fleet: Fleet;
  readonly dataFolder: string;
  readonly identities: Identities;
  /** Switches every machine off and ends every function; what was kept is there at the next start. */
  close(): Promise<void>;
}

const CORS = {
  allowOrigins: ["*"],
  allowMethods: ["GET", "POST"],
  allowHeaders: ["authorization", "content-type"],
  exposeHeaders: ["x-amzn-requestid", "x-request-id", "retry-after"],
  maxAgeSeconds: 600,
};

/** @throws Error when a port is taken, or the data folder is in use by another platform. */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const { dataFolder, port = 0, fleet = LOCAL_FLEET, clocks = LOCAL_CLOCKS } = options;
  await mkdir(dataFolder, { recursive: true });
  const opened: (() => Promise<void>)[] = [];
  let isClosing = false;
  const closeAll = async (): Promise<void> => {
    isClosing = true;
    for (const close of opened.splice(0).toReversed()) await close();
  };
  try {
    const portOf = (offset: number): number => (port === 0 ? 0 : port + offset);
    const identities = createIdentities(fleet, () => randomBytes(30).toString("base64"));
    const everyone = identities.all;
    const apiKey = await localApiKey(dataFolder);
    const [built, trainingServer] = await Promise.all([builtFunctions(), builtTrainingServer()]);
    const functions = createFunctionHost({ dataFolder, region: REGION });
    // Machines that are switched off by the closing say so when the functions have ended; the next start sweeps.
    const emit = (nameOrArn: string, event: unknown): void => {
      if (!isClosing) void functions.invokeAsync(nameOrArn, event);
    };
    const s3 = await startS3({
      dataFolder: join(dataFolder, "s3"),
      port: portOf(2),
      region: REGION,
      identities: everyone,
      onEvent: emit,
    });
    opened.push(() => s3.close());
    const { machineEnv = {} } = options;
    const surroundings = { trainingServer, dataFolder, s3Url: s3.url, identities, machineEnv };
    await writeServerEnvironments(fleet, surroundings);
    const ec2 = await startEc2({
      dataFolder: join(dataFolder, "ec2"),
      port: portOf(3),
      region: REGION,
      identities: everyone,
      instances: localMachines(fleet, surroundings),
      ...(options.timing === undefined ? {} : { timing: options.timing }),
      onStateChange: (event) => emit("sweep", event),
    });
    opened.push(() => ec2.close());
    opened.push(() => functions.close());
    const apiKeys = keyConfiguration(apiKey);
    registerFunctions(functions, {
      built,
      identities,
      s3Url: s3.url,
      ec2Url: ec2.url,
      fleet,
      clocks,
      limits: options.limits ?? {},
      apiKeys,
      streams: options.streams,
    });
    const triggers = { start: functions.arnOf("start"), stop: functions.arnOf("stop") };
    await prepareBucket(ownerClient(s3, identities.owner), fleet, triggers, randomUUID);
    const api = await functions.serveUrl("api", { port: portOf(0), mode: "buffered", cors: CORS });
    const stream = await functions.serveUrl("api-stream", { port: portOf(1), mode: "stream", cors: CORS });
    functions.schedule("sweep", options.sweepEveryMs ?? 1_000);
    // What a killed platform left behind is taken up at once, not at the first tick of the schedule.
    await functions.invokeAsync("sweep", { source: "platform-start" });
    return {
      connection: { url: api.url, streamUrl: stream.url, apiKey },
      s3,
      ec2,
      functions,
      fleet,
      dataFolder,
      identities,
      close: closeAll,
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}
