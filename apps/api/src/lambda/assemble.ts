import { createHash, randomBytes, randomUUID } from "node:crypto";
import { controlPlaneLine, metricLine } from "@flash/aws/metrics";
import { Documents, type ObjectStore } from "@flash/control-plane";
import { DEFAULT_SERVER, statusKey } from "@flash/schemas";
import type { Context } from "../context.ts";
import type { Files } from "../files.ts";
import { callerOfKey } from "./api-keys.ts";
import type { ApiConfig } from "./config.ts";
import { checkRate, checkSize } from "./door.ts";
import { isThroughFrontDoor } from "./front-door.ts";
import type { Log } from "./log.ts";
import { filesOf, storeOf } from "./bucket.ts";
import { admissionOnDemand, deskOnDemand, tokensOnDemand } from "./on-demand.ts";
import type { Server } from "./server.ts";
import { StoredKeys } from "./stored-keys.ts";
import { TokenBuckets } from "./token-buckets.ts";
import { whoIs } from "./who-is.ts";

/** What a container speaks to and does not decide itself. */
export interface Surroundings {
  readonly store: ObjectStore;
  readonly files: Files;
  /** The wall clock, in milliseconds since 1970: ends what is remembered of keys, and fills allowances again. */
  readonly nowMs: () => number;
}

const onS3 = (config: ApiConfig): Surroundings => ({
  store: storeOf(config),
  files: filesOf(config),
  nowMs: Date.now,
});

/** Once per container: everything that a request needs and that does not depend on it. */
export function assemble(config: ApiConfig, log: Log, { store, files, nowMs } = onS3(config)): Server {
  const { fleet, clocks, limits, apiKeys, issuers, quotas, streams } = config;
  const documents = new Documents(store, randomUUID);
  // Any read tells S3's time; this one is of a key that lies there as long as the platform lives.
  const now = async () => (await store.get(statusKey(DEFAULT_SERVER))).at;
  const around = () => ({ stack: config.stack, at: nowMs() });
  const shared: Omit<Context, "caller" | "requestId" | "goOn" | "timeLeftMs"> = {
    documents,
    files,
    controlPlane: deskOnDemand({
      documents,
      machines: null,
      fleet,
      clocks,
      actor: "api",
      log: (entry) => toStdout(controlPlaneLine("api", entry, around())),
    }),
    admission: admissionOnDemand({ documents, quotas, now }),
    fleet,
    clocks,
    limits,
    streams,
    random: randomBytes,
    newSha256: () => createHash("sha256"),
    now,
    log,
    measure: (values, about) => toStdout(metricLine({ actor: "api", ...about }, { values }, around())),
  };
  const keys = callerOfKey(apiKeys, new StoredKeys({ documents, log, nowMs }));
  const callerOf = whoIs(keys, issuers.length === 0 ? null : tokensOnDemand(issuers, log));
  const buckets = new TokenBuckets(config.rateLimit, nowMs);
  return {
    log,
    letsIn: (event) => isThroughFrontDoor(config.originSecret, event),
    contextOf: async (event, invocation) => {
      checkSize(event);
      checkRate(buckets, event);
      const caller = await callerOf(event.headers.authorization);
      return { ...shared, caller, requestId: event.requestContext.requestId, ...invocation };
    },
  };
}

/** Lambda keeps what is written there, and CloudWatch counts what says so itself. */
const toStdout = (line: string): void => void process.stdout.write(`${line}\n`);
