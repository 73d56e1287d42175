import { schemaOnDemand } from "../schema-on-demand.ts";
import { authed } from "../trpc.ts";

/** With it come the schemas of jobs and datasets, which no other call at the root needs. */
const desk = () => import("./accept-job.ts");

/**
 * Accepts one training job and gives it to a server as soon as one is free. A repeated idempotency key answers with
 * the first job. Refuses what cannot be trained: an unknown, unvalidated or invalid dataset (with its report), and
 * hyperparameters out of range (each of them); what the owner's quotas do not allow; and, if asked not to wait,
 * `server_busy`.
 */
export const train = authed
  .input(schemaOnDemand(async () => (await desk()).TrainRequest))
  .output(schemaOnDemand(async () => (await desk()).WireJob))
  .mutation(async ({ ctx, input }) => (await desk()).acceptJob(ctx, input));
