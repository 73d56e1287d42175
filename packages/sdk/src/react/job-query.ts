import { isOver } from "@flash/schemas";
import type { WireJob } from "@flash/schemas";
import { queryOptions } from "@tanstack/react-query";
import { flashError } from "../error/flash-error.ts";
import type { FlashError } from "../error/flash-error.ts";
import type { Flash } from "../flash.ts";
import { flashKeys } from "./flash-keys.ts";
import { nameOf } from "./name-of.ts";
import { isOutage } from "./outages.ts";

/** The receipt is written when the machine was seen off, which takes it some seconds more. */
const RECEIPT_EVERY_MS = 2_000;

const isSettled = (job: WireJob | undefined): boolean => job !== undefined && isOver(job.state) && job.receipt !== null;

/** A connection that could not go on has tried for a minute. Whoever still shows the job tries again so often. */
const RECONNECT_EVERY_MS = 5_000;

/** A query that lasts as long as its job: each state is shown as it comes, the last one is its answer. */
export const jobQuery = (flash: Flash, jobId: string) =>
  queryOptions<WireJob, FlashError>({
    queryKey: nameOf(flash, flashKeys.job(jobId)),
    queryFn: async ({ signal, client, queryKey }) => {
      let last: WireJob | undefined;
      for await (const job of flash.job(jobId).watch({ signal })) {
        client.setQueryData<WireJob>(queryKey, job);
        last = job;
      }
      void client.invalidateQueries({ queryKey: flashKeys.jobs });
      if (last !== undefined) return last;
      throw flashError({ code: "unexpected_answer", status: 200, detail: `nothing was told of ${jobId}` });
    },
    staleTime: ({ state }) => (isSettled(state.data) ? Number.POSITIVE_INFINITY : 0),
    refetchInterval: ({ state: { data, error } }) => {
      if (error !== null) return isOutage(error) ? RECONNECT_EVERY_MS : false;
      return data !== undefined && isOver(data.state) && !isSettled(data) ? RECEIPT_EVERY_MS : false;
    },
    retry: false,
  });
