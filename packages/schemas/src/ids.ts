import * as z from "zod";
import type { EpochMs } from "./time.ts";

const TIMED = "[0-9a-hjkmnp-tv-z]{26}";

/** `job_` and 26 characters that sort by the time of submission: a listing of jobs is first in, first out. */
export const JobId = z
  .string()
  .regex(new RegExp(`^job_${TIMED}$`, "u"), "a job id looks like job_ and 26 characters")
  .brand<"JobId">();
export type JobId = z.infer<typeof JobId>;

/** `ds_` and 26 characters that sort by the time of creation. */
export const DatasetId = z
  .string()
  .regex(new RegExp(`^ds_${TIMED}$`, "u"), "a dataset id looks like ds_ and 26 characters")
  .brand<"DatasetId">();
export type DatasetId = z.infer<typeof DatasetId>;

/** Whom a key or token stands for. */
export const OwnerId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._@-]{0,126}$/u, "an owner is 1-127 of a-z 0-9 . _ @ -, starting with a letter or digit")
  .brand<"OwnerId">();
export type OwnerId = z.infer<typeof OwnerId>;

/** One training slot. `default` is the server whose keys are the bare `status.json` and `training/training.json`. */
export const ServerName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/u, "a server name is 1-63 of a-z 0-9 -, starting with a letter or digit")
  .brand<"ServerName">();
export type ServerName = z.infer<typeof ServerName>;

export const DEFAULT_SERVER = ServerName.parse("default");

/** @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html */
export const InstanceId = z
  .string()
  .regex(/^i-(?:[0-9a-f]{8}|[0-9a-f]{17})$/u, "an instance id looks like i- and 8 or 17 hex digits")
  .brand<"InstanceId">();
export type InstanceId = z.infer<typeof InstanceId>;

/** Chosen by whoever calls: a call that is repeated with its key has no second effect and the same answer. */
export const IdempotencyKey = z
  .string()
  .regex(/^[A-Za-z0-9_-]{8,64}$/u, "an idempotency key is 8-64 of A-Z a-z 0-9 _ -")
  .brand<"IdempotencyKey">();
export type IdempotencyKey = z.infer<typeof IdempotencyKey>;

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const TIME_DIGITS = 10;
const RANDOM_DIGITS = 16;

/**
 * The part of an id after its prefix: 48 bits of time, then 80 random bits, in Crockford's base 32.
 *
 * @param at - leads the id, so that ids sort by it.
 * @param random - at least 16 random bytes; five bits of each are used.
 * @see https://github.com/ulid/spec
 */
function timedId(at: EpochMs, random: Uint8Array): string {
  if (random.length < RANDOM_DIGITS) throw new RangeError(`an id needs ${RANDOM_DIGITS} random bytes`);
  let time = "";
  for (let rest = at as number, digit = 0; digit < TIME_DIGITS; digit++, rest = Math.floor(rest / 32)) {
    time = ALPHABET.charAt(rest % 32) + time;
  }
  return time + Array.from(random.subarray(0, RANDOM_DIGITS), (byte) => ALPHABET.charAt(byte % 32)).join("");
}

export const newJobId = (at: EpochMs, random: Uint8Array): JobId => JobId.parse(`job_${timedId(at, random)}`);
export const newDatasetId = (at: EpochMs, random: Uint8Array): DatasetId =>
  DatasetId.parse(`ds_${timedId(at, random)}`);
