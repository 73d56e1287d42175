import * as z from "zod";
import { InstanceId, JobId, ServerName } from "../ids.ts";
import { PHASES } from "../stored/attempt.ts";
import { Reason } from "../stored/outcome.ts";
import { EpochMs } from "../time.ts";

/** Who makes the next move. `rule`: the next event or sweep. `person`: a training server that somebody runs by hand. */
export const Mover = z.enum(["rule", "ec2", "training_server", "person", "nobody"]);
export type Mover = z.infer<typeof Mover>;

const why = <Code extends string, Facts extends z.core.$ZodLooseShape>(code: Code, facts: Facts) =>
  z.object({
    code: z.literal(code),
    mover: Mover,
    /** By then something else happens, whatever comes; null only for a job that is over. */
    until: EpochMs.nullable(),
    ...facts,
  });

/** One link in the chain of reasons why a job is where it is. */
export const WhyReason = z.discriminatedUnion("code", [
  why("in_queue", { ahead: z.int().nonnegative() }),
  why("server_busy", { server: ServerName }),
  why("server_stopping", { server: ServerName }),
  why("server_backing_off", { server: ServerName }),
  why("server_free", { server: ServerName }),
  why("config_to_create", { server: ServerName }),
  why("dev_mode", { server: ServerName }),
  why("machine_to_start", { server: ServerName, instance: InstanceId.nullable() }),
  why("booting", { instance: InstanceId.nullable(), since: EpochMs }),
  why("warm", { instance: InstanceId.nullable() }),
  why("training", { instance: InstanceId.nullable(), phase: z.enum(PHASES).nullable(), heardAt: EpochMs }),
  why("suspected", { since: EpochMs }),
  why("fencing", { instance: InstanceId.nullable(), attempt: z.int().positive() }),
  why("requeueing", { cause: z.enum(["capacity", "hold_lost"]) }),
  why("ending", { reason: Reason }),
  why("ended", { reason: Reason }),
]);
export type WhyReason = z.infer<typeof WhyReason>;

/** The chain, nearest reason first, each with its sentence. */
export const WireWhy = z.object({
  jobId: JobId,
  /** By the store's clock: what `until` is to be compared with. */
  now: EpochMs,
  reasons: z.array(z.object({ reason: WhyReason, sentence: z.string() })),
});
export type WireWhy = z.infer<typeof WireWhy>;
