import type { Doc, Read } from "@flash/control-plane";
import { FlashRefusal, type JobId, jobKey, openKey, StoredJob } from "@flash/schemas";
import type { CallerContext } from "../context.ts";
import { readable } from "../readable.ts";

/** A job of the caller's; null for one of somebody else's just as for one that never was. */
export async function findOwnJob(ctx: CallerContext, id: JobId): Promise<Doc<StoredJob> | null> {
  const job = readable(await ctx.documents.read(jobKey(id), StoredJob)) ?? (await findAccepted(ctx, id));
  return job?.value.owner === ctx.caller.owner ? job : null;
}

/** As {@link findOwnJob}. @throws FlashRefusal `job_not_found` */
export async function ownJob(ctx: CallerContext, id: JobId): Promise<Doc<StoredJob>> {
  const job = await findOwnJob(ctx, id);
  if (job === null) throw new FlashRefusal({ code: "job_not_found", jobId: id });
  return job;
}

/** A job is accepted once it is in `open/`; if `train` crashed there, its document follows within a sweep. */
async function findAccepted({ documents }: CallerContext, id: JobId): Promise<Doc<StoredJob> | null> {
  const open: Read<StoredJob> = await documents.read(openKey(id), StoredJob);
  return readable(open);
}
