import { S3ServiceException } from "@aws-sdk/client-s3";
import { MissingPermission } from "./missing-permission.ts";
import type { StoreAct } from "./missing-permission.ts";

/** S3's refusals that are answers. Everything else is an outage or a mistake, and is thrown. */
export type S3Refusal =
  /** 404, but not for the bucket: that is a mistake in the configuration. */
  | "missing"
  /** 412: the condition did not hold. */
  | "changed"
  /** 409: another write of the same key was under way, and nobody has won yet. */
  | "conflict";

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const REFUSAL_OF_STATUS: Readonly<Record<number, S3Refusal>> = { 404: "missing", 412: "changed", 409: "conflict" };

export function s3Refusal(error: unknown): S3Refusal | null {
  if (!(error instanceof S3ServiceException) || error.name === "NoSuchBucket") return null;
  return REFUSAL_OF_STATUS[error.$metadata.httpStatusCode ?? 0] ?? null;
}

/** The error to throw: one that names the permission where S3 only says `AccessDenied`, else what S3 threw. */
export function s3Failure(error: unknown, act: StoreAct, place: { bucket: string; key: string }): unknown {
  if (!(error instanceof S3ServiceException)) return error;
  // HEAD answers have no body, so the SDK knows their status only.
  const denied = error.name === "AccessDenied" || (error.name === "Unknown" && error.$metadata.httpStatusCode === 403);
  return denied ? new MissingPermission(act, place, error) : error;
}
