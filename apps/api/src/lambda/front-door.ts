import { createHash, timingSafeEqual } from "node:crypto";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { responseHeaders } from "./response-headers.ts";

/** CloudFront adds it to each request that it passes on, in place of what a caller sent under this name. */
export const ORIGIN_SECRET_HEADER = "x-flash-origin";

/**
 * Whether a request came through the CloudFront distribution that was put before the function's own address.
 *
 * @param secret - what the distribution sends along; null: there is none, everybody calls the function's own address.
 */
export function isThroughFrontDoor(
  secret: string | null,
  { headers }: Pick<APIGatewayProxyEventV2, "headers">,
): boolean {
  // Hashed, for only texts of one length can be compared in constant time.
  return secret === null || timingSafeEqual(digestOf(secret), digestOf(headers[ORIGIN_SECRET_HEADER] ?? ""));
}

const digestOf = (text: string): Buffer => createHash("sha256").update(text).digest();

/** For whoever found the function's own address: no procedure is looked at, and no key. */
export const WRONG_DOOR = {
  statusCode: 403,
  headers: { "content-type": "application/json", ...responseHeaders([]) },
  body: JSON.stringify({
    message: "This platform is called by the address of its front door, which npm run deploy shows.",
  }),
};
