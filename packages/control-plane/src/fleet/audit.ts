import {
  claimKey,
  type EpochMs,
  type InstanceId,
  type JobId,
  jobKey,
  later,
  type ServerName,
  StoredClaim,
  StoredJob,
  StoredStatus,
  statusKey,
} from "@flash/schemas";
import type { Documents } from "../documents/documents.ts";
import { isTerminal } from "../job/transitions.ts";
import type { Machine, Machines } from "../ports/machines.ts";
import { isOn } from "../server/machines.ts";
import type { Clocks } from "./clocks.ts";
import { type Fleet, instancesOf } from "./fleet.ts";

/** One instance and what justifies that it is on. */
export interface AuditLine {
  readonly instance: InstanceId;
  readonly server: ServerName | null;
  readonly state: Machine["state"];
  readonly job: JobId | null;
  readonly verdict:
    | "off"
    /** It trains the job, or was started for it and nobody has claimed it yet. */
    | "on_for_job"
    /** The intent to stop it is written. */
    | "being_stopped"
    /** Younger than the grace time: somebody may just have started it. */
    | "in_grace"
    | "on_without_job";
}

/** What one server's documents say about its machines. */
export interface ServerFacts {
  readonly name: ServerName;
  readonly status: StoredStatus | null;
  readonly job: StoredJob | null;
  /** The machine that has claimed the job's present attempt. */
  readonly claimedBy: InstanceId | null;
}

/** @param server - the facts of the server that the machine belongs to; null when it belongs to none that is known. */
export function auditMachine(machine: Machine, server: ServerFacts | null, now: EpochMs, clocks: Clocks): AuditLine {
  const line = { instance: machine.instance, server: server?.name ?? machine.server, state: machine.state };
  if (!isOn(machine)) return { ...line, job: null, verdict: "off" };
  const job = server?.job ?? null;
  const isHeld = job !== null && !isTerminal(job) && job.server === server?.name;
  if (isHeld && (server?.claimedBy === null || server?.claimedBy === machine.instance)) {
    return { ...line, job: job.id, verdict: "on_for_job" };
  }
  const stopping = server?.status?.stopping ?? null;
  if (stopping !== null) return { ...line, job: stopping.job, verdict: "being_stopped" };
  const inGrace = machine.launchedAt !== null && now < later(machine.launchedAt, clocks.stopGraceMs);
  return { ...line, job: null, verdict: inGrace ? "in_grace" : "on_without_job" };
}

/** Every instance that is configured or carries our tag, and the job that justifies that it is on. */
export async function audit(
  documents: Documents,
  machines: Machines,
  fleet: Fleet,
  clocks: Clocks,
): Promise<readonly AuditLine[]> {
  const known = await machines.describe([...new Set(fleet.flatMap(instancesOf))]);
  const ids = new Set(known.map(({ instance }) => instance));
  const all = [...known, ...(await machines.tagged()).filter(({ instance }) => !ids.has(instance))];
  const names = new Set([
    ...fleet.map(({ name }) => name),
    ...all.flatMap(({ server }) => (server === null ? [] : [server])),
  ]);
  const facts = new Map<ServerName, ServerFacts>();
  for (const name of names) facts.set(name, await factsOf(documents, name));
  const { at } = await documents.store.list("open/", { limit: 1 });
  return all.map((machine) => {
    const owner = fleet.find((server) => instancesOf(server).includes(machine.instance))?.name ?? machine.server;
    return auditMachine(machine, owner === null ? null : (facts.get(owner) ?? null), at, clocks);
  });
}

async function factsOf(documents: Documents, name: ServerName): Promise<ServerFacts> {
  const status = await documents.read(statusKey(name), StoredStatus);
  const token = status.kind === "found" ? status.doc.value.token : null;
  const job = token === null ? null : await documents.read(jobKey(token), StoredJob);
  const held = job?.kind === "found" ? job.doc.value : null;
  const claim = held === null ? null : await documents.read(claimKey(held.id, held.attempt), StoredClaim);
  const taken = claim?.kind === "found" && "instance" in claim.doc.value ? claim.doc.value.instance : null;
  return { name, status: status.kind === "found" ? status.doc.value : null, job: held, claimedBy: taken };
}
