import { createHash, randomBytes, randomUUID } from "node:crypto";
import { bytesS3Client, documentsS3Client, s3ObjectStore } from "@flash/aws";
import { createControlPlane, Documents } from "@flash/control-plane";
import { DEFAULT_SERVER, statusKey } from "@flash/schemas";
import { callerOf } from "./api-keys.ts";
import type { ApiConfig } from "./config.ts";
import type { Log } from "./error-log.ts";
import { s3Files } from "./s3-files.ts";
import type { Server } from "./server.ts";

/** Once per container: everything that a request needs and that does not depend on it. */
export function assemble(config: ApiConfig, log: Log): Server {
  const { bucket, fleet, clocks, apiKeys, streams } = config;
  const store = s3ObjectStore(documentsS3Client(), bucket);
  const documents = new Documents(store, randomUUID);
  const shared = {
    documents,
    files: s3Files(bytesS3Client(), bucket),
    controlPlane: createControlPlane({ documents, machines: null, fleet, clocks, actor: "api", log }),
    fleet,
    streams,
    random: randomBytes,
    newSha256: () => createHash("sha256"),
    // Any read tells S3's time; this one is of a key that lies there as long as the platform lives.
    now: async () => (await store.get(statusKey(DEFAULT_SERVER))).at,
  };
  return {
    log,
    contextOf: (event, goOn) => ({
      ...shared,
      caller: callerOf(apiKeys, event.headers.authorization),
      requestId: event.requestContext.requestId,
      goOn,
    }),
  };
}
