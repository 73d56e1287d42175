import { S3ServiceException } from "@aws-sdk/client-s3";
import { MissingPermission } from "./missing-permission.ts";
import type { StoreAct } from "./missing-permission.ts";
import { refusalOf } from "./refusal-of.ts";
import type { S3Refusal } from "./refusal-of.ts";

export function s3Refusal(error: unknown): S3Refusal | null {
  return error instanceof S3ServiceException ? refusalOf(error.$metadata.httpStatusCode ?? 0, error.name) : null;
}

/** The error to throw: one that names the permission where S3 only says `AccessDenied`, else what S3 threw. */
export function s3Failure(error: unknown, act: StoreAct, place: { bucket: string; key: string }): unknown {
  if (!(error instanceof S3ServiceException)) return error;
  // HEAD answers have no body, so the SDK knows their status only.
  const denied = error.name === "AccessDenied" || (error.name === "Unknown" && error.$metadata.httpStatusCode === 403);
  return denied ? new MissingPermission(act, place, error) : error;
}
