import { isOver, type JobId, type WireJob } from "@flash/schemas";
import type { CallerContext } from "../context.ts";
import type { Event } from "../events.ts";
import { pause } from "../pause.ts";
import { ownJob } from "./own-job.ts";
import { seeJob } from "./see-job.ts";

/**
 * The job, again whenever something about it has changed, until it is over.
 *
 * An event's id is the version of the job that it carries, so a client that comes back with its last one gets neither
 * that one again nor misses what has happened since: the job as it is now holds all of it.
 *
 * @throws FlashRefusal `job_not_found`
 * @throws AbortError with the signal, before the job is over.
 */
export async function* watchJob(
  ctx: CallerContext,
  id: JobId,
  lastEventId: string | null,
  signal: AbortSignal,
): AsyncGenerator<Event<WireJob>, void, unknown> {
  for (let seen = lastEventId; ; await pause(ctx.streams.pollMs, signal)) {
    const { version, job } = await seeJob(ctx, (await ownJob(ctx, id)).value);
    if (version !== seen) yield [version, job];
    if (isOver(job.state)) return;
    seen = version;
  }
}
