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

/** Where a completion of an upload takes long, S3 begins a 200 before it refuses; the SDK then takes 503 for the status. */
const REFUSAL_OF_CODE: Readonly<Record<string, S3Refusal>> = {
  NoSuchUpload: "missing",
  PreconditionFailed: "changed",
  ConditionalRequestConflict: "conflict",
};

/** @param code - S3's, such as `NoSuchKey`. */
export const refusalOf = (status: number, code: string): S3Refusal | null =>
  code === "NoSuchBucket" ? null : (REFUSAL_OF_CODE[code] ?? REFUSAL_OF_STATUS[status] ?? null);
