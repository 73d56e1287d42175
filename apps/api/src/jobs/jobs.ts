import { IdempotencyKey, JobId, WireCancellation, WireJob, WireWhy } from "@flash/schemas";
import * as z from "zod";
import { eventsOf } from "../events.ts";
import { Page } from "../page.ts";
import { connectionSignal } from "../pause.ts";
import { authed, router } from "../trpc.ts";
import { cancelJob } from "./cancel-job.ts";
import { briefly } from "./job-view.ts";
import { listJobs } from "./list-jobs.ts";
import { ownJob } from "./own-job.ts";
import { seeJob } from "./see-job.ts";
import { watchJob } from "./watch-job.ts";
import { whyJob } from "./why-job.ts";

const ByJobId = z.object({ jobId: JobId });
const Cancel = ByJobId.extend({ idempotencyKey: IdempotencyKey.optional() });
const Watch = ByJobId.extend({ lastEventId: z.string().max(500).nullish() });
const JobPage = z.object({ jobs: z.array(WireJob), next: z.string().nullable() });

export const jobs = router({
  /** Refuses with `job_not_found`. */
  get: authed
    .input(ByJobId)
    .output(WireJob)
    .query(async ({ ctx, input }) => {
      const { value } = await ownJob(ctx, input.jobId);
      return (await seeJob(ctx, value)).job;
    }),

  /**
   * The caller's own jobs, newest first, without epoch metrics and log tails, which `get` has. `next` is the cursor of the next page;
   * null: this was the last one.
   */
  list: authed
    .input(Page.prefault({}))
    .output(JobPage)
    .query(async ({ ctx, input }) => {
      const page = await listJobs(ctx, input);
      const seen = await Promise.all(page.jobs.map((job) => seeJob(ctx, job)));
      return { jobs: seen.map(({ job }) => briefly(job)), next: page.next };
    }),

  /** The job whenever it changes, at last when it is over. Refuses with `job_not_found`. */
  watch: authed
    .input(Watch)
    .output(eventsOf(WireJob))
    .subscription(({ ctx, input, signal }) =>
      watchJob(ctx, input.jobId, input.lastEventId ?? null, connectionSignal(signal, ctx.streams.maxMs)),
    ),

  /** Why the job is where it is, nearest reason first, and by when that changes. Refuses with `job_not_found`. */
  why: authed
    .input(ByJobId)
    .output(WireWhy)
    .query(async ({ ctx, input }) => whyJob(ctx, (await ownJob(ctx, input.jobId)).value)),

  /** Ends the job, whatever it does. Refuses with `job_not_found` and `job_already_ended`. */
  cancel: authed
    .input(Cancel)
    .output(WireCancellation)
    .mutation(({ ctx, input }) => cancelJob(ctx, input)),
});
