import { isOver } from "@flash/schemas";
import type { WireCancellation, WireJob, WireOutcome, WireWhy } from "@flash/schemas";
import type { CallOptions } from "../call-options.ts";
import type { Client } from "../client.ts";
import { endedEarly } from "../error/flash-error.ts";
import { trainedModel } from "../model/model.ts";
import type { TrainedModel } from "../model/model.ts";
import { train } from "./train.ts";
import type { TrainInput } from "./train.ts";
import { watchJob } from "./watch-job.ts";

/**
 * A job to which nothing happens any more, but that its receipt may still come.
 *
 * @example
 * ```ts
 * const { state, outcome }: EndedJob = await job.wait();
 * ```
 */
export type EndedJob = WireJob & { state: "succeeded" | "failed" | "cancelled"; outcome: WireOutcome };

/**
 * What `job.wait` takes.
 *
 * @example
 * ```ts
 * const options: WaitOptions = { onUpdate: ({ progress }) => show(progress?.epoch) };
 * const ended = await job.wait(options);
 * ```
 */
export interface WaitOptions extends CallOptions {
  /** Called with the job as it is, and again whenever it changes. */
  readonly onUpdate?: ((job: WireJob) => void) | undefined;
}

/**
 * One training job. Made from its id alone, so that a page can go on with it after a reload.
 *
 * @example
 * ```ts
 * const again: Job = flash.job(jobId);
 * const { state } = await again.get();
 * ```
 */
export interface Job {
  readonly id: string;
  /**
   * The job as it is now.
   *
   * @example
   * ```ts
   * const { state, progress } = await job.get();
   * ```
   */
  get(options?: CallOptions): Promise<WireJob>;
  /**
   * The job as it is, and again whenever it changes, until it is over. Goes on over dropped connections; leave the loop
   * to stop watching.
   *
   * @example
   * ```ts
   * for await (const { state, progress } of job.watch()) console.log(state, progress?.epoch);
   * ```
   */
  watch(options?: CallOptions): AsyncGenerator<WireJob, void, undefined>;
  /**
   * The job when it is over, however it ended: see its `state`, and `outcome` for the reason in words.
   *
   * @example
   * ```ts
   * const { state, outcome } = await job.wait({ onUpdate: ({ progress }) => show(progress?.epoch) });
   * ```
   */
  wait(options?: WaitOptions): Promise<EndedJob>;
  /**
   * Why the job is where it is: the nearest reason first, each with a sentence and the time by which something happens.
   *
   * @example
   * ```ts
   * const { reasons } = await job.why();
   * console.log(reasons.map(({ sentence }) => sentence).join("; "));
   * ```
   */
  why(options?: CallOptions): Promise<WireWhy>;
  /**
   * Ends the job, whatever it does. Refused with `job_already_ended`.
   *
   * @example
   * ```ts
   * const { stopped } = await job.cancel();
   * ```
   */
  cancel(options?: CallOptions): Promise<WireCancellation>;
  /**
   * Trains anew with the same dataset, task type and hyperparameters.
   *
   * @example
   * ```ts
   * const second = await job.trainAgain();
   * ```
   */
  trainAgain(options?: CallOptions & Pick<TrainInput, "idempotencyKey">): Promise<Job>;
  /** What it has trained. Refused with `model_not_ready` until the job has succeeded. */
  readonly model: TrainedModel;
}

const hasEnded = (job: WireJob): job is EndedJob => isOver(job.state) && job.outcome !== null;

export function jobOf(client: Client, id: string): Job {
  const { trpc } = client;
  const watch: Job["watch"] = (options = {}) => watchJob(client, id, options);
  return {
    id,
    watch,
    get: (options) => trpc.jobs.get.query({ jobId: id }, options),
    why: (options) => trpc.jobs.why.query({ jobId: id }, options),
    cancel: (options) => trpc.jobs.cancel.mutate({ jobId: id }, options),
    trainAgain: async (options) => {
      const { name, taskType, datasetId, hyperparameters } = await trpc.jobs.get.query({ jobId: id }, options);
      const idempotencyKey = options?.idempotencyKey;
      // They are what the platform took for this very task type.
      const again = { name, taskType, datasetId, hyperparameters, idempotencyKey } as TrainInput;
      return jobOf(client, (await train(client, again, options)).id);
    },
    wait: ({ onUpdate, signal } = {}) => lastOf(watch({ signal }), onUpdate),
    model: trainedModel(client, id),
  };
}

async function lastOf(updates: AsyncIterable<WireJob>, onUpdate: WaitOptions["onUpdate"]): Promise<EndedJob> {
  for await (const job of updates) {
    onUpdate?.(job);
    if (hasEnded(job)) return job;
  }
  throw endedEarly("the stream of the job");
}
