import * as z from "zod";
import { JobId, OwnerId, ServerName } from "../ids.ts";
import { TaskType } from "../task-types/task-type.ts";
import { EpochMs } from "../time.ts";

export const WireServer = z.object({
  name: ServerName,
  /** `stopping` is on its way to `sleeping`: a job submitted now starts when the machine is off. */
  status: z.enum(["sleeping", "active", "stopping"]),
  taskTypes: z.array(TaskType),
  devMode: z.boolean(),
  /** Only for the owner of the job. */
  jobId: JobId.nullable(),
});
export type WireServer = z.infer<typeof WireServer>;

/** What the sweep did, which looks after every server once a minute. */
export const WireSweep = z.object({
  at: EpochMs,
  /** Servers that it could not see to. */
  failedServers: z.int().nonnegative(),
  /** When it last had something to mend: jobs that were put right, machines that were on for nobody. null: never. */
  lastRepair: z.object({ at: EpochMs, jobs: z.int().nonnegative(), machines: z.int().nonnegative() }).nullable(),
});
export type WireSweep = z.infer<typeof WireSweep>;

/** Whom the caller's key stands for. */
export const WireCaller = z.object({
  owner: OwnerId,
  /** May switch servers to dev mode. */
  admin: z.boolean(),
});

/** The answer of `status`: is a training server available? */
export const WireStatus = z.object({
  /** `sleeping`: at least one server is free. */
  status: z.enum(["sleeping", "active"]),
  available: z.boolean(),
  /** Of the server `default`, as in the original contract. */
  devMode: z.boolean(),
  servers: z.array(WireServer),
  /** null: none has run yet. */
  sweep: WireSweep.nullable(),
  caller: WireCaller,
});
export type WireStatus = z.infer<typeof WireStatus>;
