import type { TrainRequest, WireJob } from "@flash/schemas";
import type { CallerContext } from "../context.ts";
import { readOwnDataset } from "../datasets/own-dataset.ts";
import { seeJob } from "../jobs/see-job.ts";
import { planJob } from "./plan-job.ts";
import { requestDigest } from "../requests/request-digest.ts";

export { TrainRequest, WireJob } from "@flash/schemas";

/** Random bytes in a job id. */
const ID_BYTES = 16;

export async function acceptJob(ctx: CallerContext, request: TrainRequest): Promise<WireJob> {
  const { doc, at } = await readOwnDataset(ctx, request.datasetId);
  const digest = await requestDigest(request);
  const job = planJob(request, { dataset: doc.value, requestDigest: digest, at, random: ctx.random(ID_BYTES) });
  const accepted = await ctx.controlPlane.submit(job, (id) => ctx.admission.job(job.owner, id));
  return (await seeJob(ctx, accepted)).job;
}
