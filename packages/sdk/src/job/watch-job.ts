import { isOver } from "@flash/schemas";
import type { WireJob } from "@flash/schemas";
import type { CallOptions } from "../call-options.ts";
import type { Client } from "../client.ts";
import { endedEarly } from "../error/flash-error.ts";

/**
 * A job's states until it is over. The transport already goes on over dropped connections.
 *
 * @throws FlashError; `unexpected_answer` when the platform ends the stream of a job that is not over.
 */
export async function* watchJob(
  { trpc }: Client,
  jobId: string,
  options: CallOptions,
): AsyncGenerator<WireJob, void, undefined> {
  let over = false;
  for await (const { data } of trpc.jobs.watch.subscribe({ jobId }, options)) {
    over = isOver(data.state);
    yield data;
  }
  if (!over) throw endedEarly(`the stream of ${jobId}`);
}
