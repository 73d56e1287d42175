import * as z from "zod";
import { JobId, ServerName } from "../ids.ts";
import { TaskType } from "../task-types/task-type.ts";

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

/** The answer of `status`: is a training server available? */
export const WireStatus = z.object({
  /** `sleeping`: at least one server is free. */
  status: z.enum(["sleeping", "active"]),
  available: z.boolean(),
  /** Of the server `default`, as in the original contract. */
  devMode: z.boolean(),
  servers: z.array(WireServer),
});
export type WireStatus = z.infer<typeof WireStatus>;
