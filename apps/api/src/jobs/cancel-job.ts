import type { IdempotencyKey, JobId, StoredJob, WireCancellation } from "@flash/schemas";
import type { CallerContext } from "../context.ts";
import { knownCall, noteCall } from "../requests/known-call.ts";
import { ownJob } from "./own-job.ts";
import { seeJob } from "./see-job.ts";

/**
 * Ends a job. A call that is repeated with its key is answered as the first one; a second call is not.
 *
 * @throws FlashRefusal `job_not_found`, `job_already_ended`, `idempotency_key_reused`
 */
export async function cancelJob(
  ctx: CallerContext,
  input: { readonly jobId: JobId; readonly idempotencyKey?: IdempotencyKey | undefined },
): Promise<WireCancellation> {
  const { value } = await ownJob(ctx, input.jobId);
  const call = { procedure: "jobs.cancel", input };
  if (value.outcome === null) await noteCall(ctx, call);
  const isRepeated = value.outcome?.reason === "cancelled" && (await knownCall(ctx, call)) !== null;
  const { job, stopped } = isRepeated
    ? { job: value, stopped: stoppedOf(value) }
    : await ctx.controlPlane.cancel(value.id, ctx.caller.owner);
  return { job: (await seeJob(ctx, job)).job, stopped };
}

const stoppedOf = ({ server, started_at, warm }: StoredJob): WireCancellation["stopped"] =>
  server !== null && (started_at !== null || warm) ? "machine" : "waiting";
