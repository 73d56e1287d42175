import { EC2Client } from "@aws-sdk/client-ec2";
import type { EC2ClientConfig } from "@aws-sdk/client-ec2";

const MAX_ATTEMPTS = 2;
const CONNECTION_TIMEOUT_MS = 2_000;
const REQUEST_TIMEOUT_MS = 5_000;
/** The SDK waits so long at most before it tries again. */
const MAX_RETRY_WAIT_MS = 20_000;

/** A call is on its way for so long at most, from the moment when it was decided. */
export const EC2_CALL_MAX_MS = MAX_ATTEMPTS * (CONNECTION_TIMEOUT_MS + REQUEST_TIMEOUT_MS) + MAX_RETRY_WAIT_MS;

/**
 * One retry, short timeouts, and throttling that slows the whole client down (adaptive): EC2 calls have no condition,
 * so one that is still on its way long after it was decided does harm. Credentials, region and endpoint come from the
 * standard environment (`AWS_REGION`, `AWS_ENDPOINT_URL_EC2`, …) unless given.
 */
export function ec2Client(config: EC2ClientConfig = {}): EC2Client {
  return new EC2Client({
    maxAttempts: MAX_ATTEMPTS,
    retryMode: "adaptive",
    requestHandler: {
      connectionTimeout: CONNECTION_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      // Without this the SDK only logs a warning when requestTimeout has passed, and goes on waiting.
      throwOnRequestTimeout: true,
      socketTimeout: REQUEST_TIMEOUT_MS,
    },
    ...config,
  });
}
