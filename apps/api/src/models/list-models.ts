import type { StoredJob, StoredResult, WireModel } from "@flash/schemas";
import type { CallerContext } from "../context.ts";
import { listJobs } from "../jobs/list-jobs.ts";
import { readResult } from "../jobs/see-job.ts";
import type { Page } from "../page.ts";
import { modelView, type TrainedJob } from "./model-view.ts";

/** Jobs looked through for one page of models: most jobs of most people succeed. */
const MAX_SCANNED = 500;

/** The models of the caller's jobs, newest first: at most `page.limit`, fewer when few of the jobs have one. */
export async function listModels(
  ctx: CallerContext,
  page: Page,
): Promise<{ readonly models: WireModel[]; readonly next: string | null }> {
  const models: WireModel[] = [];
  let cursor = page.cursor;
  for (let scanned = 0; scanned < MAX_SCANNED; scanned += page.limit) {
    const found = await listJobs(ctx, { limit: page.limit - models.length, cursor });
    const trained = await Promise.all(found.jobs.map((job) => findTrained(ctx, job)));
    models.push(...trained.filter((one) => one !== null).map(modelView));
    cursor = found.next;
    if (cursor === null || models.length >= page.limit) break;
  }
  return { models, next: cursor };
}

/** The job with its model; null when it has none (yet). */
export async function findTrained(ctx: CallerContext, job: StoredJob): Promise<TrainedJob | null> {
  if (job.outcome === null || job.state !== "succeeded") return null;
  const result: StoredResult | null = await readResult(ctx, job);
  return result?.outcome === "succeeded" ? { job, outcome: job.outcome, result } : null;
}
