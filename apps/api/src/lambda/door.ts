import { createHash } from "node:crypto";
import { FlashRefusal } from "@flash/schemas";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import type { TokenBuckets } from "./token-buckets.ts";

/** The largest inputs are lists of parts and hyperparameters. Datasets go to S3. */
const MAX_BODY_BYTES = 1_048_576;
const MAX_QUERY_BYTES = 16_384;

/** @throws FlashRefusal `request_too_large`, before anything is parsed. */
export function checkSize({
  body = "",
  rawQueryString,
}: Pick<APIGatewayProxyEventV2, "body" | "rawQueryString">): void {
  check(Buffer.byteLength(body), MAX_BODY_BYTES);
  check(Buffer.byteLength(rawQueryString), MAX_QUERY_BYTES);
}

function check(sizeBytes: number, limitBytes: number): void {
  if (sizeBytes > limitBytes) throw new FlashRefusal({ code: "request_too_large", sizeBytes, limitBytes });
}

/** A batch is so many calls. */
const callsIn = ({ rawPath, rawQueryString }: APIGatewayProxyEventV2): number =>
  rawQueryString.includes("batch=1") ? rawPath.split(/,|%2c/iu).length : 1;

/**
 * By what was sent as a key, right or wrong, before anybody is asked whom it stands for. Requests without one are
 * answered without any work.
 *
 * @throws FlashRefusal `rate_limited`
 */
export function checkRate(buckets: TokenBuckets, event: APIGatewayProxyEventV2): void {
  const { authorization } = event.headers;
  if (authorization === undefined) return;
  const retryAfterMs = buckets.take(createHash("sha256").update(authorization).digest("base64"), callsIn(event));
  if (retryAfterMs > 0) throw new FlashRefusal({ code: "rate_limited", retryAfterMs });
}
