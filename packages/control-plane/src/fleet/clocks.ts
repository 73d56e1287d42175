import { type EpochMs, later } from "@flash/schemas";
import * as z from "zod";

const Ms = z.int().positive();
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Every clock of the platform, in milliseconds by S3's time. The first five are defaults that a job may change. */
export const Clocks = z.object({
  /** From submission to assignment. */
  maxQueueMs: Ms.default(24 * HOUR),
  /** From the last accepted start to the claim. */
  maxBootMs: Ms.default(10 * MINUTE),
  /** Between two heartbeats. */
  maxSilenceMs: Ms.default(2 * MINUTE),
  /** From the claim to the result. */
  maxRunMs: Ms.default(6 * HOUR),
  /** Attempts that machines' faults may spend. */
  maxAttempts: z.int().positive().default(3),
  /** A machine on without a job for longer is stopped. */
  stopGraceMs: Ms.default(2 * MINUTE),
  /**
   * From the intent to stop until the server may be used again. More than twice as long as a function can live with
   * its retries, so that no StopInstances of an earlier round can land on the next job's machine.
   */
  stopLeaseMs: Ms.default(3 * MINUTE),
  /** Least time between a suspicion and the second look: one sweep. */
  secondLookMs: Ms.default(MINUTE),
  /** From a warm hand-over to the claim: three polls of the training server. */
  maxClaimMs: Ms.default(30_000),
  /** No job for a server whose instances were all refused for lack of capacity. */
  capacityBackoffMs: Ms.default(2 * MINUTE),
  /** An upload in parts that was begun so long ago is ended, and its parts are no longer paid for. */
  maxUploadMs: Ms.default(24 * HOUR),
  /** Accepted starts of one attempt after which the machine counts as unable to boot. */
  maxStarts: z.int().positive().default(3),
});
export type Clocks = z.infer<typeof Clocks>;

/** Whether more than `limitMs` have gone by. */
export const ranOut = (since: EpochMs, limitMs: number, now: EpochMs): boolean => now > later(since, limitMs);
