import type { ObjectStore } from "@flash/control-plane";
import { type ServerName, statusKey, trainingConfigKey } from "@flash/schemas";

/** What a person does to a server's entries in the bucket. */
export type HandEdit = (bucket: ObjectStore, server: ServerName) => Promise<void>;

export const HAND_EDITS: Readonly<Record<string, HandEdit>> = {
  "somebody removes a status": (bucket, server) => bucket.remove(statusKey(server)),
  "somebody breaks a status": (bucket, server) => bucket.put(statusKey(server), "{"),
  "somebody says that a server sleeps": (bucket, server) =>
    bucket.put(statusKey(server), JSON.stringify({ status: "sleeping", token: null })),
  "somebody removes a config": (bucket, server) => bucket.remove(trainingConfigKey(server)),
};
