import { createHash, randomBytes, randomUUID } from "node:crypto";
import { type MetricEntry, metricLine } from "@flash/aws/metrics";
import { Documents } from "@flash/control-plane/state";
import { DEFAULT_SERVER, statusKey } from "@flash/schemas";
import { callerOfKey } from "./api-keys.ts";
import type { ApiConfig } from "./config.ts";
import { checkRate, checkSize } from "./door.ts";
import type { Log } from "./log.ts";
import { filesOf, storeOf } from "./bucket.ts";
import { admissionOnDemand, deskOnDemand, tokensOnDemand } from "./on-demand.ts";
import type { Server } from "./server.ts";
import { StoredKeys } from "./stored-keys.ts";
import { TokenBuckets } from "./token-buckets.ts";
import { whoIs } from "./who-is.ts";

/** Once per container: everything that a request needs and that does not depend on it. */
export function assemble(config: ApiConfig, log: Log): Server {
  const { fleet, clocks, apiKeys, issuers, quotas, streams } = config;
  const store = storeOf(config);
  const documents = new Documents(store, randomUUID);
  // Any read tells S3's time; this one is of a key that lies there as long as the platform lives.
  const now = async () => (await store.get(statusKey(DEFAULT_SERVER))).at;
  const shared = {
    documents,
    files: filesOf(config),
    controlPlane: deskOnDemand({ documents, machines: null, fleet, clocks, actor: "api", log }),
    admission: admissionOnDemand({ documents, quotas, now }),
    fleet,
    clocks,
    streams,
    random: randomBytes,
    newSha256: () => createHash("sha256"),
    now,
    log,
    measure: measureAs(config.stack),
  };
  const keys = callerOfKey(apiKeys, new StoredKeys({ documents, log, nowMs: Date.now }));
  const callerOf = whoIs(keys, issuers.length === 0 ? null : tokensOnDemand(issuers, log));
  const buckets = new TokenBuckets(config.rateLimit, Date.now);
  return {
    log,
    contextOf: async (event, invocation) => {
      checkSize(event);
      checkRate(buckets, event);
      const caller = await callerOf(event.headers.authorization);
      return { ...shared, caller, requestId: event.requestContext.requestId, ...invocation };
    },
  };
}

/** Lambda makes metrics of such lines by itself. */
const measureAs =
  (stack: string) =>
  (values: MetricEntry["values"], properties: MetricEntry["properties"] = {}): void =>
    void process.stdout.write(`${metricLine({ at: Date.now(), dimensions: { Stack: stack }, values, properties })}\n`);
