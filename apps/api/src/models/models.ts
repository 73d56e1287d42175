import { FlashRefusal, JobId, later, ModelDownload, modelPrefix, WireModel } from "@flash/schemas";
import * as z from "zod";
import type { CallerContext } from "../context.ts";
import { URL_LIFE_S } from "../files.ts";
import { ownJob } from "../jobs/own-job.ts";
import { Page } from "../page.ts";
import { authed, router } from "../trpc.ts";
import { findTrained, listModels } from "./list-models.ts";
import { artifactView, type TrainedJob } from "./model-view.ts";

const ModelPage = z.object({ models: z.array(WireModel), next: z.string().nullable() });

export const models = router({
  /** The caller's own models, newest first. A page may hold fewer than asked for and yet have a next one. */
  list: authed
    .input(Page.prefault({}))
    .output(ModelPage)
    .query(({ ctx, input }) => listModels(ctx, input)),

  /** URLs of all artifacts of a model. Refuses with `job_not_found` and `model_not_ready`. */
  download: authed
    .input(z.object({ jobId: JobId }))
    .output(ModelDownload)
    .query(async ({ ctx, input }) => {
      const { value } = await ownJob(ctx, input.jobId);
      const trained = await findTrained(ctx, value);
      if (trained === null) throw new FlashRefusal({ code: "model_not_ready", jobId: input.jobId });
      return signedDownload(ctx, trained);
    }),
});

async function signedDownload(ctx: CallerContext, { job, outcome, result }: TrainedJob): Promise<ModelDownload> {
  const expiresAt = later(await ctx.now(), URL_LIFE_S * 1_000);
  const prefix = modelPrefix(job.id, outcome.attempt);
  const artifacts = result.artifacts.map(async (artifact) => ({
    ...artifactView(artifact),
    url: await ctx.files.signGet(`${prefix}${artifact.path}`, artifact.path.replaceAll("/", "-"), URL_LIFE_S),
  }));
  return { jobId: job.id, expiresAt, artifacts: await Promise.all(artifacts) };
}
