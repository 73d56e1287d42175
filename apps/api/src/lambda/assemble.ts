import * as zlib from "node:zlib";
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { Documents } from "@flash/control-plane/state";
import { DEFAULT_SERVER, statusKey } from "@flash/schemas";
import { whoIs } from "./api-keys.ts";
import type { ApiConfig } from "./config.ts";
import type { Log } from "./error-log.ts";
import { deskOnDemand, filesOnDemand, storeOnDemand } from "./on-demand.ts";
import type { Server } from "./server.ts";
import { StoredKeys } from "./stored-keys.ts";

/** Once per container: everything that a request needs and that does not depend on it. */
export function assemble(config: ApiConfig, log: Log): Server {
  const { bucket, fleet, clocks, apiKeys, streams } = config;
  const store = storeOnDemand(bucket);
  const documents = new Documents(store, randomUUID);
  const shared = {
    documents,
    files: filesOnDemand(bucket),
    controlPlane: deskOnDemand({ documents, machines: null, fleet, clocks, actor: "api", log }),
    fleet,
    clocks,
    streams,
    random: randomBytes,
    newSha256: () => createHash("sha256"),
    zlib,
    // Any read tells S3's time; this one is of a key that lies there as long as the platform lives.
    now: async () => (await store.get(statusKey(DEFAULT_SERVER))).at,
  };
  const callerOf = whoIs(apiKeys, new StoredKeys({ documents, log, nowMs: Date.now }));
  return {
    log,
    contextOf: async (event, goOn) => ({
      ...shared,
      caller: await callerOf(event.headers.authorization),
      requestId: event.requestContext.requestId,
      goOn,
    }),
  };
}
