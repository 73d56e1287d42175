import { TrainRequest, WireJob } from "@flash/schemas";
import { readOwnDataset } from "../datasets/own-dataset.ts";
import { seeJob } from "../jobs/see-job.ts";
import { authed } from "../trpc.ts";
import { planJob } from "./plan-job.ts";
import { requestDigest } from "./request-digest.ts";

/** Random bytes in a job id. */
const ID_BYTES = 16;

/**
 * Accepts one training job and gives it to a server as soon as one is free. A repeated idempotency key answers with
 * the first job. Refuses what cannot be trained: an unknown, unvalidated or invalid dataset (with its report), and
 * hyperparameters out of range (each of them); what the owner's quotas do not allow; and, if asked not to wait,
 * `server_busy`.
 */
export const train = authed
  .input(TrainRequest)
  .output(WireJob)
  .mutation(async ({ ctx, input }) => {
    const { doc, at } = await readOwnDataset(ctx, input.datasetId);
    const digest = await requestDigest(input);
    const job = planJob(input, { dataset: doc.value, requestDigest: digest, at, random: ctx.random(ID_BYTES) });
    const accepted = await ctx.controlPlane.submit(job, (id) => ctx.admission.job(job.owner, id));
    return (await seeJob(ctx, accepted)).job;
  });
