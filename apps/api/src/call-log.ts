import { DatasetId, FlashRefusal, JobId, type OwnerId } from "@flash/schemas";
import type { TRPCError } from "@trpc/server";
import * as z from "zod";

/** One line for each call: who called what, how it ended, and how long it took. */
export interface CallEntry {
  readonly level: "info";
  readonly event: "call";
  readonly requestId: string;
  readonly path: string;
  /** `ok`, the code of a refusal, or tRPC's code of a fault, whose own entry has the same request id. */
  readonly outcome: string;
  readonly ms: number;
  readonly owner: OwnerId | null;
  /** What the call was about, where it said so. */
  readonly job?: JobId;
  readonly dataset?: DatasetId;
}

/** Of an input only ids that look like ids: the rest is the caller's own. */
const About = z
  .object({ jobId: JobId.optional().catch(undefined), datasetId: DatasetId.optional().catch(undefined) })
  .catch({});

export interface EndedCall {
  readonly requestId: string;
  readonly path: string;
  readonly owner: OwnerId | null;
  readonly ms: number;
  /** null: it went well. */
  readonly error: TRPCError | null;
  readonly input: unknown;
}

export function callEntry({ requestId, path, owner, ms, error, input }: EndedCall): CallEntry {
  const { jobId, datasetId } = About.parse(input);
  return {
    level: "info",
    event: "call",
    requestId,
    path,
    outcome: outcomeOf(error),
    ms: Math.round(ms),
    owner,
    ...(jobId === undefined ? {} : { job: jobId }),
    ...(datasetId === undefined ? {} : { dataset: datasetId }),
  };
}

function outcomeOf(error: TRPCError | null): string {
  if (error === null) return "ok";
  return error.cause instanceof FlashRefusal ? error.cause.problem.code : error.code;
}
