import { type Read, type ServerConfig, taskTypesOf } from "@flash/control-plane";
import {
  DEFAULT_SERVER,
  type JobId,
  type StoredLastSweep,
  type StoredStatus,
  type WireServer,
  type WireStatus,
} from "@flash/schemas";

/** A server as one look at its `status.json` showed it. */
export interface SeenServer {
  readonly server: ServerConfig;
  readonly status: Read<StoredStatus>;
}

/** The job that holds the server; null: none. */
export const holderOf = ({ status }: SeenServer): JobId | null =>
  status.kind === "found" ? status.doc.value.token : null;

function powerOf(status: Read<StoredStatus>): WireServer["status"] {
  switch (status.kind) {
    // Never used yet.
    case "missing":
      return "sleeping";
    // Something may be on: the control plane stops it before it writes a status anew.
    case "corrupt":
      return "stopping";
    case "found":
      return status.doc.value.stopping === null ? status.doc.value.status : "stopping";
  }
}

const devModeOf = (status: Read<StoredStatus>): boolean => status.kind === "found" && status.doc.value.dev_mode;

/** Sleeping, and not waiting for EC2 to have capacity again. */
function isAvailable({ status }: SeenServer): boolean {
  if (powerOf(status) !== "sleeping") return false;
  const backoff = status.kind === "found" ? status.doc.value.backoff_until : null;
  return backoff === null || backoff <= status.at;
}

/** @param own - the jobs among the holders that belong to the caller: others are not named. */
export function statusView(seen: readonly SeenServer[], own: ReadonlySet<JobId>): Omit<WireStatus, "sweep" | "caller"> {
  const servers = seen.map((one): WireServer => {
    const holder = holderOf(one);
    return {
      name: one.server.name,
      status: powerOf(one.status),
      taskTypes: [...taskTypesOf(one.server)],
      devMode: devModeOf(one.status),
      jobId: holder !== null && own.has(holder) ? holder : null,
    };
  });
  return {
    status: servers.some(({ status }) => status === "sleeping") ? "sleeping" : "active",
    available: seen.some(isAvailable),
    devMode: seen.some(({ server, status }) => server.name === DEFAULT_SERVER && devModeOf(status)),
    servers,
  };
}

/** null where none has run, or what it left cannot be read. */
export function sweepView(read: Read<StoredLastSweep>): WireStatus["sweep"] {
  if (read.kind !== "found") return null;
  const { at, failed_servers: failedServers, last_repair: lastRepair } = read.doc.value;
  return { at, failedServers, lastRepair };
}
