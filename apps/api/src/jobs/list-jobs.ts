import { jobOfIndexKey, ownerJobsPrefix, type StoredJob } from "@flash/schemas";
import type { CallerContext } from "../context.ts";
import { listIndex, type Page } from "../page.ts";
import { findOwnJob } from "./own-job.ts";

/** A page of the caller's jobs, newest first. */
export async function listJobs(
  ctx: CallerContext,
  page: Page,
): Promise<{ readonly jobs: readonly StoredJob[]; readonly next: string | null }> {
  const { keys, next } = await listIndex(ctx.documents.store, ownerJobsPrefix(ctx.caller.owner), page);
  const ids = keys.map(jobOfIndexKey).filter((entry) => entry !== null);
  const jobs = await Promise.all(ids.map(({ id }) => findOwnJob(ctx, id)));
  return { jobs: jobs.filter((job) => job !== null).map(({ value }) => value), next };
}
