import {
  FlashRefusal,
  type InstanceId,
  type JobId,
  jobKey,
  type ServerName,
  StoredJob,
  StoredStatus,
  statusKey,
} from "@flash/schemas";
import type { Documents } from "./documents/documents.ts";
import type { Clocks } from "./fleet/clocks.ts";
import { type Fleet, type ServerConfig, serversFor } from "./fleet/fleet.ts";
import type { Repair } from "./fleet/open-jobs.ts";
import { sweep, type SweepReport } from "./fleet/sweep.ts";
import { cancelJob } from "./job/cancel.ts";
import { endWaiting } from "./job/end-waiting.ts";
import type { JobEvent, Ledger } from "./job/job-events.ts";
import type { NewJob } from "./job/new-job.ts";
import { accept, type Admit } from "./job/submit.ts";
import type { Machines } from "./ports/machines.ts";
import type { UnfinishedUploads } from "./ports/unfinished-uploads.ts";
import type { Known } from "./server/observe.ts";
import { reconcile, type Taken } from "./server/reconcile.ts";

export type LogEntry =
  | JobEvent
  | ({ readonly event: "step" } & Taken)
  | { readonly event: "repaired"; readonly job: JobId; readonly repair: Repair }
  | { readonly event: "stray_stopped"; readonly instance: InstanceId }
  | { readonly event: "server_failed"; readonly server: ServerName; readonly error: unknown };

export interface ControlPlaneDeps {
  readonly documents: Documents;
  /** null: this function makes no EC2 call (the API); `start`, `stop` and `sweep` do. */
  readonly machines: Machines | null;
  readonly fleet: Fleet;
  readonly clocks: Clocks;
  /** Written into timelines and receipts. */
  readonly actor: "api" | "start" | "stop" | "sweep";
  readonly log: (entry: LogEntry) => void;
  /** For the sweep; without it expired uploads are left to the bucket's lifecycle rule. */
  readonly uploads?: UnfinishedUploads;
}

export interface ControlPlane {
  /**
   * Accepts a job and gives it to a free server if there is one.
   *
   * @param admit - is asked about a job that is new, and only about that: a repeated request has been let in.
   * @throws FlashRefusal `no_server_for_task`, `idempotency_key_reused`, and `server_busy` for a job that is not to wait.
   */
  submit(request: NewJob, admit?: Admit): Promise<StoredJob>;
  /**
   * @returns the job, and whether a machine was on or booting for it.
   * @throws FlashRefusal `job_not_found`, `job_already_ended`.
   */
  cancel(id: JobId, by: string): Promise<{ readonly job: StoredJob; readonly stopped: "waiting" | "machine" }>;
  /** Does whatever is to be done for one server now. Unknown names are forgotten servers: they finish and stop. */
  reconcile(server: ServerName): Promise<void>;
  /**
   * Every server, every job in nobody's list, every machine that nobody asked for, every upload that was left behind.
   *
   * @param atOnce - servers and jobs that are looked at side by side; 16 by default.
   */
  sweep(atOnce?: number): Promise<SweepReport>;
  /**
   * Takes effect at once on a sleeping server, else when it sleeps next.
   *
   * @throws FlashRefusal `server_not_found`.
   */
  setDevMode(server: ServerName, on: boolean): Promise<"now" | "when_asleep">;
}

interface Applying extends Known {
  /** Hears of each step. */
  readonly taken?: (step: Taken) => void;
}

/** A submission looks at so many servers for a free one, each job from another one on; the sweep finds the rest. */
const SERVERS_TRIED = 8;

/** A thousand servers one after the other, at ten calls and more each, outlast a function. */
const SWEPT_AT_ONCE = 16;

export function createControlPlane(deps: ControlPlaneDeps): ControlPlane {
  const { documents, fleet, clocks, log } = deps;
  const ledger: Ledger = { documents, tell: log };
  const apply = (server: ServerConfig, { taken, ...known }: Applying = {}): Promise<StoredJob | null> =>
    reconcile(
      { ...deps, ...ledger, server },
      (step) => {
        taken?.(step);
        log({ event: "step", ...step });
      },
      known,
    );

  const submit: ControlPlane["submit"] = async (request, admit) => {
    const servers = serversFor(fleet, request.taskType);
    if (servers.length === 0) throw new FlashRefusal({ code: "no_server_for_task", taskType: request.taskType });
    const id = await accept(documents, clocks, request, admit);
    const job = await offer(documents, servers, id, apply);
    if (job.state !== "queued" || job.reject_after === null) return refusedIfBusy(job);
    return refusedIfBusy(await giveUpWaiting(ledger, id));
  };

  const cancel: ControlPlane["cancel"] = async (id, by) => {
    const job = await cancelJob(ledger, id, by);
    const server = fleet.find(({ name }) => name === job.server);
    if (server !== undefined) await apply(server);
    const machineWasOn = job.server !== null && (job.started_at !== null || job.warm);
    return { job: await mustRead(documents, id), stopped: machineWasOn ? "machine" : "waiting" };
  };

  return {
    submit,
    cancel,
    reconcile: async (name) => {
      const server = fleet.find((candidate) => candidate.name === name);
      await apply(server ?? { name, instances: {}, reports: true, usdPerHour: null });
    },
    sweep: (atOnce = SWEPT_AT_ONCE) => sweep(deps, { apply, atOnce }),
    setDevMode: (server, on) => setDevMode(documents, fleet, server, on),
  };
}

/**
 * Free servers take the head of the queue, one after the other, until this job's turn has come; busy ones are left alone. One that
 * somebody else has just taken for this very job is not busy: a job that is not to wait would be refused while it gets its server.
 */
async function offer(
  documents: Documents,
  servers: readonly ServerConfig[],
  id: JobId,
  apply: (server: ServerConfig, applying: Applying) => Promise<StoredJob | null>,
): Promise<StoredJob> {
  for (const server of startingAnywhere(servers, id).slice(0, SERVERS_TRIED)) {
    const statusRead = await documents.read(statusKey(server.name), StoredStatus);
    const status = statusRead.kind === "found" ? statusRead.doc.value : null;
    if (status?.status === "active" && status.token !== id) continue;
    const given = await apply(server, { statusRead });
    const job = given?.id === id ? given : await mustRead(documents, id);
    if (job.state !== "queued") return job;
  }
  return mustRead(documents, id);
}

/** A burst of jobs would find the same few servers busy. The end of an id is random and the job's own. */
function startingAnywhere(servers: readonly ServerConfig[], id: JobId): readonly ServerConfig[] {
  const start = Number.parseInt(id.slice(-6), 36) % servers.length;
  return [...servers.slice(start), ...servers.slice(0, start)];
}

async function mustRead(documents: Documents, id: JobId): Promise<StoredJob> {
  const read = await documents.read(jobKey(id), StoredJob);
  if (read.kind !== "found") throw new FlashRefusal({ code: "job_not_found", jobId: id });
  return read.doc.value;
}

/** queued → refused and queued → assigned compete by compare-and-swap: whichever is first holds. */
async function giveUpWaiting(ledger: Ledger, id: JobId): Promise<StoredJob> {
  const read = await ledger.documents.read(jobKey(id), StoredJob);
  if (read.kind !== "found") throw new FlashRefusal({ code: "job_not_found", jobId: id });
  if (read.doc.value.state !== "queued") return read.doc.value;
  const busy = { reason: "server_busy", detail: "not to wait", at: read.at, by: "api" } as const;
  return (await endWaiting(ledger, read.doc, busy)) ?? giveUpWaiting(ledger, id);
}

function refusedIfBusy(job: StoredJob): StoredJob {
  if (job.outcome?.reason === "server_busy") throw new FlashRefusal({ code: "server_busy", taskType: job.task_type });
  return job;
}

async function setDevMode(
  documents: Documents,
  fleet: Fleet,
  server: ServerName,
  on: boolean,
): Promise<"now" | "when_asleep"> {
  if (!fleet.some(({ name }) => name === server)) throw new FlashRefusal({ code: "server_not_found", server });
  const read = await documents.read(statusKey(server), StoredStatus);
  if (read.kind !== "found") return setDevModeLater();
  const { value } = read.doc;
  const sleeps = value.status === "sleeping";
  const next = sleeps
    ? { ...value, dev_mode: on, pending_dev_mode: null, updated_at: read.at }
    : { ...value, pending_dev_mode: on, updated_at: read.at };
  const written = await documents.replace(read.doc, next);
  if (written === null) return setDevMode(documents, fleet, server, on);
  return sleeps ? "now" : "when_asleep";
}

/** A status that is missing or broken is rebuilt by the next sweep; only then is there something to switch. */
function setDevModeLater(): never {
  throw new Error("the server's status is missing or unreadable: the next sweep rebuilds it, try again then");
}
